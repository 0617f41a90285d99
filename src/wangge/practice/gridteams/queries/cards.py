"""便民联系卡: how many households have a card, and what stands on one."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from django.db.models import Count

from wangge.core.areas.memory import AreaRow, areas_in_memory
from wangge.core.areas.queries import full_name
from wangge.core.areas.scope import Scope
from wangge.core.people.models import Household
from wangge.core.people.queries import HouseholdRow, Sight
from wangge.core.people.queries.households import household_rows
from wangge.core.people.second_line import behind, scoped
from wangge.core.teams.labels import rules_of
from wangge.core.teams.queries import standing_unit
from wangge.practice.gridteams.models import ContactCard
from wangge.practice.gridteams.printing.papers import Card, CardContact

from .facts import grid_of, households_by_area
from .links import LinkedMember, members_of_households

HANDED_OUT_AT_ONCE = 200


@dataclass(frozen=True)
class CardCoverage:
    """How many households of an area have a card."""

    area_id: UUID | None
    area_path: str
    area_name: str
    cards: int
    households: int

    @property
    def share(self) -> Fraction | None:
        """3,233 of 3,545; None where there is nobody."""
        return Fraction(self.cards, self.households) if self.households else None


@dataclass(frozen=True)
class CardView:
    """Coverage of a scope as a whole, and of each of its areas that hold households themselves."""

    whole: CardCoverage
    areas: tuple[CardCoverage, ...]


def card_coverage(*, scope: Scope) -> CardView:
    """The coverage of contact cards in a scope (便民联系卡覆盖); two statements behind the scope."""
    households = households_by_area(scope=scope)
    with behind(scope):
        rows = ContactCard.objects.within(scope).filter(replaced_on=None, household__ended_on=None).order_by()
        cards = Counter(dict(rows.values_list("household__area_id").annotate(Count("household", distinct=True))))
    index = areas_in_memory()
    areas = [index.by_id[area] for area in households if area in index.by_id]
    return CardView(
        CardCoverage(None, "", "", cards.total(), households.total()),
        tuple(
            CardCoverage(area.id, area.path, area.name, cards[area.id], households[area.id])
            for area in sorted(areas, key=lambda one: one.path)
        ),
    )


@scoped
def without_card(*, sight: Sight, path: str, size: int = HANDED_OUT_AT_ONCE) -> tuple[HouseholdRow, ...]:
    """The first households under an area without a card, from door to door; four statements."""
    held = ContactCard.objects.within(sight.scope).filter(replaced_on=None)
    rows = Household.objects.within(sight.scope).filter(area__in=sight.areas(path), ended_on=None)
    left = rows.exclude(pk__in=held.values("household_id")).select_related("dwelling").order_by("door_key", "id")
    return household_rows(sight, list(left[:size]))


@scoped
def households_at(*, sight: Sight, path: str, size: int) -> list[UUID]:
    """The first households under an area, from door to door; one statement."""
    rows = Household.objects.within(sight.scope).filter(area__in=sight.areas(path), ended_on=None)
    return list(rows.order_by("door_key", "id").values_list("id", flat=True)[:size])


def contact_cards(
    *, scope: Scope, household_ids: Sequence[UUID], on: date, page_url: str, code_name: str = ""
) -> list[Card]:
    """What is printed for these households (便民联系卡): whom to ask and the code of the grid's page; nothing personal.

    `page_url` holds `{code}` where the code of the grid goes. Households outside the scope are left out.
    """
    with behind(scope):
        rows = Household.objects.within(scope).filter(pk__in=list(household_ids), ended_on=None)
        found = list(rows.order_by("door_key", "id").values_list("id", "area_id"))
    linked = members_of_households(scope=scope, household_ids=[pk for pk, _area in found], on=on)
    index = areas_in_memory()
    made: dict[UUID, tuple[AreaRow, str, str]] = {}
    cards = []
    for pk, area_id in found:
        area = index.by_id[area_id]
        grid = grid_of(area) or area
        unit = standing_unit(area_id=grid.id) if grid.id not in made else None
        made.setdefault(grid.id, (grid, unit.name if unit else "", unit.duty_phone if unit else ""))
        _grid, unit_name, phone = made[grid.id]
        rules = rules_of(index.place_of(grid.id))
        cards.append(
            Card(
                title=rules.label("word.contact_card") if rules else "",
                grid_name=full_name(area_id=grid.id, above="village"),
                place_name=rules.place.name if rules else "",
                contacts=tuple(_contact(one) for one in linked.get(pk, ())),
                duty_unit=unit_name,
                duty_phone=phone,
                page_url=page_url.replace("{code}", grid.code),
                code_name=rules.label("word.public_code") if rules else code_name,
            )
        )
    return cards


def _contact(one: LinkedMember) -> CardContact:
    return CardContact(one.person_name, one.post_label, one.duty_phone)
