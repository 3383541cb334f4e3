from django.db import migrations

from quietline.office.audit.triggers import create_in_migration, drop_in_migration


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunPython(create_in_migration, drop_in_migration)]
