"""The public list of who answers where (公示)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.teams.town import make_qingping, make_shanghu
from tests.world import TODAY
from wangge.core.teams.queries import public_directory

pytestmark = pytest.mark.django_db


def test_the_directory_names_who_answers_where_in_one_statement():
    town = make_qingping()
    town.appoint("张一")
    town.appoint("不公开", "linked_member", is_public=False)
    town.appoint("值守员", "village_officer", at_area=town.village, unit=town.village_centre)
    make_shanghu().appoint("王五")
    public_directory(area_ids=[town.village.pk], on=TODAY)

    with CaptureQueriesContext(connection) as seen:
        people = public_directory(area_ids=[town.village.pk, town.grid.pk], on=TODAY)

    assert [(person.name, person.area_name) for person in people] == [("值守员", "荣星村"), ("张一", "荣星村第一网格")]
    assert len(seen) == 1
