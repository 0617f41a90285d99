"""The typhoon evening: who is called, what phones hold, how far everybody is."""

from datetime import timedelta
from uuid import UUID

import pytest
import shapely
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.behind import asked
from tests.people.roster import Roster, tenant
from tests.people.test_carried import carried
from tests.world import MONDAY, OPENED_ON, TODAY, make_actor
from wangge.core.areas.operations import set_boundary
from wangge.core.people.models import HouseholdMember
from wangge.core.people.operations import (
    NewBuilding,
    NewCareTag,
    NewDwelling,
    NewHazard,
    add_buildings,
    find_hazard,
    propose_care,
)
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal
from wangge.ground.foundation.ids import uuid7
from wangge.practice.emergency.conditions import Conditions, circle, ground_of, outline_of
from wangge.practice.emergency.events import EvacuationOrdered
from wangge.practice.emergency.models import EvacuationRow, EvacuationTick
from wangge.practice.emergency.operations import NewOrder, end_alarm, issue_order, record_tick, record_ticks
from wangge.practice.emergency.queries import alarm, alarms, call_list, coverage, rows_of_alarm, ticks_of_row
from wangge.practice.emergency.subscribers import tell_helpers

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
STORM = Conditions(hazards=("dangerous_house", "low_ground"), lies_low=True, care=("alone_elder",))


@pytest.fixture
def chief(roster: Roster):
    return make_actor("town_desk", at=roster.village.town)


def people(household_id: UUID) -> dict[str, UUID]:
    """Who is in a household, by name."""
    rows = HouseholdMember.objects.everywhere("test").filter(household_id=household_id, until=None)
    return {row.person.name: row.person_id for row in rows.select_related("person")}


def scene(roster: Roster) -> dict[str, UUID]:
    """A dangerous house with three, an old man alone next door, and somebody who is in no danger."""
    unsafe = roster.family()
    old = roster.family(tenant("王老"), door=roster.doors[1])
    safe = roster.family(tenant("赵安"), door=roster.doors[2])
    hazard = NewHazard(about="dwelling", place_id=roster.doors[0], kind="dangerous_house", words="墙体开裂")
    find_hazard(actor=roster.lead, new=hazard, at=MONDAY)
    tag = NewCareTag(
        about="person", subject_id=people(old)["王老"], kind="alone_elder", reason="子女在外", source="走访",
        owner_name="李干部",
    )  # fmt: skip
    propose_care(actor=roster.lead, new=tag, at=MONDAY)
    return {"unsafe": unsafe, "old": old, "safe": safe}


def issued(chief, roster: Roster, **given: object) -> UUID:
    new = {"title": "台风贝碧嘉转移", "conditions": STORM, "areas": (roster.village.pk,), "shelter": "荣星小学"}
    return issue_order(actor=chief, new=NewOrder(**{**new, **given}), at=MONDAY)


def scope(actor):
    return actor.scope("visit.see")


def test_S26_the_list_holds_each_once_with_reasons_and_helper_and_nobody_of_another_town(
    roster: Roster, other: Roster, chief
):
    homes = scene(roster)
    scene(other)

    alarm_id = issued(chief, roster)

    found = alarm(scope=scope(chief), alarm_id=alarm_id)
    rows = rows_of_alarm(scope=scope(chief), found=found).rows
    names = {pk: name for home in homes.values() for name, pk in people(home).items()}
    assert {(names[row.person_id], row.household_id, row.reasons, row.helper_name) for row in rows} == {
        ("张大力", homes["unsafe"], ("hazard:dangerous_house",), ""),
        ("李芳", homes["unsafe"], ("hazard:dangerous_house",), ""),
        ("张小力", homes["unsafe"], ("hazard:dangerous_house",), ""),
        ("王老", homes["old"], ("care:alone_elder",), "李干部"),
    }
    assert (found.title, found.shelter, coverage(scope=scope(chief), found=found).numbers) == (
        "台风贝碧嘉转移", "荣星小学", (4, 0, 0, 0, 0, 0, 2),
    )  # fmt: skip


def test_S26_an_outline_on_the_map_takes_the_houses_inside_and_those_whose_place_is_unknown(roster: Roster, chief):
    west, east = shapely.box(104.0, 35.0, 104.1, 35.1), shapely.box(104.1, 35.0, 104.2, 35.1)
    for area, shape in ((roster.grid, west), (roster.next_grid, east)):
        set_boundary(area_id=area.pk, geometry=shapely.geometry.mapping(shape), source="surveyed", on=OPENED_ON)
    houses = [("河边", 104.01, 35.01), ("山上", 104.09, 35.09), ("不知道在哪", None, None)]
    new = [NewBuilding(name=n, lon=x, lat=y, lies_low=True, dwellings=(NewDwelling(),)) for n, x, y in houses]
    added = add_buildings(actor=roster.lead, area_id=roster.grid.pk, at=MONDAY, new=new)
    for number, doors in enumerate(added.dwelling_ids):
        roster.family(tenant(f"住户{'甲乙丙'[number]}"), door=doors[0])

    ground = ground_of(scope=scope(chief), areas=(), outline=circle(lon=104.01, lat=35.01, metres=800))
    called = call_list(scope=scope(chief), ground=ground, conditions=Conditions(lies_low=True), on=TODAY)

    assert (ground.whole, ground.parts) == ((), (roster.grid.pk,))
    assert {one.person_id for one in called} == {roster.person("住户甲").pk, roster.person("住户丙").pk}


def test_S26_ticks_are_only_added_come_in_any_order_and_the_furthest_counts(roster: Roster, chief):
    scene(roster)
    found = alarm(scope=scope(chief), alarm_id=issued(chief, roster))
    rows = rows_of_alarm(scope=scope(chief), found=found).rows
    family = [row.id for row in rows if row.reasons[0].startswith("hazard")]
    old = next(row.id for row in rows if row.id not in family)
    pk = uuid7()

    arrived = {"step": "arrived", "where": "荣星小学", "happened_at": MONDAY + HOUR, "id": pk}
    record_tick(actor=roster.member, order_row=old, **arrived, at=MONDAY + 2 * HOUR)
    record_tick(actor=roster.member, order_row=old, step="told", happened_at=MONDAY, at=MONDAY + 3 * HOUR)
    record_tick(actor=roster.member, order_row=old, **arrived, at=MONDAY + 4 * HOUR)
    record_ticks(actor=roster.lead, order_rows=family, step="told", at=MONDAY + HOUR)
    record_tick(actor=roster.lead, order_row=family[0], step="refused", at=MONDAY + HOUR)

    now = coverage(scope=scope(chief), found=found)
    assert (now.due, now.told, now.refused, now.moved, now.arrived, now.home, now.left) == (4, 4, 1, 1, 1, 0, 3)
    assert [(t.step, t.where) for t in ticks_of_row(scope=scope(chief), row_id=old)] == [
        ("told", ""), ("arrived", "荣星小学"),
    ]  # fmt: skip
    refused = rows_of_alarm(scope=scope(chief), found=found, steps=("refused",)).rows
    assert [row.id for row in refused] == [family[0]]
    with pytest.raises(IntegrityError, match="只增不改"), transaction.atomic():
        EvacuationTick.objects.everywhere("test").filter(pk=pk).update(step="home")


def test_S26_phones_hold_the_order_and_their_own_people_until_it_is_over(roster: Roster, other: Roster, chief):
    scene(roster)
    alarm_id = issued(chief, roster)
    row = EvacuationRow.objects.everywhere("test").get(person=roster.person("王老"))
    record_tick(actor=roster.member, order_row=row.pk, step="moved", where="儿子家", at=MONDAY + HOUR)

    held = {one["name"]: one for one in carried(roster.grid, "order_row")}
    assert [one["title"] for one in carried(roster.grid, "order")] == ["台风贝碧嘉转移"]
    assert {name: (one["why"], one["state"]) for name, one in held.items()} == {
        "张大力": (["危房"], ""), "李芳": (["危房"], ""), "张小力": (["危房"], ""), "王老": (["独居老人"], "moved"),
    }  # fmt: skip
    assert [tick["where"] for tick in held["王老"]["ticks"]] == ["儿子家"]  # type: ignore[index, attr-defined]
    assert carried(roster.next_grid, "order") == carried(other.grid, "order_row") == []

    end_alarm(actor=chief, alarm_id=alarm_id, words="台风过境", at=MONDAY + 5 * HOUR)
    assert carried(roster.grid, "order") == carried(roster.grid, "order_row") == []
    record_tick(actor=roster.member, order_row=row.pk, step="home", at=MONDAY + 6 * HOUR)
    assert carried(roster.grid, "order_row") == []
    with pytest.raises(Conflict):
        end_alarm(actor=chief, alarm_id=alarm_id, words="再来一次", at=MONDAY + 6 * HOUR)


def test_a_stranger_gets_the_same_answer_as_for_what_is_not_there(roster: Roster, other: Roster, chief):
    scene(roster)
    alarm_id, pk = uuid7(), uuid7()
    assert issued(chief, roster, id=alarm_id) == issued(chief, roster, id=alarm_id) == alarm_id
    row = EvacuationRow.objects.everywhere("test").filter(area=roster.grid.pk).first()
    assert row is not None

    for unknown in (row.pk, pk):
        with pytest.raises(NotFound):
            record_tick(actor=other.member, order_row=unknown, step="told", at=MONDAY)
    for unknown in (alarm_id, pk):
        with pytest.raises(NotFound):
            alarm(scope=scope(other.lead), alarm_id=unknown)
        with pytest.raises(NotFound):
            end_alarm(actor=other.lead, alarm_id=unknown, words="看看", at=MONDAY)
    assert alarms(scope=scope(other.lead)) == []
    assert [one.id for one in alarms(scope=scope(roster.member))] == [alarm_id]
    with pytest.raises(NotAllowed):
        issue_order(actor=roster.member, new=NewOrder(title="转移", conditions=STORM), at=MONDAY)
    with pytest.raises(NotAllowed):
        end_alarm(actor=make_actor("village_desk", at=roster.village), alarm_id=alarm_id, words="看看", at=MONDAY)


def test_nobody_to_be_moved_and_no_area_are_refused(roster: Roster, other: Roster, chief):
    roster.family()

    with pytest.raises(Conflict):
        issued(chief, roster)
    for areas in ((), (other.village.pk,)):
        with pytest.raises(Refusal) as refusal:
            issued(chief, roster, areas=areas)
        assert refusal.value.field == "areas"
    for words in ("", "{}", '{"type":"Point","coordinates":[1,2]}'):
        with pytest.raises(Refusal):
            outline_of(words)


def test_statements_do_not_grow_and_who_helps_is_told_once(roster: Roster, chief):
    scene(roster)
    found = alarm(scope=scope(chief), alarm_id=issued(chief, roster))
    with CaptureQueriesContext(connection) as counted:
        rows_of_alarm(scope=scope(chief), found=found)
        coverage(scope=scope(chief), found=found)
    assert asked(counted) == 2

    account = roster.member.account_id
    fact = EvacuationOrdered(found.order_ids[0], roster.village.town_id, roster.village.path, "台风", (), (account,))
    tell_helpers([fact])
    tell_helpers([fact])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM notices_notice WHERE account_id = %s", [account])
        assert cursor.fetchone()[0] == 1
