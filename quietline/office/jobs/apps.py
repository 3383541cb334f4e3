from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "quietline.office.jobs"
    label = "jobs"
