from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "wangge.faces.exchange"
    label = "exchange"
