"""Whoever writes rules sees every fault at once, each with its file, line and place."""

from pathlib import Path

import pytest

from tests.rulebook.folders import copy_of, faults_of, rewrite
from wangge.ground.rulebook.faults import Fault


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_of("qingping", tmp_path)


@pytest.mark.parametrize(
    ("topic", "old", "new", "path", "message"),
    [
        ("place", 'short = "QP"', 'short = "qp"', "short", "要写 2 到 3 个大写英文字母（现在是 “qp”）"),
        ("place", 'name = "庆坪镇"', 'name = ""', "name", "不能空着"),
        ("place", 'start = "21:00"', 'start = "9点"', "quiet_hours.start", "要写成 “08:30” 这样的时刻"),
        (
            "place",
            'start = "21:00"',
            'start = "25:00"',
            "quiet_hours.start",
            "要写成 “08:30” 这样的时刻（现在是 “25:00”）",
        ),
        ("place", 'start = "21:00"', "start = 21", "quiet_hours.start", "要写成 “08:30” 这样的时刻"),
        (
            "place",
            'level = "village", label',
            'level = "hamlet", label',
            "levels[2].level",
            "只能写这几种之一：county, town, sector, village, grid, micro（现在是 “hamlet”）",
        ),
        (
            "roles",
            '"case.see", "case.report", "case.contact"',
            '"case.see", "case.rep", "case.contact"',
            "roles[2].permissions[2]",
            None,
        ),
        (
            "posts",
            "required = true",
            'required = "yes"',
            "kinds[1].required",
            "要写 true 或 false，不加引号（现在是 “yes”）",
        ),
        ("posts", "term_years = 3", 'term_years = "3"', "kinds[7].term_years", "要写成整数，不加引号（现在是 “3”）"),
        ("posts", "term_years = 3", "term_years = 2.5", "kinds[7].term_years", "要写成整数，不加引号（现在是 2.5）"),
        ("posts", "term_years = 3", "term_years = 0", "kinds[7].term_years", "不能小于 1"),
        ("channels", "public = true", "publik = true", "channels[1].publik", "不认识 “publik”，是不是 “public”？"),
        (
            "channels",
            'label = "网上反映"',
            "label = 12345",
            "channels[2].label",
            "要写成文字，用英文双引号括起来（现在是 12345）",
        ),
        ("categories", 'words = ["口角"', 'words = "口角" #', "categories[5].words", None),
        ("clocks", "warn_before_percent = 20", "warn_before_percent = 200", "warn_before_percent", "不能大于 99"),
        ("clocks", "amount = 24", "amount = true", "default.accept.amount", "要写成整数，不加引号（现在是 True）"),
        ("routing", 'match = { level = "grid" }', "match = 1", "intake[1].match", None),
        ("limits", "photos_max = 6", "", "photos_max", "缺少这一项"),
        ("units", 'code = "town_centre"', 'code = "镇中心"', "kinds[1].code", None),
    ],
)
def test_a_fault_shows_its_file_line_and_place(
    folder: Path, topic: str, old: str, new: str, path: str, message: str | None
) -> None:
    line = rewrite(folder, topic, old, new)

    faults = faults_of(folder)

    assert [(fault.file, fault.path) for fault in faults] == [(f"{topic}.toml", path)]
    assert faults[0].line == (1 if message == "缺少这一项" else line)
    assert message in (None, faults[0].message)


def test_faults_are_told_in_chinese_only(folder: Path) -> None:
    rewrite(folder, "place", 'code = "qingping"', 'code = "' + "a" * 50 + '"')
    rewrite(folder, "categories", 'words = ["口角"', 'words = "口角" #')
    rewrite(folder, "routing", 'match = { level = "grid" }', "match = 1")
    rewrite(folder, "place", 'name = "庆坪镇"', 'name = "' + "庆" * 41 + '"')

    messages = [fault.message for fault in faults_of(folder)]

    assert messages == [
        f"代码只能用小写英文字母、数字和下划线，以字母开头（现在是 “{'a' * 39}…）",
        "太长了，最多 40 个字",
        "要写成列表，用方括号 [ ] 括起来（现在是 “口角”）",
        "要写成一组“名称 = 内容”（现在是 1）",
    ]


def test_all_faults_of_all_files_are_shown_at_once_in_reading_order(folder: Path) -> None:
    in_limits = rewrite(folder, "limits", "words_max = 2000", "words_max = -1")
    in_place = rewrite(folder, "place", 'short = "QP"', 'short = "Q"')
    later_in_place = rewrite(folder, "place", 'end = "07:30"', 'end = "半夜"')
    in_posts = rewrite(folder, "posts", 'role = "department"', 'role = "nobody"')
    in_clocks = rewrite(folder, "clocks", "[default]", "[default")

    places = [(fault.file, fault.line, fault.path) for fault in faults_of(folder)]

    assert places == [
        ("place.toml", in_place, "short"),
        ("place.toml", later_in_place, "quiet_hours.end"),
        ("clocks.toml", in_clocks, ""),
        ("limits.toml", in_limits, "words_max"),
    ]
    rewrite(folder, "place", 'short = "Q"', 'short = "QP"')
    rewrite(folder, "place", 'end = "半夜"', 'end = "07:30"')
    assert [(fault.file, fault.line, fault.path) for fault in faults_of(folder)] == [
        ("posts.toml", in_posts, "kinds[3].role"),
        ("clocks.toml", in_clocks, ""),
        ("limits.toml", in_limits, "words_max"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('name = "庆坪镇"', "name = 庆坪镇", "等号后面的内容写法不对，文字要用英文双引号括起来"),
        (
            'name = "庆坪镇"',
            "name = “庆坪镇”",
            "等号后面的内容写法不对，文字要用英文双引号括起来；引号、逗号、等号若用了中文的，要改成英文的",
        ),
        ('name = "庆坪镇"', 'name = "庆坪镇', "引号没有成对，或含有不能用的字符"),
        ('name = "庆坪镇"', 'name "庆坪镇"', "名称后面缺少等号 ="),
        ('name = "庆坪镇"', 'name = "庆坪镇" "渭源"', "这一行多出了内容"),
        ('name = "庆坪镇"', 'code = "qingping"', "同一项写了两次"),
        ('name = "庆坪镇"', '名称 = "庆坪镇"', "这一行不是“名称 = 内容”，名称要用规定的英文"),
        ("[quiet_hours]", "[labels]", "同一段 [ ] 写了两次"),
    ],
)
def test_a_text_that_is_not_toml_shows_its_line(folder: Path, old: str, new: str, message: str) -> None:
    line = rewrite(folder, "place", old, new)

    faults = faults_of(folder)

    assert [(fault.file, fault.path, fault.message) for fault in faults] == [("place.toml", "", message)]
    shift = {"同一段 [ ] 写了两次": 5}.get(message, 0)
    assert faults[0].line == line + shift


def test_a_text_that_breaks_off_points_at_its_last_line(folder: Path) -> None:
    (folder / "limits.toml").write_text('photos_max = 6\nwords = [\n  "一",\n', "utf8")

    assert faults_of(folder) == [Fault("limits.toml", 3, "", "到文件末尾还没有写完，括号或引号没有成对")]


def test_a_setting_that_slid_into_the_section_above_is_explained(folder: Path) -> None:
    rewrite(folder, "routing", "return_cap = 1", "")
    text = (folder / "routing.toml").read_text("utf8")
    (folder / "routing.toml").write_text(text + "return_cap = 1\n", "utf8")

    last = faults_of(folder)[-1]

    assert (last.line, last.path) == (text.count("\n") + 1, "return_reasons[3].return_cap")
    assert last.message == "“return_cap” 要写在文件前面，第一个方括号之前；写在这里就算进了上面那一段"


def test_a_missing_file_and_a_stray_file_are_faults(folder: Path) -> None:
    (folder / "limits.toml").rename(folder / "limit.toml")

    files = [(fault.file, fault.line, fault.message.split("，")[0]) for fault in faults_of(folder)]

    assert files == [("limits.toml", 0, "缺少这个文件"), ("limit.toml", 0, "不认识这个文件")]


def test_other_files_beside_the_rules_are_left_alone(folder: Path) -> None:
    (folder / "villages.csv").write_text("code,name\n", "utf8")

    assert faults_of(folder) == []


def test_a_missing_folder_is_one_fault(tmp_path: Path) -> None:
    assert faults_of(tmp_path / "nowhere") == [Fault("nowhere", 0, "", "没有这个文件夹")]


def test_a_file_saved_in_gbk_shows_the_first_line_that_cannot_be_read(folder: Path) -> None:
    text = "photos_max = 6\n# 照片\nphoto_mb_max = 10\n"
    (folder / "limits.toml").write_bytes(text.encode("gbk"))

    assert faults_of(folder) == [Fault("limits.toml", 2, "", "不是 UTF-8 编码，请用 UTF-8 重新保存")]


def test_a_file_saved_by_a_windows_editor_is_read(folder: Path) -> None:
    file = folder / "limits.toml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))

    assert faults_of(folder) == []


def test_a_fault_reads_as_one_line() -> None:
    fault = Fault("clocks.toml", 12, "rules[3].match.channel", "channels.toml 里没有 “qq”")

    assert str(fault) == "clocks.toml 第 12 行  rules[3].match.channel：channels.toml 里没有 “qq”"
    assert str(Fault("limits.toml", 0, "", "缺少这个文件")) == "limits.toml：缺少这个文件"
