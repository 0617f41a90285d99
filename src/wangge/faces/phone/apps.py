from django.apps import AppConfig


class PhoneConfig(AppConfig):
    name = "wangge.faces.phone"
    label = "phone"
