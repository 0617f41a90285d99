"""The ladder of late matters (催办 → 督办 → 报领导): each rung once for each clock, within working hours."""

from collections.abc import Iterable
from datetime import datetime
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
from wangge.ground.rulebook.schema.routing import Escalation, rank_of

AT_ONCE = 2000
READ = (
    *("town_id", "case_id", "unit_id", "party_id", "kind", "rung", "started_at", "due_at", "rulebook_version_id"),
    *("case__town_id", "case__area_path", "case__number", "case__state", "case__owner_unit_id", "case__supervision"),
)
NEVER_WAITS = ("urgent", "major")


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
    clocks = list(_reached(at))
    if not clocks:
        return 0
    rungs = [(clock, *_rung(clock)) for clock in clocks]
    steps, escalations, events = [], [], []
    for clock, step, unit in rungs:
        row = _step(clock, step, unit, at)
        steps.append(row)
        escalations.append(_escalation(clock, step, unit, at))
        events.append(_fact(clock, step, unit, row.pk))
    _move_on(clocks, [step for _clock, step, _unit in rungs])
    outbox.publish(*events, at=at, alongside=(steps, escalations))
    return len(clocks)


def _reached(at: datetime) -> Iterable[CaseClock]:
    climbing = CaseClock.objects.filter(stopped_at=None, paused_at=None, next_rung_at__lte=at)
    versions = climbing.order_by().values_list("rulebook_version_id", flat=True).distinct()
    working = [pk for pk in versions if _is_at_work(rulebook_of_version(version_id=pk), at)]
    now = Q(rulebook_version_id__in=working) | Q(case__urgency__in=NEVER_WAITS)
    rows = climbing.filter(now).select_related("case").only(*READ)
    return rows.select_for_update(of=("self", "case"), skip_locked=True).order_by("next_rung_at")[:AT_ONCE]


def _is_at_work(place: InForce, at: datetime) -> bool:
    return work_calendar().is_working_moment(at, work_hours_in(place))


def _rung(clock: CaseClock) -> tuple[Escalation, Unit]:
    place = rulebook_of_version(version_id=clock.rulebook_version_id)
    step = ladder_of(place.rules, ClockKind(clock.kind), of_party=clock.party_id is not None)[clock.rung]
    return step, desk_at_level(rules=place.rules, area_path=clock.case.area_path, level=step.level)


def _step(clock: CaseClock, step: Escalation, unit: Unit, at: datetime) -> CaseStep:
    party = {"party": str(clock.party_id), "late_unit": str(clock.unit_id)} if clock.party_id else {}
    note = _late_words(clock, step) if clock.party_id else step.label
    return CaseStep(
        pk=uuid7(), town_id=clock.town_id, case_id=clock.case_id,
        action=Action.URGE if step.mark == "urge" else Action.SUPERVISE, state_after=clock.case.state,
        actor_id=None, actor_name="", to_unit_id=unit.id, note=note, is_public=False,
        detail={"mark": step.mark, "clock": clock.kind, "rung": step.code} | party, at=at, recorded_at=at,
    )  # fmt: skip


def _late_words(clock: CaseClock, step: Escalation) -> str:
    """Which of the called units is late with what."""
    unit = units().by_id.get(clock.unit_id)
    return _("{label}：{unit}{clock}超期").format(
        label=step.label, unit=unit.name if unit else "", clock=ClockKind(clock.kind).label
    )


def _escalation(clock: CaseClock, step: Escalation, unit: Unit, at: datetime) -> CaseEscalation:
    return CaseEscalation(
        pk=uuid7(), town_id=clock.town_id, case_id=clock.case_id, clock_id=clock.pk, code=step.code, mark=step.mark,
        unit_id=unit.id, at=at,
    )  # fmt: skip


def _fact(clock: CaseClock, step: Escalation, unit: Unit, step_id: UUID) -> CaseEscalated:
    case = clock.case
    late = clock.unit_id if clock.party_id else case.owner_unit_id
    return CaseEscalated(
        case_id=case.pk, step_id=step_id, town_id=case.town_id, area_path=case.area_path, number=case.number,
        mark=step.mark, label=step.label, owner_unit_id=late, unit_id=unit.id, posts=step.posts,
    )  # fmt: skip


def _move_on(clocks: list[CaseClock], steps: list[Escalation]) -> None:
    """The clocks wait for their next rung, the cases keep the highest mark: two statements.

    The lateness of a unit that was called does not mark the case: its owner is not to blame.
    """
    marks: dict[UUID, int] = {}
    for clock, step in zip(clocks, steps, strict=True):
        place = rulebook_of_version(version_id=clock.rulebook_version_id)
        clock.rung += 1
        clock.next_rung_at = next_rung_at(
            place=place, kind=ClockKind(clock.kind), rung=clock.rung, start=clock.started_at, due=clock.due_at,
            of_party=clock.party_id is not None,
        )  # fmt: skip
        mark = 0 if clock.party_id else rank_of(step.mark)
        marks[clock.case_id] = max(marks.get(clock.case_id, clock.case.supervision), mark)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_clock c SET rung = n.rung, next_rung_at = n.next FROM"
            " unnest(%s::uuid[], %s::int[], %s::timestamptz[]) AS n(id, rung, next) WHERE c.id = n.id",
            [[c.pk for c in clocks], [c.rung for c in clocks], [c.next_rung_at for c in clocks]],
        )
        cursor.execute(
            "UPDATE cases_case c SET supervision = n.mark FROM unnest(%s::uuid[], %s::int[]) AS n(id, mark)"
            " WHERE c.id = n.id",
            [list(marks), list(marks.values())],
        )
