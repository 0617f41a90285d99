from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "wangge.practice.insight"
    label = "insight"
