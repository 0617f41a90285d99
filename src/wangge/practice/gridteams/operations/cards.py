"""便民联系卡: that a card was handed to a household, or a lost one replaced."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wangge.core.access.queries import Actor
from wangge.core.areas.scope import Scope
from wangge.core.people.models import Household
from wangge.core.people.queries import household_refs
from wangge.core.teams.doors import check
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.constraints import refusing
from wangge.ground.foundation.errors import Conflict, NotFound, Refusal
from wangge.practice.gridteams.doors import BROKEN, STRANGE, area_to_keep
from wangge.practice.gridteams.models import ContactCard
from wangge.practice.gridteams.models.links import ContactCardRows

WHY = "cards of households whose area was checked"


@dataclass(frozen=True)
class Issued:
    """How many cards were written down, and how many households had one already."""

    cards: int
    had_one: int


@transaction.atomic
def issue_cards(*, actor: Actor, household_ids: Sequence[UUID], on: date, at: datetime) -> Issued:
    """Write down that cards were handed to households (发放便民联系卡); who has one keeps it.

    Raises NotFound, NotAllowed, Refusal, Conflict.
    """
    if on > day_of(at):
        raise Refusal(_("日期不能在今天以后"), field="issued_on")
    ids = list(dict.fromkeys(household_ids))
    refs = household_refs(household_ids=ids)
    if len(refs) < len(ids):
        raise NotFound(STRANGE)
    for path in {ref.area_path for ref in refs.values()}:
        check(actor, "team.keep", at_path=path)
    if any(ref.has_ended for ref in refs.values()):
        raise Conflict(_("这一户已经注销，请先更新底册"))
    held = set(_live().filter(household__in=ids).values_list("household_id", flat=True))
    rows = [
        ContactCard(
            town_id=refs[pk].town_id, household_id=pk, issued_on=on, recorded_at=at, recorded_by=actor.name
        )
        for pk in ids
        if pk not in held
    ]  # fmt: skip
    with refusing(BROKEN):
        ContactCard.objects.bulk_create(rows, batch_size=2000)
    return Issued(len(rows), len(held))


@transaction.atomic
def issue_cards_below(*, actor: Actor, area_id: UUID, on: date, at: datetime, most: int | None = None) -> Issued:
    """The same for the households under an area without a card, from door to door, at most so many.

    Raises NotFound, NotAllowed, Refusal.
    """
    area = area_to_keep(actor, area_id)
    rows = Household.objects.within(Scope((area.path,))).filter(ended_on=None)
    left = rows.exclude(pk__in=_live().values("household_id")).order_by("area_path", "door_key", "id")
    ids = left.values_list("id", flat=True)
    return issue_cards(actor=actor, household_ids=list(ids if most is None else ids[:most]), on=on, at=at)


@transaction.atomic
def replace_card(*, actor: Actor, household_id: UUID, on: date, at: datetime) -> ContactCard:
    """A household lost its card and gets another (补发). Raises NotFound, NotAllowed, Conflict, Refusal."""
    if on > day_of(at):
        raise Refusal(_("日期不能在今天以后"), field="issued_on")
    ref = household_refs(household_ids=[household_id]).get(household_id)
    if ref is None:
        raise NotFound(STRANGE)
    check(actor, "team.keep", at_path=ref.area_path)
    row = _live().select_for_update(of=("self",)).filter(household=household_id).first()
    if row is None:
        raise Conflict(_("这一户还没有发过联系卡"))
    row.replaced_on = max(on, row.issued_on)
    row.save(update_fields=["replaced_on"])
    return ContactCard.objects.create(
        town_id=ref.town_id, household_id=household_id, issued_on=row.replaced_on, recorded_at=at,
        recorded_by=actor.name,
    )  # fmt: skip


def _live() -> ContactCardRows:
    return ContactCard.objects.everywhere(WHY).filter(replaced_on=None)
