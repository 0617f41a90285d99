from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "wangge.core.teams"
    label = "teams"
