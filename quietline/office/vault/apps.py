from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "quietline.office.vault"
    label = "vault"
