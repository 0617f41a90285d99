from django.apps import AppConfig


class GridPlansConfig(AppConfig):
    name = "wangge.practice.gridplans"
    label = "gridplans"
