"""网格数: how many grids there are, by each way of counting and on any day, beside what documents say."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from wangge.core.areas.memory import areas_in_memory
from wangge.core.areas.models import Area
from wangge.core.areas.scope import Scope, within
from wangge.core.teams.labels import rules_of
from wangge.ground.rulebook.schema.teams import GridCount


@dataclass(frozen=True)
class GridNumber:
    """One way of counting on one day."""

    code: str
    label: str
    source: str
    counted: int
    reported: int | None
    about: bool
    on: date
    parts: tuple[tuple[str, int], ...] = ()  # how many of each level, where it counts several

    @property
    def difference(self) -> int | None:
        """What is counted beyond what the document says; None where it says nothing."""
        return None if self.reported is None else self.counted - self.reported

    @property
    def agrees(self) -> bool:
        """Exactly, or a little more where the document says 余."""
        return self.difference == 0 or (self.about and self.difference is not None and 0 <= self.difference < 100)


def grid_numbers(*, scope: Scope, place: str, on: date) -> tuple[GridNumber, ...]:
    """Each way a place counts its grids, on a day, in the scope; a statement for each day and area counted on."""
    rules = rules_of(place)
    ways = rules.teams.counts if rules else ()
    counted = {(way.on or on, way.under or "") for way in ways}
    kinds = {(day, under): kinds_on(scope=scope, place=place, on=day, under=under) for day, under in counted}
    return tuple(_number(way, kinds[way.on or on, way.under or ""], way.on or on) for way in ways)


def kinds_on(*, scope: Scope, place: str, on: date, under: str = "") -> Counter[tuple[str, str]]:
    """How many areas of each level and kind were open on a day in a place, or below its area of that code; one
    statement."""
    code = under.ljust(12, "0")
    roots = [row.path for row in areas_in_memory().rows if (row.code == code if under else row.place == place)]
    bound = Q(pk__in=[])
    for root in roots:
        bound |= Q(path__startswith=root)
    rows = Area.objects.filter(bound, within(Scope(scope.roots), area_path="path"), opened_on__lte=on)
    still = rows.filter(Q(closed_on=None) | Q(closed_on__gt=on)).order_by()
    return Counter({(level, kind): n for level, kind, n in still.values_list("level", "kind").annotate(Count("pk"))})


def _number(way: GridCount, kinds: Counter[tuple[str, str]], on: date) -> GridNumber:
    of_level = Counter[str]()
    for (level, kind), n in kinds.items():
        if level in way.levels and kind in (way.kinds or (kind,)):
            of_level[level] += n
    parts = tuple((level, of_level[level]) for level in way.levels) if len(way.levels) > 1 else ()
    return GridNumber(way.code, way.label, way.source, of_level.total(), way.reported, way.about, on, parts)
