"""Reads of disputes: the one of a case, the list of a scope, what has to be seen to, what counsellors see."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from wangge.core.access.queries import Actor
from wangge.core.areas.scope import Scope
from wangge.core.cases.mediation import DROPPED, has_counsellors, may_mediate, offices_for, reach_referral
from wangge.core.cases.models import (
    Case,
    CounsellingNote,
    CounsellingReferral,
    Dispute,
    DisputeAgreement,
    DisputeLevel,
    DisputeLine,
    DisputeMediator,
    DisputeParty,
    DisputeResult,
    DisputeRisk,
    DisputeScale,
    DisputeSession,
    LineKind,
    PartySide,
    Performance,
    ResolutionWay,
    SessionOutcome,
)
from wangge.core.places.queries import places_in_force
from wangge.ground.foundation.text import mask_name

__all__ = [
    "DisputeDuty",
    "DisputeFilter",
    "DisputeLevel",
    "DisputeOfCase",
    "DisputePage",
    "DisputeResult",
    "DisputeRow",
    "DisputeScale",
    "LineKind",
    "PartySide",
    "Performance",
    "ReferralPage",
    "ReferralRow",
    "ResolutionWay",
    "SessionOutcome",
    "cases_in_dispute",
    "dispute_duties",
    "dispute_list",
    "dispute_of_case",
    "disputes_to_see_to",
    "duties_to_tell",
    "may_mediate",
    "offices_for",
    "referral_list",
    "referral_page",
]
PAGE_SIZE = 50
DUTIES_AT_MOST = 100
AHEAD, BEHIND = timedelta(days=7), timedelta(days=31)


@dataclass(frozen=True)
class MaskedParty:
    """A party as staff see it: 张*力."""

    side: str
    name: str


@dataclass(frozen=True)
class DisputeOfCase:
    """Everything of one dispute as staff see it: names masked, of counselling only that it was asked for."""

    dispute: Dispute
    parties: list[MaskedParty]
    mediators: list[DisputeMediator]
    sessions: list[DisputeSession]
    lines: list[DisputeLine]
    agreement: DisputeAgreement | None
    risk: DisputeRisk | None
    is_referred: bool
    is_workable: bool
    may_be_referred: bool


def dispute_of_case(*, actor: Actor, case: Case) -> DisputeOfCase | None:
    """The dispute of a case the person was let into: one statement where there is none, else eight."""
    dispute = Dispute.objects.filter(pk=case.pk).first()
    if dispute is None:
        return None
    of = {"dispute_id": dispute.pk}
    is_referred = CounsellingReferral.objects.filter(**of).exists()
    parties = DisputeParty.objects.filter(**of).order_by("side", "id")
    return DisputeOfCase(
        dispute=dispute,
        parties=[MaskedParty(one.side, mask_name(one.name)) for one in parties],
        mediators=list(DisputeMediator.objects.filter(**of).order_by("id")),
        sessions=list(DisputeSession.objects.filter(**of).order_by("held_at", "id")),
        lines=list(DisputeLine.objects.filter(**of).order_by("at", "id")),
        agreement=DisputeAgreement.objects.filter(pk=dispute.pk).first(),
        risk=DisputeRisk.objects.filter(lifted_at=None, **of).first(),
        is_referred=is_referred,
        is_workable=case.state not in DROPPED and may_mediate(actor=actor, case=case, dispute=dispute),
        may_be_referred=not is_referred and has_counsellors(case),
    )


@dataclass(frozen=True)
class DisputeFilter:
    """What a list or a count is narrowed to; an empty field narrows nothing."""

    area_path: str = ""
    category: str = ""
    grade: str | None = None  # "": not graded
    venue: str | None = None  # "": not mediated yet
    unit_id: UUID | None = None
    level: str | None = None  # of the unit that solved it; "": not solved yet
    result: str = ""  # a result, "open", "unrecorded" or "closed"
    performance: str = ""  # "kept", "waiting", "late" or "broken"
    reported_from: datetime | None = None
    reported_before: datetime | None = None


RESULTS = {
    "unrecorded": Q(dispute=None),
    "open": Q(dispute__isnull=False, dispute__settled_at=None),
    "closed": Q(dispute__settled_at__isnull=False),
    "agreed": Q(dispute__result=DisputeResult.AGREED),
    "failed": Q(dispute__result=DisputeResult.FAILED),
    "elsewhere": Q(dispute__result=DisputeResult.ELSEWHERE),
    "withdrawn": Q(dispute__result=DisputeResult.WITHDRAWN),
}


def kept(today: date) -> dict[str, Q]:
    """How an agreement is kept, as conditions on cases."""
    waits = Q(dispute__agreement__performance=Performance.OPEN)
    return {
        "kept": Q(dispute__agreement__performance=Performance.DONE),
        "broken": Q(dispute__agreement__performance=Performance.BROKEN),
        "waiting": waits & Q(dispute__agreement__perform_by__gte=today),
        "late": waits & Q(dispute__agreement__perform_by__lt=today),
    }


def dispute_categories() -> tuple[str, ...]:
    """The codes of all categories that some place calls disputes."""
    found = (one.category for rules in places_in_force().values() for one in rules.rules.mediation.disputes)
    return tuple(sorted(set(found)))


def cases_in_dispute(*, scope: Scope, where: DisputeFilter, today: date) -> QuerySet[Case]:
    """The cases in the scope that are disputes; dropped ones (merged, withdrawn, refused, void) are none."""
    rows = Case.objects.within(scope).filter(category__in=dispute_categories()).exclude(state__in=DROPPED)
    if where.area_path:
        rows = rows.filter(area_path__startswith=where.area_path)
    given: dict[str, Any] = {
        "category": where.category or None, "grade": where.grade, "dispute__unit": where.unit_id,
        "solved_level": where.level, "reported_at__gte": where.reported_from, "reported_at__lt": where.reported_before,
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in given.items() if value is not None})
    if where.venue is not None:
        rows = rows.filter(dispute__venue=where.venue)
    if where.result in RESULTS:
        rows = rows.filter(RESULTS[where.result])
    if where.performance in kept(today):
        rows = rows.filter(kept(today)[where.performance])
    return rows


@dataclass(frozen=True)
class DisputeRow:
    """One line of the list."""

    id: UUID
    number: str
    title: str
    area_id: UUID
    category: str
    state: str
    reported_at: datetime
    code: str
    step: str
    step_at: datetime | None
    result: str
    due_on: date | None
    venue: str
    unit_id: UUID | None
    performance: str | None
    perform_by: date | None
    has_risk: bool


ROW_FIELDS = (
    "id", "number", "title", "area_id", "category", "state", "reported_at", "code", "step_now", "step_since",
    "result_now", "due_on", "venue_now", "dispute__unit_id", "dispute__agreement__performance",
    "dispute__agreement__perform_by", "has_risk",
)  # fmt: skip


@dataclass(frozen=True)
class DisputePage:
    """Some rows, and the id to go on behind; None on the last."""

    rows: tuple[DisputeRow, ...]
    after: UUID | None


def dispute_list(
    *, scope: Scope, where: DisputeFilter, today: date, after: UUID | None = None, size: int = PAGE_SIZE
) -> DisputePage:
    """The disputes in the scope, recorded or not, the newest first; one statement."""
    rows = cases_in_dispute(scope=scope, where=where, today=today)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = [DisputeRow(*values) for values in _lines(rows).order_by("-id")[: size + 1]]
    return DisputePage(tuple(found[:size]), found[size - 1].id if len(found) > size else None)


def _lines(rows: QuerySet[Case]) -> QuerySet[Case, tuple[Any, ...]]:
    empty = Value("")
    return rows.annotate(
        code=Coalesce("dispute__code", empty),
        step_now=Coalesce("dispute__step", empty),
        step_since=F("dispute__step_at"),
        result_now=Coalesce("dispute__result", empty),
        due_on=F("dispute__due_on"),
        venue_now=Coalesce("dispute__venue", empty),
        has_risk=Exists(DisputeRisk.objects.filter(dispute_id=OuterRef("pk"), lifted_at=None)),
    ).values_list(*ROW_FIELDS)


@dataclass(frozen=True)
class DisputeDuty:
    """Something that has to be seen to by a day: settle, perform, confirm, review."""

    what: str
    case_id: UUID
    number: str
    title: str
    area_path: str
    unit_id: UUID
    due_on: date


def dispute_duties(*, scope: Scope, today: date) -> list[DisputeDuty]:
    """What is late or falls due soon, the earliest first; of each kind at most a hundred. Four statements."""
    return _due(Case.objects.within(scope), today, since=date.min, most=DUTIES_AT_MOST)


def duties_to_tell(*, today: date) -> list[DisputeDuty]:
    """The same everywhere and all of it, for reminders; what has been late for a month was told long ago."""
    cases = Case.objects.everywhere("reminders go to whoever mediates")
    return _due(cases, today, since=today - BEHIND, most=None)


def disputes_to_see_to(*, actor: Actor, today: date) -> dict[str, QuerySet[Any, tuple[date | None]]]:
    """What of the disputes that the person's units mediate is late or falls due soon; each as the days it is due."""
    cases = Case.objects.everywhere("a unit mediates its own disputes").filter(dispute__unit__in=actor.units)
    return {what: rows.values_list(day) for what, (rows, day) in _sought(cases, today, since=date.min).items()}


def _due(cases: QuerySet[Case], today: date, *, since: date, most: int | None) -> list[DisputeDuty]:
    found: list[tuple[Any, ...]] = []
    for what, (rows, day) in _sought(cases, today, since=since).items():
        way = RISK_TO_CASE if what == "review" else ""
        names = [f"{way}{name}" for name in CASE_FIELDS]
        found += rows.values_list(Value(what), *names, "dispute__unit_id", day)[:most]
    return sorted((DisputeDuty(*one) for one in found), key=lambda one: (one.due_on, one.number))


CASE_FIELDS = ("id", "number", "title", "area_path")
RISK_TO_CASE = "dispute__case__"
Sought = tuple[QuerySet[Any], str]


def _sought(cases: QuerySet[Case], today: date, *, since: date) -> dict[str, Sought]:
    """For each kind of duty its rows, the earliest first, and the name of their day."""
    days = (since, today + AHEAD)
    cases = cases.exclude(state__in=DROPPED).filter(dispute__isnull=False)
    risks = DisputeRisk.objects.filter(dispute__case__in=cases.order_by().values("pk"), lifted_at=None)
    sought: dict[str, Sought] = {
        "settle": (cases.filter(dispute__settled_at=None), "dispute__due_on"),
        "perform": (
            cases.filter(dispute__agreement__performance=Performance.OPEN), "dispute__agreement__perform_by"
        ),
        "confirm": (_to_confirm(cases, today), "dispute__agreement__confirm_by"),
        "review": (risks, "review_on"),
    }  # fmt: skip
    return {
        what: (rows.filter(**{f"{day}__range": days}).order_by(day, "id"), day) for what, (rows, day) in sought.items()
    }


def _to_confirm(cases: QuerySet[Case], today: date) -> QuerySet[Case]:
    """Written agreements whose parties may still ask the court; nobody has to."""
    return cases.filter(
        dispute__agreement__confirm_asked_on=None, dispute__agreement__is_written=True,
        dispute__agreement__confirm_by__gte=today,
    ).exclude(dispute__agreement__performance=Performance.DONE)  # fmt: skip


@dataclass(frozen=True)
class ReferralRow:
    """A referral as the counsellor's list has it."""

    id: UUID
    number: str
    area_id: UUID
    referred_at: datetime
    referred_name: str
    ended_at: datetime | None


@dataclass(frozen=True)
class ReferralPage:
    """One referral with its notes, for the counsellor."""

    row: ReferralRow
    reason: str
    notes: list[CounsellingNote]


def referral_list(*, actor: Actor) -> list[ReferralRow]:
    """The referrals of the areas this person is a counsellor of, open ones first."""
    cases = Case.objects.within(actor.scope("dispute.counsel"))
    rows = CounsellingReferral.objects.filter(dispute__case__in=cases.order_by().values("pk"))
    rows = rows.order_by(F("ended_at").desc(nulls_first=True), "-referred_at").select_related("dispute__case")
    return [_referral(row) for row in rows[:PAGE_SIZE]]


def referral_page(*, actor: Actor, referral_id: UUID) -> ReferralPage:
    """One referral with what was said, for counsellors of its area only. Raises NotFound."""
    row = reach_referral(actor=actor, referral_id=referral_id)
    notes = CounsellingNote.objects.filter(referral_id=row.pk).order_by("at", "id")
    return ReferralPage(_referral(row), row.reason, list(notes))


def _referral(row: CounsellingReferral) -> ReferralRow:
    case = row.dispute.case
    return ReferralRow(row.pk, case.number, case.area_id, row.referred_at, row.referred_name, row.ended_at)
