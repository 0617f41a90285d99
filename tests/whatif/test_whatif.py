"""政策推演: what is read from rules and registers, what a change does, who sees a run, what is refused."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from tests.cases.town import make_other_town, make_qingping
from tests.world import MONDAY, make_actor, make_county, make_grid, make_town, make_village, shipped_rulebook
from wangge.core.areas.queries import areas_in_memory
from wangge.ground.foundation.errors import NotFound, Refusal
from wangge.practice.whatif.basis import MEANINGS, Limit, basis_from
from wangge.practice.whatif.changes import Changes, changed, changes_from, county_of, words_of
from wangge.practice.whatif.lifecycle import RunState, Source
from wangge.practice.whatif.models import Run
from wangge.practice.whatif.operations import ask_run, delete_run, play_kept
from wangge.practice.whatif.playing import play, result_from
from wangge.practice.whatif.queries import read_basis, run_of, runs_of

pytestmark = pytest.mark.django_db
FEWER = Changes(households_per_grid=200)


def basis_at(area):
    return read_basis(area=areas_in_memory().by_id[area.pk], at=MONDAY)


def a_run(town, changes=FEWER, **more):
    given = {"numbers": {}, "seeds": 2, "at": MONDAY, "title": "网格小一点"} | more
    return ask_run(actor=town.lead, town_code=town.area.code, changes=changes, **given)


def test_two_places_are_played_by_their_own_rules():
    here = make_qingping()
    there = make_town("尚湖镇", under=make_county("常熟市", code="320581"), number="111", place="shanghu")
    make_grid(under=make_village(under=there))

    found = {place: basis_at(area) for place, area in (("qingping", here.area), ("shanghu", there))}

    for place, basis in found.items():
        rules = shipped_rulebook(place)
        by_name = {kind.code: kind for kind in basis.kinds}
        default = rules.clocks.default
        assert by_name[default.rule].close == Limit(default.close.amount, default.close.unit)
        assert by_name[default.rule].sign == Limit(default.sign.amount, default.sign.unit)
        assert [step.code for step in basis.ladder] == [
            step.code for step in rules.routing.escalation if "close" in step.clocks
        ]
        assert basis.numbers["visits_per_household"].source == Source.RULES
    ours, theirs = ({kind.code: (kind.close, kind.sign) for kind in one.kinds} for one in found.values())
    assert ours != theirs
    assert found["qingping"].minutes_a_day == 420  # 08:30–12:00 and 14:00–17:30, in summer half an hour later
    assert "0" * 5 in found["qingping"].worked  # a long holiday


def test_numbers_come_from_the_place_where_they_can_and_are_named_as_assumed_where_not():
    town = make_qingping()
    empty = basis_at(town.area)
    for n in range(31):
        town.handled(body=f"第{n}盏路灯坏了", at=MONDAY - timedelta(days=40))

    known = basis_at(town.area)

    assert empty.numbers["cases"].source == Source.ASSUMED
    assert "cases" in empty.assumed
    assert empty.value("escalated") == MEANINGS["escalated"].usual
    assert known.numbers["cases"].source == Source.CASES
    assert known.numbers["cases"].n == 31
    assert known.value("cases") == round(31 * 365 / 40)
    assert known.value("desks") == 1
    assert known.numbers["departments"].source == Source.COUNTED
    assert {kind.source for kind in known.kinds if not kind.is_urgent} == {Source.CASES}
    assert county_of(known).cases == known.value("cases")


def test_an_easier_clock_lowers_the_late_share_and_more_hands_do():
    basis = basis_at(make_qingping().area).with_numbers({"cases": 4000, "departments": 1, "at_once": 4, "handlers": 3})
    easier = Changes(clocks={"": {"close": Limit(40, "workdays")}})
    hands = Changes(capacity=200)

    clock, more = (play(basis, changes, seeds=3, seed=1) for changes in (easier, hands))

    assert clock.row("late_share").difference.high < 0
    assert clock.row("visits").difference.mean == 0
    assert more.row("late_share").difference.high < 0
    assert more.row("department_wait").difference.high < 0
    assert more.load_of_departments[1] == pytest.approx(more.load_of_departments[0] / 2)


def test_smaller_grids_bring_more_members_and_less_work_for_each():
    basis = basis_at(make_qingping().area)

    after = changed(basis, FEWER)
    found = play(basis, FEWER, seeds=2, seed=1)

    assert found.members[1] == 2 * found.members[0]
    assert found.row("member_minutes").difference.high < 0
    assert after.numbers["households_per_grid"].source == Source.GIVEN
    assert words_of(basis, FEWER) == ["每个网格的户数：400 户 → 200 户"]


def test_a_run_is_kept_and_comes_out_the_same_after_a_restart():
    town = make_qingping()
    run = a_run(
        town, Changes(clocks={"一般时限": {"close": Limit(2, "workdays")}}, capacity=50.0), numbers={"cases": 500}
    )
    Run.objects.everywhere("a worker died in the middle").update(state=RunState.RUNNING, done=1)

    play_kept(run_id=run.pk, at=MONDAY)

    kept = run_of(actor=town.lead, run_id=run.pk)
    basis, changes = basis_from(kept.basis), changes_from(kept.changes)
    assert (kept.state, kept.done) == (RunState.DONE, 4)
    assert basis.numbers["cases"].source == Source.GIVEN
    assert result_from(kept.result) == play(basis, changes, seeds=2, seed=1)
    assert result_from(kept.result).row("late_share").difference.mean > 0


def test_a_run_that_is_deleted_stops_and_one_of_another_town_is_not_there():
    town, other = make_qingping(), make_other_town()
    run = a_run(town)

    doors = (
        lambda: run_of(actor=other.lead, run_id=run.pk),
        lambda: run_of(actor=town.policeman, run_id=run.pk),
        lambda: delete_run(actor=other.lead, run_id=run.pk),
        lambda: ask_run(actor=other.lead, town_code=town.area.code, title="", changes=FEWER, numbers={}, at=MONDAY),
    )
    for door in doors:
        with pytest.raises(NotFound):
            door()
    assert runs_of(actor=other.lead, town_id=town.area.pk) == []
    assert [one.pk for one in runs_of(actor=town.lead, town_id=town.area.pk)] == [run.pk]
    delete_run(actor=town.lead, run_id=run.pk)
    play_kept(run_id=run.pk, at=MONDAY)
    assert not Run.objects.everywhere("deleted").exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"changes": Changes()}, ""),
        ({"seeds": 1}, "seeds"),
        ({"numbers": {"cases": -1.0}}, "cases"),
        ({"changes": Changes(households_per_grid=0)}, "households_per_grid"),
        ({"numbers": {"invented": 1.0}}, ""),
        ({"changes": Changes(clocks={"没有这一类": {"close": Limit(1, "days")}})}, "clocks"),
        ({"changes": Changes(households_per_grid=1), "numbers": {"households": 5e6}}, ""),
    ],
)
def test_what_cannot_be_is_refused_by_name(given, field):
    with pytest.raises(Refusal) as refused:
        a_run(make_qingping(), **given)
    assert (refused.value.field or "") == field


def test_the_command_prints_a_table_and_json():
    make_qingping()
    said, machine = StringIO(), StringIO()

    call_command("whatif", "qingping", "--clock", "close=30", "--members-per-grid", "4", "--seeds", "2", stdout=said)
    call_command("whatif", "qingping", "--clock", "矛盾纠纷/close=1wd", "--seeds", "2", "--json", stdout=machine)

    words = said.getvalue()
    assert "一般时限的办结时限：5个工作日 → 30个工作日" in words
    assert "咨询代办的办结时限：2个工作日 → 30个工作日" in words
    assert "每个网格的网格员：2 人 → 4 人" in words
    assert "超期的事项：" in words
    assert "没有算进去的：" in words
    assert "? 网格员办一件：25 分钟（假定）" in words
    (found,) = json.loads(machine.getvalue())
    assert found["changes"]["clocks"] == {"矛盾纠纷": {"close": {"amount": 1.0, "unit": "workdays"}}}
    for wrong in (["--clock", "close=never"], ["--set", "cases=many"], ["--capacity", "0"], ["--seeds", "1"]):
        with pytest.raises(Refusal):
            call_command("whatif", "qingping", *wrong, stdout=StringIO())
    with pytest.raises(NotFound):
        call_command("whatif", "nowhere", stdout=StringIO())


def test_six_places_give_the_right_to_somebody_and_can_be_played():
    for place in ("tudian", "kaixuan", "shanghu", "jiaozuo", "qixing", "qingping"):
        rules = shipped_rulebook(place)
        assert any("policy.try" in role.permissions for role in rules.roles), place
    county = make_county("某市", code="330483")
    town = make_town("某镇", under=county, number="103", place="tudian")
    make_grid(under=make_village(under=town))
    lead = make_actor("town_lead", at=town, name="镇长")
    run = ask_run(
        actor=lead, town_code=town.code, title="", changes=Changes(visits_per_household=12.0), numbers={}, seeds=2,
        at=MONDAY,
    )  # fmt: skip
    play_kept(run_id=run.pk, at=MONDAY)
    assert Run.objects.everywhere("played").get().state == RunState.DONE
