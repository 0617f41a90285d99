from django.apps import AppConfig


class WiringConfig(AppConfig):
    """Connects facts to their listeners once every package is loaded."""

    name = "config"

    def ready(self) -> None:
        from config.wiring import WIRING  # noqa: PLC0415  # tables can be imported only now
        from wangge.ground.foundation import outbox  # noqa: PLC0415  # tables can be imported only now

        outbox.connect(WIRING)
