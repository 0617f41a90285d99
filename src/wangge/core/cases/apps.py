from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "wangge.core.cases"
    label = "cases"
