"""Topics that are sound by themselves but do not fit together."""

from pathlib import Path

import pytest

from tests.rulebook.folders import copy_of, faults_of, rewrite

IN_QINGPING = [
    ("place", 'division_code = "621123109"', 'division_code = "621123"', "division_code", "代码是 “county” 一级"),
    ("place", '{ level = "grid",', '{ level = "grid", required = false,', "levels", "必须有 “grid”"),
    ("place", 'grid_name = "{village}第{ordinal}网格"', 'grid_name = "第{ordinal}网格"', "grid_name", "{village}"),
    ("place", 'last_day = "09-30"', 'last_day = "09-29"', "seasons", "09-30 没有上班时间"),
    ("place", 'last_day = "04-30"', 'last_day = "05-01"', "seasons", "05-01 有两套上班时间"),
    ("place", 'end = "17:30"', 'end = "13:00"', "seasons[1].spans[2]", "结束时刻要晚于开始时刻"),
    ("place", '"word.centre" =', '"word.center" =', "labels.word.center", "没有 “word.center”"),
    ("place", 'code = "five_smalls"', 'code = "five_shows"', "slogans[5].code", "重复了"),
    ("place", "slots = 10", "slots = 1", "slogans[2].items", "“十联”应有 1 条，写了 2 条"),
    ("roles", 'code = "linked_member"', 'code = "system_admin"', "roles[2]", "地方规则不能改写"),
    ("roles", '"area.see", "team.see",\n]', '"area.see", "area.see"]', "roles[2]", "同一权限写了两次"),
    (
        "roles",
        '"area.see", "team.see",\n]',
        '"grant.edit", "audit.see"]',
        "roles[2]",
        "同一角色不能既能“查看审计记录(audit.see)”又能“授予权限(grant.edit)”",
    ),
    ("roles", 'code = "village_desk"', 'code = "village_lead"', "roles[5].code", "重复了"),
    ("units", 'part_of = "village_party"', 'part_of = "nothing"', "named[14].part_of", "没有 “nothing”"),
    ("units", 'name = "{area}党小组"', 'name = "党小组"', "named[14].name", "{area}"),
    ("posts", "seats = { min = 2 }", "seats = { min = 2, max = 1 }", "kinds[2].seats", "不能少于"),
    ("posts", "seats = { min = 2 }", "seats = { min = 0 }", "kinds[2]", "至少为 1"),
    ("posts", 'number_prefix = "QPWG"', "", "kinds[7]", "number_prefix"),
    ("posts", 'unit_kind = "village_party"', 'unit_kind = "village_club"', "kinds[5].unit_kind", "没有 “village_club”"),
    ("posts", 'level = "village"', 'level = "micro"', "kinds[5].level", "没有 “micro” 这一级"),
    ("posts", 'by = "grid_leader"', 'by = "uncle"', "deputies[2].by", "没有 “uncle”"),
    ("posts", 'by = "linked_cadre"', 'by = "grid_leader"', "deputies[1].by", "只设一人"),
    ("posts", 'by = "town_officer"', 'by = "grid_leader"', "deputies[3].by", "代理岗位“网格党小组组长”的层级比"),
    ("posts", 'role = "town_desk"', 'role = "town_desk"\nhouseholds_each = 60', "kinds[2].households_each", "管网格"),
    ("channels", 'code = "portal"', 'code = "qr"', "channels[2].code", "来源 “qr” 重复了"),
    ("categories", 'parent = "safety"', 'parent = "safty"', "categories[10].parent", "没有 “safty”"),
    ("categories", 'parent = "safety"', 'parent = "dispute_debt"', "categories[10].parent", "类别只分两级"),
    ("categories", "emergency = true", "emergency = true\nminor = true", None, "紧急类别不能自办自核"),
    ("clocks", "sign = { amount = 1,", "sign = { amount = 9,", "default.sign", "签收时限有9个工作日"),
    ("clocks", 'category = "dispute_small"', 'category = "dispute"', "rules[3].match", "适用条件完全相同"),
    ("clocks", 'category = "advice"', 'category = "advise"', "rules[1].match.category", "没有 “advise”"),
    ("clocks", 'match = { category = "advice" }', "match = {}", "rules[1].match", "至少要写"),
    ("clocks", "close_unrated_after_days = 15", "close_unrated_after_days = 5", "", "不能早于评价期"),
    ("routing", 'channel = "hotline"', 'channel = "hot"', "intake[7].match.channel", "没有 “hot”"),
    ("routing", 'category = "emergency"', 'category = "security"', "intake[6].match", "适用条件完全相同"),
    ("routing", 'owner = "grid_group"', 'owner = "town_function"', "intake[1].owner", "能“受理事项”"),
    ("routing", 'owner = "grid_group"', 'owner = "team"', "intake[1].owner", "没有 “team”"),
    ("routing", 'owner = "town_centre"', 'owner = "village_centre"', "intake[5].owner", "镇”一级的事项"),
    ("routing", 'unit_kind = "town_centre"', 'unit_kind = "village_party"', "desks", "最高一级“镇”没有单位承担“答复”"),
    ("routing", '}\nlevel = "town"', '}\nlevel = "grid"', "escalation[2].level", "不能比前一步“催办”的层级低"),
    ("duty", 'end = "00:00"', 'end = "22:00"', "fallback", "工作日 22:00 起没有必设岗位值班"),
    ("duty", '"grid_group", "village_centre",', '"village_centre", "grid_group",', "fallback[2]", "要从下级写到上级"),
    ("duty", 'posts = ["village_officer"]', 'posts = ["grid_leader"]', "rotas[2].posts[1]", "不在单位"),
    ("rating", "score = 4", "score = 5", "levels", "分值从 5 到 1"),
    ("rating", "unhappy_at_most = 2", "unhappy_at_most = 5", "unhappy_at_most", "不能大于 4"),
]  # fmt: skip


@pytest.mark.parametrize(("topic", "old", "new", "path", "words"), IN_QINGPING)
def test_what_does_not_fit_is_a_fault_where_it_stands(
    tmp_path: Path, topic: str, old: str, new: str, path: str | None, words: str
) -> None:
    folder = copy_of("qingping", tmp_path)
    rewrite(folder, topic, old, new)

    faults = [fault for fault in faults_of(folder) if words in fault.message]

    assert faults, faults_of(folder)
    assert {fault.file for fault in faults} == {f"{topic}.toml"}
    assert path is None or path in {fault.path for fault in faults}


def test_a_fault_between_files_points_at_the_line_that_names_what_is_missing(tmp_path: Path) -> None:
    folder = copy_of("qingping", tmp_path)
    line = rewrite(folder, "routing", 'match = { channel = "hotline" }', 'match = { channel = "hotlines" }')

    faults = faults_of(folder)

    assert [str(fault) for fault in faults] == [
        f"routing.toml 第 {line} 行  intake[7].match.channel：channels.toml 里没有 “hotlines”"
    ]


def test_levels_are_written_from_top_to_bottom(tmp_path: Path) -> None:
    folder = copy_of("jiaozuo", tmp_path)
    rewrite(folder, "place", 'level = "sector"', 'level = "micro"')

    messages = [fault.message for fault in faults_of(folder) if fault.file == "place.toml"]

    assert messages == ["“village” 要写在 “micro” 前面：从上级写到下级", "层级 “micro” 重复了"]


def test_a_level_that_only_some_branches_have_cannot_own_new_cases(tmp_path: Path) -> None:
    folder = copy_of("jiaozuo", tmp_path)
    rewrite(
        folder,
        "routing",
        'match = { level = "sector" }\nowner = "town_centre"',
        'match = { level = "sector" }\nowner = "sector_office"',
    )

    messages = [fault.message for fault in faults_of(folder)]

    assert messages == [
        "“管区”所在的层级不是处处都有，不能作首接单位",
        "“管区”里没有一个岗位的角色能“受理事项”（case.accept）",
    ]  # fmt: skip


def test_units_that_are_part_of_each_other_are_a_fault(tmp_path: Path) -> None:
    folder = copy_of("qingping", tmp_path)
    rewrite(folder, "units", 'unit_kind = "town_centre"\n', 'unit_kind = "town_centre"\npart_of = "governance"\n')

    faults = [(fault.path, fault.message) for fault in faults_of(folder)]

    assert faults == [(f"named[{place}].part_of", "隶属关系绕了一圈又回到自己") for place in (1, 3)]
