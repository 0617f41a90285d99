"""Ledgers and figures on the screen: the board, each list, files, receptions; nothing of another place."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.timezone import localdate
from python_calamine import CalamineWorkbook

from tests.cases.town import make_other_town, make_qingping
from tests.faces.workbench.office import page, reported_lately, sign_in, statements
from wangge.core.access.models import AuditAction, AuditEntry
from wangge.core.cases.models import ReceptionDay
from wangge.core.cases.queries.registers import Register

pytestmark = pytest.mark.django_db

MOST = 8
PAGES = ["/registers/", "/registers/?by=unit", "/registers/receptions/", "/registers/figures/"]
LISTS = [f"/registers/{register.value}/" for register in Register]


def test_J20_the_board_says_cleared_only_where_nothing_is_open():
    town = make_qingping()
    desk = sign_in(town.officer)
    assert "已清零：没有没办完的" in page(desk.get("/registers/"))
    reported_lately(town)

    shown = page(desk.get("/registers/"))
    assert "未清零：没办完 1 件" in shown
    assert "已清零：" not in shown
    assert "没有回音也没有期限" in shown
    assert town.centre.name in page(desk.get("/registers/?by=unit"))


@pytest.mark.parametrize("url", [*PAGES, *LISTS])
def test_a_page_costs_the_same_at_any_size_and_shows_nothing_of_another_place(url):
    here, there = make_qingping(), make_other_town()
    reported_lately(there, "金河小区的事")
    desk = sign_in(here.officer)
    reported_lately(here)
    few = statements(desk, url)
    for _ in range(4):
        reported_lately(here)

    assert statements(desk, url) == few
    assert few <= MOST
    shown = page(desk.get(url))
    assert "金河小区" not in shown
    assert there.village.name not in shown


@pytest.mark.parametrize("query", ["?late=1", "?moved=1", "?unit=x", "?leader=x", "?after=x", "?area=621123109200"])
def test_a_ledger_is_narrowed_and_what_is_unknown_narrows_nothing(query):
    town = make_qingping()
    desk = sign_in(town.officer)
    assert all(desk.get(url + query).status_code == 200 for url in LISTS)
    assert desk.get("/registers/nothing/").status_code == 404


def test_a_ledger_leaves_as_a_file_with_who_made_it_and_the_making_is_audited():
    town = make_qingping()
    reported_lately(town, "张三电话13800000001说路灯坏了")
    desk = sign_in(town.officer)
    assert "导出 Excel" in page(desk.get("/registers/open/export/"))

    file = desk.post("/registers/open/export/")

    book = CalamineWorkbook.from_filelike(io.BytesIO(file.content))
    cells, about = (book.get_sheet_by_index(number).to_python() for number in (0, 1))
    assert cells[0][0] == "编号"
    assert len(cells) == 2
    assert "13800000001" not in str(cells)
    assert town.officer.name in str(about)
    entry = AuditEntry.objects.get(action=AuditAction.EXPORTED)
    assert entry.target == "未画句号台账"
    assert sign_in(town.policeman).get("/registers/open/export/").status_code == 403


def test_X22_a_day_is_planned_and_recorded_on_the_page():
    town, other = make_qingping(), make_other_town()
    found = town.report()
    desk, today = sign_in(town.lead), localdate(timezone.now())
    given = {
        "kind": "go_down", "leader_name": "王某", "on": today.isoformat(), "where_words": "荣星村村委会",
        "area": town.area.code,
    }  # fmt: skip
    assert desk.post("/registers/receptions/new/", given).status_code == 302
    day = ReceptionDay.objects.everywhere("a test").get()
    url = f"/registers/receptions/{day.pk}/"
    wrong = page(desk.post(url, {"is_held": "1", "people": "2", "numbers": "QP1", "words": ""}))
    assert "没有找到编号" in wrong
    assert desk.post(url, {"is_held": "1", "people": "2", "numbers": found.number}).status_code == 302

    shown = page(desk.get("/registers/receptions/"))
    assert "1 / 1，100.00%" in shown
    assert found.number in shown
    assert sign_in(other.lead).get(url).status_code == 404
    assert "接待了多少人次" not in page(sign_in(town.grid_leader).get(url))


def test_each_number_of_a_share_leads_to_what_it_counts():
    town = make_qingping()
    reported_lately(town, "路灯坏了", asker_kind="enterprise")
    desk = sign_in(town.officer)

    shown = page(desk.get("/registers/figures/"))
    assert "/registers/figures/enterprise/?part=part" in shown
    assert "路灯坏了" in page(desk.get("/registers/figures/enterprise/?part=part"))
    assert "路灯坏了" not in page(desk.get("/registers/figures/person/?part=part"))
    assert desk.get("/registers/figures/nothing/").status_code == 404
    earlier = localdate(timezone.now()) - timedelta(days=60)
    assert "路灯坏了" not in page(desk.get(f"/registers/figures/enterprise/?month={earlier:%Y-%m}"))


def test_S06_every_median_is_a_link_to_the_cases_it_counts():
    town, other = make_qingping(), make_other_town()
    reported_lately(town, "路灯坏了"), reported_lately(other, "金河小区的事")
    desk = sign_in(town.officer)

    shown = page(desk.get("/registers/figures/"))
    assert shown.count("/registers/medians/filed/?part=counted") == 2  # the median and how many it counts
    assert "/registers/medians/handled/?part=left_out" in shown
    assert "/registers/medians/handled/?part=counted" not in shown  # nothing to show
    counted, left_out = (page(desk.get(f"/registers/medians/filed/?part={part}")) for part in ("counted", "left_out"))
    assert ("路灯坏了" in counted, "金河小区" in counted, "路灯坏了" in left_out) == (True, False, False)
    assert "路灯坏了" in page(desk.get("/registers/medians/handled/?part=left_out"))
    assert desk.get("/registers/medians/nothing/").status_code == 404


def test_the_bottom_bar_of_a_telephone_has_few_entries_and_one_for_the_rest():
    town = make_qingping()
    shown = page(sign_in(town.officer).get("/more/"))

    assert shown.count('class="is-more"') == 1
    assert "台账" in shown
    assert "回访" in shown
