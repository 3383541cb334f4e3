from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "quietline.office.people"
    label = "people"
