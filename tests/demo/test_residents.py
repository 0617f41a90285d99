"""The roster of the demonstration: the figures of the report, families that could be."""

import random
from datetime import date

from wangge.core.people.lifecycle import Role
from wangge.faces.demo.facts import figures
from wangge.faces.demo.residents.families import Families, sizes_of


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
