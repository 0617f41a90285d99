from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "wangge.core.places"
    label = "places"
