from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "wangge.practice.visits"
    label = "visits"
