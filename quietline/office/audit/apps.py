from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "quietline.office.audit"
    label = "audit"

    def ready(self) -> None:
        from quietline.office.audit import log_ins  # models exist only now

        log_ins.connect()
