"""The planning of rounds, where its programs are installed: loaded when it is first asked for, as they are large."""

from collections.abc import Callable
from functools import cache, lru_cache
from importlib import import_module
from typing import cast

from wangge.ground.engines.routes.plan import Plan
from wangge.ground.engines.routes.request import Evening

PLANNING = "wangge.ground.engines.routes.planning"


@cache
def _planner() -> Callable[[Evening], Plan] | None:
    try:
        return cast(Callable[[Evening], Plan], import_module(PLANNING).plan_evening)
    except ModuleNotFoundError:
        return None


@lru_cache(maxsize=32)
def planned(evening: Evening) -> Plan | None:
    """The plan of an evening; the same question, as the map asks it after the page, is not reckoned twice.

    None where the extra `engines` is not installed. Raises BadStop.
    """
    planner = _planner()
    return planner(evening) if planner else None
