"""What is to be said of a division, in words: sizes, moves, score, and the rules that it does not meet."""

from collections.abc import Iterable, Mapping

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.ground.engines.coverage import GAP, OVERLAP, coverage_faults
from wangge.ground.engines.partition import plan as engine
from wangge.ground.engines.partition.laying import outline_of
from wangge.ground.engines.partition.plan import Grid, Unmet
from wangge.ground.engines.partition.request import Norm, Request, Today

from .engine import loaded
from .layout import Break, GridView, Judgement, Layout
from .reading import Known

Causes = Mapping[tuple[str, str], str]

REASONS: dict[str, str | Promise] = {
    engine.EVEN: gettext_lazy("规模适度"),
    engine.ALONG_BARRIERS: gettext_lazy("沿道路、河流划界"),
    engine.WHOLE_COMPOUNDS: gettext_lazy("小组、小区没有拆开"),
    engine.AS_TODAY: gettext_lazy("大部分住户不动"),
    engine.LOCKED: gettext_lazy("已锁定"),
    engine.ONLY_ONE: gettext_lazy("全村（社区）一个网格"),
}
CAUSES: dict[str, str | Promise] = {
    engine.ONE_ATOM: gettext_lazy("，其中一栋楼就超过了"),
    engine.NO_NEIGHBOUR: gettext_lazy("，旁边没有别的网格"),
    engine.KEPT_BY_LOCK: gettext_lazy("，因为锁定了"),
    engine.NO_DIVISION: gettext_lazy("，不拆楼栋就分不匀（已证明）"),
}
SIZES: dict[str, str | Promise] = {
    engine.TOO_LARGE: gettext_lazy("“{name}”{count} 户，多于每格最多 {most:.0f} 户{cause}"),
    engine.TOO_SMALL: gettext_lazy("“{name}”{count} 户，少于每格最少 {least:.0f} 户{cause}"),
}
UNEVEN_COVER = "cover"
EMPTY = "empty"


def norm_of(households: int, tolerance: int) -> Norm:
    """The norm of a plan."""
    return Norm(households=float(households), tolerance=tolerance / 100)


def judge(
    known: Known, layout: Layout, norm: Norm, *, causes: Causes | None = None, least_moved: int | None = None
) -> Judgement:
    """What is to be said of a layout; `causes` are those that the engine knows of rules and grids."""
    ground, village = known.ground, str(known.village)
    count = max(1, round(known.households / norm.households))
    share = known.households / count
    engines = loaded("judge")
    judging = engines.Judge(
        ground, Request(norm, today=Today(known.today)), [g.key for g in layout.grids], np.array(layout.of)
    )
    bounds = [
        engines.Bounds(village, share, *norm.bounds(share), norm, grid.is_locked, len(layout.grids) == 1, False)
        for grid in layout.grids
    ]
    found = [judging.grid(number, limits) for number, limits in enumerate(bounds)]
    unmet = [
        one
        for n, (grid, limits) in enumerate(zip(found, bounds, strict=True))
        for one in judging.unmet(n, grid, limits)
    ]
    names = {grid.key: grid.name for grid in layout.grids}
    high = norm.bounds(share)
    breaks = [*_breaks(unmet, found, names, causes or {}, high), *_cover(known, layout), *_closing(known, layout)]
    return Judgement(
        grids=tuple(_view(grid, names[grid.key]) for grid in found),
        breaks=tuple(breaks),
        moved=_moved(known, layout),
        least_moved=least_moved,
        share=round(share, 1),
        cut=round(float(judging.border.sum()) / 2, 1),
        score=round(sum(grid.score.whole for grid in found) / len(found), 3),
        closed=tuple(name for pk, name, _n in known.grids if str(pk) not in names),
    )


def _moved(known: Known, layout: Layout) -> int:
    """Households whose grid becomes another one."""
    keys = [grid.key for grid in layout.grids]
    return sum(
        h.households
        for h, n in zip(known.houses, layout.of, strict=True)
        if h.grid is not None and str(h.grid) != keys[n]
    )


def _view(grid: Grid, name: str) -> GridView:
    return GridView(
        key=grid.key,
        name=name,
        households=grid.households,
        persons=grid.population,
        buildings=len(grid.atoms),
        deviation=round(grid.deviation, 3),
        moved_in=grid.moved_in,
        is_new=grid.is_new,
        is_locked=grid.is_locked,
        score=round(grid.score.whole, 3),
        reasons=tuple(str(REASONS[word]) for word in grid.reasons),
    )


def _breaks(
    unmet: Iterable[Unmet], grids: Iterable[Grid], names: Mapping[str, str], causes: Causes, bounds: tuple[float, float]
) -> Iterable[Break]:
    households = {grid.key: grid.households for grid in grids}
    is_far = False
    for one in unmet:
        cause = str(CAUSES.get(causes.get((one.rule, one.grid), one.cause), ""))
        name = names[one.grid]
        if one.rule == engine.SCATTERED:
            yield Break(one.rule, _("“{name}”不连片，被隔成了几块").format(name=name), one.grid, True)
        elif one.rule == engine.FAR_FROM_NORM:
            if not is_far:
                yield Break(one.rule, _("全村（社区）的户数分不成合标准的整数个网格"), "", False)
            is_far = True
        elif one.rule in SIZES:
            least, most = bounds
            said = str(SIZES[one.rule]).format(
                name=name, count=households[one.grid], least=least, most=most, cause=cause
            )
            yield Break(one.rule, said, one.grid, False)


def outlines_of(known: Known, layout: Layout) -> dict[str, object]:
    """The outline of each grid by its key, in WGS84."""
    keys = [str(house.id) for house in known.houses]
    return {
        grid.key: outline_of(known.ground, [keys[atom] for atom in layout.atoms(number)])
        for number, grid in enumerate(layout.grids)
    }


def _cover(known: Known, layout: Layout) -> Iterable[Break]:
    """Ground that nobody answers for, or two grids do."""
    names = {grid.key: grid.name for grid in layout.grids}
    for fault in coverage_faults(outlines_of(known, layout), parent=known.outline):
        if fault.kind in (GAP, OVERLAP):
            what = _("互相重叠") if fault.kind == OVERLAP else _("旁边有地方没人管")
            who = "、".join(names[key] for key in fault.cells)
            yield Break(UNEVEN_COVER, f"{who}{what}", fault.cells[0] if fault.cells else "", True)


def _closing(known: Known, layout: Layout) -> Iterable[Break]:
    """Grids of today in which no building has a place would close unseen."""
    held = {house.grid for house in known.houses}
    kept = {grid.area_id for grid in layout.grids}
    for pk, name, _ordinal in known.grids:
        if pk not in held and pk not in kept:
            yield Break(EMPTY, _("“{name}”里没有一栋楼标了位置，按这个方案会撤销").format(name=name), "", False)
