from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "quietline.office.orders"
    label = "orders"
