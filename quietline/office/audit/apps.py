from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "quietline.office.audit"
    label = "audit"
