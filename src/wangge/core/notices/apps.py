from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "wangge.core.notices"
    label = "notices"
