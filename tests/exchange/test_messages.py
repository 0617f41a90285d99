"""A file of messages becomes cases, each row once and accounted for."""

import csv
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter
from django.core.management import CommandError, call_command

from tests.cases.town import Town, make_other_town, make_qingping
from tests.world import MONDAY
from wangge.core.access.queries import system_actor
from wangge.core.cases.models import Case, CaseStep
from wangge.faces.exchange.columns import ZONE, map_columns, read_moment
from wangge.faces.exchange.messages import Import, run_import
from wangge.faces.exchange.tally import Tally
from wangge.ground.foundation.errors import NotFound, Refusal

pytestmark = pytest.mark.django_db
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
ROWS = [
    ["1", "2019/2/28 11:25:05", "路灯坏了", "村口路灯坏了三天"],
    ["2", "2019-03-01 09:00:00", "", "自来水停了"],
    ["3", "昨天", "看不懂的时间", "垃圾没人清"],
    ["", "2019/3/2 8:00", "没有编号", "井盖丢了"],
    ["5", "2019/3/3", "只有标题", ""],
]


def _file(folder: Path, rows=ROWS, *, head=("编号", "时间", "标题", "内容"), encoding="utf-8-sig") -> Path:
    path = folder / "messages.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path


def _take(path: Path, town: Town, *, dry_run: bool = False, source: str = "") -> Tally:
    load = Import.of(path=path, area_code=town.area.code, source=source, channel="online", given={})
    return run_import(load, actor=system_actor(name="导入"), at=MONDAY, dry_run=dry_run, progress=lambda _t: None)


def _cases() -> int:
    return Case.objects.everywhere("a test counts").count()


def test_each_row_is_accepted_or_refused_with_its_reason(tmp_path):
    town = make_qingping()

    tally = _take(_file(tmp_path), town)

    assert (tally.rows, tally.accepted, tally.repeated, tally.reconciles) == (5, 3, 0, True)
    assert [(f.row, f.id) for f in tally.refused] == [(4, "3"), (5, "")]
    assert "昨天" in tally.refused[0].reason
    assert _cases() == 3


def test_a_dry_run_finds_the_same_and_writes_nothing(tmp_path):
    town = make_qingping()

    dry = _take(_file(tmp_path), town, dry_run=True)

    assert _cases() == 0
    assert dry == _take(_file(tmp_path), town)


def test_what_was_imported_before_is_skipped_but_another_source_is_not(tmp_path):
    town = make_qingping()
    _take(_file(tmp_path), town)

    assert (_take(_file(tmp_path), town).accepted, _take(_file(tmp_path), town).repeated) == (0, 3)
    assert _take(_file(tmp_path), town, source="另一个来源").accepted == 3


def test_the_same_file_in_two_towns_is_two_imports(tmp_path):
    here, there = make_qingping(), make_other_town()

    assert (_take(_file(tmp_path), here).accepted, _take(_file(tmp_path), there).accepted) == (3, 3)


def test_a_row_with_a_reply_becomes_a_closed_case_with_that_answer(tmp_path):
    town = make_qingping()
    head = ("编号", "时间", "标题", "内容", "答复", "答复时间")
    path = _file(tmp_path, [["9", "2019/2/1 8:00:00", "医保", "怎么交", "可在手机上交", "2019/2/3 9:00:00"]], head=head)

    tally = _take(path, town)

    case = Case.objects.everywhere("a test looks").get()
    assert (tally.answered, case.state) == (1, "closed")
    assert case.closed_at == datetime(2019, 2, 3, 9, tzinfo=ZONE)
    assert CaseStep.objects.get(case=case, action="answer").public_note == "可在手机上交"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030"])
def test_the_encodings_towns_use_are_read(tmp_path, encoding):
    town = make_qingping()

    assert _take(_file(tmp_path, encoding=encoding), town).accepted == 3


def test_an_excel_file_is_read_like_a_csv(tmp_path):
    town = make_qingping()
    path = tmp_path / "messages.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["编号", "时间", "内容"])
        sheet.write_row(1, 0, [1001, "2019/2/28 11:25:05", "路灯坏了"])

    assert _take(path, town).accepted == 1
    assert Case.objects.everywhere("a test looks").get().source_ref == "messages:1001"


def test_a_file_that_is_no_table_is_refused(tmp_path):
    town = make_qingping()
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a workbook")
    nameless = _file(tmp_path, head=("甲", "乙", "丙", "丁"))

    for path in (broken, nameless, tmp_path / "absent.csv"):
        with pytest.raises(Refusal):
            _take(path, town)
    assert _cases() == 0


def test_columns_are_known_by_their_usual_names_or_as_told():
    assert map_columns(["留言编号", "留言详情", "留言时间"], {}) == {
        "id": "留言编号", "body": "留言详情", "time": "留言时间"
    }  # fmt: skip
    assert map_columns(["a", "b"], {"id": "a", "body": "b"}) == {"id": "a", "body": "b"}
    with pytest.raises(Refusal):
        map_columns(["a", "b"], {"id": "c"})


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("2019/2/28 11:25:05", datetime(2019, 2, 28, 11, 25, 5, tzinfo=ZONE)),
        ("2019-02-28 11:25:05", datetime(2019, 2, 28, 11, 25, 5, tzinfo=ZONE)),
        ("2019年2月28日 11:25", datetime(2019, 2, 28, 11, 25, tzinfo=ZONE)),
        ("2019/2/28", datetime(2019, 2, 28, tzinfo=ZONE)),
        ("2019/2/30", None),
        ("28/2/2019", None),
    ],
)
def test_moments_are_read_in_the_usual_ways(words, moment):
    assert read_moment(words) == moment


def test_an_unknown_place_or_channel_is_said(tmp_path):
    town = make_qingping()
    path = _file(tmp_path)

    with pytest.raises(NotFound):
        Import.of(path=path, area_code="999999999999", source="", channel="online", given={})
    load = Import.of(path=path, area_code=town.area.code, source="", channel="telepathy", given={})
    tally = run_import(load, actor=system_actor(name=""), at=MONDAY, dry_run=False, progress=lambda _t: None)
    assert (tally.accepted, "telepathy" in tally.refused[0].reason) == (0, True)


def test_the_command_reports_and_writes_the_refused_rows(tmp_path, capsys):
    make_qingping()
    report = tmp_path / "refused.csv"

    call_command("import", "messages", str(_file(tmp_path)), "--place", "qingping", "--report", str(report))

    assert "接收 3" in capsys.readouterr().out
    assert report.read_text("utf-8-sig").count("\n") == 3
    with pytest.raises(CommandError):
        call_command("import", "messages", str(tmp_path / "absent.csv"), "--place", "qingping")


@pytest.mark.data
@pytest.mark.parametrize(("name", "rows", "answered"), [("messages_stream", 3475, 0), ("messages_replied", 2239, 2239)])
def test_every_row_of_the_real_files_goes_in(name, rows, answered):
    path = SHARED / f"{name}.csv"
    if not path.exists():
        pytest.skip(f"the shared folder with {path.name} is not beside the project")
    town = make_qingping()

    first, again = _take(path, town), _take(path, town)

    assert (first.rows, first.accepted, first.answered, first.refused) == (rows, rows, answered, [])
    assert (again.accepted, again.repeated) == (0, rows)
