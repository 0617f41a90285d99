"""A list as a file: exactly what is shown, with who, when and which filter; every export is noted."""

import io
from datetime import datetime

import pytest
from python_calamine import CalamineWorkbook

from tests.cases.town import make_other_town, make_qingping
from tests.faces.workbench.office import page, reported_lately, sign_in
from tests.faces.workbench.test_case_list import index
from wangge.core.access.models import AuditEntry
from wangge.faces.workbench.cases import export

pytestmark = pytest.mark.django_db


def rows_of(answer) -> list[list[object]]:
    content = b"".join(answer.streaming_content)
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def test_the_file_holds_the_rows_of_the_filter_and_says_who_when_and_which():
    town = make_qingping()
    reported_lately(town, "路灯坏了，电话13812341234")
    town.dispatched(body="=HYPERLINK(1)")
    officer = sign_in(town.officer)

    ask = officer.get("/cases/export/?state=reported")
    answer = officer.post("/cases/export/?state=reported")
    rows = rows_of(answer)

    assert ("状态：已上报；地方：庆坪镇" in page(ask), "20000" in page(ask)) == (True, True)
    assert answer.headers["Content-Type"] == export.XLSX
    assert "attachment" in answer.headers["Content-Disposition"]
    assert str(rows[0][0]).startswith("值班员甲（person")
    assert "仅供工作使用" in str(rows[0][0])
    assert rows[1][0] == "筛选：状态：已上报；地方：庆坪镇"
    assert rows[2][:4] == ["编号", "事项", "网格", "类别"]
    assert len(rows) == 4
    assert rows[3][1:3] == ["路灯坏了，电话138****1234", town.grid.name]
    assert isinstance(rows[3][9], datetime)
    assert [(e.detail["filter"], e.account_name) for e in AuditEntry.objects.filter(action="exported")] == [
        ("状态：已上报；地方：庆坪镇", "值班员甲")
    ]


def test_texts_that_look_like_formulas_stay_texts():
    town = make_qingping()
    reported_lately(town, "=1+1")

    rows = rows_of(sign_in(town.officer).post("/cases/export/"))

    assert rows[3][1] == "=1+1"


def test_the_file_has_nothing_of_another_town():
    town, other = make_qingping(), make_other_town()
    mine = reported_lately(town, "庆坪的路灯")
    theirs = reported_lately(other, "尚湖的路灯")
    index(mine, theirs)

    rows = rows_of(sign_in(town.officer).post("/cases/export/?q=路灯"))

    assert [row[1] for row in rows[3:]] == ["庆坪的路灯"]


def test_at_the_most_rows_the_file_says_that_there_is_more(monkeypatch):
    town = make_qingping()
    for number in range(3):
        reported_lately(town, f"第{number}件")
    monkeypatch.setattr(export, "CAP", 2)

    rows = rows_of(sign_in(town.officer).post("/cases/export/"))

    assert len(rows) == 6
    assert "已到 2 行的上限" in str(rows[5][0])


def test_who_may_not_export_is_refused_and_has_no_button():
    town = make_qingping()
    leader = sign_in(town.grid_leader)

    assert "/cases/export/" not in page(leader.get("/cases/"))
    assert [leader.get("/cases/export/").status_code, leader.post("/cases/export/").status_code] == [403, 403]
    assert not AuditEntry.objects.filter(action="exported").exists()


def test_an_empty_list_is_a_file_too():
    rows = rows_of(sign_in(make_qingping().officer).post("/cases/export/?state=finished"))

    assert len(rows) == 3
