from django.apps import AppConfig


class SyncConfig(AppConfig):
    name = "wangge.ground.sync"
    label = "sync"
