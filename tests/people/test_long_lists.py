"""Lists of a grid, a village, a town, of two towns: page by page the same rows in the same order, none twice."""

from datetime import date, timedelta

import pytest

from tests.people.roster import LOOK, Roster, tenant
from tests.world import MONDAY
from wangge.core.areas.scope import Scope
from wangge.core.people.models import Household, Person
from wangge.core.people.queries import PersonFilter, Sight, households, residents

pytestmark = pytest.mark.django_db
BORN = (date(1931, 5, 1), None, date(1990, 1, 2), date(1931, 9, 9), None, date(2016, 3, 3))


@pytest.fixture
def towns(roster: Roster, other: Roster) -> tuple[Roster, Roster]:
    """In each town six households of one at six doors of two grids; two of them were confirmed, two have no age."""
    for one in (roster, other):
        for number, (door, born) in enumerate(zip([*one.doors, *one.far_doors[:2]], BORN, strict=True)):
            one.family(tenant(f"王{'一二三四五六'[number]}", born_on=born), door=door)
        found = Household.objects.everywhere(LOOK).filter(town_id=one.village.town_id).order_by("door_key")
        for number, row in enumerate(found[:2]):
            Household.objects.everywhere(LOOK).filter(pk=row.pk).update(confirmed_at=MONDAY - timedelta(days=number))
    return roster, other


def sights(towns: tuple[Roster, Roster]) -> list[tuple[Sight, str]]:
    mine, theirs = towns
    roots = [
        ((mine.grid.path,), mine.grid.path), ((mine.village.path,), mine.village.path),
        ((mine.village.town.path,), mine.village.town.path), ((mine.village.town.path, theirs.village.town.path), "/"),
        ((mine.village.town.path, theirs.grid.path), "/"), ((theirs.next_grid.path,), mine.village.path),
    ]  # fmt: skip
    return [(Sight(Scope(some), Scope(some), Scope(some)), path) for some, path in roots]


@pytest.mark.parametrize("longest_first", [False, True])
def test_pages_of_households_hold_each_once_in_order(towns: tuple[Roster, Roster], longest_first: bool):
    for sight, path in sights(towns):
        rows = Household.objects.within(sight.scope).filter(area_path__startswith=path)
        whole = sorted(
            rows, key=lambda row: (row.confirmed_at or MONDAY.min.replace(tzinfo=MONDAY.tzinfo), row.pk)
            if longest_first else (row.door_key, row.pk),
        )  # fmt: skip
        shown, after, pages = [], None, 0
        while pages == 0 or after is not None:
            page = households(sight=sight, path=path, size=2, after=after, longest_first=longest_first)
            shown, after, pages = [*shown, *(row.id for row in page.rows)], page.after, pages + 1

        assert shown == [row.pk for row in whole]
        late = households(sight=sight, path=path, unconfirmed_since=MONDAY, longest_first=longest_first)
        assert [row.id for row in late.rows] == [
            row.pk for row in whole if row.confirmed_at is None or row.confirmed_at < MONDAY
        ]


@pytest.mark.parametrize("youngest_first", [False, True])
@pytest.mark.parametrize("kind", ["", "rents"])
def test_pages_of_persons_hold_each_once_and_those_without_an_age_last(
    towns: tuple[Roster, Roster], youngest_first: bool, kind: str
):
    where = PersonFilter(kind=kind, youngest_first=youngest_first)
    for sight, path in sights(towns):
        rows = Person.objects.within(sight.scope).filter(area_path__startswith=path)
        known = sorted((r for r in rows if r.birth_year), key=lambda r: (r.birth_year, r.pk), reverse=youngest_first)
        unknown = sorted((r for r in rows if not r.birth_year), key=lambda r: r.pk, reverse=youngest_first)
        shown, after, pages = [], None, 0
        while pages == 0 or after is not None:
            page = residents(sight=sight, path=path, where=where, year=2026, after=after, size=2)
            shown, after, pages = [*shown, *(hit.id for hit in page.rows)], page.after, pages + 1

        assert shown == [row.pk for row in (*known, *unknown)]
        old = residents(
            sight=sight, path=path, where=PersonFilter(ages="old", youngest_first=youngest_first), year=2026
        )
        assert [hit.id for hit in old.rows] == [row.pk for row in known if row.birth_year <= 1946]
