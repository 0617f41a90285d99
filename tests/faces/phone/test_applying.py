"""What people did on phones becomes what it stands for, in their name; what they see comes back as rows."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.faces.phone.handset import Handset, lines
from tests.people.roster import Roster, make_roster
from tests.world import MONDAY, make_actor, make_town, make_unit, make_village
from wangge.core.access.models import Grant
from wangge.core.areas.scope import EVERYWHERE
from wangge.core.cases.models import Case, CaseStep
from wangge.core.notices.models import Notice
from wangge.core.notices.operations import NewNotice, notify
from wangge.core.people.models import CareTag, ChangeRequest, Hazard, Person, Sheet
from wangge.core.people.operations import change_phone, fill_sheet, move_household
from wangge.ground.foundation.ids import uuid7
from wangge.ground.foundation.jobs import run_waiting
from wangge.ground.sync.models import SyncConflict
from wangge.ground.sync.reviewing import apply_held, dismiss_held, held_ops, settle_conflict
from wangge.practice.emergency.conditions import Conditions
from wangge.practice.emergency.operations import NewOrder, issue_order
from wangge.practice.visits.models import Errand, Visit, VisitFollow
from wangge.practice.visits.operations import NewErrand, ask_errands
from wangge.practice.visits.queries import visit_figures

pytestmark = pytest.mark.django_db
LOOK = "a test looks"


@pytest.fixture
def roster() -> Roster:
    found = make_roster(make_village())
    for kind, at in (("grid_group", found.grid), ("village_centre", found.village), ("village_party", found.village)):
        make_unit(kind, at=at)
    make_unit("town_centre", at=found.village.town)
    return found


@pytest.fixture
def handset(roster: Roster) -> Handset:
    found = Handset(roster.member)
    found.sign_in()
    return found


def test_S12_a_note_with_all_that_comes_of_it_is_one_op_and_is_done_once(roster: Roster, handset: Handset):
    home = roster.family()
    ask_errands(actor=roster.lead, new=[NewErrand(household_id=home, kind="notice")], at=timezone.now())
    errand = Errand.objects.everywhere(LOOK).get().pk
    visit, case, hazard, care = (uuid7() for _one in range(4))
    who = str(roster.person("李芳").pk)
    data = {
        "household": str(home), "kind": "home", "met": [], "checks": {"fire": True, "need": False}, "words": "在家",
        "nothing_changed": True, "sheet": {}, "errands_done": [str(errand)],
        "follow": [
            {"id": str(case), "to": "case", "words": "楼道灯不亮"},
            {"id": str(hazard), "to": "hazard", "words": "私拉电线", "kind": "wiring"},
            {"id": str(care), "to": "care", "words": "服过役", "kind": "veteran", "person": who},
        ],
    }  # fmt: skip

    op = handset.op(roster.grid.pk, kind="visit", id=str(visit), data=data)
    first, again = handset.push(op).json()["results"][0], handset.push(op).json()["results"][0]

    note = Visit.objects.everywhere(LOOK).get()
    assert (first["st"], again["st"], again["dup"]) == ("applied", "applied", 1)
    assert (note.pk, note.visitor_name, note.checks, note.is_unchanged) == (visit, roster.member.name, ["fire"], True)
    assert Errand.objects.everywhere(LOOK).get().done_in_id == visit
    assert Case.objects.everywhere(LOOK).get().pk == case
    assert (Hazard.objects.everywhere(LOOK).get().pk, CareTag.objects.everywhere(LOOK).get().pk) == (hazard, care)
    assert {f.subject_id for f in VisitFollow.objects.everywhere(LOOK).all()} == {case, hazard, care}


def test_Q14_a_service_of_the_menu_is_done_at_the_door_and_counts_as_an_errand(roster: Roster, handset: Handset):
    home = roster.family()
    form = next(one for one in handset.rows(roster.village.town_id, "form").values() if one["key"] == "visit")
    note = {"household": str(home), "kind": "home", "words": "在家", "services": ["政策解答", "代办证件"]}

    answer = handset.send("visit", roster.grid.pk, note)
    unknown = handset.send("visit", roster.grid.pk, {**note, "services": ["理发"]})

    done = Errand.objects.everywhere(LOOK).order_by("id").values_list("kind", "title", "state", "done_in__visitor_name")
    figures = visit_figures(
        scope=EVERYWHERE, path=roster.grid.path, since=MONDAY, until=timezone.now() + timedelta(days=1)
    )
    (visit,) = handset.rows(roster.grid.pk, "visit").values()
    assert form["quiet"] == {"begins": "20:30", "ends": "08:00"}
    assert form["services"] == ["代缴医保社保", "代办证件", "代取代送", "政策解答", "帮着反映问题"]
    assert (answer["st"], unknown["st"], unknown["why"]) == ("applied", "rejected", "services")
    assert list(done) == [("service", title, "done", roster.member.name) for title in ("代办证件", "政策解答")]
    assert (visit["did"], figures.errands) == (["代办证件", "政策解答"], 2)


def test_Q30_a_party_member_looks_in_at_any_time_without_being_asked(roster: Roster):
    neighbour = Handset(make_actor("linked_member", at=roster.grid))
    neighbour.sign_in()
    home = roster.family()
    run_waiting()
    note = {"household": str(home), "kind": "any_time", "cadence": "any_time", "words": "路过看看，都好"}

    answer = neighbour.send("visit", roster.grid.pk, note)

    visit = Visit.objects.everywhere(LOOK).get()
    assert (answer["st"], visit.kind, visit.cadence, visit.outcome) == ("applied", "any_time", "any_time", "met")
    run_waiting()
    assert "党员时时随访" not in {task["title"] for task in neighbour.rows(roster.grid.pk, "task").values()}


def test_S01_what_was_done_comes_back_as_rows_and_its_tasks_go(roster: Roster, handset: Handset):
    home = roster.family()
    ask_errands(actor=roster.lead, new=[NewErrand(household_id=home, kind="notice", title="告知新政策")],
                at=timezone.now())  # fmt: skip
    run_waiting()
    before = handset.rows(roster.grid.pk, "task")
    errand = str(Errand.objects.everywhere(LOOK).get().pk)
    data = {"household": str(home), "kind": "home", "words": "在家", "errands_done": [errand],
            "follow": [{"id": str(uuid7()), "to": "case", "words": "楼道灯不亮"}]}  # fmt: skip

    handset.send("visit", roster.grid.pk, data)
    run_waiting()

    (visit,) = handset.rows(roster.grid.pk, "visit").values()
    (case,) = handset.rows(roster.grid.pk, "case").values()
    tasks = handset.rows(roster.grid.pk, "task")
    assert {(task["kind"], task["title"], task["rank"]) for task in before.values()} == {
        ("errand", "告知新政策", 6), ("visit", "四万走访", 6),
    }  # fmt: skip
    assert (visit["household"], visit["did"], visit["follows"][0]["label"]) == (
        str(home),
        ["告知新政策"],
        case["number"],
    )
    assert (case["state"], case["title"], case["history"][0]["what"]) == ("reported", "楼道灯不亮", "上报")
    assert [task["kind"] for task in tasks.values()] == ["case"]


def test_S04_nothing_of_another_grid_or_town_comes_or_goes(roster: Roster, handset: Handset):
    home = roster.family(door=roster.far_doors[0])
    stranger = make_roster(make_village("新鑫村", under=make_town("尚湖镇", number="111", place="shanghu")))
    theirs = stranger.family()
    note = {"household": str(home), "kind": "home", "words": "在家"}

    foreign = [
        handset.send("visit", roster.grid.pk, note),
        handset.send("visit", roster.grid.pk, {**note, "household": str(theirs)}),
        handset.send("person", roster.grid.pk, {"phone": "13912345678"}, id=stranger.person("李芳").pk),
        handset.send("case", roster.next_grid.pk, {"words": "别的网格"}),
    ]

    assert {(one["st"], one["why"]) for one in foreign} == {("held", "gone"), ("held", "scope")}
    assert Visit.objects.everywhere(LOOK).count() == Case.objects.everywhere(LOOK).count() == 0
    assert handset.rows(roster.grid.pk, "household") == {}
    assert handset.pull(stranger.grid.pk).status_code == handset.pull(stranger.village.town_id).status_code == 404


def test_S07_two_phones_change_a_person_what_differs_is_merged_or_both_kept(roster: Roster, handset: Handset):
    roster.family()
    who = roster.person("张大力").pk
    other = Handset(make_actor("linked_cadre", at=roster.grid, name="王五"))
    other.sign_in()
    base = next(line for line in lines(handset.pull(roster.grid.pk))[1:] if line[1] == str(who))[2]

    first = handset.send("person", roster.grid.pk, {"phone": "13911111111"}, id=who, base=base)
    merged = other.send("person", roster.grid.pk, {"sheet": {"education": "初中"}}, id=who, base=base)
    differs = other.send("person", roster.grid.pk, {"phone": "13922222222"}, id=who, base=base)

    conflict = SyncConflict.objects.get()
    row = handset.rows(roster.grid.pk, "person")[str(who)]
    assert [one["st"] for one in (first, merged, differs)] == ["applied", "merged", "conflict"]
    assert (row["phone"], row["sheet"]) == ("2222", {"education": "初中"})
    assert (conflict.mine, conflict.theirs, conflict.shown) == ('"13922222222"', '"13911111111"', "mine")
    settle_conflict(conflict_id=conflict.pk, choice="theirs", reviewer=roster.lead.account_id, at=timezone.now())
    assert Person.objects.everywhere(LOOK).get(pk=who).phone == "13911111111"


def test_the_same_phone_never_conflicts_with_itself_and_the_desk_is_another(roster: Roster, handset: Handset):
    roster.family()
    who = roster.person("张大力").pk
    base = next(line for line in lines(handset.pull(roster.grid.pk))[1:] if line[1] == str(who))[2]
    states = [
        handset.send("person", roster.grid.pk, {"phone": f"1391111111{n}"}, id=who, base=base)["st"] for n in (1, 2)
    ]
    change_phone(actor=roster.lead, person_id=who, phone="13933333333", at=timezone.now())

    late = handset.send("person", roster.grid.pk, {"phone": "13944444444"}, id=who, base=base)

    assert (states, late["st"]) == (["applied", "merged"], "conflict")


@pytest.mark.parametrize(
    ("kind", "data", "answer"),
    [
        ("person", {"sheet": {"health": "健康"}}, ("rejected", "health")),
        ("person", {"sheet": {"nothing": "?"}}, ("rejected", "nothing")),
        ("person", {"phone": "12"}, ("rejected", "phone")),
        ("change_request", {"field": "name", "value": "张大利", "reason": "写错了"}, ("applied", "")),
        ("visit", {"kind": "home", "follow": [{"to": "case"}]}, ("rejected", "household")),
    ],
)
def test_what_a_phone_may_not_change_is_sent_back_with_the_field(roster, handset, kind, data, answer):
    roster.family()
    who = roster.person("张大力").pk
    data = data if kind != "change_request" else {**data, "person": str(who)}

    found = handset.send(kind, roster.grid.pk, data, id=who if kind == "person" else uuid7())

    assert (found["st"], found.get("why", "")) == answer
    assert ChangeRequest.objects.everywhere(LOOK).count() == (kind == "change_request")


def test_sensitive_items_stay_on_the_server(roster: Roster, handset: Handset):
    roster.family()
    who = roster.person("张大力").pk
    values = {"education": "初中", "health": "慢性病"}
    fill_sheet(actor=roster.lead, about="person", subject_id=who, values=values, at=timezone.now())

    assert handset.rows(roster.grid.pk, "person")[str(who)]["sheet"] == {"education": "初中"}
    assert Sheet.objects.everywhere(LOOK).get().sealed == '{"health": "慢性病"}'


def test_S04_who_sees_masked_names_on_the_desk_has_no_whole_ones_on_the_phone(roster: Roster, handset: Handset):
    home = roster.family()
    neighbour = Handset(make_actor("linked_member", at=roster.grid))
    neighbour.sign_in()

    whole, masked = (one.rows(roster.grid.pk, "person") for one in (handset, neighbour))
    households = [one.rows(roster.grid.pk, "household")[str(home)] for one in (handset, neighbour)]

    assert {one["name"] for one in whole.values()} == {"张大力", "李芳", "张小力"}
    assert {one["name"] for one in masked.values()} == {"张*力", "李*"}
    assert {one["letters"] for one in masked.values()} == {"zl", "l"}
    assert [(one["head"], one["address"]) for one in households] == [
        ("张大力", "荣星小区3幢1单元101室"),
        ("张*力", "荣星小区3幢1单元101室"),
    ]


def test_a_household_that_moved_takes_along_what_was_seen_before(roster: Roster, handset: Handset):
    home = roster.family()
    move_household(actor=roster.lead, household_id=home, dwelling_id=roster.far_doors[0], at=timezone.now())

    answer = handset.send("visit", roster.grid.pk, {"household": str(home), "kind": "home", "words": "在家"})

    assert answer["st"] == "applied"
    assert Visit.objects.everywhere(LOOK).get().area_id == roster.next_grid.pk
    assert handset.rows(roster.grid.pk, "visit") == {}


def test_S22_a_step_on_a_case_counts_in_the_state_it_was_meant_for(roster: Roster, handset: Handset):
    case = uuid7()
    made = handset.send("case", roster.grid.pk, {"words": "路灯坏了", "where": "3幢前"}, id=case)
    step = {"case": str(case), "step": "accept", "expected": "reported", "words": ""}

    first = handset.send("case_step", roster.grid.pk, step)
    late = handset.send("case_step", roster.grid.pk, step)

    assert made["st"] == "applied"
    assert "编号" in made["msg"]
    assert (first["st"], late["st"], late["why"]) == ("applied", "rejected", "state")
    assert [s.action for s in CaseStep.objects.order_by("id")] == ["report", "accept"]


def test_held_ops_wait_for_another_person_who_lends_the_right(roster: Roster, handset: Handset):
    home = roster.family()
    Grant.objects.filter(account=handset.account).update(valid_to=timezone.now() - timedelta(hours=1))
    data = {"household": str(home), "kind": "home", "words": "在家"}
    answer = handset.send("visit", roster.grid.pk, data)
    (held,) = held_ops(scopes=[roster.grid.pk])

    outcome = apply_held(op_id=held.id, reviewer=roster.lead.account_id, town_id=roster.village.town_id,
                         at=timezone.now())  # fmt: skip

    assert (answer["st"], held.why, outcome.state.value) == ("held", "scope", "applied")
    assert Visit.objects.everywhere(LOOK).get().visitor_name == roster.member.name
    handset.send("visit", roster.grid.pk, data)
    second = held_ops(scopes=[roster.grid.pk])[0]
    dismiss_held(op_id=second.id, reviewer=roster.lead.account_id, note="重复了", at=timezone.now())
    assert held_ops(scopes=[roster.grid.pk]) == []


def test_messages_come_to_the_phone_and_their_reading_goes_back(roster: Roster, handset: Handset):
    account = roster.member.account_id
    notify(new=[NewNotice((account,), "x", "开会", "k1", roster.grid.path, words="周一")], at=timezone.now())
    notice = Notice.objects.get()
    before = handset.rows(account, "notice")

    answer = handset.send("read", account, {"read": True}, id=notice.pk)

    assert (before[str(notice.pk)]["title"], before[str(notice.pk)]["read"], answer["st"]) == ("开会", None, "applied")
    assert handset.rows(account, "notice")[str(notice.pk)]["read"]


def test_forms_and_words_of_the_town_come_once(roster: Roster, handset: Handset):
    town = handset.about["town"]["id"]

    forms = {form["key"]: form for form in handset.rows(town, "form").values()}
    words = {one["name"]: one["words"] for one in handset.rows(town, "dict").values()}

    assert handset.about["scopes"][-2:] == [
        {"id": town, "kind": "town"}, {"id": str(roster.member.account_id), "kind": "account"},
    ]  # fmt: skip
    assert forms["visit"]["toggles"][0] == {"code": "electricity", "label": "用电", "leads_to": "hazard"}
    assert "health" not in {item["code"] for item in forms["person"]["items"]}
    assert (words["role"]["head"], words["case_state"]["reported"]) == ("户主", "已上报")


def test_S26_a_tick_on_the_list_comes_back_and_is_counted_once(roster: Roster, handset: Handset):
    roster.family()
    chief = make_actor("town_lead", at=roster.village.town)
    order = NewOrder(title="台风转移", conditions=Conditions(), areas=(roster.grid.pk,))
    issue_order(actor=chief, new=order, at=timezone.now())
    listed = handset.rows(roster.grid.pk, "order_row")
    row = next(iter(listed))
    op = handset.op(roster.grid.pk, kind="tick", id=str(uuid7()), data={"order_row": row, "step": "told", "where": ""})

    first, again = handset.push(op).json()["results"][0], handset.push(op).json()["results"][0]

    after = handset.rows(roster.grid.pk, "order_row")[row]
    assert (first["st"], again["dup"], len(listed)) == ("applied", 1, 3)
    assert (after["state"], [tick["by"] for tick in after["ticks"]]) == ("told", [roster.member.name])
