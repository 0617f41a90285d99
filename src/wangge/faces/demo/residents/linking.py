"""Members linked with the households, and the cards handed out: both in the numbers of the report."""

from datetime import datetime, timedelta

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor, HeldGrant
from wangge.core.areas.queries import AreaRow
from wangge.ground.rulebook.permissions import Permission
from wangge.practice.gridteams.operations import issue_cards_below, share_out

KEEPS: frozenset[Permission] = frozenset({"team.keep", "team.see", "people.see"})
LATER = timedelta(days=7)


def link_and_hand_out(*, town: AreaRow, cards: int, since: datetime) -> None:
    """Every household of the town gets a member, and so many get the card with whom to call."""
    actor = Actor(None, _("演示"), (HeldGrant("", KEEPS, "/", None),))
    at = since + LATER
    share_out(actor=actor, area_id=town.id, at=at)
    issue_cards_below(actor=actor, area_id=town.id, on=localdate(at), at=at, most=cards)
