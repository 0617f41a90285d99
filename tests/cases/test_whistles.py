"""吹哨: asked, approved, blown or refused, concluded together, rated and reviewed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cases.muster import LATER, Muster
from tests.cases.town import make_other_town
from tests.world import MONDAY, make_actor, make_unit
from wangge.core.cases import operations as ops
from wangge.core.cases.models import Case, CaseParty, CaseStep, CaseWhistle
from wangge.core.cases.operations import Mark
from wangge.core.cases.queries.whistles import (
    WhistleFilter,
    waiting_whistles,
    whistle_list,
)
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal

pytestmark = pytest.mark.django_db


def test_Q17_the_grid_asks_the_centre_approves_and_the_units_are_called():
    muster = Muster()
    town = muster.town
    whistle = muster.asked()
    assert (whistle.state, whistle.blower_id, whistle.asked_unit_id) == (
        "asked", town.village_centre.pk, town.grid_group.pk,
    )  # fmt: skip
    assert not CaseParty.objects.exists()
    with pytest.raises(NotAllowed, match=r"集结哨.*村指挥中心"):
        ops.blow_whistle(actor=make_actor("village_lead", at=town.village, name="支书"), case_id=muster.case_id,
                         call=muster.call(), at=MONDAY)  # fmt: skip

    ops.approve_whistle(
        actor=town.village_officer, case_id=muster.case_id, whistle_id=whistle.pk, call=muster.call(), words="同意",
        at=LATER,
    )  # fmt: skip

    whistle.refresh_from_db()
    parties = list(CaseParty.objects.order_by("-is_lead").values_list("unit_id", "is_lead", "state"))
    assert (whistle.state, whistle.blown_name) == ("blown", "村值守丙")
    assert parties == [(muster.water.pk, True, "called"), (muster.forest.pk, False, "called")]
    actions = list(CaseStep.objects.order_by("id").values_list("action", flat=True))
    assert actions[-2:] == ["whistle", "blow"]


def test_Q17_who_may_both_ask_and_blow_blows_at_once_and_others_may_not():
    muster = Muster()
    with pytest.raises(NotAllowed):
        ops.blow_whistle(actor=muster.town.grid_leader, case_id=muster.case_id, call=muster.call(), at=MONDAY)
    with pytest.raises(NotFound):
        ops.ask_whistle(actor=muster.town.policeman, case_id=muster.case_id, call=muster.call(), at=MONDAY)

    whistle = ops.blow_whistle(actor=muster.town.officer, case_id=muster.case_id, call=muster.call(), at=MONDAY)

    assert (whistle.state, whistle.asked_unit_id, whistle.blower_id) == (
        "blown", muster.town.centre.pk, muster.town.centre.pk,
    )  # fmt: skip
    with pytest.raises(Conflict, match="已经有一个哨"):
        muster.asked()


def test_Q17_a_refusal_has_words_and_the_grid_may_ask_again_or_take_it_back():
    muster = Muster()
    whistle = muster.asked()
    refuse = {"actor": muster.town.village_officer, "case_id": muster.case_id, "whistle_id": whistle.pk, "at": MONDAY}
    with pytest.raises(Refusal, match="理由"):
        ops.refuse_whistle(words=" ", **refuse)
    ops.refuse_whistle(words="村里自己先清", **refuse)
    with pytest.raises(Conflict, match="未批准"):
        ops.approve_whistle(call=muster.call(), **refuse)

    again = muster.asked()
    with pytest.raises(NotAllowed):
        ops.withdraw_whistle(words="不用了", **(refuse | {"whistle_id": again.pk}))
    ops.withdraw_whistle(
        actor=muster.town.grid_leader, case_id=muster.case_id, whistle_id=again.pk, words="不用了", at=MONDAY
    )
    assert sorted(CaseWhistle.objects.values_list("state", flat=True)) == ["refused", "withdrawn"]


def test_Q16_the_conclusion_is_joint_then_the_grid_rates_and_the_leader_reviews():
    muster = Muster()
    whistle = muster.blown()
    conclude = {"case_id": muster.case_id, "whistle_id": whistle.pk, "conclusion": "分段清完", "at": LATER}
    muster.went(muster.water, muster.water_officer)
    with pytest.raises(Refusal, match="林业站"):
        ops.conclude_whistle(actor=muster.town.grid_leader, **conclude)
    muster.went(muster.forest, muster.forest_officer)
    with pytest.raises(NotAllowed):
        ops.conclude_whistle(actor=muster.forest_officer, **conclude)
    assert [one.what for one in waiting_whistles(actor=muster.town.grid_leader)] == ["conclude"]
    ops.conclude_whistle(actor=muster.water_officer, **conclude)

    marks = {muster.party(muster.water).pk: Mark(5, "来得快"), muster.party(muster.forest).pk: Mark(3)}
    rate = {"case_id": muster.case_id, "whistle_id": whistle.pk, "at": LATER}
    assert [one.what for one in waiting_whistles(actor=muster.town.grid_leader)] == ["rate"]
    with pytest.raises(NotAllowed, match="第一网格"):
        ops.rate_parties(actor=muster.town.village_officer, marks=marks, **rate)
    with pytest.raises(Refusal, match="1 到 5"):
        ops.rate_parties(actor=muster.town.grid_leader, marks={muster.party(muster.water).pk: Mark(6)}, **rate)
    ops.rate_parties(actor=muster.town.grid_leader, marks=marks, **rate)
    with pytest.raises(Conflict, match="打过分"):
        ops.rate_parties(actor=muster.town.grid_leader, marks=marks, **rate)
    review = {"case_id": muster.case_id, "whistle_id": whistle.pk, "at": LATER}
    with pytest.raises(NotAllowed):
        ops.review_whistle(actor=muster.town.officer, score=4, words="准", **review)
    ops.review_whistle(actor=muster.town.lead, score=4, words="吹得准，林业来晚了", **review)

    whistle.refresh_from_db()
    assert (whistle.state, whistle.review_score, whistle.reviewed_name) == ("concluded", 4, "负责人乙")
    assert sorted(CaseParty.objects.values_list("rating", flat=True)) == [3, 5]


def test_Q16_only_units_of_the_place_are_called_and_only_so_many():
    muster, other = Muster(), Muster(make_other_town)
    for given, words in (
        ({"lead": other.water.pk}, "不管这个地方"),
        ({"lead": muster.town.grid_group.pk}, "不用叫自己"),
        ({"lead": None}, "牵头"),
        ({"kind": "sleepy"}, "哪种哨"),
        ({"reason": " "}, "说明|为什么"),
    ):
        with pytest.raises(Refusal, match=words):
            muster.asked(**given)
    many = tuple(make_unit("town_station", at=muster.town.area, name=f"第{n}站").pk for n in range(9))
    with pytest.raises(Refusal, match="最多叫 9"):
        muster.asked(assist=many)


def test_Q16_every_transition_costs_at_most_ten_statements():
    muster = Muster()
    Muster(make_other_town).concluded()
    whistle, costs = muster.asked(), []
    both = {"case_id": muster.case_id, "whistle_id": whistle.pk, "at": LATER}
    town, case = muster.town, muster.case_id
    approve = {"actor": town.village_officer, "case_id": case, "whistle_id": whistle.pk, "call": muster.call()}
    steps = [
        lambda: ops.approve_whistle(at=MONDAY, **approve),
        lambda: ops.sign_party(**muster.of(muster.water, muster.water_officer)),
        lambda: ops.contact_party(words="好", **muster.of(muster.water, muster.water_officer)),
        lambda: ops.arrive_party(**muster.of(muster.water, muster.water_officer)),
        lambda: ops.report_party(words="好", **muster.of(muster.water, muster.water_officer)),
        lambda: ops.decline_party(basis="不归", **muster.of(muster.forest, muster.forest_officer)),
        lambda: ops.adjudicate_party(must_come=False, words="是", **muster.of(muster.forest, town.officer)),
        lambda: ops.conclude_whistle(actor=town.grid_leader, conclusion="完", **both),
        lambda: ops.rate_parties(actor=town.grid_leader, marks={muster.party(muster.water).pk: Mark(5)}, **both),
        lambda: ops.review_whistle(actor=town.lead, score=5, words="准", **both),
        lambda: ops.ask_help(actor=town.grid_leader, case_id=case, unit_id=muster.forest.pk, words="拉渣", at=LATER),
        lambda: ops.ask_whistle(actor=town.grid_leader, case_id=case, call=muster.call(), at=LATER),
    ]
    parties = {}
    for take in steps:
        parties.update({p.unit_id: p for p in CaseParty.objects.all()})
        with CaptureQueriesContext(connection) as seen:
            take()
        costs.append(sum("SAVEPOINT" not in q["sql"] for q in seen))
    looked_up = 1  # the test itself finds the party
    assert max(costs) - looked_up <= 10, costs


def test_Q16_a_finished_case_calls_nobody_any_more():
    muster = Muster()
    muster.blown()
    case = muster.town.case(muster.case_id)
    found = Case.objects.everywhere("a test closes it").filter(pk=case.pk)
    found.update(state="withdrawn", closed_at=LATER)

    ops.end_whistles(case_ids=[case.pk], at=LATER)

    whistle = CaseWhistle.objects.get()
    assert (whistle.state, whistle.conclusion) == ("concluded", "事项已经办结，哨随之结束")
    assert not CaseParty.objects.filter(closed_at=None).exists()


def test_Q16_the_list_is_of_the_scope_and_narrows():
    muster, other = Muster(), Muster(make_other_town)
    muster.concluded()
    other.asked()

    def rows(**where):
        return [r.number for r in whistle_list(scope=muster.town.officer.scope("case.see"),
                                               where=WhistleFilter(**where)).rows]  # fmt: skip

    assert rows() == rows(state="concluded") == rows(unit_id=muster.water.pk) == [muster.number]
    assert rows(state="asked") == rows(kind="emergency") == rows(unit_id=muster.town.station.pk) == []
    row = whistle_list(scope=muster.town.officer.scope("case.see"), where=WhistleFilter()).rows[0]
    assert (row.called, row.arrived, row.reported, row.members) == (2, 2, 2, 0)
