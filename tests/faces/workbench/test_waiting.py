"""待办: whistles, decisions, return visits and disputes that wait beside the cases, in no statement more."""

import re

import pytest

from tests.cases.disputes import a_dispute
from tests.cases.muster import LATER, Muster
from tests.cases.test_requests import ask, decide
from tests.cases.town import make_other_town, make_qingping
from tests.faces.workbench.office import now, page, reported_lately, sign_in, statements
from tests.world import make_actor
from wangge.core.areas import counting
from wangge.core.areas.counting import Counted, count_together, prepare
from wangge.core.areas.scope import Scope, Unscoped
from wangge.core.cases import operations as ops
from wangge.core.cases.lifecycle import RequestKind
from wangge.core.cases.models import Case, CaseRequest
from wangge.core.cases.queries import waiting_counts

pytestmark = pytest.mark.django_db


def lines(shown: str) -> list[tuple[str, str, str]]:
    """Title, what it is made of, and where it leads, of each line that stands for something besides cases."""
    group = shown.partition("事项以外等您的")[2].partition("</details>")[0]
    found = re.findall(r'<a href="([^"]+)" data-open[^>]*>([^<]+)</a><span>([^<]*)</span>', group)
    return [(title, below, url) for url, title, below in found]


def much(make=make_qingping) -> Muster:
    """A town in which something of every kind waits."""
    muster = Muster(make)
    town = muster.town
    muster.blown()
    muster.went(muster.forest, muster.forest_officer)
    ask(town, town.signed(), RequestKind.EXTEND, amount=1)
    town.answered()
    ops.plan_unrated_visits(at=now())
    a_dispute(town)
    return muster


def test_what_waits_besides_cases_is_counted_says_why_and_leads_to_its_list():
    muster = much()
    town = muster.town

    water = page(sign_in(muster.water_officer).get("/todo/"))
    lead = page(sign_in(town.lead).get("/todo/"))
    village = page(sign_in(town.village_officer).get("/todo/"))

    assert lines(water) == [("吹哨和协办 1 件", "等应哨、协办 1", "/whistles/")]
    assert "最早" in water
    assert lines(lead) == [
        ("等您审定的申请 1 件", "同意还是不同意；期限是所在事项的", "/requests/"),
        ("等您单位回访 1 件", "问反映人解决了没有，照实记下", "/visits/?whose=mine"),
    ]
    assert lines(village) == [("您单位调解的纠纷 1 件", "要调结 1", "/disputes/")]
    assert "等您审定的申请 1 件" in page(sign_in(make_actor("town_lead", at=town.area, name="镇长")).get("/todo/"))


def test_what_is_done_waits_no_longer_and_nothing_of_another_town_does():
    muster, other = much(), much(make_other_town)
    town, stranger = muster.town, make_actor("town_lead", at=other.town.area, name="镇长")
    before = [one.of("whistle") for one in (counts(muster.water_officer), counts(stranger))]

    muster.went(muster.water, muster.water_officer)
    decide(town, CaseRequest.objects.get(town_id=town.area.pk))

    assert before == [1, 0]
    assert [counts(one).of("whistle") for one in (muster.water_officer, town.grid_leader)] == [0, 1]
    assert (counts(town.lead).of("decide"), counts(other.town.lead).of("decide")) == (0, 1)


def counts(actor):
    return waiting_counts(actor=actor, at=now(), today=LATER.date())


@pytest.mark.parametrize(("role", "cost"), [("lead", 6), ("village_officer", 6), ("officer", 6), ("grid_leader", 6)])
def test_the_page_costs_six_statements_with_something_of_every_kind(role, cost):
    town = much().town
    reported_lately(town)

    assert statements(sign_in(getattr(town, role)), "/todo/") == cost


def test_nothing_is_counted_further_than_anybody_reads(monkeypatch):
    monkeypatch.setattr(counting, "AT_MOST", 3)
    monkeypatch.setattr("wangge.faces.workbench.waiting.AT_MOST", 3)
    town = make_qingping()
    for number in range(4):
        reported_lately(town, f"第{number}件")

    shown = page(sign_in(town.grid_leader).get("/todo/"))

    assert "<b>2+</b>" in shown
    assert shown.count("data-row") == 4


def test_many_counts_are_one_statement_and_read_only_what_is_scoped(django_assert_num_queries):
    town = make_qingping()
    town.report()
    rows = Case.objects.within(Scope((town.area.path,)))
    wanted = {"all": rows.values_list("due_at"), "none": rows.filter(pk__in=[]).values_list("due_at")}

    with django_assert_num_queries(1):
        found = count_together(prepare(wanted))

    due = town.case(rows.get().pk).due_at
    assert found == {"all": Counted(1, due), "none": Counted()}
    with pytest.raises(Unscoped):
        prepare({"all": Case.objects.values_list("due_at")})
