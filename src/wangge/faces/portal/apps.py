from django.apps import AppConfig


class PortalConfig(AppConfig):
    """居民端: the pages for everybody, without login."""

    name = "wangge.faces.portal"
    label = "portal"
