"""矛盾纠纷调处: disputes of the month that are recorded, talked over, and settled or not yet."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils.timezone import localdate

from wangge.core.access.queries import Actor
from wangge.core.cases.operations.agreement import Terms, conclude_agreement, record_performance
from wangge.core.cases.operations.mediating import (
    DisputeFacts,
    Held,
    PartyOf,
    hold_session,
    invite_mediator,
    open_dispute,
    take_dispute_step,
)

from .stories import Mediation, Talk
from .walk import Walk

DESK = "village_centre"
DAY = 24.0  # hours


@dataclass
class Mediating:
    """One dispute of the story, taken through the village's desk."""

    walk: Walk
    story: Mediation
    actor: Actor = field(init=False)

    def __post_init__(self) -> None:
        self.actor = self.walk.acting("case.handle", unit_kind=DESK)

    def run(self) -> None:
        desk = self.walk.world.staff.nearest([DESK], path=self.walk.path)
        parties = (PartyOf("applicant", self.story.applicant), PartyOf("respondent", self.story.respondent))
        facts = DisputeFacts(unit_id=desk.id, parties=parties)
        actor, case_id = self.actor, self.walk.case_id
        open_dispute(actor=actor, case_id=case_id, facts=facts, at=self.walk.later(3))
        invite_mediator(actor=actor, case_id=case_id, **self.story.mediator, at=self.walk.later(2))
        for step, talk in zip(self.story.steps, self.story.sessions, strict=False):
            take_dispute_step(actor=actor, case_id=case_id, step=step, at=self.walk.later(DAY))
            self._talk(talk)
        if self.story.terms:
            self._agree()

    def _talk(self, talk: Talk) -> None:
        held = Held(venue=talk.venue, outcome=talk.outcome, words=talk.words)
        hold_session(actor=self.actor, case_id=self.walk.case_id, held=held, at=self.walk.later(2))

    def _agree(self) -> None:
        actor, case_id = self.actor, self.walk.case_id
        agreed_at = self.walk.later(1)
        by = localdate(agreed_at) + timedelta(days=self.story.days)
        told = self.story
        terms = Terms(
            facts=told.facts, terms=told.terms, perform_how=told.how, perform_where=told.where, perform_by=by
        )  # fmt: skip
        conclude_agreement(actor=actor, case_id=case_id, terms=terms, at=agreed_at)
        if self.story.kept:
            record_performance(
                actor=actor,
                case_id=case_id,
                is_kept=True,
                words=self.story.kept,
                at=self.walk.later(self.story.days * DAY),
            )
