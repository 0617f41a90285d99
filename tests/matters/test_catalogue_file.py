"""The catalogue as a table: every fault with its row, all or nothing, the same out and in."""

import pytest

from tests.matters.desk import a_matter, keep_lists, taken_back
from tests.world import MONDAY, shipped_rulebook
from wangge.core.matters.operations import import_catalogue
from wangge.core.matters.operations.catalogue_file import COLUMNS, catalogue_cells
from wangge.core.matters.queries import matters
from wangge.ground.foundation.errors import NotFound, Refusal

pytestmark = pytest.mark.django_db


def row(code="B-001", name="森林防火巡查", duty="基本", basis="条例", **more) -> dict[str, str]:
    return {"编码": code, "名称": name, "履职方式": duty, "依据": basis, "类别": "", **more}


def load(town, *rows, **more):
    return import_catalogue(actor=town.lead, town_id=town.area.pk, rows=rows, at=MONDAY, **more)


def names(town) -> list[str]:
    return [one.name for one in matters(town_id=town.area.pk, at=MONDAY)]


def test_T03_a_table_is_taken_over_and_a_second_time_changes_nothing(town, other):
    rows = (
        row(类别="消防隐患、environment"),
        row("S-1", "燃气许可", "收回", 承担单位="县住建局", 承担层级="县（市、区）"),
    )

    first, second = load(town, *rows), load(town, *rows)

    assert (first.added, first.changed, first.faults) == (2, 0, ())
    assert (second.added, second.changed, second.unchanged) == (0, 0, 2)
    assert matters(town_id=town.area.pk, at=MONDAY)[0].categories == ("safety_fire", "environment")
    assert names(other) == []


def test_T03_every_fault_is_shown_with_its_row_and_then_nothing_is_stored(town):
    report = load(
        town, row(), row(name="重复的"), row("B-002", 类别="没有的类别"), row("B-003", duty="也许"),
        row("S-1", "燃气许可", "收回"), row("B-004", basis=""),
    )  # fmt: skip

    assert report.faults == (
        "第 3 行：编码 B-001 和第 2 行重复",
        "第 4 行“类别”：规则里没有这些类别：没有的类别",
        "第 5 行“履职方式”：履职方式是基本履职、配合履职、上级收回中的一种",
        "第 6 行“承担单位”：收回的事项要写明由谁承担",
        "第 7 行“依据”：请写明依据",
    )
    assert names(town) == []


def test_T03_a_table_is_checked_before_it_is_taken_over(town, other):
    assert load(town, row(), dry_run=True).added == 1
    assert names(town) == []
    with pytest.raises(Refusal, match="名称"):
        load(town, {"编码": "B-1"})
    with pytest.raises(Refusal, match="没有内容"):
        load(town)
    with pytest.raises(NotFound):
        import_catalogue(actor=other.lead, town_id=town.area.pk, rows=[row()], at=MONDAY)


def test_T03_what_goes_out_comes_in_unchanged(town):
    keep_lists(town, a_matter(categories=("safety_fire",), note="每周"), taken_back())
    rules = shipped_rulebook("qingping")
    table = [
        dict(zip(COLUMNS.values(), catalogue_cells(rules, one), strict=True))
        for one in matters(town_id=town.area.pk, at=MONDAY)
    ]

    report = load(town, *table)

    assert (report.added, report.changed, report.unchanged, report.faults) == (0, 0, 2, ())
