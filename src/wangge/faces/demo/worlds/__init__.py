"""The demonstration places: how they are set up, and the month they have lived through."""

from collections.abc import Callable
from datetime import datetime

from wangge.faces.demo.messages import messages_of
from wangge.faces.demo.month.run import live_a_month

from . import jiaozuo, qingping
from .builder import Builder
from .matters import add_matters

BUILDS: dict[str, Callable[[Builder], None]] = {"qingping": qingping.build, "jiaozuo": jiaozuo.build}


def build_place(*, place: str, seed: int, now: datetime, say: Callable[[str], None]) -> int:
    """Build a place and let a month pass that ends `now`; returns how many cases it has.

    Raises NotFound when the place's rules are not in force, Refusal when it has areas already. The same
    seed and the same end give the same place.
    """
    BUILDS[place](Builder(place=place, seed=seed, now=now, say=say))
    cases = live_a_month(place=place, messages=messages_of(place), seed=seed, now=now, say=say)
    add_matters(place=place, now=now)
    return cases
