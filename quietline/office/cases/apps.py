from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "quietline.office.cases"
    label = "cases"
