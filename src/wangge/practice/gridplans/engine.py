"""The engine that draws grids: loaded when it is first asked for, as its programs are large and may be left out."""

from functools import cache
from importlib import import_module
from typing import Any

from django.utils.translation import gettext as _

from wangge.ground.engines.partition.ground import Ground
from wangge.ground.engines.partition.plan import Plan
from wangge.ground.engines.partition.request import Request, Watch
from wangge.ground.foundation.errors import Refusal

PARTITION = "wangge.ground.engines.partition"


@cache
def loaded(name: str) -> Any:
    """A module of the engine. Raises Refusal where the extra `engines` is not installed."""
    try:
        return import_module(f"{PARTITION}.{name}")
    except ModuleNotFoundError as missing:
        raise Refusal(_("测算网格要用 engines 组件，请管理员安装：pip install 'wangge[engines]'")) from missing


def draw(ground: Ground, request: Request, *, watch: Watch | None = None) -> Plan:
    """Divide the ground. Raises BadAtom, BadRequest, Cancelled; Refusal without the extra."""
    drawn: Plan = loaded("drawing").draw_grids(ground, request, watch=watch)
    return drawn
