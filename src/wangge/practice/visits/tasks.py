"""What is to be done in a grid today, each thing with its rank and the reason in words: 今日 of the phones.

A task is about one thing and has its id: an errand, a hazard, a care tag, a case; for a visit the household.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from wangge.core.cases.carried import waiting_in_grids
from wangge.core.cases.lifecycle import State
from wangge.core.cases.models import Case
from wangge.core.people.doors import rules_of as people_rules
from wangge.core.people.lifecycle import HazardState
from wangge.core.people.models import LIVE, CareTag, Hazard, Household, HouseholdMember
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.rulebook.schema.base import UnknownCode
from wangge.ground.rulebook.schema.visits import Cadence
from wangge.ground.sync.rows import NewRow
from wangge.practice.visits.carried import TASK, WHY, area_of
from wangge.practice.visits.doors import rules_of
from wangge.practice.visits.lifecycle import ErrandState, Outcome
from wangge.practice.visits.models import Errand, HouseholdWish, Visit

LATE, SOON, KEY, WEEKLY, ROUTINE = 2, 3, 4, 5, 6
LONGEST_TITLE = 40
AHEAD = timedelta(days=7)  # so long before its day a care tag asks to be looked at again


@dataclass(frozen=True)
class Which:
    """Whose tasks: those of whole grids, or those about some things."""

    areas: frozenset[UUID] = frozenset()
    errands: Collection[UUID] = ()
    hazards: Collection[UUID] = ()
    tags: Collection[UUID] = ()
    cases: Collection[UUID] = ()
    households: Collection[UUID] = ()  # visits, and all that is about them

    @property
    def things(self) -> set[UUID]:
        """What a task was asked for by its own id."""
        return {*self.errands, *self.hazards, *self.tags, *self.cases, *self.households}


@dataclass(frozen=True)
class _Task:
    """A task before it is a row."""

    id: UUID
    scope: UUID
    town_id: UUID
    kind: str
    title: str
    household: UUID | None
    rank: int
    due: date | None = None
    why: list[str] = field(default_factory=list)
    label: str = ""

    def row(self) -> NewRow:
        payload = {
            "household": str(self.household) if self.household else None,
            "kind": self.kind,
            "title": self.title[:LONGEST_TITLE],
            "why": " · ".join(part for part in self.why if part),
            "rank": self.rank,
            "due": self.due.isoformat() if self.due else None,
            "ref": str(self.id),
            "label": self.label,
        }
        return NewRow(self.scope, TASK, self.id, self.town_id, payload)


def tasks(*, which: Which, at: datetime) -> list[NewRow]:
    """The tasks of today; a fixed number of statements (at most nine) at any number of grids.

    A household that asked not to be visited has none: its errands wait for it to come by itself.
    """
    today = day_of(at)
    with override(settings.LANGUAGE_CODE):
        found = [
            *_errands(which, today),
            *_hazards(which, today),
            *_care(which, today),
            *_cases(which, today, at=at),
            *_visits(which, today, at=at),
        ]
    closed = _closed_doors({task.household for task in found if task.household}, today)
    return [task.row() for task in found if task.household not in closed or task.kind in ("case", "hazard")]


def _closed_doors(households: set[UUID], today: date) -> set[UUID]:
    live = Q(until=None) | Q(until__gte=today)
    rows = HouseholdWish.objects.everywhere(WHY).filter(live, ended_at=None, no_visits=True, household__in=households)
    return set(rows.values_list("household_id", flat=True)) if households else set()


def _errands(which: Which, today: date) -> list[_Task]:
    asked = Q(household__area__in=which.areas) | Q(pk__in=which.errands) | Q(household__in=which.households)
    rows = Errand.objects.everywhere(WHY).filter(asked, state=ErrandState.OPEN, household__ended_on=None)
    found = []
    for row in rows.select_related("household").order_by("id"):
        scope = area_of(row.household.area_id, row.area_id)
        if scope is not None:
            rank = _errand_rank(row, today)
            found.append(
                _Task(row.pk, scope, row.town_id, "errand", row.title, row.household_id, rank, row.due_on,
                      [row.unit_name], row.source_label)
            )  # fmt: skip
    return found


def _errand_rank(row: Errand, today: date) -> int:
    is_late = row.due_on is not None and row.due_on < today
    if row.source_kind == "hazard" and is_late:
        return LATE
    if row.source_kind == "case" and row.due_on is not None and row.due_on <= today + timedelta(days=1):
        return SOON
    if row.source_kind == "care":
        return KEY
    return WEEKLY if is_late else ROUTINE


HAZARD_WORDS = {
    HazardState.FOUND: gettext_lazy("待责令整改"),
    HazardState.ORDERED: gettext_lazy("整改期内"),
    HazardState.FIXED: gettext_lazy("待复查"),
}


def _hazards(which: Which, today: date) -> list[_Task]:
    rows = Hazard.objects.everywhere(WHY).filter(
        Q(area__in=which.areas) | Q(pk__in=which.hazards), state__in=HAZARD_WORDS
    )
    kept = [(row, scope) for row in rows.order_by("id") if (scope := area_of(None, row.area_id)) is not None]
    doors = {row.dwelling_id for row, _scope in kept if row.dwelling_id}
    behind = Household.objects.everywhere(WHY).filter(dwelling__in=doors, ended_on=None).order_by("-id")
    homes: dict[UUID | None, UUID] = dict(behind.values_list("dwelling_id", "pk")) if doors else {}
    return [
        _Task(row.pk, scope, row.town_id, "hazard", _("隐患：{kind}").format(kind=_hazard_label(row)),
              homes.get(row.dwelling_id), LATE if row.due_on < today else ROUTINE, row.due_on,
              [str(HAZARD_WORDS[HazardState(row.state)])])
        for row, scope in kept
    ]  # fmt: skip


def _hazard_label(row: Hazard) -> str:
    try:
        return people_rules(row.town_id).hazard(row.kind).label
    except UnknownCode:
        return row.kind


def _care(which: Which, today: date) -> list[_Task]:
    """Tags that are to be looked at again; of a sensitive one the kind is not said."""
    about = Q(area__in=which.areas) | Q(pk__in=which.tags) | Q(household__in=which.households)
    rows = CareTag.objects.everywhere(WHY).filter(about, ended_at=None, agreed_at__isnull=False)
    kept = [
        (row, scope)
        for row in rows.filter(review_on__lte=today + AHEAD).defer("reason").order_by("id")
        if (scope := area_of(None, row.area_id)) is not None
    ]
    homes = _homes({row.person_id for row, _scope in kept if row.person_id})
    return [
        _Task(row.pk, scope, row.town_id, "care", _("关爱复核：{kind}").format(kind=_care_label(row)),
              row.household_id or homes.get(row.person_id), LATE if row.review_on < today else KEY, row.review_on,
              [])
        for row, scope in kept
    ]  # fmt: skip


def _homes(persons: set[UUID]) -> dict[UUID | None, UUID]:
    rows = HouseholdMember.objects.everywhere(WHY).filter(LIVE, person__in=persons)
    return dict(rows.values_list("person_id", "household_id")) if persons else {}


def _care_label(row: CareTag) -> str:
    try:
        return _("关爱对象") if row.is_sensitive else people_rules(row.town_id).care_kind(row.kind).label
    except UnknownCode:
        return row.kind


def _cases(which: Which, today: date, *, at: datetime) -> list[_Task]:
    """What units of the grid itself have to see to."""
    if which.areas:
        rows = waiting_in_grids(area_ids=which.areas)
    else:
        rows = waiting_in_grids(area_ids=_grids_of_cases(which.cases), case_ids=which.cases) if which.cases else []
    return [task for row in rows if (task := _case(row, today, at)) is not None]


def _grids_of_cases(case_ids: Collection[UUID]) -> list[UUID]:
    rows = Case.objects.everywhere(WHY).filter(pk__in=case_ids)
    return list(rows.values_list("owner_unit__area", flat=True).distinct())


def _case(row: Case, today: date, at: datetime) -> _Task | None:
    scope = area_of(None, row.area_id)
    if scope is None:
        return None
    due = day_of(row.due_at) if row.due_at else None
    is_soon = row.due_at is not None and row.due_at <= at + timedelta(days=1)
    rank = LATE if row.due_at is not None and row.due_at < at else SOON if is_soon else ROUTINE
    why = [str(State(row.state).label)]
    return _Task(row.pk, scope, row.town_id, "case", row.title, None, rank, due, why, row.number)


def _visits(which: Which, today: date, *, at: datetime) -> list[_Task]:
    """Households nobody was met at since the period of a habit began; of several habits the most urgent one."""
    rows = Household.objects.everywhere(WHY).filter(Q(area__in=which.areas) | Q(pk__in=which.households), ended_on=None)
    kept = [(pk, town, scope) for pk, town, area in rows.order_by("id").values_list("pk", "town_id", "area_id")
            if (scope := area_of(None, area)) is not None]  # fmt: skip
    habits = {town: _habits(town, today) for town in {town for _pk, town, _scope in kept}}
    kept = [one for one in kept if habits[one[1]]]
    if not kept:
        return []
    ids = [pk for pk, _town, _scope in kept]
    care = _care_kinds(ids)
    met = (
        Visit.objects.everywhere(WHY)
        .filter(household__in=ids, outcome=Outcome.MET)
        .order_by("household", "-happened_at")
    )
    last = dict(met.distinct("household").values_list("household_id", "happened_at"))
    found = [_visit(pk, town, scope, habits[town], care[pk], last.get(pk)) for pk, town, scope in kept]
    return [task for task in found if task is not None]


@dataclass(frozen=True)
class _Habit:
    """A cadence with the period of today."""

    cadence: Cadence
    begins: date
    ends: date
    rank: int

    def covers(self, kinds: dict[str, str]) -> bool:
        wanted = set(self.cadence.care)
        return self.cadence.covers == "everybody" or bool(kinds and (not wanted or wanted & kinds.keys()))


def _habits(town_id: UUID, today: date) -> list[_Habit]:
    found = []
    for cadence in rules_of(town_id).cadences:
        period = _period(cadence, today)
        if period is not None and cadence.covers in ("everybody", "care"):
            rank = KEY if cadence.covers == "care" else WEEKLY if cadence.rhythm in ("day", "week") else ROUTINE
            found.append(_Habit(cadence, *period, rank))
    return sorted(found, key=lambda habit: (habit.rank, habit.ends))


def _period(cadence: Cadence, today: date) -> tuple[date, date] | None:
    """From when to when once is enough."""
    if cadence.rhythm == "day":
        return today, today
    if cadence.rhythm == "week":
        monday = today - timedelta(days=today.weekday())
        return monday, monday + timedelta(days=6)
    months = {"month": 1, "first_week": 1, "quarter": 3, "year": 12}.get(cadence.rhythm)
    if months is None:
        return None
    first = today.replace(day=1, month=(today.month - 1) // months * months + 1)
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return first, date(year, month + 1, 1) - timedelta(days=1)


def _care_kinds(households: list[UUID]) -> dict[UUID, dict[str, str]]:
    """Live care kinds of households and their members by household, each with its label; sensitive ones without."""
    found: dict[UUID, dict[str, str]] = defaultdict(dict)
    tags = CareTag.objects.everywhere(WHY).filter(ended_at=None, agreed_at__isnull=False).defer("reason")
    here = Q(household__in=households) | Q(
        person__memberships__in=HouseholdMember.objects.everywhere(WHY).filter(LIVE, household__in=households)
    )
    homes = _homes_of_households(households)
    for tag in tags.filter(here).distinct():
        home = tag.household_id or homes.get(tag.person_id)
        if home is not None:
            found[home][tag.kind] = "" if tag.is_sensitive else _care_label(tag)
    return found


def _homes_of_households(households: list[UUID]) -> dict[UUID | None, UUID]:
    rows = HouseholdMember.objects.everywhere(WHY).filter(LIVE, household__in=households)
    return dict(rows.values_list("person_id", "household_id"))


def _visit(
    pk: UUID, town_id: UUID, scope: UUID, habits: list[_Habit], care: dict[str, str], last: datetime | None
) -> _Task | None:  # fmt: skip
    seen = day_of(last) if last else None
    open_ones = [habit for habit in habits if habit.covers(care) and (seen is None or seen < habit.begins)]
    if not open_ones:
        return None
    habit = open_ones[0]
    labels = "".join(sorted(set(care.values()) - {""}))
    if seen is None:
        since = _("还没有走访过")
    else:  # the day, not how long ago: a row that counts days would go to every phone every night
        since = _("上次走访{month}月{day}日").format(month=seen.month, day=seen.day)
    why = [labels, since]
    return _Task(pk, scope, town_id, "visit", habit.cadence.label, pk, habit.rank, habit.ends, why)
