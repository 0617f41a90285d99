"""Events of the roster: each changes who lives where from a day on, and each can be reversed."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from tests.people.roster import LOOK, WEDDING, Roster, id_number, tenant
from tests.world import MONDAY, TODAY, make_actor
from wangge.core.people.models import HouseholdHome, HouseholdMember, Person, Residence, RosterEvent
from wangge.core.people.operations import (
    NewHousehold,
    change_head,
    change_tenants,
    merge_households,
    move_household,
    move_in,
    move_out,
    record_birth,
    record_death,
    register_households,
    register_person,
    relate_persons,
    reverse_event,
    split_household,
)
from wangge.core.people.persons import NewPerson
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal

pytestmark = pytest.mark.django_db


def test_a_household_is_registered_with_its_people(roster: Roster):
    household = roster.family()

    assert roster.members(household) == {"张大力": "head", "李芳": "spouse", "张小力": "child"}
    assert roster.lives("李芳") == {("101室", "registered"), ("101室", "lives")}
    assert (roster.person("张大力").birth_year, roster.person("张大力").sex) == (1968, "male")


def test_what_identifies_a_person_stands_nowhere_in_clear(roster: Roster):
    roster.family()

    with connection.cursor() as cursor:
        cursor.execute("SELECT p::text FROM people_person p")
        rows = " ".join(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT payload::text FROM foundation_fact")
        rows += " ".join(row[0] for row in cursor.fetchall())

    person = roster.person("张大力")
    assert [word for word in ("张", "李芳", person.document_number, "13893212345", "1968-03-07") if word in rows] == []


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": " "}, "name"),
        ({"document_number": "110105194912310021"}, "document_number"),
        ({"document_number": "11010519491231002X", "sex": "male"}, "sex"),
        ({"document_number": "11010519491231002X", "born_on": date(1949, 12, 30)}, "born_on"),
        ({"document_number": "E123", "document_kind": "passport"}, "document_number"),
        ({"document_kind": "library_card", "document_number": "1"}, "document_kind"),
        ({"phone": "12"}, "phone"),
        ({"born_on": date(2027, 1, 1)}, "born_on"),
    ],
)
def test_a_person_that_cannot_be_is_refused_with_the_field(roster: Roster, more: dict[str, object], field: str):
    with pytest.raises(Refusal) as refused:
        roster.family(NewPerson(**({"name": "王伟", "role": "head"} | more)))  # type: ignore[arg-type]

    assert refused.value.field == field
    assert Person.objects.everywhere(LOOK).count() == 0


def test_an_unknown_place_of_an_identity_number_warns_and_stops_nothing(roster: Roster):
    person = NewPerson(name="王伟", role="head", document_number=id_number("19900101", area="290101"))

    found = register_households(
        actor=roster.member, new=[NewHousehold(dwelling_id=roster.doors[0], persons=(person,))], at=MONDAY
    )

    assert len(found.warnings) == 1


def test_a_document_is_registered_once_in_a_town_and_again_in_another(roster: Roster, other: Roster):
    number = id_number("19900101")
    roster.family(tenant(document_number=number))

    with pytest.raises(Conflict):
        roster.family(tenant(document_number=number.lower()), door=roster.doors[1])
    other.family(tenant(document_number=number))

    assert Person.objects.everywhere(LOOK).count() == 2


def test_strangers_find_nothing_and_readers_change_nothing(roster: Roster, other: Roster):
    household = roster.family()

    with pytest.raises(NotFound):
        register_person(actor=other.lead, household_id=household, new=tenant(role="other"), at=MONDAY)
    with pytest.raises(NotFound):
        move_household(actor=other.lead, household_id=household, dwelling_id=other.doors[0], at=MONDAY)
    with pytest.raises(NotFound):  # the door of another grid
        move_household(actor=roster.member, household_id=household, dwelling_id=roster.far_doors[0], at=MONDAY)
    with pytest.raises(NotFound):
        register_households(
            actor=other.lead, new=[NewHousehold(dwelling_id=roster.doors[1], persons=(tenant(),))], at=MONDAY
        )


def test_one_who_may_only_see_is_told_so(roster: Roster):
    reader = make_actor("linked_member", at=roster.grid)

    with pytest.raises(NotAllowed):
        register_person(actor=reader, household_id=roster.family(), new=tenant(role="other"), at=MONDAY)


def test_which_grid_held_a_household_is_known_for_every_day(roster: Roster):
    household = roster.family()

    move_household(actor=roster.lead, household_id=household, dwelling_id=roster.far_doors[2], at=MONDAY, on=TODAY)

    homes = HouseholdHome.objects.everywhere(LOOK).filter(household_id=household, voided_by=None)
    assert [homes.get(term__contains=day).area_id for day in (WEDDING, TODAY - timedelta(1), TODAY)] == [
        roster.grid.pk, roster.grid.pk, roster.next_grid.pk,
    ]  # fmt: skip
    assert roster.household(household).area_path == roster.next_grid.path
    assert roster.person("李芳").area_path == roster.next_grid.path
    assert roster.lives("李芳") == {("101室", "registered"), ("201室", "lives")}  # 人户分离


def test_who_goes_away_but_stays_registered_stays_a_member(roster: Roster):
    household = roster.family()
    son = roster.person("张小力").pk

    move_out(actor=roster.lead, household_id=household, person_ids=[son], at=MONDAY)

    assert roster.lives("张小力") == {("101室", "registered")}
    assert roster.members(household)["张小力"] == "child"
    assert roster.person("张小力").left_on is None


def test_a_head_who_leaves_names_the_next(roster: Roster):
    household = roster.family()
    father, mother = roster.person("张大力").pk, roster.person("李芳").pk

    with pytest.raises(Refusal) as refused:
        move_out(actor=roster.lead, household_id=household, person_ids=[father], with_register=True, at=MONDAY)
    move_out(
        actor=roster.lead,
        household_id=household,
        person_ids=[father],
        with_register=True,
        new_head_id=mother,
        at=MONDAY,
    )

    assert refused.value.field == "new_head_id"
    assert roster.members(household) == {"李芳": "head", "张小力": "child"}
    assert roster.person("张大力").left_on == TODAY


def test_two_heads_at_once_are_refused_by_the_database(roster: Roster):
    household = roster.family()
    head = HouseholdMember.objects.everywhere(LOOK).get(household_id=household, role="head")
    wife = roster.person("李芳")

    with pytest.raises(IntegrityError, match="member_one_h"), transaction.atomic():
        HouseholdMember.objects.create(
            town_id=head.town_id,
            household_id=household,
            person=wife,
            role="head",
            since=TODAY,
            opened_by_id=head.opened_by_id,
        )


def test_history_is_added_and_never_edited(roster: Roster):
    household = roster.family()
    rows = HouseholdMember.objects.everywhere(LOOK).filter(household_id=household)

    for change in (lambda: rows.update(role="other"), lambda: rows.update(since=TODAY), rows.delete):
        with pytest.raises(IntegrityError, match="只增不改"), transaction.atomic():
            change()
    with pytest.raises(IntegrityError, match="只增不改"), transaction.atomic():
        RosterEvent.objects.everywhere(LOOK).update(note="x")


def test_a_birth_and_a_death(roster: Roster):
    household = roster.family()
    parents = [roster.person("李芳").pk]

    record_birth(
        actor=roster.member, household_id=household, parent_ids=parents, at=MONDAY,
        new=NewPerson(name="张宝", born_on=date(2026, 2, 20), kinds=("registered", "lives")),
    )  # fmt: skip
    record_death(
        actor=roster.member, person_id=roster.person("张大力").pk, on=date(2026, 2, 25),
        new_head_id=roster.person("李芳").pk, at=MONDAY,
    )  # fmt: skip

    assert roster.members(household) == {"李芳": "head", "张小力": "child", "张宝": "child"}
    assert roster.lives("张大力") == set()
    with pytest.raises(Conflict):
        record_death(actor=roster.member, person_id=roster.person("张大力").pk, on=TODAY, at=MONDAY)


def test_a_household_splits_and_merges_again(roster: Roster):
    household = roster.family()
    son = roster.person("张小力").pk

    own = split_household(
        actor=roster.lead, household_id=household, roles={son: "head"}, dwelling_id=roster.doors[1], at=MONDAY
    )
    assert (roster.members(own), roster.lives("张小力")) == (
        {"张小力": "head"},
        {("101室", "registered"), ("102室", "lives")},
    )
    merge_households(actor=roster.lead, household_id=own, into_id=household, roles={son: "child"}, at=MONDAY)

    assert roster.members(household) == {"张大力": "head", "李芳": "spouse", "张小力": "child"}
    assert roster.household(own).ended_on == TODAY


def test_tenants_change_and_the_owners_stay(roster: Roster):
    owner = roster.family()
    roster.family(tenant("王伟"), tenant("赵敏", role="spouse"))

    new = change_tenants(actor=roster.member, dwelling_id=roster.doors[0], new=[tenant("孙悦")], at=MONDAY)

    assert isinstance(new, UUID)
    assert roster.members(new) == {"孙悦": "head"}
    assert [roster.person(name).left_on for name in ("王伟", "赵敏", "张大力")] == [TODAY, TODAY, None]
    assert roster.household(owner).ended_on is None


def test_somebody_who_left_comes_back_into_another_household(roster: Roster):
    first = roster.family(tenant("王伟"), tenant("赵敏", role="spouse"))
    second = roster.family(door=roster.doors[1])
    who = roster.person("赵敏").pk

    move_in(actor=roster.member, person_id=who, household_id=second, role="relative", at=MONDAY)

    assert roster.members(first) == {"王伟": "head"}
    assert roster.members(second)["赵敏"] == "relative"
    assert roster.lives("赵敏") == {("102室", "lives")}


def _an_event(name: str, roster: Roster, household: UUID) -> None:
    father, mother, son = (roster.person(who).pk for who in ("张大力", "李芳", "张小力"))
    lead = roster.lead
    {
        "move": lambda: move_household(
            actor=lead, household_id=household, dwelling_id=roster.far_doors[0], at=MONDAY
        ),
        "move_out": lambda: move_out(actor=lead, household_id=household, with_register=True, at=MONDAY),
        "death": lambda: record_death(actor=lead, person_id=father, on=TODAY, new_head_id=mother, at=MONDAY),
        "split": lambda: split_household(
            actor=lead, household_id=household, roles={son: "head"}, dwelling_id=roster.far_doors[1], at=MONDAY
        ),
        "head": lambda: change_head(
            actor=lead, household_id=household, person_id=mother, former_role="spouse", at=MONDAY
        ),
        "relation": lambda: relate_persons(
            actor=lead, person_id=mother, other_id=son, kind="guardian", at=MONDAY
        ),
        "tenants": lambda: change_tenants(actor=lead, dwelling_id=roster.doors[1], new=[], at=MONDAY),
        "merge": lambda: merge_households(
            actor=lead, household_id=_household_of(roster, "王伟"), into_id=household, at=MONDAY
        ),
        "move_in": lambda: move_in(
            actor=lead, person_id=roster.person("赵敏").pk, household_id=household, at=MONDAY
        ),
    }[name]()  # fmt: skip


def _household_of(roster: Roster, name: str) -> UUID:
    rows = HouseholdMember.objects.everywhere(LOOK)
    return rows.get(person=roster.person(name), until=None, voided_by=None).household_id


@pytest.mark.parametrize(
    "name", ["move", "move_out", "death", "split", "head", "relation", "tenants", "merge", "move_in"]
)
def test_every_event_can_be_reversed_and_leaves_all_as_it_was(roster: Roster, name: str):
    household = roster.family()
    roster.family(tenant("王伟"), tenant("赵敏", role="spouse"), door=roster.doors[1])
    before, events = roster.picture(), RosterEvent.objects.everywhere(LOOK).count()

    _an_event(name, roster, household)
    event = roster.newest_event()
    changed = roster.picture()
    reverse_event(actor=roster.lead, event_id=event.pk, reason="登记错了", at=MONDAY)

    after = roster.picture()
    new = {row[0] for row in after["households"]} - {row[0] for row in before["households"]}
    after["households"] = [row for row in after["households"] if row[0] not in new]
    assert after == before
    assert name == "relation" or changed != before
    assert RosterEvent.objects.everywhere(LOOK).count() == events + 2
    with pytest.raises(Conflict):
        reverse_event(actor=roster.lead, event_id=event.pk, reason="再来一次", at=MONDAY)


def test_what_later_events_stand_upon_is_reversed_after_them(roster: Roster):
    household = roster.family()
    first = move_household(actor=roster.lead, household_id=household, dwelling_id=roster.doors[1], at=MONDAY)
    move_household(actor=roster.lead, household_id=household, dwelling_id=roster.doors[2], at=MONDAY)

    with pytest.raises(Conflict, match="先撤销后面的"):
        reverse_event(actor=roster.lead, event_id=first.pk, reason="登记错了", at=MONDAY)


def test_a_wrong_registration_is_reversed_and_its_people_are_not_here(roster: Roster):
    household = roster.family()

    reverse_event(actor=roster.lead, event_id=roster.newest_event().pk, reason="登记错了", at=MONDAY)

    assert roster.household(household).ended_on == WEDDING
    assert roster.members(household) == {}
    assert roster.person("李芳").left_on == WEDDING


def test_a_tenant_registered_elsewhere_in_the_town_goes_all_the_same(roster: Roster):
    """Only a registration at this very door keeps somebody a member of the household."""
    home = roster.family(
        NewPerson(name="周兰", role="head", kinds=("registered", "lives")), tenant("孙悦", role="child")
    )
    rented = roster.family(tenant("王伟"), door=roster.doors[1])
    move_in(
        actor=roster.lead, person_id=roster.person("周兰").pk, household_id=rented, role="spouse", kinds=("rents",),
        new_head_id=roster.person("孙悦").pk, at=MONDAY,
    )  # fmt: skip
    assert roster.lives("周兰") == {("101室", "registered"), ("102室", "rents")}

    change_tenants(actor=roster.lead, dwelling_id=roster.doors[1], new=[tenant("赵敏")], at=MONDAY)

    assert roster.household(rented).ended_on == TODAY
    assert roster.lives("周兰") == {("101室", "registered")}
    assert roster.members(home) == {"孙悦": "head"}


def test_a_member_who_lives_elsewhere_stays_there_when_the_household_moves(roster: Roster):
    household = roster.family()
    son = roster.person("张小力").pk
    Residence.objects.everywhere(LOOK).filter(person=son, kind="lives").update(
        until=TODAY, closed_by=roster.newest_event().pk
    )
    first = Residence.objects.everywhere(LOOK).filter(person=son, kind="registered").get()
    Residence.objects.create(
        town_id=first.town_id, person_id=son, dwelling_id=roster.doors[3], area_id=first.area_id,
        area_path=first.area_path, kind="stays", since=TODAY, opened_by_id=first.opened_by_id,
    )  # fmt: skip

    move_household(actor=roster.lead, household_id=household, dwelling_id=roster.far_doors[0], at=MONDAY)

    assert roster.lives("张小力") == {("101室", "registered"), ("202室", "stays")}
    assert roster.person("张小力").area_path == roster.grid.path
    assert roster.person("李芳").area_path == roster.next_grid.path
