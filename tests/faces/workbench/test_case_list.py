"""The list: filters that read as a sentence, words of any length, pages by key, two towns."""

import re

import pytest

from tests.cases.town import make_other_town, make_qingping
from tests.faces.workbench.office import ago, now, page, reported_lately, sign_in, statements
from tests.world import make_actor, make_grid
from wangge.core.cases import operations as ops
from wangge.core.cases.events import CaseReported
from wangge.core.cases.models import Case
from wangge.core.cases.subscribers import index_words

pytestmark = pytest.mark.django_db


def titles(shown: str) -> list[str]:
    return re.findall(r'data-open title="([^"]*)"', shown)


def index(*case_ids) -> None:
    """What the outbox does after a report."""
    index_words(
        [
            CaseReported(case.pk, case.town_id, case.area_path, case.number, case.channel, case.category, case.area_id)
            for case in Case.objects.everywhere("a test").filter(pk__in=case_ids)
        ]
    )


def test_the_newest_come_first_with_all_a_line_needs():
    town = make_qingping()
    town.report("路灯坏了", at=ago(hours=2))
    reported_lately(town, "邻居院墙排水冲了地界")

    shown = page(sign_in(town.officer).get("/cases/"))

    assert titles(shown) == ["邻居院墙排水冲了地界", "路灯坏了"]
    assert "矛盾纠纷 / 邻里纠纷" in shown
    assert town.grid_group.name in shown
    assert "扫网格码" in shown


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=open", ["路灯坏了", "自来水发黄"]),
        ("state=accepted", ["自来水发黄"]),
        ("state=finished", []),
        ("state=nonsense", ["路灯坏了", "自来水发黄"]),
        ("due=overdue", ["自来水发黄"]),
        ("category=safety", ["路灯坏了"]),
        ("category=dispute", []),
        ("category=no_such", ["路灯坏了", "自来水发黄"]),
        ("channel=portal", ["路灯坏了"]),
        ("q=灯", ["路灯坏了"]),
        ("q=发黄", ["自来水发黄"]),
        ("q=自来水 黄", ["自来水发黄"]),
        ("q=没有的词", []),
        ("sort=due", ["自来水发黄", "路灯坏了"]),
    ],
)
def test_filters_narrow_the_list(query, found):
    town = make_qingping()
    first = reported_lately(town, "路灯坏了", channel="portal")
    second = town.dispatched(body="自来水发黄", to=town.station).case_id
    if "accepted" in query:
        ops.return_case(actor=town.policeman, case_id=second, reason="wrong_area", note="不归我们", at=now())
    index(first, second)

    shown = page(sign_in(town.officer).get(f"/cases/?{query}"))

    assert titles(shown) == found


def test_a_place_narrows_the_list_and_shows_what_lies_below_it():
    town = make_qingping()
    other_grid = make_grid(under=town.village)
    reported_lately(town, "这边的事")
    reported_lately(town, "那边的事", area_id=other_grid.pk)
    desk = sign_in(town.officer)

    village = page(desk.get(f"/cases/?area={town.village.code}"))
    grid = page(desk.get(f"/cases/?area={other_grid.code}"))

    assert titles(village) == ["那边的事", "这边的事"]
    assert titles(grid) == ["那边的事"]
    assert f"area={town.grid.code}" in village
    assert f"area={town.grid.code}" not in page(desk.get("/cases/"))


def test_a_case_number_typed_in_whole_opens_the_case():
    town = make_qingping()
    found = town.report()

    answer = sign_in(town.officer).get(f"/cases/?q={found.number.lower()}")

    assert answer.headers["Location"] == f"/cases/{found.case_id}/"


def test_pages_by_key_lead_on_and_back_to_the_same_place_and_keep_the_filters():
    town = make_qingping()
    for number in range(120):
        town.report(f"第{number:03}件", at=ago(minutes=number))
    desk = sign_in(town.officer)

    first = page(desk.get("/cases/?state=open"))
    older = re.search(r'rel="next" href="([^"]+)"', first).group(1).replace("&amp;", "&")
    second = page(desk.get(f"/cases/{older}"))
    newer = re.search(r'rel="prev" href="([^"]+)"', second).group(1).replace("&amp;", "&")
    back = desk.client.get(f"/cases/{newer}", follow=True)

    assert (titles(first)[0], titles(second)[0], len(titles(second))) == ("第000件", "第050件", 50)
    assert titles(page(back)) == titles(first)
    assert "state=open" in older
    assert "state%3Dopen%26after%3D" in second


def test_a_cursor_that_was_not_made_here_is_a_plain_refusal():
    answer = sign_in(make_qingping().officer).get("/cases/?after=rubbish")

    assert (answer.status_code, "请回到第一页" in page(answer)) == (400, True)


def test_lists_show_nothing_of_another_town():
    town, other = make_qingping(), make_other_town()
    mine = reported_lately(town, "庆坪的路灯")
    theirs = reported_lately(other, "尚湖的路灯")
    index(mine, theirs)
    desk = sign_in(town.officer)

    assert titles(page(desk.get("/cases/"))) == ["庆坪的路灯"]
    assert titles(page(desk.get("/cases/?q=路灯"))) == ["庆坪的路灯"]
    assert desk.get(f"/cases/?area={other.village.code}").status_code == 404


def test_a_station_sees_what_it_was_given_and_nothing_else():
    town = make_qingping()
    reported_lately(town, "不是派出所的事")
    town.dispatched(body="派出所的事")

    shown = page(sign_in(town.policeman).get("/cases/"))

    assert titles(shown) == ["派出所的事"]


def test_my_units_cases_are_those_it_owns_or_handles():
    town = make_qingping()
    reported_lately(town, "网格的事")
    town.dispatched(body="派出所的事")

    shown = page(sign_in(town.grid_leader).get("/cases/?state=open&mine=1"))

    assert titles(shown) == ["网格的事"]


def test_somebody_who_may_not_see_cases_is_refused_and_has_no_entry_for_them():
    town = make_qingping()
    actor = make_actor("audit_admin", at=town.area, name="审计员")
    desk = sign_in(actor)

    assert desk.get("/cases/").headers["Location"] == "/account/two-factor/"


def test_hostile_titles_are_text():
    town = make_qingping()
    reported_lately(town, "<script>alert(1)</script>")

    shown = page(sign_in(town.officer).get("/cases/"))

    assert "<script>alert" not in shown


@pytest.mark.parametrize("query", ["", "?sort=due&state=open", "?q=路灯"])
def test_the_list_costs_the_same_with_one_three_and_fifty_rows(query):
    town = make_qingping()
    desk = sign_in(town.officer)
    costs = []
    for upto in (1, 3, 50):
        while Case.objects.everywhere("a test counts").count() < upto:
            index(reported_lately(town, "村口的路灯"))
        costs.append(statements(desk, f"/cases/{query}"))

    assert costs == [4, 4, 4]
