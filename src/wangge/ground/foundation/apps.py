from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "wangge.ground.foundation"
    label = "foundation"
