"""What a household asked about visits: not to be disturbed, or only at certain hours."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.ground.foundation.errors import Refusal
from wangge.ground.foundation.text import clean_line
from wangge.practice.visits.carried import carry_wish
from wangge.practice.visits.carrying import retask
from wangge.practice.visits.doors import household_for
from wangge.practice.visits.lifecycle import ErrandState
from wangge.practice.visits.models import Errand, HouseholdWish
from wangge.practice.visits.tasks import Which

WHY = "the household was reached"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """No visits at all, or none before and after some hours; until a day, or until it is withdrawn."""

    no_visits: bool = False
    not_before: time | None = None
    not_after: time | None = None
    until: date | None = None
    words: str = ""


@transaction.atomic
def keep_wish(*, actor: Actor, household_id: UUID, wish: Wish, at: datetime) -> None:
    """Keep what a household asked; it takes the place of what it asked before. Raises NotFound, NotAllowed, Refusal."""
    household = household_for(actor, household_id, permission="visit.record")
    if not (wish.no_visits or wish.not_before or wish.not_after):
        raise Refusal(_("请选择不要上门，或者写明几点以前、几点以后不要来"), field="no_visits")
    if wish.not_before and wish.not_after and wish.not_before >= wish.not_after:
        raise Refusal(_("这样一天里就没有能去的时候了，请核对时刻"), field="not_after")
    _end(household.id, at=at)
    HouseholdWish(
        town_id=household.town_id, household_id=household.id, no_visits=wish.no_visits, not_before=wish.not_before,
        not_after=wish.not_after, until=wish.until, words=clean_line(wish.words, 120, field="words"), said_at=at,
        said_to=actor.name,
    ).save(force_insert=True)  # fmt: skip
    _tell(household.id, at=at)


@transaction.atomic
def end_wish(*, actor: Actor, household_id: UUID, at: datetime) -> None:
    """A household may be visited again as others are. Raises NotFound, NotAllowed."""
    household = household_for(actor, household_id, permission="visit.record")
    _end(household.id, at=at)
    _tell(household.id, at=at)


def _end(household_id: UUID, *, at: datetime) -> None:
    HouseholdWish.objects.everywhere(WHY).filter(household=household_id, ended_at=None).update(ended_at=at)


def _tell(household_id: UUID, *, at: datetime) -> None:
    """Phones hear of the wish, and its tasks come and go with it."""
    carry_wish(household_id=household_id, at=at)
    errands = Errand.objects.everywhere(WHY).filter(household=household_id, state=ErrandState.OPEN)
    ids = list(errands.values_list("pk", flat=True))
    retask(which=Which(households=[household_id], errands=ids), at=at)
