"""What comes of a visit: the note becomes a case, a hazard, a care tag or a dispute, and the link is kept."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wangge.core.access.queries import Actor
from wangge.core.access.reach import reach
from wangge.core.cases.operations import report_case
from wangge.core.cases.reports import CaseReport, Reported
from wangge.core.notices.subject import SubjectRef
from wangge.core.people.operations import NewHazard, find_hazard
from wangge.ground.foundation.text import clean_line
from wangge.practice.visits.carried import carry_visits
from wangge.practice.visits.lifecycle import FollowKind
from wangge.practice.visits.models import Visit, VisitFollow


@transaction.atomic
def follow_up(*, actor: Actor, visit_id: UUID, kind: FollowKind, subject: SubjectRef, at: datetime) -> None:
    """Keep that something came of a visit; said twice, it is kept once. Raises NotFound, NotAllowed."""
    visit = _reached(actor, visit_id)
    assert subject.id is not None
    VisitFollow.objects.everywhere("the visit was reached").bulk_create(
        [
            VisitFollow(
                town_id=visit.town_id, visit=visit, kind=kind, subject_id=subject.id,
                label=clean_line(subject.label, 60), at=at,
            )
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    carry_visits(visit_ids=[visit_id], at=at)


@transaction.atomic
def follow_with_case(*, actor: Actor, visit_id: UUID, report: CaseReport, at: datetime) -> Reported:
    """Report a case from a visit note (走访转事项); a second time for the same note gives the same case.

    One that was given its id where it was written is told apart by it. It is placed on the grid of the visit and
    happened when the visit was. Raises NotFound, NotAllowed, Refusal.
    """
    visit = _reached(actor, visit_id)
    told = replace(
        report, area_id=visit.area_id, source_ref=f"visit:{visit.pk}:{report.id or report.category or 'case'}",
        reported_at=report.reported_at or visit.happened_at,
    )  # fmt: skip
    reported = report_case(report=told, actor=actor, at=at)
    subject = SubjectRef("case", reported.case_id, reported.number)
    follow_up(actor=actor, visit_id=visit.pk, kind=FollowKind.CASE, subject=subject, at=at)
    return reported


@transaction.atomic
def follow_with_hazard(*, actor: Actor, visit_id: UUID, hazard: NewHazard, at: datetime) -> UUID:
    """Record a hazard that was seen at a visit (走访发现隐患). Raises NotFound, NotAllowed, Refusal."""
    visit = _reached(actor, visit_id)
    hazard_id = find_hazard(actor=actor, new=replace(hazard, source=f"visit:{visit.pk}"), at=at)
    subject = SubjectRef("hazard", hazard_id, hazard.kind)
    follow_up(actor=actor, visit_id=visit.pk, kind=FollowKind.HAZARD, subject=subject, at=at)
    return hazard_id


def _reached(actor: Actor, visit_id: UUID) -> Visit:
    rows = Visit.objects.all()
    visit: Visit = reach(rows, pk=visit_id, actor=actor, permission="visit.record", seen_with="visit.see")
    return visit
