"""The roster of a few grids of the town that was built, and what was noted at its doors."""

from datetime import timedelta

import pytest

from tests.demo.built.conftest import NOW, SEED, Built
from wangge.core.areas.queries import areas_in_memory
from wangge.core.areas.scope import EVERYWHERE
from wangge.core.people.lifecycle import Role
from wangge.core.people.models import Hazard, Household, HouseholdMember, Person
from wangge.faces.demo.residents.build import Times, add_residents
from wangge.faces.demo.residents.evenings import OFTEN, SELDOM, visit_some
from wangge.faces.demo.residents.linking import link_and_hand_out
from wangge.practice.gridteams.models import ContactCard, HouseholdLink
from wangge.practice.visits.models import Visit
from wangge.practice.visits.queries import visit_figures

pytestmark = pytest.mark.django_db
ROOT = "/621123/"


def everything(model):
    return model.objects.everywhere("a test counts")


def test_Q01_grids_get_their_households_through_the_operations_and_are_visited(built: Built):
    rows = [row for row in areas_in_memory().below(ROOT) if row.level == "grid"]
    grids = [rows[0], rows[-1]]
    count = sum(grid.households or 0 for grid in grids)
    times = Times(NOW - timedelta(days=90), NOW)

    homes = add_residents(
        place="qingping", grids=grids, persons=count * 4, phone="0932-0{:06d}".format, seed=SEED, times=times, say=print
    )
    visited = visit_some(root=ROOT, place="qingping", homes=homes, seed=SEED, times=times)

    figures = visit_figures(scope=EVERYWHERE, path=ROOT, since=NOW - timedelta(days=40), until=NOW)
    assert (figures.errands_a_visit or 0) >= 1.9

    town = built.town()
    link_and_hand_out(town=areas_in_memory().by_id[town.pk], cards=count - 5, since=times.since)

    assert everything(HouseholdLink).values("household").distinct().count() == count
    assert everything(ContactCard).count() == count - 5
    assert {grid.id: len(homes[grid.id]) for grid in grids} == {grid.id: grid.households for grid in grids}
    assert (everything(Household).count(), everything(Person).count()) == (count, count * 4)
    assert everything(HouseholdMember).filter(role=Role.HEAD).count() == count
    assert everything(Visit).count() == visited == OFTEN + SELDOM
    assert not everything(Hazard).filter(found_at__gt=NOW).exists()
