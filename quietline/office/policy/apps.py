from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "quietline.office.policy"
    label = "policy"
