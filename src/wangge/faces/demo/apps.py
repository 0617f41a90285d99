from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "wangge.faces.demo"
    label = "demo"
