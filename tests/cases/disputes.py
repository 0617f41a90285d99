"""Disputes for tests: made from a case, step by step, as people do."""

from datetime import date, datetime, timedelta
from uuid import UUID

from tests.cases.town import Town
from tests.world import MONDAY, TODAY
from wangge.core.access.queries import Actor
from wangge.core.cases.models import Dispute, DisputeAgreement
from wangge.core.cases.operations.agreement import Terms, conclude_agreement
from wangge.core.cases.operations.mediating import DisputeFacts, Held, PartyOf, hold_session, open_dispute

NEIGHBOURS = (
    PartyOf("applicant", "甄有田", "荣星村三社"), PartyOf("respondent", "贾石墙", "荣星村三社，电话 13900000000"),
)  # fmt: skip
DUE = TODAY + timedelta(days=20)


def a_dispute(town: Town, body: str = "两家为院墙滴水争起来", *, category: str = "dispute_neighbour", **facts) -> UUID:
    """A dispute that is recorded by the village's desk."""
    case_id = town.report(body, category=category).case_id
    open_dispute(actor=town.village_officer, case_id=case_id, facts=facts_of(**facts), at=MONDAY)
    return case_id


def facts_of(**facts) -> DisputeFacts:
    return DisputeFacts(**({"parties": NEIGHBOURS} | facts))


def terms(*, perform_by: date | None = DUE, **given) -> Terms:
    values = {
        "facts": "贾石墙家新修院墙，屋檐水滴到甄有田家院里。", "terms": "贾石墙加装檐槽，把水引到自家排水沟。",
        "perform_how": "由贾石墙请人安装", "perform_where": "荣星村三社贾石墙家", "perform_by": perform_by,
    }  # fmt: skip
    return Terms(**(values | given))


def agreed(town: Town, case_id: UUID, *, by: Actor | None = None, at: datetime = MONDAY, **given) -> DisputeAgreement:
    """A session that came to something, and the agreement."""
    actor = by or town.village_officer
    held = Held(venue="on_site", outcome="agreed", words="双方各让一步")
    hold_session(actor=actor, case_id=case_id, held=held, at=at)
    return conclude_agreement(actor=actor, case_id=case_id, terms=terms(**given), at=at)


def record(case_id: UUID) -> Dispute:
    return Dispute.objects.get(pk=case_id)
