"""A long list is written piece by piece: nothing is doubled or forgotten, whatever stops in between."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.emergency.test_orders import issued, people, scene, scope
from tests.people.roster import Roster
from tests.people.test_carried import carried
from tests.world import MONDAY, TODAY, make_actor
from wangge.core.areas.models import Area
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.areas.redrawing import Redrawn
from wangge.core.notices.models import Notice
from wangge.ground.foundation import jobs
from wangge.ground.foundation.errors import Conflict
from wangge.ground.foundation.ids import uuid7
from wangge.practice.emergency.events import EvacuationBegun
from wangge.practice.emergency.models import EvacuationOrder, EvacuationRow
from wangge.practice.emergency.operations import end_alarm, listing, ordering
from wangge.practice.emergency.operations.listing import pieces_of, write_piece
from wangge.practice.emergency.queries import alarm, alarms, coverage
from wangge.practice.emergency.redrawing import refuse_while_running
from wangge.practice.emergency.subscribers import start_lists

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(minutes=5)
LOOK = "a test looks"


@pytest.fixture(autouse=True)
def short_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two persons make a piece; four are on the list of each town."""
    monkeypatch.setattr(listing, "PIECE", 2)
    monkeypatch.setattr(ordering, "PIECE", 2)


@pytest.fixture
def chief(roster: Roster):
    return make_actor("town_desk", at=roster.village.town)


def lines(roster: Roster) -> list[UUID]:
    rows = EvacuationRow.objects.everywhere(LOOK).filter(town_id=roster.village.town_id)
    return sorted(rows.values_list("person_id", flat=True))


def test_S26_a_long_list_is_issued_when_its_last_piece_is_in_and_phones_get_it_as_it_comes(roster: Roster, chief):
    homes = scene(roster)
    alarm_id = issued(chief, roster)
    found = alarm(scope=scope(chief), alarm_id=alarm_id)
    assert (found.is_listed, found.planned, lines(roster), carried(roster.grid, "order")) == (False, 4, [], [])

    first, last = pieces_of(alarm_id=alarm_id)
    assert write_piece(piece=first, at=MONDAY) == 2
    found = alarm(scope=scope(chief), alarm_id=alarm_id)
    assert (found.is_listed, coverage(scope=scope(chief), found=found).due) == (False, 2)
    assert (len(carried(roster.grid, "order")), len(carried(roster.grid, "order_row"))) == (1, 2)

    assert write_piece(piece=last, at=LATER) == 2
    assert alarm(scope=scope(chief), alarm_id=alarm_id).is_listed
    assert EvacuationOrder.objects.everywhere(LOOK).get().listed_at == LATER
    assert lines(roster) == sorted(pk for home in (homes["unsafe"], homes["old"]) for pk in people(home).values())
    assert (len(carried(roster.grid, "order")), len(carried(roster.grid, "order_row"))) == (1, 4)
    assert list(pieces_of(alarm_id=alarm_id)) == []


def test_S26_what_was_stopped_goes_on_and_what_comes_twice_is_written_once(roster: Roster, chief):
    scene(roster)
    alarm_id = issued(chief, roster)
    first, last = pieces_of(alarm_id=alarm_id)
    write_piece(piece=first, at=MONDAY)  # and then the worker was killed
    before = lines(roster)

    start_lists([EvacuationBegun(alarm_id), EvacuationBegun(alarm_id)])
    jobs.run_waiting()

    assert len(lines(roster)) == len(set(lines(roster))) == 4
    assert set(before) < set(lines(roster))
    assert len(carried(roster.grid, "order_row")) == 4
    assert alarm(scope=scope(chief), alarm_id=alarm_id).is_listed
    assert [write_piece(piece=piece, at=LATER) for piece in (first, last)] == [0, 0]
    helpers = Notice.objects.filter(kind="emergency.ordered")
    assert helpers.count() == helpers.values("account_id").distinct().count()


def test_S26_after_the_end_no_more_is_written_and_a_long_list_leaves_the_phones(roster: Roster, other: Roster, chief):
    scene(roster)
    alarm_id = issued(chief, roster)
    first, last = pieces_of(alarm_id=alarm_id)
    write_piece(piece=first, at=MONDAY)

    end_alarm(actor=chief, alarm_id=alarm_id, words="台风转向", at=LATER)
    assert write_piece(piece=last, at=LATER) == 0
    jobs.run_waiting()

    assert (len(lines(roster)), carried(roster.grid, "order"), carried(roster.grid, "order_row")) == (2, [], [])
    assert alarms(scope=scope(other.lead)) == []


def test_grids_stay_as_they_are_while_a_list_is_being_written(roster: Roster, other: Roster, chief):
    scene(roster)
    issued(chief, roster)

    with pytest.raises(Conflict):
        refuse_while_running(redrawing_of(roster.village))
    refuse_while_running(redrawing_of(other.village))


def redrawing_of(village: Area) -> Redrawn:
    """New grids of a village, of which nothing changes."""
    index = areas_in_memory()
    nothing: dict[str, dict[UUID, AreaRow]] = {name: {} for name in ("buildings", "heirs", "returns", "donors")}
    assert village.town_id is not None
    return Redrawn(
        id=uuid7(), town_id=village.town_id, village=index.by_id[village.pk], on=TODAY, at=MONDAY, by="", by_id=None,
        **nothing, opened=(), closed=(), before=index,
    )  # fmt: skip
