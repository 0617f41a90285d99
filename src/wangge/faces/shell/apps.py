from django.apps import AppConfig


class ShellConfig(AppConfig):
    """The look that every face shares: base pages, components, template tags."""

    name = "wangge.faces.shell"
    label = "shell"
