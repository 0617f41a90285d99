"""吹哨 on the pages: asked and approved by forms, called units, party members, the list, the rates; nothing is lost."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string

from tests.cases.muster import Muster, make_member, with_members_whistle
from tests.cases.town import make_other_town
from tests.faces.workbench.office import now, page, sign_in, statements
from wangge.core.cases import operations as ops
from wangge.core.cases.models import CaseParty, CaseWhistle
from wangge.core.cases.queries import case_page
from wangge.faces.workbench.whistles.section import whistle_section

pytestmark = pytest.mark.django_db


def section(muster, actor):
    """The section as the page of the case shows it."""
    found = case_page(actor=actor, case_id=muster.case_id, at=now())
    return render_to_string("workbench/whistles/_section.html", whistle_section(found, actor, now()) | {"now": now()})


def test_Q17_a_grid_asks_by_the_form_and_the_centre_approves_it():
    muster = Muster()
    leader, desk = sign_in(muster.town.grid_leader), sign_in(muster.town.village_officer)
    url = f"/whistles/case/{muster.case_id}/"
    assert "水利站" in page(leader.get(url))
    typed = {"kind": "assembly", "reason": "看得见管不了", "assist": [str(muster.forest.pk)], "meeting_place": "沟口"}

    refused = leader.post(url, typed)
    assert "请选一个牵头单位" in page(refused)
    assert "看得见管不了" in page(refused)
    assert leader.post(url, typed | {"lead": str(muster.water.pk)}).headers["Location"] == f"/cases/{muster.case_id}/"

    whistle = CaseWhistle.objects.get()
    assert whistle.state == "asked"
    assert "批准吹哨" in section(muster, muster.town.village_officer)
    assert "批准吹哨" not in section(muster, muster.town.grid_leader)
    approve = f"/whistles/{whistle.pk}/approve/"
    assert "看得见管不了" in page(desk.get(approve))
    sent = {"lead": str(muster.water.pk), "assist": [str(muster.forest.pk)], "meeting_place": "沟口", "words": "同意"}
    assert leader.post(approve, sent).status_code == 403
    assert desk.post(approve, sent).status_code == 302
    assert CaseParty.objects.count() == 2


def test_Q16_a_called_unit_goes_all_the_way_through_its_forms():
    muster = Muster()
    muster.blown(at=now())
    officer = sign_in(muster.water_officer)
    party = muster.party(muster.water).pk

    def step(name, **typed):
        return officer.post(f"/whistles/party/{party}/{name}/", typed)

    assert "登记到场" in section(muster, muster.water_officer)
    shown = page(officer.get(f"/cases/{muster.case_id}/"))
    assert "庆坪镇水利站：签收" in shown
    assert "现在没有需要您办的" not in shown
    own = shown.split('id="clocks"')[1].split("</section>")[0]  # a called unit's clocks stand with the unit
    assert own.count('class="w-clock-label"') == 2
    assert step("sign").status_code == 302
    again = step("sign")
    assert again.status_code == 409
    assert "不能再办这一步" in page(again)
    assert step("report", words="清了").status_code == 400
    assert step("contact", words="和组长通了电话").status_code == 302
    assert step("arrive", where="沟口").status_code == 302
    lost = step("report", words=" ")
    assert lost.status_code == 200
    assert step("report", words="清了三车").status_code == 302
    assert step("nonsense").status_code == 404
    shown = section(muster, muster.water_officer)
    assert "清了三车" in shown
    assert "按时" in shown
    assert "沟口" in shown


def test_Q16_declined_adjudicated_concluded_rated_and_reviewed_by_forms():
    muster = Muster()
    whistle = muster.blown()
    forest, officer = sign_in(muster.forest_officer), sign_in(muster.town.officer)
    leader, lead = sign_in(muster.town.grid_leader), sign_in(muster.town.lead)
    party = muster.party(muster.forest).pk
    assert forest.post(f"/whistles/party/{party}/decline/", {"words": "《森林法》没有这一条"}).status_code == 302
    url = f"/whistles/party/{party}/adjudicate/"
    assert "《森林法》没有这一条" in page(officer.get(url))
    assert officer.post(url, {"must_come": "0", "words": "确实不归"}).status_code == 302
    muster.went(muster.water, muster.water_officer)

    assert leader.post(f"/whistles/{whistle.pk}/conclude/", {"words": "清完了"}).status_code == 302
    water = muster.party(muster.water).pk
    refused = leader.post(f"/whistles/{whistle.pk}/rate/", {f"words_{water}": "来得快"})
    assert refused.status_code == 400
    assert "来得快" in page(refused)
    marked = {f"score_{water}": "5", f"words_{water}": "来得快"}
    assert leader.post(f"/whistles/{whistle.pk}/rate/", marked).status_code == 302
    assert lead.post(f"/whistles/{whistle.pk}/review/", {"score": "4", "words": "吹得准"}).status_code == 302
    shown = section(muster, muster.town.lead)
    for words in ("清完了", "5 分", "来得快", "吹得准", "确实不归", "不用到场"):
        assert words in shown


def test_J37_a_party_member_signs_up_and_comes_by_the_page():
    with_members_whistle()
    muster = Muster()
    make_member(muster.town, "党员二")
    one = make_member(muster.town, "党员一")
    whistle = muster.blown(kind="members", lead=None, assist=())
    assert "我报名" in section(muster, one)
    assert "我报名" not in section(muster, muster.town.grid_leader)
    member = sign_in(one)

    assert "自愿" in page(member.get(f"/whistles/{whistle.pk}/sign-up/"))
    assert member.post(f"/whistles/{whistle.pk}/sign-up/").status_code == 302
    assert member.post(f"/whistles/{whistle.pk}/come/").status_code == 302
    assert member.post(f"/whistles/{whistle.pk}/come/").status_code == 409
    assert "1 / 2 名党员" in page(member.get("/whistles/"))


def test_Q16_the_list_shows_what_waits_first_and_rates_show_both_numbers_for_one_place_only():
    muster, other = Muster(), Muster(make_other_town)
    muster.blown(at=now())
    other.blown(at=now())
    ops.sign_party(**muster.of(muster.water, muster.water_officer, now()))
    officer, desk = sign_in(muster.water_officer), sign_in(muster.town.officer)

    shown = page(officer.get("/whistles/"))
    assert shown.index("等我办的") < shown.index("等到场")
    for one in (shown, page(desk.get("/whistles/"))):
        assert muster.number in one
        assert other.number not in one
    rates = page(desk.get("/whistles/rates/"))
    assert "1 / 1，100.00%" in rates
    assert "不考核个人" in rates
    assert "庆坪镇水利站" in rates
    assert "尚湖镇水利站" not in rates
    assert "还没有吹过哨" not in page(desk.get("/whistles/"))
    assert "没有符合的" in page(desk.get("/whistles/?state=refused"))


def test_J45_help_is_asked_and_refused_by_the_page():
    muster = Muster()
    leader, water = sign_in(muster.town.grid_leader), sign_in(muster.water_officer)
    url = f"/whistles/help/{muster.case_id}/"
    assert leader.post(url, {"unit": str(muster.water.pk), "words": "借水泵"}).status_code == 302
    party = muster.party(muster.water).pk
    assert "借水泵" in page(water.get(f"/whistles/party/{party}/agree/"))
    done = water.post(f"/whistles/party/{party}/refuse/", {"words": "水泵坏了"})
    assert done.headers["Location"] == "/whistles/"
    assert "水泵坏了" in section(muster, muster.town.grid_leader)


def test_no_page_of_another_place_is_shown():
    muster, other = Muster(), Muster(make_other_town)
    whistle = muster.blown()
    party = muster.party(muster.water).pk
    stranger = sign_in(other.town.officer)
    for url in (
        f"/whistles/case/{muster.case_id}/", f"/whistles/help/{muster.case_id}/",
        f"/whistles/{whistle.pk}/conclude/", f"/whistles/party/{party}/sign/",
    ):  # fmt: skip
        assert stranger.get(url).status_code == 404, url


def test_the_list_costs_the_same_however_long_it_is():
    muster = Muster()
    muster.blown(at=now() - timedelta(hours=1))
    desk = sign_in(muster.town.officer)
    assert statements(desk, "/whistles/") <= 16
    assert statements(desk, "/whistles/rates/") <= 8
