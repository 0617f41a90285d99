"""花名册: files as towns have them become households; what was taken in is not taken in again; a row stops no other."""

import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from django.core.management import call_command

from tests.people.roster import Roster, dwelling, id_number, make_roster
from tests.world import make_actor, make_town, make_village, rules  # noqa: F401
from wangge.core.access.models import Account
from wangge.core.people.models import Dwelling, Household, HouseholdMember, Person, Residence
from wangge.core.people.persons import NewPerson
from wangge.faces.exchange.lifecycle import FileState
from wangge.faces.exchange.models import RosterColumns, RosterFile
from wangge.faces.exchange.roster import applying, staging
from wangge.faces.exchange.roster.columns import recognise
from wangge.faces.exchange.roster.entries import where_of
from wangge.faces.exchange.roster.intake import Report, take_in
from wangge.faces.exchange.roster.values import day_of_birth, names_of, role_of
from wangge.ground.foundation.errors import NotFound, Refusal
from wangge.ground.foundation.identity import id_check

pytestmark = pytest.mark.django_db
LOOK = "a test looks"
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
FATHER, MOTHER, SON = (
    body + id_check(body) for body in ("62112319680307001", "62112319700911002", "62112319960203001")
)
WRONG = SON[:-1] + ("0" if SON[-1] != "0" else "1")
HEAD = ["网格", "门牌", "姓名", "与户主关系", "身份证号", "联系电话"]


@pytest.fixture
def roster() -> Roster:
    return make_roster(make_village())


@pytest.fixture
def other() -> Roster:
    return make_roster(make_village("新鑫村", under=make_town("尚湖镇", number="111", place="shanghu")))


def book(path: Path, rows: list[list[object]], merged: tuple[tuple[int, int, int, int], ...] = ()) -> Path:
    """A workbook of these rows; the first cell of a merged range says what all of it says."""
    made = xlsxwriter.Workbook(str(path))
    sheet = made.add_worksheet()
    day = made.add_format({"num_format": "yyyy-mm-dd"})
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(number, column, datetime(value.year, value.month, value.day), day)
            elif value is not None:
                sheet.write(number, column, value)
    for top, left, bottom, right in merged:
        sheet.merge_range(top, left, bottom, right, rows[top][left])
    made.close()
    return path


def taken(roster: Roster, path: Path, **more: object) -> Report:
    return take_in(path=path, area_code=roster.village.code, actor=roster.lead, at=AT, **more)  # type: ignore[arg-type]


def homes() -> dict[str, dict[str, str]]:
    """Who is what at which door now."""
    found: dict[str, dict[str, str]] = {}
    members = HouseholdMember.objects.everywhere(LOOK).filter(until=None, voided_by=None)
    doors = dict(Household.objects.everywhere(LOOK).values_list("id", "dwelling__address"))
    for row in members.select_related("person"):
        found.setdefault(str(doors[row.household_id]), {})[row.person.name] = row.role
    return found


def test_a_sheet_with_a_title_merged_cells_and_numbers_for_words_is_read(roster: Roster, tmp_path: Path):
    rows: list[list[object]] = [
        ["荣星村花名册（2026年）", None, None, None, None, None],
        HEAD,
        [roster.grid.name, "荣星小区9幢1单元101室", "张大力", "户主", id_number("19680307"), 13893212345.0],
        [None, None, "李 芳", "妻", id_number("19700911", male=False), None],
        [None, None, "欧阳小力", "长子", id_number("19960203"), None],
        [None, "荣星小区9幢2单元102", "王伟", "户主", 6.2112319850505e17, None],
    ]
    path = book(tmp_path / "a.xlsx", rows, ((0, 0, 0, 5), (2, 0, 4, 0), (2, 1, 4, 1)))

    report = taken(roster, path)

    assert homes() == {"荣星小区9幢1单元101室": {"张大力": "head", "李芳": "spouse", "欧阳小力": "child"}}
    assert [(one.row, "后几位已经丢失" in one.reason) for one in report.faults] == [(6, True)]
    assert (report.rows, report.persons, report.households) == (4, 3, 1)
    assert roster.person("张大力").phone == "13893212345"


def test_a_csv_in_gbk_with_days_in_every_way_and_several_persons_a_cell_is_read(roster: Roster, tmp_path: Path):
    lines = [
        "所属网格,家庭住址,姓名,性别,出生年月,居住情况",
        f"{roster.grid.code},村口12号,张大力、李芳（妻）,男、女,1968.3.7、1970年9月11日,户籍",
        ",,张小力,男,19960203,户在人不在",
        ",村口13号,王伟,男,1985/5/5,租住",
        ",村口14号,赵六,男,1985-13-05,租住",
    ]
    path = tmp_path / "b.csv"
    path.write_bytes("\r\n".join(lines).encode("gbk"))

    report = taken(roster, path)

    assert homes() == {
        "村口12号": {"张大力": "head", "李芳": "spouse", "张小力": "other"},
        "村口13号": {"王伟": "head"},
    }
    assert roster.person("李芳").born_on == "1970-09-11"
    assert roster.lives("张小力") == {("", "registered")}
    assert roster.lives("王伟") == {("", "rents")}
    assert [one.row for one in report.faults] == [5]
    assert len(report.notes) == 1  # 王伟 was made head of his household


def test_columns_of_several_persons_a_row_are_told_apart(roster: Roster, tmp_path: Path):
    heading = ["网格", "门牌号", "户主姓名", "户主身份证号"]
    heading += [f"成员{number}{name}" for number in (1, 2) for name in ("姓名", "与户主关系", "身份证号")]
    rows: list[list[object]] = [
        heading,
        [roster.grid.code, "村口12号", "张大力", FATHER, "李芳", "配偶", MOTHER, "张小力", "子", SON],
    ]

    taken(roster, book(tmp_path / "c.xlsx", rows))

    assert homes() == {"村口12号": {"张大力": "head", "李芳": "spouse", "张小力": "child"}}
    assert recognise(heading)["户主姓名"] == "name"


def a_family(roster: Roster, folder: Path, *more: list[object]) -> Path:
    rows: list[list[object]] = [
        HEAD,
        [roster.grid.code, "村口12号", "张大力", "户主", FATHER, "13893212345"],
        [None, None, "李芳", "妻", MOTHER, None],
        *more,
    ]
    return book(folder / f"d{len(more)}.xlsx", rows)


def test_the_same_file_again_changes_nothing_and_a_longer_one_adds_only_what_is_new(roster: Roster, tmp_path: Path):
    first, child = taken(roster, a_family(roster, tmp_path)), [None, None, "张小力", "长子", SON, None]

    again = taken(roster, a_family(roster, tmp_path))
    longer = taken(roster, a_family(roster, tmp_path, child))

    assert (first.faults, first.persons, first.same) == ([], 2, 0)
    assert (again.persons, again.same, again.differences) == (0, 2, [])
    assert (longer.persons, longer.joined, longer.same) == (1, 1, 2)
    assert homes() == {"村口12号": {"张大力": "head", "李芳": "spouse", "张小力": "child"}}
    assert Dwelling.objects.everywhere(LOOK).filter(address="村口12号").count() == 1


def test_somebody_without_a_document_is_the_same_by_sound_birth_and_door_only(roster: Roster, tmp_path: Path):
    roster.family(NewPerson(name="章晓莉", born_on=date(1990, 5, 1), role="head"))
    address = dwelling(roster.doors[0]).address
    rows: list[list[object]] = [
        ["网格", "门牌", "姓名", "关系", "出生日期"],
        [roster.grid.code, address, "张小丽", "户主", "1991-01-01"],  # a year off, sounds the same
        [roster.grid.code, address, "张小龙", "子", "1970-01-01"],  # another year
        [roster.grid.code, dwelling(roster.doors[1]).address, "张小丽", "户主", "1990-05-01"],  # another door
    ]

    report = taken(roster, book(tmp_path / "e.xlsx", rows))

    assert (report.same, report.persons) == (1, 2)
    assert [one.row for one in report.differences] == [2, 2]  # name and day differ: a person decides
    assert roster.person("章晓莉").birth_year == 1990


def test_what_is_held_otherwise_is_listed_and_not_changed_but_a_missing_telephone_is_filled_in(
    roster: Roster, tmp_path: Path
):
    taken(roster, a_family(roster, tmp_path))
    rows: list[list[object]] = [
        HEAD,
        [roster.grid.code, "村口12号", "张大立", "户主", FATHER, "13900000000"],
        [roster.grid.code, "村口99号", "李芳", "户主", MOTHER, "13911111111"],
    ]

    report = taken(roster, book(tmp_path / "f.xlsx", rows))

    words = [one.reason for one in report.differences]
    assert [any(said in one for one in words) for said in ("姓名", "电话", "另一处居住")] == [True, True, True]
    assert (report.persons, report.phones) == (0, 1)
    assert (roster.person("张大力").phone, roster.person("李芳").phone) == ("13893212345", "13911111111")


def test_a_dry_run_says_the_same_and_writes_nothing(roster: Roster, tmp_path: Path):
    path = a_family(roster, tmp_path, [None, None, "错", "子", WRONG, None])

    tried = taken(roster, path, dry_run=True)

    assert Person.objects.everywhere(LOOK).count() == 0
    done = taken(roster, path)
    assert (tried.persons, tried.households, tried.faults) == (done.persons, done.households, done.faults)
    assert [one.row for one in done.faults] == [4]


def test_a_roster_does_not_reach_another_town(roster: Roster, other: Roster, tmp_path: Path):
    other.family(NewPerson(name="张大力", document_number=FATHER, role="head"))
    rows: list[list[object]] = [
        HEAD,
        [other.grid.name, "村口12号", "甲乙", "户主", None, None],
        [roster.grid.name, "村口12号", "张大力", "户主", FATHER, None],
    ]

    report = taken(roster, book(tmp_path / "g.xlsx", rows))

    assert [one.row for one in report.faults] == [2]
    assert report.persons == 1  # held in the other town only: here he is new
    with pytest.raises(NotFound):
        staging.lay_aside(
            actor=roster.lead, area=_row(other), name="a.xlsx", content=a_family(roster, tmp_path).read_bytes(), at=AT
        )
    reader = make_actor("linked_member", at=roster.grid)
    with pytest.raises(Refusal):
        staging.lay_aside(actor=reader, area=_row(roster), name="a.xlsx", content=b"", at=AT)


def _row(roster: Roster):
    from wangge.core.areas.queries import areas_in_memory

    return areas_in_memory().by_id[roster.village.pk]


def test_broken_off_whole_households_are_there_and_the_rest_follows(
    roster: Roster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    rows: list[list[object]] = [HEAD]
    for house in range(1, 7):
        rows += [[roster.grid.code, f"村口{house}号", f"甲{'乙丙丁戊己庚'[house - 1]}", "户主", None, None]]
        rows += [[None, None, f"辛{'乙丙丁戊己庚'[house - 1]}", "妻", None, None]]
    path, done = book(tmp_path / "h.xlsx", rows), []
    monkeypatch.setattr(applying, "PIECE", 2)
    monkeypatch.setattr(applying.pieces, "__defaults__", (2,))
    whole = applying.register_piece

    def killed(*args: object, **more: object) -> None:
        done.append(1)
        whole(*args, **more)  # type: ignore[arg-type]
        if len(done) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(applying, "register_piece", killed)
    with pytest.raises(KeyboardInterrupt):
        taken(roster, path)
    assert [len(members) for members in homes().values()] == [2, 2]
    monkeypatch.setattr(applying, "register_piece", whole)

    again = taken(roster, path)

    assert (again.same, again.persons) == (4, 8)
    assert [len(members) for members in homes().values()] == [2] * 6
    assert Residence.objects.everywhere(LOOK).count() == 24


def test_a_file_sent_on_the_page_is_taken_in_by_a_job_once_and_its_columns_are_remembered(
    roster: Roster, tmp_path: Path
):
    rows: list[list[object]] = [["片区", "房子", "姓名", "关系"], [roster.grid.code, "村口12号", "张大力", "户主"]]
    content = book(tmp_path / "i.xlsx", rows).read_bytes()
    given = {"片区": "grid", "房子": "address", "姓名": "name", "关系": "role"}
    file = staging.lay_aside(actor=roster.lead, area=_row(roster), name="村.xlsx", content=content, at=AT)

    tried, _table = staging.try_file(actor=roster.lead, file=file, columns=given, at=AT)
    staging.queue_file(actor=roster.lead, file_id=file.pk, columns=given, at=AT)
    staging.take_file(file_id=file.pk, at=AT)
    staging.take_file(file_id=file.pk, at=AT)

    file.refresh_from_db()
    assert (tried.persons, file.persons, file.state, file.content) == (1, 1, FileState.DONE, "")
    assert RosterColumns.objects.everywhere(LOOK).get().columns == given
    second = staging.lay_aside(actor=roster.lead, area=_row(roster), name="村.xlsx", content=content, at=AT)
    assert second.columns == given
    assert staging.forget_rosters(before=datetime(2026, 4, 1, tzinfo=UTC), at=AT) == 1
    assert RosterFile.objects.everywhere(LOOK).get(pk=second.pk).content == ""


def test_the_command_takes_a_file_in_with_somebodys_right(roster: Roster, tmp_path: Path):
    login = Account.objects.get(pk=roster.lead.account_id).get_username()
    report = tmp_path / "faults.csv"
    path = a_family(roster, tmp_path, [None, None, "错", "子", WRONG, None])
    out = io.StringIO()

    said = ("--place", roster.village.code, "--as", login, "--report", str(report))
    call_command("import", "roster", str(path), *said, stdout=out)

    assert "新登记 2（1 户）" in out.getvalue()
    assert "校验位不对" in report.read_text("utf-8-sig")
    assert "6211" not in report.read_text("utf-8-sig")


@pytest.mark.parametrize(
    ("address", "door"),
    [
        ("荣星小区3幢1单元501室", ("荣星小区3幢", "1单元", "501室")),
        ("荣星小区3-1-501", ("荣星小区3幢", "1单元", "501室")),
        ("村口12号", ("村口12号", "", "")),
        ("花园路12号501室", ("花园路12号", "", "501室")),
        ("荣星小区3栋 502", ("荣星小区3栋", "", "502室")),
    ],
)
def test_an_address_is_parted_into_a_door(address: str, door: tuple[str, str, str]):
    said = dict.fromkeys(("household", "head", "grid", "building", "unit", "room"), "")
    where = where_of(said | {"address": address})
    assert (where.building, where.unit, where.room) == door


def test_words_for_kin_days_and_names_are_understood():
    assert [role_of(one) for one in ("长子", "儿媳", "之妻", "外孙女", "岳母", "母亲", "侄子", "租客")] == [
        "child", "child_in_law", "spouse", "grandchild", "parent_in_law", "parent", "relative", "other"
    ]  # fmt: skip
    assert day_of_birth(25000) == date(1968, 6, 11)
    assert day_of_birth("1968年3月") is None
    assert names_of("张 三") == [("张三", "")]
    assert names_of("张三、李四（妻）") == [("张三", ""), ("李四", "妻")]
    assert names_of("阿依古丽·买买提") == [("阿依古丽·买买提", "")]
