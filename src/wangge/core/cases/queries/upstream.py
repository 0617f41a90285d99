"""What is known of the tickets of upstream platforms, and what they are owed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from wangge.core.cases.lifecycle import Action
from wangge.core.cases.models import Case, CaseStep, CaseUpstream


@dataclass(frozen=True)
class TicketRef:
    """Which ticket a case came from."""

    case_id: UUID
    town_id: UUID
    system: str
    upstream_id: str


@dataclass(frozen=True)
class KnownTicket:
    """A ticket as it stands here, to be compared with what the upstream says."""

    case_id: UUID
    number: str
    upstream_id: str
    state: str
    upstream_status: str
    due_at: datetime | None
    reported_at: datetime
    is_open: bool


@dataclass(frozen=True)
class TicketResult:
    """What became of a ticket, as the upstream is told: state, outcome, the words of the answer, the times."""

    ref: TicketRef
    number: str
    state: str
    outcome: str
    answer: str
    times: dict[str, datetime] = field(default_factory=dict)


def tickets_of_cases(*, case_ids: Sequence[UUID]) -> list[TicketRef]:
    """The tickets that some cases came from, in one statement; cases of our own are left out."""
    rows = CaseUpstream.objects.everywhere("results go back where the ticket came from").filter(case_id__in=case_ids)
    return [TicketRef(*row) for row in rows.values_list("case_id", "town_id", "system", "upstream_id")]


def result_of_ticket(*, case_id: UUID) -> TicketResult:
    """How far one ticket is, with its newest answer and when each kind of step was last taken."""
    kept = CaseUpstream.objects.everywhere("one result to send").select_related("case").get(case_id=case_id)
    steps = list(CaseStep.objects.filter(case_id=case_id).order_by("id").values_list("action", "at", "public_note"))
    answers = [words for action, _at, words in steps if action == Action.ANSWER]
    return TicketResult(
        ref=TicketRef(case_id, kept.town_id, kept.system, kept.upstream_id),
        number=kept.case.number,
        state=kept.case.state,
        outcome=kept.case.outcome,
        answer=answers[-1] if answers else "",
        times={action: moment for action, moment, _words in steps if action not in (Action.COMMENT, Action.ADD_WORDS)},
    )


def known_tickets(*, town_id: UUID, system: str) -> list[KnownTicket]:
    """Every ticket of one upstream system in one town."""
    rows = Case.objects.everywhere("the nightly comparison with the upstream").filter(
        town_id=town_id, upstream__system=system
    )
    return [
        KnownTicket(pk, number, upstream_id, state, status, due_at, reported_at, closed_at is None)
        for pk, number, upstream_id, state, status, due_at, reported_at, closed_at in rows.values_list(
            "pk",
            "number",
            "upstream__upstream_id",
            "state",
            "upstream__status",
            "upstream__due_at",
            "reported_at",
            "closed_at",
        )
    ]
