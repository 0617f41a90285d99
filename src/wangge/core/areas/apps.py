from django.apps import AppConfig


class AreasConfig(AppConfig):
    name = "wangge.core.areas"
    label = "areas"
