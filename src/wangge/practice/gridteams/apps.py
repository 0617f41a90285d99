from django.apps import AppConfig


class GridTeamsConfig(AppConfig):
    name = "wangge.practice.gridteams"
    label = "gridteams"
