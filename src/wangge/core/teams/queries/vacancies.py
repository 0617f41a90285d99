"""Which required posts have too few holders, area by area."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count

from wangge.core.areas.queries import AreaRow, areas_in_memory, subtree
from wangge.core.areas.scope import Scope
from wangge.core.teams.labels import in_post, rules_of
from wangge.core.teams.models import Appointment
from wangge.core.teams.units import Unit, units
from wangge.ground.rulebook.rulebook import Rulebook
from wangge.ground.rulebook.schema.posts import PostKind


@dataclass(frozen=True)
class Vacancy:
    """A required post with fewer holders than seats (缺岗)."""

    area_id: UUID
    area_path: str
    area_name: str
    post_kind: str
    post_label: str
    unit_id: UUID | None  # None: no unit there could hold the post
    unit_name: str
    needed: int
    held: int


class HeldSeats:
    """How many hold which post at an area, for each unit and altogether."""

    def __init__(self, counted: Iterable[tuple[UUID, str, UUID, int]]) -> None:
        self._by_unit: Counter[tuple[UUID, str, UUID]] = Counter()
        self._by_area: Counter[tuple[UUID, str]] = Counter()
        for area_id, post_kind, unit_id, count in counted:
            self._by_unit[area_id, post_kind, unit_id] += count
            self._by_area[area_id, post_kind] += count

    def of_unit(self, area_id: UUID, post_kind: str, unit: Unit | None) -> int:
        return 0 if unit is None else self._by_unit[area_id, post_kind, unit.id]

    def at_area(self, area_id: UUID, post_kind: str) -> int:
        return self._by_area[area_id, post_kind]


def vacancies(*, scope: Scope, on: date) -> list[Vacancy]:
    """Every required post in the scope with too few holders on a day, by area and in the order of the rulebook."""
    rows = in_post(Appointment.objects.within(Scope(scope.roots)), on=on)
    held = HeldSeats(rows.order_by().values_list("area_id", "post_kind", "organisation_id").annotate(held=Count("id")))
    index = areas_in_memory()
    return [
        vacancy
        for area in subtree(scope=scope)
        if (rules := rules_of(index.place_of(area.id))) is not None
        for post in rules.posts.kinds
        if post.level == area.level
        for vacancy in short_of(area=area, post=post, rules=rules, held=held)
    ]


def short_of(*, area: AreaRow, post: PostKind, rules: Rulebook, held: HeldSeats) -> Iterator[Vacancy]:
    """The vacancies of one post at one area: for each unit there; a unit further up fills it as a whole."""
    if not post.required:
        return
    for unit, count in _counted(area, post, rules, held):
        if count < post.seats.min:
            yield Vacancy(
                area_id=area.id,
                area_path=area.path,
                area_name=area.name,
                post_kind=post.code,
                post_label=post.label,
                unit_id=unit.id if unit else None,
                unit_name=unit.name if unit else "",
                needed=post.seats.min,
                held=count,
            )


def _counted(area: AreaRow, post: PostKind, rules: Rulebook, held: HeldSeats) -> list[tuple[Unit | None, int]]:
    kind = rules.unit_kind(post.unit_kind)
    if kind.level != post.level:
        above = units().nearest(area_path=area.path, unit_kind=kind.code)
        return [(above, held.at_area(area.id, post.code))]
    at_area: list[Unit | None] = [*units().at(area_path=area.path, unit_kind=kind.code)]
    if not at_area and any(named.unit_kind == kind.code for named in rules.units.named):
        at_area = [None]  # the rules give every area such a unit
    return [(unit, held.of_unit(area.id, post.code, unit)) for unit in at_area]
