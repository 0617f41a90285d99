from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "wangge.core.matters"
    label = "matters"
