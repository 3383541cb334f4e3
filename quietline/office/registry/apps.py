from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "quietline.office.registry"
    label = "registry"
