from django.apps import AppConfig


class EmergencyConfig(AppConfig):
    name = "wangge.practice.emergency"
    label = "emergency"
