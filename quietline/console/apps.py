"""Makes the console known to Django: its templates, static files and translations."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """The console's entry in `INSTALLED_APPS`."""

    name = "quietline.console"
    label = "console"
