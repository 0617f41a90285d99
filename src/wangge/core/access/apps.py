from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "wangge.core.access"
    label = "access"
