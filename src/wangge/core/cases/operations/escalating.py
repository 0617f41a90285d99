"""The ladder of late matters (催办 → 督办 → 报领导): each rung once for each clock, within working hours."""

from datetime import datetime
from functools import cache
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from wangge.core.cases.deadlines import ladder_of, next_rung_at, work_hours_in
from wangge.core.cases.events import CaseEscalated
from wangge.core.cases.lifecycle import Action, ClockKind
from wangge.core.cases.models import CaseClock, CaseEscalation, CaseStep
from wangge.core.cases.routing import desk_at_level
from wangge.core.places.queries import InForce, rulebook_of_version
from wangge.core.teams.units import Unit, units
from wangge.ground.foundation import outbox
from wangge.ground.foundation.calendar.queries import work_calendar
from wangge.ground.foundation.ids import uuid7
from wangge.ground.foundation.inserts import row_of
from wangge.ground.rulebook.schema.routing import Escalation, rank_of

AT_ONCE = 2000
READ = (
    *("pk", "town_id", "case_id", "unit_id", "party_id", "kind", "rung", "started_at", "due_at", "rulebook_version_id"),
    *("case__area_path", "case__number", "case__state", "case__owner_unit_id", "case__supervision"),
)
NEVER_WAITS = ("urgent", "major")


class Late(NamedTuple):
    """A clock whose next rung is reached, with what of its case the rung needs; in the order of READ."""

    id: UUID
    town_id: UUID
    case_id: UUID
    unit_id: UUID
    party_id: UUID | None
    kind: str
    rung: int
    started_at: datetime
    due_at: datetime
    version_id: UUID
    area_path: str
    number: str
    state: str
    owner_unit_id: UUID
    supervision: int


class Rung(NamedTuple):
    """What a clock climbs to: the step of its place's ladder, and the desk of its level."""

    step: Escalation
    unit: Unit


def escalate_late(*, at: datetime) -> int:
    """Let every clock whose next rung is reached climb it; returns how many did.

    Outside a place's working hours only urgent and major matters climb; the others do when work begins.
    """
    done = 0
    while found := _climb_some(at):
        done += found
    return done


@transaction.atomic
def _climb_some(at: datetime) -> int:
    clocks = _reached(at)
    if not clocks:
        return 0
    rungs = _rungs(clocks)
    steps = [_step(clock, rung, at) for clock, rung in zip(clocks, rungs, strict=True)]
    escalations = [_escalation(clock, rung, at) for clock, rung in zip(clocks, rungs, strict=True)]
    events = [_fact(clock, rung, row.pk) for clock, rung, row in zip(clocks, rungs, steps, strict=True)]
    _move_on(clocks, rungs)
    outbox.publish(*events, at=at, alongside=(steps, escalations))
    return len(clocks)


def _reached(at: datetime) -> list[Late]:
    climbing = CaseClock.objects.filter(stopped_at=None, paused_at=None, next_rung_at__lte=at)
    versions = climbing.order_by().values_list("rulebook_version_id", flat=True).distinct()
    working = [pk for pk in versions if _is_at_work(rulebook_of_version(version_id=pk), at)]
    now = Q(rulebook_version_id__in=working) | Q(case__urgency__in=NEVER_WAITS)
    rows = climbing.filter(now).select_for_update(skip_locked=True).order_by("next_rung_at")
    return [Late(*values) for values in rows.values_list(*READ)[:AT_ONCE]]


def _is_at_work(place: InForce, at: datetime) -> bool:
    return work_calendar().is_working_moment(at, work_hours_in(place))


def _rungs(clocks: list[Late]) -> list[Rung]:
    """The rung of each clock; those of one area, kind and height climb to the same."""
    rung_of = cache(_rung)
    return [rung_of(c.version_id, c.kind, c.rung, c.party_id is not None, c.area_path) for c in clocks]


def _rung(version_id: UUID, kind: str, climbed: int, of_party: bool, area_path: str) -> Rung:
    rules = rulebook_of_version(version_id=version_id).rules
    step = ladder_of(rules, ClockKind(kind), of_party=of_party)[climbed]
    return Rung(step, desk_at_level(rules=rules, area_path=area_path, level=step.level))


def _step(clock: Late, rung: Rung, at: datetime) -> CaseStep:
    step = rung.step
    party = {"party": str(clock.party_id), "late_unit": str(clock.unit_id)} if clock.party_id else {}
    return row_of(
        CaseStep,
        id=uuid7(), town_id=clock.town_id, case_id=clock.case_id,
        action=Action.URGE if step.mark == "urge" else Action.SUPERVISE, state_after=clock.state,
        actor_name="", unit_name="", to_unit_id=rung.unit.id, public_note="", is_public=False,
        note=_late_words(clock, step) if clock.party_id else step.label,
        detail={"mark": step.mark, "clock": clock.kind, "rung": step.code} | party, at=at, recorded_at=at,
    )  # fmt: skip


def _late_words(clock: Late, step: Escalation) -> str:
    """Which of the called units is late with what."""
    unit = units().by_id.get(clock.unit_id)
    return _("{label}：{unit}{clock}超期").format(
        label=step.label, unit=unit.name if unit else "", clock=ClockKind(clock.kind).label
    )


def _escalation(clock: Late, rung: Rung, at: datetime) -> CaseEscalation:
    return row_of(
        CaseEscalation,
        id=uuid7(), town_id=clock.town_id, case_id=clock.case_id, clock_id=clock.id, code=rung.step.code,
        mark=rung.step.mark, unit_id=rung.unit.id, at=at,
    )  # fmt: skip


def _fact(clock: Late, rung: Rung, step_id: UUID) -> CaseEscalated:
    step = rung.step
    return CaseEscalated(
        case_id=clock.case_id, step_id=step_id, town_id=clock.town_id, area_path=clock.area_path, number=clock.number,
        mark=step.mark, label=step.label, owner_unit_id=clock.unit_id if clock.party_id else clock.owner_unit_id,
        unit_id=rung.unit.id, posts=step.posts,
    )  # fmt: skip


def _move_on(clocks: list[Late], rungs: list[Rung]) -> None:
    """The clocks wait for their next rung, the cases keep the highest mark: two statements.

    The lateness of a unit that was called does not mark the case: its owner is not to blame.
    """
    marks: dict[UUID, int] = {}
    for clock, rung in zip(clocks, rungs, strict=True):
        mark = 0 if clock.party_id else rank_of(rung.step.mark)
        marks[clock.case_id] = max(marks.get(clock.case_id, clock.supervision), mark)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_clock c SET rung = c.rung + 1, next_rung_at = n.next FROM"
            " unnest(%s::uuid[], %s::timestamptz[]) AS n(id, next) WHERE c.id = n.id",
            [[c.id for c in clocks], [_next_rung_at(c) for c in clocks]],
        )
        cursor.execute(
            "UPDATE cases_case c SET supervision = n.mark FROM unnest(%s::uuid[], %s::int[]) AS n(id, mark)"
            " WHERE c.id = n.id",
            [list(marks), list(marks.values())],
        )


def _next_rung_at(clock: Late) -> datetime | None:
    return next_rung_at(
        place=rulebook_of_version(version_id=clock.version_id), kind=ClockKind(clock.kind), rung=clock.rung + 1,
        start=clock.started_at, due=clock.due_at, of_party=clock.party_id is not None,
    )  # fmt: skip
