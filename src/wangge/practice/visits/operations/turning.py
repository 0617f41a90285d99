"""A note becomes a dispute or a care tag: the thing and its link in one transaction."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from wangge.core.access.queries import Actor
from wangge.core.cases.reports import CaseReport, Reported
from wangge.core.notices.subject import SubjectRef
from wangge.core.people.operations import NewCareTag, propose_care
from wangge.practice.visits.lifecycle import FollowKind

from .following import follow_up, follow_with_case


@transaction.atomic
def follow_with_dispute(*, actor: Actor, visit_id: UUID, report: CaseReport, at: datetime) -> Reported:
    """Report a dispute from a note (走访转纠纷): a case of that category. Raises NotFound, NotAllowed, Refusal."""
    made = follow_with_case(actor=actor, visit_id=visit_id, report=report, at=at)
    subject = SubjectRef("dispute", made.case_id, made.number)
    follow_up(actor=actor, visit_id=visit_id, kind=FollowKind.DISPUTE, subject=subject, at=at)
    return made


@transaction.atomic
def follow_with_care(*, actor: Actor, visit_id: UUID, new: NewCareTag, label: str, at: datetime) -> UUID:
    """Propose a care tag from a note (走访加关爱); `label` holds nothing sensitive.

    Raises NotFound, NotAllowed, Conflict, Refusal.
    """
    tag = propose_care(actor=actor, new=new, at=at)
    subject = SubjectRef("care", tag.pk, label)
    follow_up(actor=actor, visit_id=visit_id, kind=FollowKind.CARE, subject=subject, at=at)
    return tag.pk
