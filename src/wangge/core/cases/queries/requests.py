"""What was asked for and what waits to be decided."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise

from wangge.core.access.queries import Actor
from wangge.core.cases.lifecycle import RequestKind
from wangge.core.cases.models import Case, CaseRequest


@dataclass(frozen=True)
class RequestRow:
    """A request that waits for the deciding desk."""

    id: UUID
    case_id: UUID
    number: str
    title: str
    area_id: UUID
    kind: str
    unit_id: UUID
    words: str
    asked_name: str
    asked_at: datetime

    @property
    def label(self) -> str | Promise:
        return RequestKind(self.kind).label


def requests_to_decide(*, actor: Actor, limit: int = 200) -> list[RequestRow]:
    """The open requests on cases this person may decide about, the oldest first; one statement."""
    fields = (
        "id", "case_id", "case__number", "case__title", "case__area_id", "kind", "unit_id", "words", "asked_name",
        "asked_at",
    )  # fmt: skip
    rows = _to_decide(actor).order_by("asked_at", "id")
    return [RequestRow(*values) for values in rows.values_list(*fields)[:limit]]


def _to_decide(actor: Actor) -> QuerySet[CaseRequest]:
    cases = Case.objects.within(actor.scope("case.decide")).order_by()
    return CaseRequest.objects.filter(case__in=cases.values("pk"), decided_at=None).exclude(asked_by=actor.account_id)


def requests_waiting(*, actor: Actor) -> QuerySet[CaseRequest, tuple[datetime | None]]:
    """The same as the moments their cases are due."""
    return _to_decide(actor).order_by("case__due_at").values_list("case__due_at")


def requests_of(*, case_id: UUID) -> list[CaseRequest]:
    """All requests of a case that the caller has reached through its scope, the oldest first; one statement."""
    return list(CaseRequest.objects.filter(case_id=case_id).order_by("id"))
