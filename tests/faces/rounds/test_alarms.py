"""The pages of an order: looked at first, issued once, ticked, on paper, hidden from others."""

import re
from uuid import UUID

import pytest
from django.utils import timezone

from tests.emergency.test_orders import scene
from tests.faces.rounds.test_pages import field, text
from tests.faces.workbench.office import sign_in
from tests.people.roster import Roster
from tests.world import make_actor
from wangge.ground.foundation import jobs
from wangge.ground.foundation.ids import uuid7
from wangge.practice.emergency.models import EvacuationOrder, EvacuationTick
from wangge.practice.emergency.operations import listing, ordering
from wangge.practice.emergency.operations.listing import pieces_of, write_piece

pytestmark = pytest.mark.django_db


def test_S26_the_list_is_looked_at_then_issued_once_ticked_by_household_and_printed(roster: Roster, other: Roster):
    scene(roster)
    chief, member = sign_in(make_actor("town_desk", at=roster.village.town)), sign_in(roster.member)
    form = chief.get("/alarms/new/")
    typed = {
        "form_id": field(form, "form_id"), "title": "台风转移", "areas": "荣星村", "hazards": ["dangerous_house"],
        "care": ["alone_elder"], "lies_low": "on", "shelter": "荣星小学",
    }  # fmt: skip
    looked = chief.post("/alarms/new/", {**typed, "look": "1"})
    assert "应转 2 户 4 人" in text(looked)
    assert not EvacuationOrder.objects.everywhere("test").exists()

    board = chief.post("/alarms/new/", typed).url
    assert chief.post("/alarms/new/", typed).url == board

    page = member.get(f"{board}list/").content.decode()
    rows = re.findall(r'name="rows" value="([^"]+)"', page)
    assert ("张大力" in page, "危房" in page, len(rows)) == (True, True, 4)
    back = f"{board}list/?state=left"
    assert (
        member.post(f"{board}tick/", {"rows": rows[:3], "step": "moved", "where": "荣星小学", "back": back}).url == back
    )
    assert member.post(f"{board}tick/", {"rows": [], "step": "moved"}).status_code == 400
    assert EvacuationTick.objects.everywhere("test").count() == 3
    assert "已转 75%" in text(chief.get(f"{board}figures/"))
    assert re.findall(r'name="rows"', member.get(back).content.decode()) == ['name="rows"']
    assert text(member.get(f"{board}paper/")).count("□") == 16

    stranger = sign_in(other.lead)
    for url in (board, f"{board}list/", f"{board}paper/", f"{board}figures/", f"{board}end/"):
        missing = url.replace(board, f"/alarms/{uuid7()}/")
        assert (stranger.get(url).status_code, stranger.get(missing).status_code) == (404, 404)
    assert "台风" not in text(stranger.get("/alarms/"))
    assert sign_in(roster.member).get("/alarms/new/").status_code in (403, 404)
    assert chief.post(f"{board}end/", {"words": "台风过境"}).status_code == 302
    assert "已解除" in text(chief.get(board))


def test_S26_a_long_list_says_on_its_page_how_much_of_it_is_written(roster: Roster, monkeypatch: pytest.MonkeyPatch):
    for module in (listing, ordering):
        monkeypatch.setattr(module, "PIECE", 3)
    scene(roster)
    chief, member = sign_in(make_actor("town_desk", at=roster.village.town)), sign_in(roster.member)
    typed = {
        "form_id": field(chief.get("/alarms/new/"), "form_id"), "title": "台风转移", "areas": "荣星村",
        "hazards": ["dangerous_house"], "care": ["alone_elder"],
    }  # fmt: skip
    board = chief.post("/alarms/new/", typed).url
    assert "正在发布：名单写好 0 人，共约 4 人" in text(chief.get(board))
    assert "正在发布" in text(chief.get("/alarms/"))
    assert "HX-Refresh" not in chief.get(f"{board}figures/?writing=1").headers

    write_piece(piece=next(iter(pieces_of(alarm_id=UUID(board.split("/")[-2])))), at=timezone.now())
    assert "名单写好 3 人，共约 4 人" in text(chief.get(f"{board}figures/?writing=1"))
    assert "名单还在一批一批写" in text(member.get(board))  # who sees a part is not told how long the whole is

    jobs.run_waiting()
    assert chief.get(f"{board}figures/?writing=1").headers["HX-Refresh"] == "true"
    assert "正在发布" not in text(chief.get(board))
    assert "进行中" in text(chief.get("/alarms/"))
