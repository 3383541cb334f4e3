from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "quietline.office.intake"
    label = "intake"
