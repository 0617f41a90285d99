from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    """工作台: the pages of those who work on cases."""

    name = "wangge.faces.workbench"
    label = "workbench"
