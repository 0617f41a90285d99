"""The desk pages of visits: doors, notes and what comes of them, coverage, tonight, agencies, surveys, notebooks."""

import re
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.behind import asked as asked_of
from tests.faces.workbench.office import Desk, now, sign_in
from tests.people.roster import Roster, tenant
from tests.world import MONDAY
from wangge.core.cases.models import Case
from wangge.core.people.models import Building, CareTag, Hazard
from wangge.ground.engines import machine_code
from wangge.ground.foundation.ids import uuid7
from wangge.practice.visits.models import Errand, Visit
from wangge.practice.visits.operations import NewErrand, NewVisit, ask_errands, record_visit

pytestmark = pytest.mark.django_db


def text(response) -> str:
    """What stands on a page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def field(response, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', response.content.decode()).group(1)  # type: ignore[union-attr]


def asked(roster: Roster, home: UUID, *kinds: str) -> list[str]:
    ask_errands(actor=roster.lead, new=[NewErrand(household_id=home, kind=kind) for kind in kinds], at=now())
    return [str(pk) for pk in Errand.objects.everywhere("test").order_by("id").values_list("pk", flat=True)]


@pytest.fixture
def member(roster: Roster) -> Desk:
    return sign_in(roster.member)


@pytest.fixture
def lead(roster: Roster) -> Desk:
    return sign_in(roster.lead)


def test_S28_the_list_has_a_door_once_with_all_its_errands_and_one_form_does_them(roster: Roster, member: Desk):
    home = roster.family()
    errands = asked(roster, home, "care_check", "notice")

    page = text(member.get("/rounds/"))
    assert page.count("张大力") == 1
    assert "关爱看望" in page
    form = member.get(f"/rounds/doors/{home}/")
    assert "这户还有 2 件事" in text(form)

    typed = {"form_id": field(form, "form_id"), "kind": "home", "errands": errands, "words": "都好", "checks": ["need"]}
    done = member.post(f"/rounds/doors/{home}/", typed)
    again = member.post(f"/rounds/doors/{home}/", typed)

    visit = Visit.objects.everywhere("test").get()
    assert done.url == again.url == f"/rounds/notes/{visit.pk}/"
    assert set(Errand.objects.everywhere("test").values_list("state", "done_in")) == {("done", visit.pk)}
    assert "没有要上门办的事" in text(member.get("/rounds/"))


def test_T05_a_note_becomes_case_hazard_care_and_dispute_in_two_clicks_with_the_link_kept(
    roster: Roster, member: Desk, lead: Desk
):
    home = roster.family()
    pk = record_visit(
        actor=roster.member, at=now(),
        new=NewVisit(household_id=home, kind="home", happened_at=MONDAY, words="门口路灯不亮", checks=("need",)),
    )  # fmt: skip
    note = f"/rounds/notes/{pk}/"
    assert re.findall(r'btn-primary" href="([^"]+)"', member.get(note).content.decode()) == [f"{note}case/"]

    assert "门口路灯不亮" in member.get(f"{note}case/").content.decode()
    typed = {
        "case": {"words": "门口路灯不亮"},
        "dispute": {"words": "两家为过道争吵"},
        "hazard": {"kind": "wiring", "words": "私拉电线", "grade": "1"},
        "care": {"about": f"household:{home}", "kind": "hardship", "reason": "失业", "owner_name": "李干部"},
    }
    for kind, given in typed.items():
        assert member.post(f"{note}{kind}/", given).status_code == 302, kind

    links = member.get(note).content.decode()
    for case in Case.objects.everywhere("test").all():
        assert links.count(f"/cases/{case.pk}/") >= 1
    assert Hazard.objects.everywhere("test").get().source == f"visit:{pk}"
    assert CareTag.objects.everywhere("test").count() == 1
    assert text(lead.get(note)).count("转纠纷") >= 1


def test_S45_every_number_of_the_coverage_leads_to_its_households_with_the_reason(roster: Roster, lead: Desk):
    met = roster.family()
    away = roster.family(tenant("王伟"), door=roster.doors[1])
    for home, because in ((met, ""), (met, ""), (away, "无人在家")):
        new = NewVisit(household_id=home, kind="home", happened_at=now(), unmet_because=because)
        record_visit(actor=roster.member, new=new, at=now())

    page = lead.get("/rounds/coverage/")

    assert [cell in text(page) for cell in ("50.0%", "不排名")] == [True, True]
    links = {
        re.sub(r"&amp;.*", "", url)
        for url in re.findall(
            r'href="(/rounds/co[^"]+part?[^"]*|/rounds/coverage/[a-z]+/[^"]*)"', page.content.decode()
        )
    }
    assert {url.split("/")[3] for url in links} == {"due", "met", "missed"}
    missed = text(lead.get("/rounds/coverage/missed/"))
    assert ("王伟" in missed, "无人在家" in missed, "张大力" in missed) == (True, True, False)
    assert "张大力" in text(lead.get("/rounds/coverage/met/"))
    assert text(lead.get("/rounds/calls/")).count("荣星小区") >= 3


def test_errands_are_asked_for_many_doors_once_and_taken_back(roster: Roster, lead: Desk):
    roster.family()
    roster.family(tenant("王伟"), door=roster.doors[1])
    typed = {"area": roster.grid.code, "care": "", "kind": "notice", "title": "医保缴费提醒"}

    assert lead.post("/rounds/errands/ask/", typed).status_code == 302
    pk = Errand.objects.everywhere("test").first().pk  # type: ignore[union-attr]
    assert text(lead.get("/rounds/errands/")).count("医保缴费提醒") >= 2
    assert lead.post(f"/rounds/errands/{pk}/withdraw/", {"because": "已经发过短信"}).status_code == 302

    assert sorted(Errand.objects.everywhere("test").values_list("state", flat=True)) == ["open", "withdrawn"]


def test_tonight_has_a_round_with_a_reason_for_each_stop_and_the_same_for_the_map(roster: Roster, lead: Desk):
    machine_code.make()
    Building.objects.everywhere("test").update(lon=104.21, lat=35.11)
    for number, name in enumerate(("张安", "李安", "王安")):
        home = roster.family(tenant(name), door=roster.doors[number])
        asked(roster, home, "care_check", "notice")

    page = lead.get("/rounds/tonight/?begins=17:00&ends=20:30&visitors=1")

    assert [words in text(page) for words in ("离上一户最近", "不照着走", "2.00")] == [True, True, True]
    points = lead.get("/rounds/tonight/doors.json?begins=17:00&ends=20:30&visitors=1").json()["features"]
    ways = lead.get("/rounds/tonight/ways.json?begins=17:00&ends=20:30&visitors=1").json()["features"]
    assert (len(points), len(ways), "安" in str(points)) == (3, 1, False)
    assert "要晚于出发的时间" in text(lead.get("/rounds/tonight/?begins=21:00&ends=20:30&visitors=1"))


def test_tonight_says_at_once_that_the_search_is_being_made_and_opens_when_it_is(
    lead: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(machine_code.KEPT_IN, str(tmp_path))
    made: list[list[str]] = []
    monkeypatch.setattr("subprocess.Popen", lambda words, **_how: made.append(words))

    assert "测算程序正在准备" in text(lead.get("/rounds/tonight/"))
    assert [words[1:] for words in made] == [["-m", "wangge.ground.engines.machine_code"]]
    assert lead.get("/rounds/tonight/doors.json").json()["features"] == []
    assert "HX-Refresh" not in lead.get("/rounds/tonight/ready/").headers

    (tmp_path / "failed").write_text("OSError: nothing may be written", "utf8")
    assert "测算程序没有准备好" in text(lead.get("/rounds/tonight/"))
    assert (len(made), machine_code.why_failed()) == (1, "OSError: nothing may be written")

    (tmp_path / "made").touch()
    assert lead.get("/rounds/tonight/ready/").headers["HX-Refresh"] == "true"
    assert "正在准备" not in text(lead.get("/rounds/tonight/"))


def test_a_talk_a_wish_and_an_errand_for_somebody_are_kept(roster: Roster, member: Desk):
    home = roster.family()
    kept = {"no_visits": "on", "words": "上夜班"}
    assert member.post(f"/rounds/doors/{home}/wish/", kept).status_code == 302
    assert "请勿打扰" in text(member.get(f"/rounds/doors/{home}/"))
    assert member.post(f"/rounds/doors/{home}/wish/drop/").status_code == 302

    typed = {
        "form_id": str(uuid7()),
        "what": "代取药",
        "authority": "verbal",
        "authorised_by": "张大力",
        "papers": "医保卡\n病历",
    }
    taken = member.post(f"/rounds/doors/{home}/agency/", typed)
    assert "材料还没有交还" in text(member.get(taken.url))
    member.post(taken.url, {"step": "result", "words": "药已取回"})
    member.post(taken.url, {"step": "returned"})
    assert "没有在外" in text(member.get("/rounds/agencies/"))


def test_Q13_the_notebook_holds_ones_own_notes_and_can_be_printed(roster: Roster, member: Desk, lead: Desk):
    home = roster.family()
    for actor, words in ((roster.member, "老人夜里咳嗽"), (roster.lead, "书记自己记的")):
        new = NewVisit(household_id=home, kind="home", happened_at=now(), words=words)
        record_visit(actor=actor, new=new, at=now())

    for url in ("/rounds/notebook/", "/rounds/notebook/print/"):
        page = text(member.get(url))
        assert ("老人夜里咳嗽" in page, "书记自己记的" in page) == (True, False)


def test_T17_S46_surveys_have_their_pages(roster: Roster, lead: Desk, member: Desk):
    typed = {
        "kind": "sample", "title": "知晓率", "area": roster.village.code, "frame": "全村名单", "method": "door",
        "items": "您知道网格长是谁吗｜*知道｜不知道",
    }  # fmt: skip
    url = lead.post("/rounds/surveys/new/", typed).url
    form = member.get(f"{url}answer/")
    item = re.search(r'name="(item_[0-9a-f-]+)"', form.content.decode()).group(1)  # type: ignore[union-attr]
    answer = {"form_id": field(form, "form_id"), "area": roster.grid.code, item: "0"}
    assert member.post(f"{url}answer/", answer).status_code == 302
    page = text(lead.get(url))
    assert ("n = 1" in page, "100.00%" in page, "20.7–100.0%" in page) == (True, True, True)

    groups = lead.post("/rounds/surveys/new/", {**typed, "kind": "groups", "items": "", "frame": ""}).url
    sheet = re.search(r'href="(/rounds/sheets/[^"]+)"', lead.get(f"{groups}?heard=0").content.decode()).group(1)  # type: ignore[union-attr]
    member.post(sheet, {"form_id": str(uuid7()), "people": "6", "words": "修水渠"})
    assert "1 / 2 组" in text(lead.get(groups))

    figure = {"area": roster.village.code, "item": "知晓率", "on": "2025-09-30", "source": "民调中心",
              "percent": "91.67", "sample": "12", "positives": "11", "rank": "2", "rank_within": "常熟市"}  # fmt: skip
    assert lead.post("/rounds/surveys/results/new/", figure).status_code == 302
    assert [w in text(lead.get("/rounds/surveys/results/")) for w in ("64.6–98.5%", "常熟市第 2")] == [True, True]


def test_another_town_gets_the_answer_for_what_is_not_there(roster: Roster, other: Roster):
    stranger = sign_in(other.lead)
    home = roster.family()
    asked(roster, home, "notice")
    errand = Errand.objects.everywhere("test").get().pk
    pk = record_visit(actor=roster.member, new=NewVisit(household_id=home, kind="home", happened_at=now()), at=now())

    for real, missing in (
        (f"/rounds/doors/{home}/", f"/rounds/doors/{uuid7()}/"),
        (f"/rounds/notes/{pk}/", f"/rounds/notes/{uuid7()}/"),
        (f"/rounds/notes/{pk}/case/", f"/rounds/notes/{uuid7()}/case/"),
        (f"/rounds/errands/{errand}/withdraw/", f"/rounds/errands/{uuid7()}/withdraw/"),
        (f"/rounds/?area={roster.grid.code}", "/rounds/?area=1"),
    ):
        assert (stranger.get(real).status_code, stranger.get(missing).status_code) == (404, 404), real
    for url in ("/rounds/", "/rounds/errands/", "/rounds/coverage/missed/", "/rounds/calls/"):
        assert "张大力" not in text(stranger.get(url)), url


@pytest.mark.parametrize("url", ["/rounds/", "/rounds/errands/", "/rounds/coverage/", "/rounds/coverage/missed/"])
def test_lists_ask_as_much_for_three_doors_as_for_one(roster: Roster, lead: Desk, url: str):
    def statements() -> int:
        lead.get(url)
        with CaptureQueriesContext(connection) as counted:
            assert lead.get(url).status_code == 200
        return asked_of(counted)

    asked(roster, roster.family(), "notice")
    one = statements()
    for number, name in ((1, "王一"), (2, "王二")):
        asked(roster, roster.family(tenant(name), door=roster.doors[number]), "notice")
    assert statements() == one <= 12
