"""Lists of who is to be moved, behind the second line: no SQL shows another place's."""

import pytest

from tests.behind import check_second_line
from tests.emergency.test_orders import issued, scene, scope
from tests.people.roster import Roster
from tests.world import MONDAY, make_actor
from wangge.ground.foundation.errors import NotFound
from wangge.practice.emergency.models import EvacuationOrder, EvacuationRow, EvacuationTick
from wangge.practice.emergency.operations import record_tick
from wangge.practice.emergency.queries import alarm, alarms, coverage, rows_of_alarm, ticks_of_row

pytestmark = pytest.mark.django_db
HALF = {"emergency_order": 1, "emergency_row": 4, "emergency_tick": 1}
LOOK = "a test looks"


@pytest.fixture
def towns(roster: Roster, other: Roster) -> tuple[Roster, Roster]:
    """The same alarm, list and tick in two towns."""
    for one in (roster, other):
        homes = scene(one)
        issued(make_actor("town_desk", at=one.village.town), one)
        row = EvacuationRow.objects.everywhere(LOOK).filter(household_id=homes["old"]).get()
        record_tick(actor=one.member, order_row=row.pk, step="told", at=MONDAY)
    return roster, other


def test_sql_that_names_no_scope_sees_the_scope_only(towns: tuple[Roster, Roster]):
    check_second_line("emergency", HALF, towns, {"emergency_row": 0})


def test_a_query_that_forgot_its_scope_still_shows_nothing_of_the_other_town(
    towns: tuple[Roster, Roster], monkeypatch: pytest.MonkeyPatch
):
    """Even where the first line is left out, as a mistake would."""
    mine, theirs = towns
    here, there = scope(mine.lead), scope(theirs.lead)
    found = alarms(scope=here)[0]
    theirs_found = alarms(scope=there)[0]
    row = rows_of_alarm(scope=there, found=theirs_found).rows[0].id
    monkeypatch.setattr("wangge.practice.emergency.queries.board._areas", lambda *_of: list(_every_area()))
    for model in (EvacuationOrder, EvacuationRow, EvacuationTick):
        monkeypatch.setattr(type(model.objects.all()), "within", lambda rows, _scope: rows.everywhere(LOOK))

    assert [one.id for one in alarms(scope=here)] == [found.id]
    assert coverage(scope=here, found=theirs_found).due == 0
    assert rows_of_alarm(scope=here, found=theirs_found).rows == ()
    assert ticks_of_row(scope=here, row_id=row) == []
    with pytest.raises(NotFound):
        alarm(scope=here, alarm_id=theirs_found.id)


def _every_area():
    return EvacuationRow.objects.everywhere(LOOK).values_list("area_id", flat=True).distinct()
