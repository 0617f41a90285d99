from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "wangge.core.people"
    label = "people"
