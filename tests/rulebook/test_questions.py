"""What the rest of the system asks of a rulebook."""

from datetime import date, time

import pytest

from wangge.ground.rulebook.load import load, shipped_places
from wangge.ground.rulebook.permissions import ADMIN_ROLES, PERMISSION_LABELS, PERMISSIONS, separation_broken
from wangge.ground.rulebook.rulebook import Rulebook
from wangge.ground.rulebook.schema.base import UnknownCode
from wangge.ground.rulebook.schema.duty import Rota
from wangge.ground.rulebook.words import LABELS, chinese_ordinal


@pytest.fixture(scope="module")
def qingping() -> Rulebook:
    return load(shipped_places()["qingping"])


@pytest.fixture(scope="module")
def jiaozuo() -> Rulebook:
    return load(shipped_places()["jiaozuo"])


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "一"),
        (2, "二"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (42, "四十二"),
        (100, "一百"),
        (105, "一百零五"),
        (110, "一百一十"),
        (378, "三百七十八"),
        (1000, "一千"),
        (1001, "一千零一"),
        (1010, "一千零一十"),
        (9999, "九千九百九十九"),
    ],
)
def test_ordinals_are_chinese_numerals(number: int, words: str) -> None:
    assert chinese_ordinal(number) == words


@pytest.mark.parametrize("number", [0, -1, 10000])
def test_an_ordinal_out_of_range_is_refused(number: int) -> None:
    with pytest.raises(ValueError):
        chinese_ordinal(number)


def test_t22_a_grid_is_named_after_its_village_and_ordinal(qingping: Rulebook, jiaozuo: Rulebook) -> None:
    assert qingping.grid_name("荣星村", 2) == "荣星村第二网格"
    assert jiaozuo.micro_name("南张村第一网格", 12) == "南张村第一网格第十二微网格"
    with pytest.raises(UnknownCode, match="庆坪镇不设微网格"):
        qingping.micro_name("荣星村第二网格", 1)


def test_a_place_uses_its_own_words(qingping: Rulebook, jiaozuo: Rulebook) -> None:
    assert (qingping.label("word.case"), jiaozuo.label("word.case")) == ("事项", "诉求")
    assert qingping.label("state.answered") == "待评价"
    with pytest.raises(UnknownCode):
        qingping.label("word.nothing")


def test_the_more_particular_clock_rule_wins(qingping: Rulebook, jiaozuo: Rulebook) -> None:
    def rule(place: Rulebook, channel: str, category: str, urgency: str) -> str:
        return place.clock_rule(channel=channel, category=category, urgency=urgency).rule  # type: ignore[arg-type]  # words are shorter than literals

    assert rule(qingping, "qr", "farming", "normal") == "一般时限"
    assert rule(qingping, "qr", "dispute_debt", "normal") == "矛盾纠纷"
    assert rule(qingping, "qr", "dispute_small", "normal") == "五小就地化解"
    assert rule(qingping, "qr", "dispute_small", "urgent") == "紧急"
    assert rule(jiaozuo, "hotline", "farming", "normal") == "热线诉求"
    assert rule(jiaozuo, "hotline", "dispute_land", "normal") == "土地承包和征收"


def test_a_clock_rule_keeps_the_default_for_what_it_does_not_name(qingping: Rulebook) -> None:
    clocks = qingping.clock_rule(channel="qr", category="advice", urgency="normal")

    assert (clocks.close.words, clocks.sign.words, clocks.redo.words) == ("2个工作日", "1个工作日", "15个工作日")
    assert clocks.of("contact") == clocks.contact


def test_new_cases_find_their_first_owner(qingping: Rulebook, jiaozuo: Rulebook) -> None:
    def owner(place: Rulebook, channel: str, category: str, level: str) -> str:
        return place.intake_unit_kind(channel=channel, category=category, level=level).code  # type: ignore[arg-type]  # as above

    assert owner(qingping, "qr", "environment_litter", "grid") == "grid_group"
    assert owner(qingping, "qr", "dispute_neighbour", "grid") == "village_party"
    assert owner(qingping, "hotline", "dispute_neighbour", "grid") == "town_centre"
    assert owner(qingping, "qr", "emergency_fire", "grid") == "town_centre"
    assert owner(qingping, "portal", "other", "town") == "town_centre"
    assert owner(jiaozuo, "hotline", "other", "grid") == "district_centre"
    assert owner(jiaozuo, "qr", "other", "micro") == "grid_team"
    assert owner(jiaozuo, "qr", "other", "sector") == "town_centre"


def test_the_nearest_desk_upward_does_the_duty(qingping: Rulebook) -> None:
    assert qingping.desk("dispatch", "grid").code == "grid_group"
    assert qingping.desk("verify", "grid").code == "village_centre"
    assert qingping.desk("answer", "town").code == "town_centre"


def test_an_unknown_code_is_told_in_words(qingping: Rulebook) -> None:
    with pytest.raises(UnknownCode, match="规则里没有“ufo”这个类别"):
        qingping.category("ufo")
    with pytest.raises(UnknownCode, match="没有“micro”这一级"):
        qingping.level_rule("micro")


def test_a_domain_lists_its_kinds(qingping: Rulebook) -> None:
    kinds = [category.code for category in qingping.kinds_within("emergency")]

    assert kinds == ["emergency_fire", "emergency_disaster"]


def test_j52_an_absent_holder_has_a_deputy(jiaozuo: Rulebook) -> None:
    deputies = {post.code: jiaozuo.deputy_of(post.code) for post in jiaozuo.posts.kinds}

    assert deputies["grid_leader"] is not None
    assert deputies["grid_leader"].code == "full_time_member"
    assert deputies["street_chief"] is None


def test_permissions_come_from_the_place_or_from_the_three_administrators(qingping: Rulebook) -> None:
    assert qingping.permissions_of("linked_member") == {
        "case.see",
        "case.report",
        "case.contact",
        "people.see",
        "visit.see",
        "visit.record",
        "area.see",
        "team.see",
    }
    assert qingping.permissions_of("audit_admin") == ADMIN_ROLES["audit_admin"].permissions
    with pytest.raises(UnknownCode):
        qingping.permissions_of("emperor")


def test_no_administrator_holds_what_must_be_apart() -> None:
    assert [role.code for role in ADMIN_ROLES.values() if separation_broken(role.permissions)] == []
    assert list(ADMIN_ROLES) == ["system_admin", "security_admin", "audit_admin"]


def test_every_permission_has_a_word() -> None:
    assert set(PERMISSION_LABELS) == set(PERMISSIONS)
    assert all(LABELS.values())


def test_seasons_cover_new_year(qingping: Rulebook) -> None:
    winter, summer = qingping.place.seasons

    assert [winter.covers(date(2026, 1, 1)), winter.covers(date(2026, 4, 30)), winter.covers(date(2026, 5, 1))] == [
        True,
        True,
        False,
    ]
    assert summer.covers(date(2024, 5, 1))


@pytest.mark.parametrize(
    ("moment", "is_quiet"), [("20:59", False), ("21:00", True), ("23:59", True), ("07:29", True), ("07:30", False)]
)
def test_quiet_hours_run_over_midnight(qingping: Rulebook, moment: str, is_quiet: bool) -> None:
    assert qingping.place.quiet_hours.covers(time.fromisoformat(moment)) is is_quiet


def test_t14_somebody_is_on_duty_at_every_minute() -> None:
    minutes = [time(hour, minute) for hour in range(24) for minute in range(60)]

    for place in map(load, shipped_places().values()):
        for is_workday in (True, False):
            on = [rota for rota in place.duty.rotas if rota.runs_on(is_workday=is_workday)]
            assert all(any(rota.covers(minute) for rota in on) for minute in minutes)


def test_a_night_shift_runs_over_midnight() -> None:
    night = Rota(unit_kind="town_centre", days="rest_days", start=time(20), end=time(8), posts=("officer",))

    assert [night.covers(time(hour)) for hour in (19, 20, 0, 7, 8)] == [False, True, True, True, False]
    assert (night.runs_on(is_workday=True), night.runs_on(is_workday=False)) == (False, True)


def test_an_unhappy_rating_is_known_by_its_score(qingping: Rulebook) -> None:
    assert [qingping.rating.is_unhappy(score) for score in (5, 4, 3, 2, 1)] == [False, False, False, True, True]
    assert qingping.rating.level(3).label == "基本满意"
