"""Search, the pages of a grid, its file and the map: what is seen, how masked, in how many statements."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people.roster import Roster, dwelling, family, id_number, tenant
from tests.world import MONDAY, make_actor
from wangge.core.access.models import AuditAction, AuditEntry
from wangge.core.access.queries import system_actor
from wangge.core.people.models import CareTag
from wangge.core.people.operations import (
    Asking,
    NewBuilding,
    NewCareTag,
    NewDwelling,
    NewHazard,
    NewHousehold,
    add_buildings,
    add_place,
    ask_change,
    confirm_household,
    export_households,
    find_hazard,
    move_household,
    move_out,
    propose_care,
    register_households,
    relate_persons,
    reverse_event,
)
from wangge.core.people.persons import NewPerson
from wangge.core.people.queries import (
    counts_by_grid,
    grid_file,
    household_card,
    households,
    likely_same,
    map_buildings,
    person_card,
    search_doors,
    search_persons,
    sight_of,
)
from wangge.core.people.searching import sought
from wangge.ground.foundation.errors import NotAllowed, NotFound, Refusal

pytestmark = pytest.mark.django_db


def names(roster: Roster, words: str) -> set[str]:
    return {hit.name for hit in search_persons(sight=sight_of(actor=roster.lead), words=words).persons}


def test_persons_are_found_by_all_that_people_type(roster: Roster):
    roster.family()
    roster.family(tenant("单雄信", document_number=id_number("19850505")), door=roster.doors[3])
    number = roster.person("张大力").document_number

    assert names(roster, "大力") == {"张大力"}
    assert names(roster, "zdl") == names(roster, "ZD") == {"张大力"}
    assert names(roster, "sx") == {"单雄信"}  # the surname is read shàn
    assert names(roster, "2345") == {"张大力"}  # the last four of a telephone
    assert names(roster, number[-4:].lower()) == {"张大力"}
    assert names(roster, number.lower()) == names(roster, "138 9321 2345".replace(" ", "")) == {"张大力"}
    assert names(roster, "荣星小区3幢101室") == {"张大力", "李芳", "张小力"}
    assert names(roster, "zxl 荣星小区3幢") == {"张小力"}
    assert names(roster, "李芳 3幢202室") == set()
    assert names(roster, "张小") == {"张小力"}
    assert names(roster, "") == names(roster, "张") == names(roster, "  ") == set()


@pytest.mark.parametrize(
    ("words", "meaning"),
    [("13893212345", "phones"), ("11010519491231002x", "documents"), ("002X", "last_four"), ("zs", "letters"),
     ("三幢501室", "addresses"), ("荣星小区", "addresses"), ("村口路", "addresses"), ("欧阳", "names"),
     ("E1234567", "documents")],
)  # fmt: skip
def test_a_word_means_what_it_looks_like(words: str, meaning: str):
    assert getattr(sought(words), meaning) != ()


def test_another_town_is_not_found_and_a_reader_sees_masks(roster: Roster, other: Roster):
    roster.family()
    other.family()
    reader = sight_of(actor=make_actor("linked_member", at=roster.grid))

    assert [hit.area_path for hit in search_persons(sight=sight_of(actor=roster.lead), words="张大力").persons] == [
        roster.grid.path
    ]
    hit = search_persons(sight=reader, words="张大力").persons[0]
    assert (hit.name, hit.phone, hit.document[:14], hit.address) == (
        "张*力", "138****2345", "*" * 14, "荣星小区3幢***",
    )  # fmt: skip
    assert search_persons(sight=sight_of(actor=system_actor(name="谁也不是")), words="张大力").persons == ()


def test_who_has_gone_is_found_last_and_marked(roster: Roster):
    gone = roster.family(tenant("张大力"))
    roster.family(door=roster.doors[1])
    move_out(actor=roster.lead, household_id=gone, at=MONDAY)

    hits = search_persons(sight=sight_of(actor=roster.lead), words="张大力").persons

    assert [(hit.is_here, hit.household_id is None) for hit in hits] == [(True, False), (False, True)]


def test_a_search_says_when_there_is_more(roster: Roster):
    for door in roster.doors[:3]:
        roster.family(tenant("王伟"), door=door)

    found = search_persons(sight=sight_of(actor=roster.lead), words="王伟", limit=2)

    assert (len(found.persons), found.is_more) == (2, True)


def test_a_door_is_found_by_its_address_and_not_by_that_of_another_town(roster: Roster, other: Roster):
    found = search_doors(sight=sight_of(actor=other.lead), words="3幢1单元20")

    assert {hit.area_path for hit in found} == {other.grid.path, other.next_grid.path}
    assert len(found) == 4
    assert search_doors(sight=sight_of(actor=other.lead), words="，") == ()


def test_the_list_goes_from_door_to_door_and_by_key(roster: Roster):
    added = add_buildings(
        actor=roster.lead, area_id=roster.grid.pk, at=MONDAY,
        new=[NewBuilding(name="荣星小区10幢", dwellings=(NewDwelling(room="1室"),))],
    )  # fmt: skip
    doors = [added.dwelling_ids[0][0], *reversed(roster.doors[:3])]
    for number, door in enumerate(doors):
        roster.family(tenant(f"王{'一二三四'[number]}"), door=door)
    sight = sight_of(actor=roster.member)

    first = households(sight=sight, path=roster.grid.path, size=3)
    rest = households(sight=sight, path=roster.grid.path, size=3, after=first.after)

    assert [row.head for row in (*first.rows, *rest.rows)] == ["王四", "王三", "王二", "王一"]  # 3幢 before 10幢
    assert rest.after is None
    assert households(sight=sight, path=roster.next_grid.path).rows == ()


def flag(roster: Roster, name: str, kind: str = "alone_elder") -> None:
    propose_care(
        actor=roster.lead, at=MONDAY,
        new=NewCareTag(
            about="person", subject_id=roster.person(name).pk, kind=kind, reason="独居", source="走访", owner_name="李"
        ),
    )  # fmt: skip


def test_a_row_has_its_flags_and_may_be_asked_for_by_them(roster: Roster):
    household = roster.family()
    second = roster.family(tenant("王伟"), door=roster.doors[1])
    flag(roster, "李芳")
    find_hazard(
        actor=roster.member, at=MONDAY,
        new=NewHazard(about="dwelling", place_id=roster.doors[0], kind="gas", words="胶管老化"),
    )  # fmt: skip
    confirm_household(actor=roster.member, household_id=second, at=MONDAY)
    sight, grid = sight_of(actor=roster.member), roster.grid.path

    row = households(sight=sight, path=grid).rows[0]

    assert (row.id, row.head, row.members, row.care, row.hazards) == (household, "张大力", 3, ("独居老人",), 1)
    assert [row.id for row in households(sight=sight, path=grid, care="alone_elder").rows] == [household]
    assert [row.id for row in households(sight=sight, path=grid, unconfirmed_since=MONDAY).rows] == [household]
    assert households(sight=sight, path=grid, care="disabled").rows == ()


def test_a_sensitive_kind_cannot_be_asked_for_by_who_may_not_see_it(roster: Roster):
    roster.family()
    flag(roster, "李芳", "disabled")
    CareTag.objects.everywhere("a test agrees").update(agreed_at=MONDAY)

    seen = [households(sight=sight_of(actor=who), path=roster.grid.path, care="disabled").rows
            for who in (roster.member, roster.lead)]  # fmt: skip

    assert [len(rows) for rows in seen] == [0, 1]
    assert households(sight=sight_of(actor=roster.member), path=roster.grid.path).rows[0].care == ("敏感关爱",)


@pytest.mark.parametrize("size", [1, 4])
def test_lists_pages_and_files_cost_the_same_at_any_size(roster: Roster, size: int):
    for door in roster.doors[:size]:
        household = roster.family(*family(), door=door)
    point = NewBuilding(name="7号", lon=104.2, lat=35.1)
    add_buildings(actor=roster.lead, area_id=roster.grid.pk, new=[point], at=MONDAY)
    sight, path = sight_of(actor=roster.lead), roster.village.path
    counts = []
    for read in (
        lambda: households(sight=sight, path=path),
        lambda: household_card(sight=sight, household_id=household),
        lambda: grid_file(sight=sight, path=path, at=MONDAY),
        lambda: counts_by_grid(sight=sight, path=path),
        lambda: search_persons(sight=sight, words="张大力 荣星小区"),
        lambda: map_buildings(sight=sight, path=path),
    ):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            read()
        counts.append(len([q for q in captured if "SAVEPOINT" not in q["sql"]]) - 2)  # the second line comes and goes

    assert counts == [4, 7, 8, 5, 3, 3]


def test_a_household_registers_in_few_statements(roster: Roster):
    new = NewHousehold(dwelling_id=roster.doors[0], persons=family())
    with CaptureQueriesContext(connection) as captured:
        register_households(actor=roster.lead, new=[new], at=MONDAY)

    assert len([q for q in captured if "SAVEPOINT" not in q["sql"]]) <= 8


def test_a_household_of_another_town_is_missing(roster: Roster, other: Roster):
    household = roster.family()

    with pytest.raises(NotFound):
        household_card(sight=sight_of(actor=other.lead), household_id=household)
    assert households(sight=sight_of(actor=other.lead), path=roster.village.path).rows == ()
    assert grid_file(sight=sight_of(actor=other.lead), path=roster.village.path, at=MONDAY).households == 0
    assert counts_by_grid(sight=sight_of(actor=other.lead), path=roster.village.path) == {}


def test_S24_the_file_of_a_grid_counts_what_is_there(roster: Roster):
    household = roster.family()
    roster.family(tenant("王伟", born_on=date(1945, 1, 1)), tenant("王宝", role="child", born_on=date(2015, 1, 1)),
                  door=roster.doors[1])  # fmt: skip
    confirm_household(actor=roster.member, household_id=household, at=MONDAY)
    move_out(actor=roster.lead, household_id=household, person_ids=[roster.person("张小力").pk], at=MONDAY)
    flag(roster, "王伟")
    find_hazard(
        actor=roster.member, at=MONDAY,
        new=NewHazard(about="dwelling", place_id=roster.doors[0], kind="gas", words="胶管老化"),
    )  # fmt: skip

    file = grid_file(sight=sight_of(actor=roster.member), path=roster.grid.path, at=MONDAY + timedelta(days=29))

    assert (file.buildings, file.dwellings, file.households, file.confirmed) == (1, 4, 2, 1)
    assert (file.persons, file.registered, file.registered_elsewhere, file.living_elsewhere) == (4, 3, 2, 1)
    assert (file.elders, file.old, file.children) == (1, 1, 1)
    assert (file.care, file.hazards) == ({"alone_elder": 1}, {"gas": 1})


def test_S23_the_map_shows_buildings_with_their_flags_and_counts_by_grid(roster: Roster, other: Roster):
    place = add_place(actor=roster.lead, area_id=roster.grid.pk, name="南河沿", kind="road")
    added = add_buildings(
        actor=roster.lead, area_id=roster.grid.pk, at=MONDAY,
        new=[NewBuilding(name="5号", place_id=place, kind="house", lies_low=True, lon=104.2, lat=35.1,
                         dwellings=(NewDwelling(usage="rented"), NewDwelling(room="西屋")))],
    )  # fmt: skip
    roster.family(door=added.dwelling_ids[0][0])
    find_hazard(
        actor=roster.member, at=MONDAY,
        new=NewHazard(about="building", place_id=added.building_ids[0], kind="dangerous_house", words="墙体开裂"),
    )  # fmt: skip
    sight = sight_of(actor=roster.lead)

    point = map_buildings(sight=sight, path=roster.village.path)[0]

    assert (point.name, point.lies_low, point.dwellings, point.rented, point.hazards) == ("南河沿5号", True, 2, 1, 1)
    counts = counts_by_grid(sight=sight, path=roster.village.path)[roster.grid.pk]
    assert (counts.households, counts.persons, counts.hazards) == (1, 3, 1)
    assert map_buildings(sight=sight_of(actor=other.lead), path=roster.village.path) == ()
    assert dwelling(added.dwelling_ids[0][1]).address == "南河沿5号西屋"


def test_who_may_already_be_registered_is_shown(roster: Roster, other: Roster):
    roster.family()
    sight = sight_of(actor=roster.lead)
    number = roster.person("张大力").document_number
    town = roster.village.town_id

    def like(**more: object) -> list[str]:
        return [hit.name for hit in likely_same(sight=sight, town_id=town, **more)]  # type: ignore[arg-type]

    assert like(name="张大历", document=number.lower()) == ["张大力"]
    assert like(name="张大立", birth_year=1969, dwelling_id=roster.doors[0]) == ["张大力"]
    assert like(name="张大立", birth_year=1970) == []
    assert like(name="张大立", birth_year=1969, dwelling_id=roster.doors[1]) == []
    assert likely_same(sight=sight_of(actor=other.lead), town_id=town, name="张大力") == []


def test_a_name_of_a_minority_keeps_its_middle_dot_and_is_found(roster: Roster):
    roster.family(NewPerson(name="阿依古丽.买买提", role="head", kinds=("lives",)))

    assert names(roster, "古丽") == {"阿依古丽·买买提"}


def test_a_person_has_a_page_with_stays_relations_and_what_waits(roster: Roster, other: Roster):
    household = roster.family()
    mother, son = roster.person("李芳").pk, roster.person("张小力").pk
    relate_persons(actor=roster.lead, person_id=mother, other_id=son, kind="guardian", at=MONDAY)
    move_household(actor=roster.lead, household_id=household, dwelling_id=roster.doors[1], at=MONDAY)
    asking = Asking(person_id=son, field="birth", value="1996-02-04", reason="户口本", source_ref="form:9")
    ask_change(actor=roster.member, asking=asking, at=MONDAY)

    card = person_card(sight=sight_of(actor=roster.member), person_id=son)
    ward = person_card(sight=sight_of(actor=make_actor("linked_member", at=roster.grid)), person_id=mother)

    assert [(stay.kind, stay.address, stay.until) for stay in card.stays] == [
        ("registered", "荣星小区3幢1单元101室", None),
        ("lives", "荣星小区3幢1单元102室", None),
        ("lives", "荣星小区3幢1单元101室", date(2026, 3, 2)),
    ]
    assert [(one.name, one.label) for one in card.relations] == [("李芳", "监护人")]
    assert [(one.name, one.label) for one in ward.relations] == [("张*力", "被监护人")]
    assert (card.role, card.match, card.waiting_fields) == ("child", "here", ("birth",))
    with pytest.raises(NotFound):
        person_card(sight=sight_of(actor=other.lead), person_id=son)


def test_an_export_has_a_reason_a_cap_a_watermark_and_a_line_in_the_audit(roster: Roster, other: Roster):
    for number, door in enumerate(roster.doors[:3]):
        roster.family(tenant(f"王{'一二三'[number]}"), door=door)
    path = roster.village.path

    export = export_households(actor=roster.lead, path=path, reason="台风转移", cap=2, at=MONDAY)

    assert ([row.head for row in export.rows], export.is_cut) == (["王一", "王二"], True)
    assert export.watermark == "village_lead 2026-03-02 09:00 台风转移"
    entry = AuditEntry.objects.get(action=AuditAction.EXPORTED)
    assert (entry.area_path, entry.detail) == (path, {"rows": 2, "reason": "台风转移", "filter": ""})
    with pytest.raises(Refusal):
        export_households(actor=roster.lead, path=path, reason=" ", at=MONDAY)
    with pytest.raises(NotAllowed):
        export_households(actor=roster.member, path=roster.grid.path, reason="走访", at=MONDAY)
    with pytest.raises(NotFound):
        export_households(actor=other.lead, path=path, reason="走访", at=MONDAY)


def test_who_keeps_one_grid_does_not_send_a_household_back_into_another(roster: Roster):
    household = roster.family(door=roster.far_doors[0])
    event = move_household(actor=roster.lead, household_id=household, dwelling_id=roster.doors[0], at=MONDAY)

    with pytest.raises(NotFound):
        reverse_event(actor=roster.member, event_id=event.pk, reason="想退回去", at=MONDAY)


def test_who_is_registered_here_and_lives_in_another_grid_is_counted_in_both(roster: Roster):
    household = roster.family()
    move_household(actor=roster.lead, household_id=household, dwelling_id=roster.far_doors[0], at=MONDAY)

    here = grid_file(sight=sight_of(actor=roster.member), path=roster.grid.path, at=MONDAY)  # sees this grid only
    there = grid_file(sight=sight_of(actor=roster.lead), path=roster.next_grid.path, at=MONDAY)

    assert (here.persons, here.registered, here.living_elsewhere) == (0, 3, 3)
    assert (there.persons, there.registered, there.registered_elsewhere) == (3, 0, 3)
