from django.apps import AppConfig


class WiringConfig(AppConfig):
    """Connects facts to their listeners, and what phones send to what it means, once every package is loaded."""

    name = "config"

    def ready(self) -> None:
        from config.wiring import APPLIERS, KEEPERS, MOVERS, SETTLERS, WIRING  # noqa: PLC0415  # tables: only now
        from wangge.core.areas.redrawing import register_movers  # noqa: PLC0415  # tables can be imported only now
        from wangge.ground.foundation import outbox  # noqa: PLC0415  # tables can be imported only now
        from wangge.ground.sync import files, pushing, reviewing  # noqa: PLC0415  # tables can be imported only now

        outbox.connect(WIRING)
        register_movers(MOVERS)
        pushing.register(APPLIERS)
        files.register_keepers(KEEPERS)
        reviewing.register_settlers(SETTLERS)
