"""The demonstration places: how they are set up, and the month they have lived through."""

from collections.abc import Callable
from datetime import datetime

from wangge.core.areas.queries import areas_in_memory
from wangge.faces.demo.messages import messages_of
from wangge.faces.demo.month.run import live_a_month
from wangge.faces.demo.residents.build import Times, add_residents
from wangge.faces.demo.residents.evenings import visit_some
from wangge.faces.demo.residents.linking import link_and_hand_out
from wangge.faces.demo.residents.planning import show_a_plan

from . import jiaozuo, qingping, qixing, shanghu, zone
from .builder import Builder
from .matters import add_matters

BUILDS: dict[str, Callable[[Builder], None]] = {
    "qingping": qingping.build,
    "jiaozuo": jiaozuo.build,
    "shanghu": shanghu.build,
    "qixing": qixing.build,
}
WITH_A_MONTH = ("qingping", "jiaozuo")
AROUND: dict[str, Callable[[Builder], None]] = {"jiaozuo": zone.build}  # after the month, which passes without it


def build_place(
    *, place: str, seed: int, now: datetime, say: Callable[[str], None], with_residents: bool = True
) -> int:
    """Build a place and let a month pass that ends `now`; returns how many cases it has (none where no
    messages were written for it).

    Raises NotFound when the place's rules are not in force, Refusal when it has areas already. The same
    seed and the same end give the same place.
    """
    builder = Builder(place=place, seed=seed, now=now, say=say)
    BUILDS[place](builder)
    if with_residents and "persons" in builder.figures:
        grids = [row for row in areas_in_memory().rows if row.level == "grid" and row.path.startswith(builder.root)]
        times = Times(builder.since, now)
        homes = add_residents(
            place=place, grids=grids, persons=builder.figures["persons"], phone=builder.phone, seed=seed, times=times,
            say=say,
        )  # fmt: skip
        visit_some(root=builder.root, place=place, homes=homes, seed=seed, times=times)
        for town in [row for row in areas_in_memory().below(builder.root) if row.level == "town"]:
            link_and_hand_out(town=town, cards=builder.figures["contact_cards"], since=builder.since)
            show_a_plan(root=town.path, place=place, seed=seed, times=times)
    if place not in WITH_A_MONTH:
        return 0
    cases = live_a_month(place=place, messages=messages_of(place), seed=seed, now=now, say=say)
    add_matters(place=place, now=now)
    if place in AROUND:
        AROUND[place](builder)
    return cases
