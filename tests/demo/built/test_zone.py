"""The whole zone as its two reports count it: two numbers of grids that do not agree, and both are right."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate

from tests.demo.built.conftest import NOW, Built
from wangge.core.areas.models import Area
from wangge.core.areas.scope import Scope
from wangge.core.cases.models import Case
from wangge.core.teams.queries import vacancies
from wangge.faces.demo.facts import figures
from wangge.faces.demo.worlds.builder import PASSWORD
from wangge.practice.gridteams.queries import composition

pytestmark = pytest.mark.django_db
ZONE = Scope(("/410871/",))
STREETS = ("/410871/060/", "/410871/062/")
TODAY = localdate(NOW)


def numbers_on_the_page(client: Client, on: str) -> dict[str, tuple[str, ...]]:
    """Each way of counting as the page shows it: what there is, what the document says, whether they agree."""
    page = client.get(f"/teams/grid-numbers/?on={on}").content.decode()
    rows = re.findall(r"<tr data-row>(.*?)</tr>", page.partition("按层级和种类")[0], flags=re.S)
    cells = [[re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td.*?</td>", row, flags=re.S)] for row in rows]
    return {name.strip(): tuple(cell.strip() for cell in rest) for name, *rest in cells}


def test_J11_the_page_explains_both_counts_by_what_is_counted_and_on_which_day(built: Built):
    client = Client()
    assert client.post("/sign-in/", {"login_name": "jz-lead", "password": PASSWORD}).status_code == 302

    now = numbers_on_the_page(client, TODAY.isoformat())
    before = numbers_on_the_page(client, "2026-02-15")  # when the larger grids were not divided yet

    two, one = "报道“科学合理划分网格62个，农村网格631个”", "报道“已设置‘全科网格’1400余个”"
    assert now == {
        f"全科网格（连同微网格）全科网格 693 ＋ 微网格 708 · 文件：{one}": ("1401", "1400余", "对得上", "2026-05-18"),
        f"网格（不连微网格）文件：{two}，两数相加": ("693", "693", "对得上", "2026-05-18"),
        f"网格（原文没有“城市”二字）文件：{two}": ("62", "62", "对得上", "2026-05-18"),
        f"农村网格文件：{two}": ("631", "631", "对得上", "2026-05-18"),
        "李万街道微网格文件：报道“细化为38个微网格”": ("38", "38", "对得上", "2026-05-18"),
    }
    whole = next(row for name, row in before.items() if name.startswith("全科网格"))
    assert whole == ("731", "1400余", "少 669", "2026-02-15")
    assert [row[0] for row in before.values()] == ["731", "693", "62", "631", "38"]


def test_J12_J35_the_zone_has_its_1101_members_in_108_villages_and_no_post_is_vacant(built: Built):
    figure = figures("jiaozuo")
    employed = composition(scope=ZONE, on=TODAY).employment
    villages = Area.objects.filter(path__startswith=ZONE.roots[0], level="village")

    assert employed["full_time"] + employed["part_time"] == figure["full_and_part_time_members"] == 1101
    assert employed["lead"] == 693
    assert villages.count() == figure["communities"] == 108
    assert vacancies(scope=ZONE, on=TODAY + timedelta(days=1)) == []


def test_the_month_passed_in_the_two_streets_alone(built: Built):
    cases = Case.objects.everywhere("a test looks").filter(area_path__startswith=ZONE.roots[0])

    outside = [path for path in cases.values_list("area_path", flat=True) if not path.startswith(STREETS)]
    assert outside == []
