"""Reads of whistles: those of one case, the list of a scope, what waits for a unit, the rates by unit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.areas.scope import Scope
from wangge.core.cases.lifecycle import ClockKind, PartyState, WhistleState
from wangge.core.cases.models import (
    Case,
    CaseClock,
    CaseMember,
    CaseParty,
    CaseWhistle,
)
from wangge.ground.foundation.errors import NotFound

PAGE_SIZE = 50
WAITING_AT_MOST = 100
NOBODY = UUID(int=0)
WORKING = (PartyState.CALLED, PartyState.SIGNED, PartyState.ARRIVED)


@dataclass(frozen=True)
class CallsOfCase:
    """Everything of the whistles and the help of one case: three statements."""

    whistles: list[CaseWhistle] = field(default_factory=list)
    parties: list[CaseParty] = field(default_factory=list)
    members: list[CaseMember] = field(default_factory=list)

    def of(self, whistle: CaseWhistle) -> list[CaseParty]:
        return [party for party in self.parties if party.whistle_id == whistle.pk]

    def called_by(self, whistle: CaseWhistle) -> list[CaseMember]:
        return [member for member in self.members if member.whistle_id == whistle.pk]

    @property
    def helpers(self) -> list[CaseParty]:
        """Units asked to help without a whistle (协办)."""
        return [party for party in self.parties if party.whistle_id is None]


def calls_of_case(*, case_id: UUID) -> CallsOfCase:
    """The whistles of a case the caller was let into, the newest first, with units and members."""
    whistles = list(CaseWhistle.objects.filter(case_id=case_id).order_by("-id"))
    parties = list(CaseParty.objects.filter(case_id=case_id).order_by("-is_lead", "id"))
    members = CaseMember.objects.filter(whistle_id__in=[w.pk for w in whistles]).order_by("name", "id")
    return CallsOfCase(whistles, parties, list(members) if whistles else [])


@dataclass(frozen=True)
class WhistleOfCase:
    """One whistle with the case it was blown for."""

    whistle: CaseWhistle
    case: Case
    parties: list[CaseParty]
    members: list[CaseMember]


def whistle_of(*, actor: Actor, whistle_id: UUID) -> WhistleOfCase:
    """One whistle that the person may see. Raises NotFound alike for missing and forbidden."""
    found = CaseWhistle.objects.filter(pk=whistle_id).first()
    if found is None:
        raise NotFound(_("没有找到这个哨，或者它不在您的范围内"))
    parties = list(CaseParty.objects.filter(whistle_id=whistle_id).order_by("-is_lead", "id"))
    members = list(CaseMember.objects.filter(whistle_id=whistle_id).order_by("name", "id"))
    return WhistleOfCase(found, _case(actor, found.case_id), parties, members)


def party_of(*, actor: Actor, party_id: UUID) -> tuple[CaseParty, Case]:
    """One called unit with its case, if the person may see it. Raises NotFound alike for missing and forbidden."""
    found = CaseParty.objects.filter(pk=party_id).select_related("whistle").first()
    if found is None:
        raise NotFound(_("没有找到这个被叫的单位，或者它不在您的范围内"))
    return found, _case(actor, found.case_id)


def _case(actor: Actor, case_id: UUID) -> Case:
    case = Case.objects.within(actor.scope("case.see")).filter(pk=case_id).first()
    if case is None:
        raise NotFound(_("没有找到这个事项，或者它不在你的范围内"))
    return case


@dataclass(frozen=True)
class WhistleFilter:
    """What a list is narrowed to; an empty field narrows nothing."""

    state: str = ""
    kind: str = ""
    unit_id: UUID | None = None


@dataclass(frozen=True)
class WhistleRow:
    """One line of the list; the counts are of units, or of members where those were called."""

    id: UUID
    case_id: UUID
    number: str
    title: str
    area_id: UUID
    kind: str
    state: str
    asked_unit_id: UUID
    asked_at: datetime
    blown_at: datetime | None
    called: int
    arrived: int
    reported: int
    members: int
    members_come: int
    review_score: int | None


@dataclass(frozen=True)
class WhistlePage:
    """Some rows, and the id to go on behind; None on the last."""

    rows: tuple[WhistleRow, ...]
    after: UUID | None


def whistle_list(
    *, scope: Scope, where: WhistleFilter, after: UUID | None = None, size: int = PAGE_SIZE
) -> WhistlePage:
    """The whistles on cases in the scope, the newest first."""
    rows = CaseWhistle.objects.filter(case__in=Case.objects.within(scope))
    if where.state:
        rows = rows.filter(state=where.state)
    if where.kind:
        rows = rows.filter(kind=where.kind)
    if where.unit_id:
        rows = rows.filter(Exists(CaseParty.objects.filter(whistle=OuterRef("pk"), unit=where.unit_id)))
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = [WhistleRow(*values) for values in _counted(rows).order_by("-pk")[: size + 1]]
    return WhistlePage(tuple(found[:size]), found[size - 1].id if len(found) > size else None)


def _counted(rows: QuerySet[CaseWhistle]) -> QuerySet[CaseWhistle, tuple[Any, ...]]:
    """Counts over two joins, each unit and each member once."""
    rows = rows.annotate(
        called=Count("parties", distinct=True),
        arrived=Count("parties", filter=Q(parties__arrived_at__isnull=False), distinct=True),
        reported=Count("parties", filter=Q(parties__reported_at__isnull=False), distinct=True),
        members_called=Count("members", distinct=True),
        members_come=Count("members", filter=Q(members__arrived_at__isnull=False), distinct=True),
    )
    return rows.values_list(
        "id", "case_id", "case__number", "case__title", "case__area_id", "kind", "state", "asked_unit_id", "asked_at",
        "blown_at", "called", "arrived", "reported", "members_called", "members_come", "review_score",
    )  # fmt: skip


@dataclass(frozen=True)
class Waiting:
    """Something that waits for somebody: approve, sign, come, report, decide, conclude, rate, sign up."""

    what: str
    case_id: UUID
    number: str
    title: str
    since: datetime
    kind: str = ""
    whistle_id: UUID | None = None
    party_id: UUID | None = None
    unit_id: UUID | None = None
    due_at: datetime | None = None


def whistles_to_see_to(*, actor: Actor) -> dict[str, QuerySet[Any, tuple[datetime | None]]]:
    """What waits for a person's units and for the person, by what is to be done; each as the moments it is due."""
    running = CaseClock.objects.filter(case=OuterRef("case"), party=OuterRef("pk"), stopped_at=None)
    due = Subquery(running.order_by("due_at").values("due_at")[:1])
    open_ended = Value(None, DateTimeField())
    rows = {
        "approve": _to_approve(actor), "conclude": _to_conclude(actor), "rate": _to_rate(actor),
        "sign_up": _to_sign_up(actor), "decide": _to_decide(actor),
    }  # fmt: skip
    found = {what: one.values_list(open_ended) for what, one in rows.items()}
    return found | {"come": _to_come(actor).values_list(due)}


def waiting_whistles(*, actor: Actor) -> list[Waiting]:
    """The same one by one, what is due first at the top: six statements."""
    found = [
        *_lines("approve", _to_approve(actor)), *_called(actor), *_declined(actor),
        *_lines("conclude", _to_conclude(actor)), *_lines("rate", _to_rate(actor)),
        *_lines("sign_up", _to_sign_up(actor)),
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.due_at is None, one.due_at or one.since))


def _units(actor: Actor, *permissions: str) -> tuple[UUID, ...]:
    return tuple(g.unit_id for g in actor.grants if g.unit_id and g.permissions.issuperset(permissions))


def _lines(what: str, rows: QuerySet[CaseWhistle]) -> Iterator[Waiting]:
    names = ("case_id", "case__number", "case__title", "asked_at", "kind", "id")
    for values in rows.order_by("asked_at").values_list(*names)[:WAITING_AT_MOST]:
        yield Waiting(what, *values)


def _to_approve(actor: Actor) -> QuerySet[CaseWhistle]:
    return CaseWhistle.objects.filter(blower__in=_units(actor, "case.whistle"), state=WhistleState.ASKED)


def _to_come(actor: Actor) -> QuerySet[CaseParty]:
    """Calls that these units have not finished; a unit sees the cases it is called to."""
    return CaseParty.objects.filter(unit__in=_units(actor, "case.sign", "case.see"), closed_at=None, state__in=WORKING)


def _called(actor: Actor) -> Iterator[Waiting]:
    rows = _to_come(actor).select_related("whistle")
    cases = {c.pk: c for c in Case.objects.within(actor.scope("case.see")).filter(parties__in=rows)}
    clocks = CaseClock.objects.filter(case__in=list(cases), party__isnull=False, stopped_at=None)
    due = _nearest(clocks)
    for party in rows[:WAITING_AT_MOST]:
        case = cases.get(party.case_id)
        if case is None:
            continue
        kind = party.whistle.kind if party.whistle else ""
        yield Waiting(
            NEXT[PartyState(party.state)] if party.whistle_id else HELPING[PartyState(party.state)], case.pk,
            case.number, case.title, party.called_at, kind, party.whistle_id, party.pk, party.unit_id,
            due.get(party.pk),
        )  # fmt: skip


NEXT = {PartyState.CALLED: "sign", PartyState.SIGNED: "arrive", PartyState.ARRIVED: "report"}
HELPING = {PartyState.CALLED: "help", PartyState.SIGNED: "report", PartyState.ARRIVED: "report"}


def _nearest(clocks: QuerySet[CaseClock]) -> dict[UUID, datetime]:
    due: dict[UUID, datetime] = {}
    for party_id, moment in clocks.values_list("party_id", "due_at"):
        if party_id is not None:
            due[party_id] = min(moment, due.get(party_id, moment))
    return due


def _to_decide(actor: Actor) -> QuerySet[CaseParty]:
    """Units that will not come, and whose reasons wait for a decision."""
    cases = Case.objects.within(actor.scope("case.decide")).filter(closed_at=None).order_by()
    return CaseParty.objects.filter(state=PartyState.DECLINED, closed_at=None, case__in=cases.values("pk"))


def _declined(actor: Actor) -> Iterator[Waiting]:
    names = ("case_id", "case__number", "case__title", "signed_at", "whistle__kind", "whistle_id", "id", "unit_id")
    for values in _to_decide(actor).order_by("id").values_list(*names)[:WAITING_AT_MOST]:
        yield Waiting("decide", *values)


def _to_conclude(actor: Actor) -> QuerySet[CaseWhistle]:
    mine = _units(actor, "case.see")
    owing = CaseParty.objects.filter(whistle=OuterRef("pk"), closed_at=None).exclude(state=PartyState.REPORTED)
    came = CaseParty.objects.filter(whistle=OuterRef("pk"), state=PartyState.REPORTED)
    blown = CaseWhistle.objects.filter(Q(blower__in=mine) | Q(case__owner_unit__in=mine), state=WhistleState.BLOWN)
    return blown.filter(~Exists(owing), Exists(came))


def _to_rate(actor: Actor) -> QuerySet[CaseWhistle]:
    unrated = CaseParty.objects.filter(whistle=OuterRef("pk"), state=PartyState.REPORTED, rating=None)
    mine = _units(actor, "case.see")
    return CaseWhistle.objects.filter(Exists(unrated), asked_unit__in=mine, state=WhistleState.CONCLUDED)


def _to_sign_up(actor: Actor) -> QuerySet[CaseWhistle]:
    """Calls by name; nothing follows from leaving one unanswered."""
    called = CaseMember.objects.filter(whistle=OuterRef("pk"), account_id=actor.account_id or NOBODY, arrived_at=None)
    towns = Case.objects.within(actor.scope("case.see")).filter(closed_at=None).order_by()
    return CaseWhistle.objects.filter(Exists(called), state=WhistleState.BLOWN, case__in=towns.values("pk"))


@dataclass(frozen=True)
class WhistleRate:
    """How one unit answered calls; each rate with its numerator, its denominator and what was left out."""

    unit_id: UUID
    called: int
    sign_owed: int
    signed_in_time: int
    arrive_owed: int
    arrived_in_time: int
    released: int
    not_due: int  # their clocks still run and are not late: in no denominator
    declined: int
    rated: int


def whistle_rates(*, scope: Scope, since: datetime, before: datetime, at: datetime) -> list[WhistleRate]:
    """Per unit: signed in time ÷ called, arrived in time ÷ called, for calls of a period on cases of the scope.

    A unit of the scope sees its own calls also when they are over.

    Left out of both: units released by adjudication, and clocks that still run and are not late.
    In no order of merit: neither a high nor a low rate is good by itself.
    """
    seen = Q(case__in=Case.objects.within(scope)) | Q(unit__in=scope.units)
    rows = CaseParty.objects.filter(seen, whistle__isnull=False, called_at__gte=since, called_at__lt=before)
    kept = ~Q(state=PartyState.RELEASED)
    rows = rows.annotate(
        sign_met=_clock(ClockKind.SIGN, Q(was_met=True)), sign_late=_clock(ClockKind.SIGN, _late(at)),
        arrive_met=_clock(ClockKind.ARRIVE, Q(was_met=True)), arrive_late=_clock(ClockKind.ARRIVE, _late(at)),
    )  # fmt: skip
    waits = Q(sign_met=False, sign_late=False) | Q(arrive_met=False, arrive_late=False)
    found = rows.values("unit_id").annotate(
        called=Count("id"),
        sign_owed=Count("id", filter=kept & (Q(sign_met=True) | Q(sign_late=True))),
        signed_in_time=Count("id", filter=kept & Q(sign_met=True)),
        arrive_owed=Count("id", filter=kept & (Q(arrive_met=True) | Q(arrive_late=True))),
        arrived_in_time=Count("id", filter=kept & Q(arrive_met=True)),
        released=Count("id", filter=~kept),
        not_due=Count("id", filter=kept & waits),
        declined=Count("id", filter=~Q(decline_basis="")),
        rated=Count("rating"),
    )
    names = (*(f.name for f in WhistleRate.__dataclass_fields__.values()),)
    return [WhistleRate(*values) for values in found.order_by("unit_id").values_list(*names)]


def _clock(kind: ClockKind, condition: Q) -> Exists:
    """Whether a called unit has such a clock; found through the clocks of its case."""
    clocks = CaseClock.objects.filter(case=OuterRef("case"), party=OuterRef("pk"), kind=kind)
    return Exists(clocks.filter(condition))


def _late(at: datetime) -> Q:
    """Met too late, running beyond its end, or cut off after its end."""
    return Q(was_met=False) | Q(stopped_at=None, due_at__lt=at) | Q(was_met=None, stopped_at__gt=F("due_at"))


def kinds_of(*, scope: Scope) -> Sequence[str]:
    """The kinds of whistle that were ever asked for in a scope."""
    rows = CaseWhistle.objects.filter(case__in=Case.objects.within(scope))
    return list(rows.order_by("kind").values_list("kind", flat=True).distinct())
