"""What phones sent and nobody could do, two values of one field, phones that are silent or lost: two towns."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.faces.phone.handset import Handset, lines
from tests.faces.workbench.office import page, sign_in
from tests.people.roster import Roster, make_roster
from tests.world import make_actor, make_town, make_village
from wangge.core.access.models import Grant
from wangge.core.areas.memory import areas_changed
from wangge.core.areas.models import Area
from wangge.core.notices.models import Notice
from wangge.core.people.models import Household, Person
from wangge.core.people.operations import move_household
from wangge.ground.sync.models import SyncConflict, SyncDevice, SyncOp
from wangge.ground.sync.reviewing import held_ops
from wangge.practice.visits.models import Visit

pytestmark = pytest.mark.django_db
LOOK = "a test looks"


@pytest.fixture
def roster() -> Roster:
    return make_roster(make_village())


@pytest.fixture
def stranger() -> Roster:
    return make_roster(make_village("新鑫村", under=make_town("尚湖镇", number="111", place="shanghu")))


def phone_of(roster: Roster, actor=None) -> Handset:
    found = Handset(actor or roster.member)
    found.sign_in()
    return found


def a_held_note(roster: Roster, words: str) -> SyncOp:
    """A visit written an hour after its author's right had ended."""
    home = roster.family()
    phone = phone_of(roster)
    Grant.objects.filter(account=phone.account).update(valid_to=timezone.now() - timedelta(hours=1))
    phone.send("visit", roster.grid.pk, {"household": str(home), "kind": "home", "words": words})
    return SyncOp.objects.get(scope=roster.grid.pk)


def test_the_lead_sees_what_waits_in_his_grids_and_not_what_waits_in_another_town(roster, stranger):
    mine, theirs = a_held_note(roster, "说夜里咳嗽"), a_held_note(stranger, "别镇的话")
    desk = sign_in(roster.lead)

    assert page(desk.get("/phones/")).count("/phones/held/") == 1
    shown = page(desk.get(f"/phones/held/{mine.pk}/"))
    assert ("说夜里咳嗽" in shown, "张大力" in shown) == (True, True)
    for address in ("", "apply/", "dismiss/"):
        assert desk.get(f"/phones/held/{theirs.pk}/{address}").status_code == 404
        assert desk.post(f"/phones/held/{theirs.pk}/{address}", {"note": "x"}).status_code in (404, 405)
    assert held_ops(scopes=[stranger.grid.pk])[0].id == theirs.pk


def test_a_held_note_is_done_in_its_authors_name_and_the_author_hears_of_it(roster: Roster):
    op = a_held_note(roster, "在家")

    answer = sign_in(roster.lead).post(f"/phones/held/{op.pk}/apply/")

    assert answer.status_code == 302
    assert Visit.objects.everywhere(LOOK).get().visitor_name == roster.member.name
    assert Notice.objects.get(account_id=roster.member.account_id).words == "已照办"


def test_what_a_stranger_sends_is_looked_at_in_his_own_town(roster: Roster, stranger: Roster):
    answer = phone_of(stranger).send("case", roster.grid.pk, {"words": "别镇的话"})
    own_lead = make_actor("village_lead", at=stranger.village.town)

    op = SyncOp.objects.get()
    assert (answer["st"], answer["why"]) == ("held", "scope")
    assert "/phones/held/" not in page(sign_in(roster.lead).get("/phones/"))
    assert sign_in(roster.lead).get(f"/phones/held/{op.pk}/").status_code == 404
    assert f"/phones/held/{op.pk}/" in page(sign_in(own_lead).get("/phones/"))


def test_what_a_grid_that_is_no_more_left_is_listed_and_done_where_the_household_is_now(
    roster: Roster, stranger: Roster
):
    op, home = a_held_note(roster, "在家"), Household.objects.everywhere(LOOK).get()
    move_household(actor=roster.lead, household_id=home.pk, dwelling_id=roster.far_doors[0], at=timezone.now())
    Area.objects.filter(pk=roster.grid.pk).update(closed_on=timezone.localdate())
    areas_changed()
    desk, url = sign_in(roster.lead), f"/phones/held/{op.pk}/"

    assert url in page(desk.get("/phones/"))
    assert "这个网格已经撤销" in page(desk.get(url))
    assert sign_in(stranger.lead).get(url).status_code == 404
    assert desk.post(f"{url}apply/").status_code == 302

    assert Visit.objects.everywhere(LOOK).get().area_id == roster.next_grid.pk


def test_what_is_laid_aside_needs_a_reason_and_stays_kept(roster: Roster):
    op, desk = a_held_note(roster, "在家"), sign_in(roster.lead)

    assert desk.post(f"/phones/held/{op.pk}/dismiss/", {"note": ""}).status_code == 200
    assert desk.post(f"/phones/held/{op.pk}/dismiss/", {"note": "记重了"}).status_code == 302

    op.refresh_from_db()
    assert (op.state, op.review, op.review_note) == ("held", "dismiss", "记重了")
    assert "记重了" in Notice.objects.get().words


def test_two_values_stand_side_by_side_and_the_chosen_one_is_written(roster: Roster, stranger: Roster):
    roster.family()
    who = roster.person("张大力").pk
    one, other = phone_of(roster), phone_of(roster, make_actor("linked_cadre", at=roster.grid, name="王五"))
    base = next(line for line in lines(one.pull(roster.grid.pk))[1:] if line[1] == str(who))[2]
    one.send("person", roster.grid.pk, {"phone": "13911111111"}, id=who, base=base)
    other.send("person", roster.grid.pk, {"phone": "13922222222"}, id=who, base=base)
    url = f"/phones/conflicts/{SyncConflict.objects.get().pk}/"

    shown = page(sign_in(roster.lead).get(url))
    foreign = sign_in(stranger.lead)
    answer = sign_in(roster.lead).post(url, {"choice": "theirs"})

    assert ("139****1111" in shown, "139****2222" in shown, "王五" in shown) == (True, True, True)
    assert "13911111111" not in shown
    assert (foreign.get(url).status_code, answer.status_code) == (404, 302)
    assert Person.objects.everywhere(LOOK).get(pk=who).phone == "13911111111"


def test_X05_silent_phones_stand_first_and_a_lost_one_is_closed(roster: Roster, stranger: Roster):
    silent, loud, foreign = phone_of(roster), phone_of(roster, roster.lead), phone_of(stranger)
    old = timezone.now() - timedelta(days=9)
    SyncDevice.objects.filter(pk=silent.id).update(first_seen_at=old, pulled_at=old)
    told = json.dumps({"day": timezone.localdate().isoformat(), "outbox": {"waiting": 3, "oldest_hours": 50}})
    for words in ('{"day": "yesterday"}', told, told):
        loud.client.post("/phone/api/telemetry/", words, content_type="application/json", headers=loud.bearer)
    desk = sign_in(roster.lead)

    listed = page(desk.get("/phones/devices/"))
    only = page(desk.get("/phones/devices/?which=silent"))

    assert listed.index(roster.member.name) < listed.index("3 条，最早 2 天前")
    assert (only.count("/close/"), listed.count("/close/"), "失联" in only) == (1, 2, True)
    assert desk.post(f"/phones/devices/{foreign.id}/close/").status_code == 404
    assert desk.post(f"/phones/devices/{silent.id}/close/").status_code == 302
    assert silent.pull(roster.grid.pk).status_code == 410


def test_who_only_records_visits_does_not_review(roster: Roster):
    member = sign_in(make_actor("linked_member", at=roster.grid))
    assert [member.get(url).status_code for url in ("/phones/", "/phones/devices/")] == [403, 403]
