"""The roster of the demonstration: the figures of the report, families that could be."""

import random
from datetime import UTC, date, datetime

import pytest

from tests.world import apply_shipped_rules
from wangge.core.areas.queries import areas_in_memory
from wangge.core.people.lifecycle import Role
from wangge.core.people.models import Household, HouseholdMember, Person
from wangge.faces.demo.facts import figures
from wangge.faces.demo.residents.build import add_residents
from wangge.faces.demo.residents.families import Families, sizes_of
from wangge.faces.demo.worlds import qingping
from wangge.faces.demo.worlds.builder import Builder

NOW = datetime(2026, 5, 18, 2, 30, tzinfo=UTC)


def test_Q01_households_and_persons_are_those_of_the_report():
    figure = figures("qingping")

    sizes = sizes_of(figure["households"], figure["persons"], random.Random(1))

    assert (len(sizes), sum(sizes)) == (3545, 14784)
    assert min(sizes) == 1
    assert max(sizes) <= 14


def test_a_family_is_one_that_could_be():
    families = Families("qingping", on=date(2026, 5, 18), rng=random.Random(1))
    for size in [1, 2, 3, 4, 5, 6, 8] * 30:
        persons = families.next(size).persons
        born = {one.role: one.born_on.year for one in persons}
        assert len(persons) == size
        assert [one.role for one in persons].count(Role.HEAD) == 1
        assert [one.role for one in persons].count(Role.SPOUSE) <= 1
        assert born.get(Role.CHILD, 9999) > born[Role.HEAD] + 15
        assert born.get(Role.PARENT, 0) < born[Role.HEAD] - 15


@pytest.mark.django_db
def test_Q01_a_grid_gets_its_households_through_the_operations():
    apply_shipped_rules()
    builder = Builder(place="qingping", seed=1, now=NOW, say=print)
    builder.add_county()
    builder.add_towns()
    qingping._villages(builder)
    builder.draw(qingping.TOWN)
    grid = next(row for row in areas_in_memory().rows if row.level == "grid")

    done = add_residents(place="qingping", grids=[grid], persons=(grid.households or 0) * 4, seed=1, at=NOW, say=print)

    homes = Household.objects.everywhere("a test").filter(area_id=grid.id)
    assert homes.count() == grid.households
    assert done == Person.objects.everywhere("a test").count() == (grid.households or 0) * 4
    assert HouseholdMember.objects.everywhere("a test").filter(role=Role.HEAD).count() == grid.households
