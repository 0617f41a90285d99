"""报到: what called units owe and do at once, who sees the case, who is told, how often each came."""

from copy import copy
from datetime import timedelta

import pytest
from django.db import connection

from tests.cases.muster import HOUR, LATER, Muster
from tests.cases.town import make_other_town
from tests.world import MONDAY
from wangge.core.areas.scope import Scope
from wangge.core.cases import operations as ops
from wangge.core.cases.models import Case, CaseClock, CaseEscalation, CaseParty, CaseStep, CaseWhistle
from wangge.core.cases.queries import case_page
from wangge.core.cases.queries.whistles import (
    waiting_whistles,
    whistle_rates,
)
from wangge.core.notices.models import Notice
from wangge.ground.foundation import jobs
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal
from wangge.ground.foundation.ids import uuid7

pytestmark = pytest.mark.django_db


def test_Q16_each_unit_has_its_own_clocks_and_what_it_did_is_measured():
    muster = Muster()
    muster.blown()
    water = muster.clocks(muster.water)
    assert set(water) == {"sign", "contact", "arrive", "report"}
    assert water["sign"].due_at == MONDAY + HOUR
    assert water["sign"].derivation["rule"] == "集结哨"

    ops.sign_party(**muster.of(muster.water, muster.water_officer, MONDAY + timedelta(minutes=20)))
    ops.contact_party(words="和组长说好下午去", **muster.of(muster.water, muster.water_officer, LATER))
    ops.arrive_party(where="沟口", **muster.of(muster.water, muster.water_officer, MONDAY + 5 * HOUR))
    ops.report_party(words="清了三车", **muster.of(muster.water, muster.water_officer, MONDAY + 7 * HOUR))
    ops.arrive_party(**muster.of(muster.forest, muster.forest_officer, MONDAY + timedelta(days=5)))

    met = {kind: clock.was_met for kind, clock in muster.clocks(muster.water).items()}
    late = {kind: clock.was_met for kind, clock in muster.clocks(muster.forest).items()}
    party = muster.party(muster.water)
    assert met == {"sign": True, "contact": True, "arrive": True, "report": True}
    assert late == {"sign": False, "contact": False, "arrive": False, "report": None}
    assert (party.state, party.arrived_where, party.report) == ("reported", "沟口", "清了三车")
    with pytest.raises(Conflict, match="已报结果"):
        ops.sign_party(**muster.of(muster.water, muster.water_officer))


def test_Q16_who_does_not_come_escalates_to_the_next_leader_never_twice_for_one_cause():
    muster = Muster()
    muster.blown(kind="emergency")
    ops.arrive_party(**muster.of(muster.water, muster.water_officer, MONDAY))
    CaseClock.objects.filter(party=None).update(next_rung_at=None)

    for hours in (2, 2, 3, 3):
        ops.escalate_late(at=MONDAY + hours * HOUR)
    ops.escalate_late(at=MONDAY + timedelta(days=3))
    ops.escalate_late(at=MONDAY + timedelta(days=3))

    climbed = list(
        CaseEscalation.objects.filter(clock__kind="arrive").order_by("id").values_list("code", "clock__unit", "unit")
    )
    assert climbed == [
        ("urge", muster.forest.pk, muster.town.village_centre.pk),
        ("supervise", muster.forest.pk, muster.town.centre.pk),
    ]
    assert not CaseEscalation.objects.filter(clock__unit=muster.water.pk, clock__kind="arrive").exists()
    assert Case.objects.everywhere("a test looks").get(pk=muster.case_id).supervision == 0
    notes = CaseStep.objects.filter(action="urge", detail__clock="arrive").values_list("note", flat=True)
    assert list(notes) == ["催办：庆坪镇林业站到场超期"]
    jobs.run_waiting()
    told = set(Notice.objects.filter(kind="case.escalated").values_list("account_id", flat=True))
    assert muster.forest_officer.account_id in told
    assert muster.town.policeman.account_id not in told


def test_Q16_a_unit_that_cannot_come_says_on_which_basis_and_the_decision_binds():
    muster = Muster()
    muster.blown()
    with pytest.raises(Refusal, match="依据"):
        ops.decline_party(basis=" ", **muster.of(muster.forest, muster.forest_officer))
    ops.decline_party(basis="《防洪法》第八条，归水利", **muster.of(muster.forest, muster.forest_officer, LATER))
    assert muster.clocks(muster.forest)["sign"].was_met is True
    with pytest.raises(NotAllowed):
        ops.adjudicate_party(must_come=True, words="要来", **muster.of(muster.forest, muster.town.village_officer))

    ops.adjudicate_party(must_come=True, words="渣土压了林地", **muster.of(muster.forest, muster.town.officer, LATER))

    clock = CaseClock.objects.get(party__unit=muster.forest.pk, kind="arrive", stopped_at=None)
    assert (muster.party(muster.forest).state, clock.started_at) == ("signed", LATER)
    with pytest.raises(Refusal, match="审定必须到场"):
        ops.decline_party(basis="还是不归", **muster.of(muster.forest, muster.forest_officer))

    ops.decline_party(basis="不归", **muster.of(muster.water, muster.water_officer))
    ops.adjudicate_party(must_come=False, words="确实不归", **muster.of(muster.water, muster.town.officer))
    assert muster.party(muster.water).state == "released"
    with pytest.raises(NotFound):
        case_page(actor=muster.water_officer, case_id=muster.case_id, at=LATER)


def test_J45_several_units_work_one_case_at_once_and_the_owner_is_always_one():
    muster = Muster()
    owners = [muster.town.case(muster.case_id).owner_unit_id]
    muster.blown()
    muster.went(muster.forest, muster.forest_officer)
    owners.append(muster.town.case(muster.case_id).owner_unit_id)
    muster.went(muster.water, muster.water_officer)
    owners.append(muster.town.case(muster.case_id).owner_unit_id)
    assert owners == [muster.town.grid_group.pk] * 3
    case = muster.town.case(muster.case_id)
    assert case.due_kind not in ("arrive", "report")


def test_J45_a_called_unit_sees_the_case_until_the_whistle_ends_and_no_other_unit_does():
    muster, other = Muster(), Muster(make_other_town)
    muster.blown()
    seen = {"case_id": muster.case_id, "at": LATER}
    assert case_page(actor=muster.water_officer, **seen).case.number == muster.number
    for stranger in (muster.town.policeman, other.water_officer, other.town.officer):
        with pytest.raises(NotFound):
            case_page(actor=stranger, **seen)
    with pytest.raises(NotFound):
        ops.sign_party(**muster.of(muster.water, other.water_officer))
    with pytest.raises(NotAllowed):
        ops.sign_party(**muster.of(muster.water, muster.forest_officer))

    muster.went(muster.water, muster.water_officer)
    muster.went(muster.forest, muster.forest_officer)
    whistle = CaseWhistle.objects.get(case_id=muster.case_id)
    ops.conclude_whistle(
        actor=muster.town.officer if muster.town.centre.pk == whistle.blower_id else muster.town.village_officer,
        case_id=muster.case_id, whistle_id=whistle.pk, conclusion="好了", at=LATER,
    )  # fmt: skip
    with pytest.raises(NotFound):
        case_page(actor=muster.water_officer, **seen)


def test_J45_indexes_serve_the_list_of_a_unit_that_was_called():
    muster = Muster()
    muster.blown()
    one = Case.objects.everywhere("copied").get(pk=muster.case_id)
    copies = []
    for number in range(3000):
        one.pk, one.number, one.source_ref = uuid7(), f"C{number}", ""
        copies.append(copy(one))
    Case.objects.bulk_create(copies)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_case")
    seen = Case.objects.within(muster.water_officer.scope("case.see"))

    plan = seen.order_by().explain()

    assert "BitmapOr" in plan, plan
    assert "case_owner" in plan or "case_waiting" in plan
    assert "Seq Scan on cases_case" not in plan
    assert list(seen.values_list("pk", flat=True)) == [muster.case_id]


def test_Q16_the_called_are_told_and_who_called_is_not():
    muster = Muster()
    muster.blown()
    jobs.run_waiting()
    told = Notice.objects.filter(kind="case.whistle")
    by_title = {}
    for account, title in told.values_list("account_id", "title"):
        by_title.setdefault(title, set()).add(account)
    number = muster.number
    assert by_title == {
        f"集结哨：请求吹哨，请批 {number}": {muster.town.village_officer.account_id},
        f"集结哨：吹哨了，请报到 {number}": {
            muster.water_officer.account_id, muster.forest_officer.account_id, muster.town.grid_leader.account_id,
        },
    }  # fmt: skip


def test_J45_help_without_a_whistle_is_agreed_or_declined_with_a_reason():
    muster = Muster()
    ask = {"actor": muster.town.grid_leader, "case_id": muster.case_id, "at": MONDAY}
    ops.ask_help(unit_id=muster.water.pk, words="借一台水泵", **ask)
    ops.ask_help(unit_id=muster.forest.pk, words="看看树", **ask)
    with pytest.raises(Conflict, match="已经在办"):
        ops.ask_help(unit_id=muster.forest.pk, words="再看", **ask)
    assert [one.what for one in waiting_whistles(actor=muster.water_officer)] == ["help"]

    ops.sign_party(**muster.of(muster.water, muster.water_officer))
    ops.decline_party(basis="没有树", **muster.of(muster.forest, muster.forest_officer))
    with pytest.raises(Refusal, match="不用登记到场"):
        ops.arrive_party(**muster.of(muster.water, muster.water_officer))
    ops.report_party(words="水泵送到了", **muster.of(muster.water, muster.water_officer))

    states = dict(CaseParty.objects.values_list("unit_id", "state"))
    assert states == {muster.water.pk: "reported", muster.forest.pk: "declined"}
    assert not CaseParty.objects.filter(closed_at=None).exists()
    assert muster.town.case(muster.case_id).owner_unit_id == muster.town.grid_group.pk
    ops.ask_help(unit_id=muster.forest.pk, words="还是要看", **ask)


def test_Q16_rates_by_unit_show_numerator_and_denominator_of_one_place_only():
    muster, other = Muster(), Muster(make_other_town)
    muster.blown()
    other.concluded()
    ops.arrive_party(**muster.of(muster.water, muster.water_officer, MONDAY + timedelta(minutes=30)))
    ops.decline_party(basis="不归", **muster.of(muster.forest, muster.forest_officer, MONDAY + 2 * HOUR))
    when = {"since": MONDAY - HOUR, "before": MONDAY + timedelta(days=30), "at": MONDAY + timedelta(days=6)}

    rates = {r.unit_id: r for r in whistle_rates(scope=Scope((muster.town.area.path,)), **when)}

    water, forest = rates[muster.water.pk], rates[muster.forest.pk]
    assert set(rates) == {muster.water.pk, muster.forest.pk}
    assert (water.called, water.signed_in_time, water.sign_owed, water.arrived_in_time, water.arrive_owed) == (
        1, 1, 1, 1, 1,
    )  # fmt: skip
    assert (forest.signed_in_time, forest.sign_owed, forest.arrive_owed, forest.not_due, forest.declined) == (
        0, 1, 0, 1, 1,
    )  # fmt: skip
