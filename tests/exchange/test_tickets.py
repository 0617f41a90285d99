"""Files of tickets: columns shown and remembered, a dry run, the page's job, the drop folder, the command."""

import os
from datetime import timedelta

import pytest
import xlsxwriter
from django.core.management import call_command

from tests.cases.town import make_other_town, make_qingping
from tests.exchange.city import HEAD, connect, line, operator, write_csv
from tests.world import MONDAY
from wangge.core.areas.scope import Scope
from wangge.core.cases.models import Case, CaseAsker, CaseUpstream
from wangge.faces.exchange.columns import header_mark
from wangge.faces.exchange.folder import watch
from wangge.faces.exchange.models import Contact, Reconciliation, TicketFile
from wangge.faces.exchange.operations.files import forget_files, lay_aside, queue_file, take_file, try_file
from wangge.faces.exchange.operations.mappings import columns_for, remember_columns
from wangge.faces.exchange.queries import file_by_id, folder_of, remembered_columns
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=365)


def count() -> int:
    return Case.objects.everywhere("a test counts").count()


def test_J17_a_file_brings_five_levels_role_secrecy_deadline_and_status(tmp_path):
    town = make_qingping()
    system, clerk = connect(town), operator(town)
    content = write_csv(tmp_path / "a.csv", [line(1), line(2, 办理方式="主办", 是否保密="否")]).read_bytes()
    file = lay_aside(actor=clerk, system=system, name="a.csv", content=content, at=LATER)

    dry = try_file(actor=clerk, file=file, given={}, at=LATER)
    before = count()
    queue_file(actor=clerk, file_id=file.pk, given={}, at=LATER)
    take_file(file_id=file.pk, at=LATER)

    kept = CaseUpstream.objects.everywhere("a test looks").get(upstream_id="GD-1")
    done = file_by_id(file_id=file.pk, scope=Scope((town.area.path,)))
    assert (dry.accepted, before, count()) == (2, 0, 2)
    assert kept.categories == ["城乡建设", "市政", "路灯", "乡村路灯", "不亮"]
    assert (kept.role, kept.is_confidential, kept.status) == ("assist", True, "派单")
    assert kept.due_at.isoformat() == "2026-03-09T09:30:00+00:00"
    assert CaseAsker.objects.get(case_id=kept.case_id).is_confidential
    assert Case.objects.everywhere("a test looks").get(pk=kept.case_id).category == "safety"
    assert (done.state, done.accepted, done.total, done.content) == ("done", 2, 2, "")


def test_J17_every_faulty_row_is_named_and_stops_no_other(tmp_path):
    town = make_qingping()
    system, clerk = connect(town), operator(town)
    rows = [
        line(1), line(2, 办理期限="过两天"), line(3, 办理方式="代办"), line(4, 是否保密="也许"), line(5, 工单编号=""),
        line(6, 反映内容="", 工单标题=""), line(1),
    ]  # fmt: skip
    content = write_csv(tmp_path / "a.csv", rows).read_bytes()
    file = lay_aside(actor=clerk, system=system, name="a.csv", content=content, at=LATER)

    dry = try_file(actor=clerk, file=file, given={}, at=LATER)
    queue_file(actor=clerk, file_id=file.pk, given={}, at=LATER)
    take_file(file_id=file.pk, at=LATER)

    done = TicketFile.objects.everywhere("a test looks").get()
    assert [(f.row, f.id) for f in dry.refused] == [(3, "GD-2"), (4, "GD-3"), (5, "GD-4"), (6, ""), (7, "GD-6")]
    assert [fault["row"] for fault in done.faults] == [3, 4, 5, 6, 7]
    assert "代办" in done.faults[1]["reason"]
    assert (done.rows, done.accepted, done.repeated, done.refused) == (7, 1, 1, 5)
    with pytest.raises(Conflict):
        queue_file(actor=clerk, file_id=file.pk, given={}, at=LATER)


def test_J17_a_corrected_mapping_is_remembered_for_this_system_and_header(tmp_path):
    town = make_qingping()
    system, other, clerk = connect(town), connect(town, code="province"), operator(town)
    names = ["甲", "乙", "丙"]
    given = {"id": "甲", "body": "乙", "status": "丙"}

    with pytest.raises(Refusal):
        columns_for(system=system, names=names)
    remember_columns(actor=clerk, system=system, header=header_mark(names), columns=given, at=MONDAY)

    assert columns_for(system=system, names=["丙", "甲", "乙"]) == given
    assert remembered_columns(system=other, header=header_mark(names)) == {}
    assert columns_for(system=system, names=list(HEAD))["due"] == "办理期限"


def test_a_column_that_was_left_out_stays_out_and_is_remembered_so(tmp_path):
    town = make_qingping()
    system, clerk = connect(town), operator(town)
    content = write_csv(tmp_path / "a.csv", [line(1, 办理期限="过两天")]).read_bytes()
    file = lay_aside(actor=clerk, system=system, name="a.csv", content=content, at=LATER)
    given = {"id": "工单编号", "body": "反映内容"}

    assert try_file(actor=clerk, file=file, given=given, at=LATER).accepted == 1
    queue_file(actor=clerk, file_id=file.pk, given=given, at=LATER)
    take_file(file_id=file.pk, at=LATER)

    kept = CaseUpstream.objects.everywhere("a test looks").get()
    assert (kept.status, kept.due_at, kept.is_confidential) == ("", None, False)
    assert columns_for(system=system, names=list(HEAD)) == given
    assert columns_for(system=system, names=list(HEAD), given={"where": "反映内容"})["due"] == "办理期限"


def test_J17_an_excel_file_is_read_like_a_csv(tmp_path):
    town = make_qingping()
    system, clerk = connect(town), operator(town)
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, line(7))
    file = lay_aside(actor=clerk, system=system, name="a.xlsx", content=path.read_bytes(), at=LATER)

    assert try_file(actor=clerk, file=file, given={}, at=LATER).accepted == 1


def test_a_file_of_one_town_is_nobody_elses(tmp_path):
    here, there = make_qingping(), make_other_town()
    system, stranger = connect(here), operator(there)
    content = write_csv(tmp_path / "a.csv", [line(1)]).read_bytes()
    file = lay_aside(actor=operator(here), system=system, name="a.csv", content=content, at=LATER)

    with pytest.raises(NotAllowed):
        lay_aside(actor=stranger, system=system, name="a.csv", content=content, at=LATER)
    with pytest.raises(NotFound):
        queue_file(actor=stranger, file_id=file.pk, given={}, at=LATER)
    with pytest.raises(NotFound):
        file_by_id(file_id=file.pk, scope=stranger.scope("case.import"))


def test_a_file_that_is_no_table_is_refused():
    town = make_qingping()
    system, clerk = connect(town), operator(town)

    for name, content in (("a.exe", b"x"), ("a.xlsx", b"PK broken"), ("a.csv", b""), ("a.csv", b"x" * (9 << 20))):
        with pytest.raises(Refusal):
            lay_aside(actor=clerk, system=system, name=name, content=content, at=LATER)


def test_J17_the_drop_folder_takes_whole_files_and_leaves_a_report_beside_each():
    town = make_qingping()
    system = connect(town)
    folder = folder_of(system=system)
    good = write_csv(folder / "good.csv", [line(1), line(2, 办理期限="过两天")])
    bad = write_csv(folder / "bad.csv", [["1"]], head=("没有编号",))
    half = write_csv(folder / "half.csv", [line(9)])
    write_csv(folder / ".hidden.csv", [line(8)])
    for path in (good, bad):
        os.utime(path, (1, 1))

    went = watch(system=system, at=LATER)

    assert sorted(path.parent.name for path in went) == ["done", "refused"]
    report = next((folder / "done").glob("*good.csv.report.csv")).read_text("utf-8-sig")
    assert "过两天" in report
    assert next((folder / "refused").glob("*bad.csv.report.csv")).exists()
    assert half.exists()
    assert count() == 1
    assert sorted(Contact.objects.everywhere("a test looks").values_list("is_sound", flat=True)) == [False, True]


def test_J17_the_same_file_dropped_twice_makes_no_double():
    town, other = make_qingping(), make_other_town()
    systems = [connect(town), connect(other)]
    for system in systems:
        for name in ("one.csv", "two.csv"):
            write_csv(folder_of(system=system) / name, [line(1)])
        watch(system=system, at=LATER, quiet_for=0)

    assert count() == 2
    assert len(list((folder_of(system=systems[0]) / "done").glob("*.csv"))) == 4


def test_the_command_takes_tickets_in(tmp_path, capsys):
    town = make_qingping()
    connect(town)
    path = write_csv(tmp_path / "a.csv", [line(1), line(2)])

    call_command("import", "tickets", str(path), "--place", "qingping", "--system", "city", "--dry-run")
    assert count() == 0
    call_command("import", "tickets", str(path), "--place", "qingping", "--system", "city")

    assert "接收 2" in capsys.readouterr().out
    assert count() == 2


def test_J17_a_list_from_a_file_is_compared(tmp_path, capsys):
    town = make_qingping()
    connect(town)
    write_csv(tmp_path / "a.csv", [line(1), line(2)])
    call_command("import", "tickets", str(tmp_path / "a.csv"), "--place", "qingping", "--system", "city")
    write_csv(tmp_path / "b.csv", [line(2), line(3)])
    where = ("--place", "qingping", "--system", "city")
    call_command("import", "list", str(tmp_path / "b.csv"), *where, "--dry-run")
    assert Reconciliation.objects.everywhere("a test counts").count() == 0
    call_command("import", "list", str(tmp_path / "b.csv"), *where)

    said = capsys.readouterr().out
    found = Reconciliation.objects.everywhere("a test looks").get()
    assert said.count("上级 2 件，本地 2 件，两边都有 1 件") == 2
    assert [(d["kind"], d["upstream_id"]) for d in found.differences] == [
        ("status", "GD-2"), ("missing_here", "GD-3"), ("missing_there", "GD-1"),
    ]  # fmt: skip


@pytest.mark.parametrize("state", ["queued", "running", "done"])
def test_a_file_whose_job_died_is_cleared_too(tmp_path, state):
    town = make_qingping()
    content = write_csv(tmp_path / "a.csv", [line(1)]).read_bytes()
    lay_aside(actor=operator(town), system=connect(town), name="a.csv", content=content, at=MONDAY)
    TicketFile.objects.everywhere("a test").update(state=state)

    assert forget_files(before=LATER, at=LATER) == (state != "done")


def test_a_file_nobody_takes_in_is_cleared_after_a_week(tmp_path):
    town = make_qingping()
    system, clerk = connect(town), operator(town)
    content = write_csv(tmp_path / "a.csv", [line(1)]).read_bytes()
    file = lay_aside(actor=clerk, system=system, name="a.csv", content=content, at=MONDAY)

    assert forget_files(before=MONDAY, at=LATER) == 0
    assert forget_files(before=LATER, at=LATER) == 1
    kept = TicketFile.objects.everywhere("a test looks").get(pk=file.pk)
    assert (kept.content, kept.state) == ("", "failed")
    with pytest.raises(Conflict):
        queue_file(actor=clerk, file_id=file.pk, given={}, at=LATER)
