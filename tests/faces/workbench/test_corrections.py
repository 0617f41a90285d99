"""类别纠正: what was suggested and what clerks made of it; buttons where a matter is accepted or typed in."""

import io

import pytest
from python_calamine import CalamineWorkbook

from tests.cases.town import make_other_town, make_qingping
from tests.faces.workbench.office import page, sign_in
from tests.faces.workbench.test_intake import only_case, send, typed
from tests.world import MONDAY
from wangge.core.access.queries import Actor
from wangge.core.areas.operations import NewNamedPlace, add_named_places
from wangge.core.areas.scope import EVERYWHERE, Scope
from wangge.core.cases import operations
from wangge.core.cases.queries.corrections import CorrectionFilter, corrections

pytestmark = pytest.mark.django_db
LIGHT, ROAD = "村口路灯坏了三天", "farming_road"


def accepted(town, *, category: str = "", times: int = 1) -> str:
    """Cases about the light, accepted under this category; the code that was suggested."""
    suggested = ""
    for _ in range(times):
        found = town.report(LIGHT)
        suggested = town.case(found).category
        operations.accept_case(actor=town.officer, case_id=found.case_id, category=category, at=MONDAY)
    return suggested


def report(actor: Actor | None = None, **where):
    scope = actor.scope("case.see") if actor else EVERYWHERE
    return corrections(scope=scope, where=CorrectionFilter(**where))


def test_the_report_counts_what_stood_and_what_was_corrected_by_pair():
    town = make_qingping()
    suggested = accepted(town, times=3)
    accepted(town, category=ROAD, times=1)
    town.report(LIGHT)

    found = report()

    assert (found.first.part, found.first.whole, found.first.value) == (3, 4, 0.75)
    assert (found.by_words.part, found.by_words.whole) == (3, 4)
    assert found.by_model.value is None
    assert (found.waiting, found.unsuggested) == (1, 0)
    assert [(p.suggested, p.chosen, p.cases, p.of) for p in found.pairs] == [(suggested, ROAD, 1, 4)]
    assert report(since=MONDAY.replace(year=MONDAY.year + 1)).first.whole == 0


def test_one_town_sees_nothing_of_the_other():
    town, other = make_qingping(), make_other_town()
    accepted(town, category=ROAD)

    assert report(other.officer).pairs == ()
    assert report(town.officer).first.whole == 1
    assert corrections(scope=Scope(), where=CorrectionFilter()).first.whole == 0


def test_the_page_says_shares_with_both_numbers_and_the_file_holds_the_pairs():
    town = make_qingping()
    accepted(town, times=1)
    accepted(town, category=ROAD, times=1)
    lead = sign_in(town.lead)

    shown = page(lead.get("/corrections/"))

    assert "50.00%（1/2）" in shown
    assert "→" in shown
    assert "按规则里的识别用语提示" in shown
    assert "近 30 天上报的" in page(lead.get("/corrections/?days=30"))


def test_the_export_needs_its_permission_and_is_a_workbook():
    town = make_qingping()
    accepted(town, category=ROAD)
    keeper = next(a for a in (town.officer, town.lead) if a.may("case.export"))

    answer = sign_in(keeper).post("/corrections/export/", {})
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    rows = book.get_sheet_by_index(0).to_python()

    assert "0.00%（0/1）" in rows[2][0]
    assert rows[4][3:5] == [1, 1]
    assert sign_in(town.policeman).post("/corrections/export/", {}).status_code in (403, 404)


def test_the_accept_form_offers_what_was_suggested_and_takes_it():
    town = make_qingping()
    found = town.report(LIGHT)
    officer = sign_in(town.officer)

    shown = page(officer.get(f"/cases/{found.case_id}/"))

    assert f'name="pick" value="{town.case(found).category}"' in shown
    suggested = town.case(found).category
    assert officer.step(found.case_id, "accept", pick=suggested, category="", note="").status_code == 302
    assert town.case(found).category == suggested


def test_another_category_goes_before_the_suggested_one():
    town = make_qingping()
    found = town.report(LIGHT)

    sign_in(town.officer).step(found.case_id, "accept", pick=town.case(found).category, category=ROAD, note="")

    assert town.case(found).category == ROAD


def test_words_that_name_a_grid_are_pointed_out_and_move_nothing():
    town = make_qingping()
    add_named_places(places=[NewNamedPlace(area_id=town.grid.pk, name="惠民小区", kind="estate", aliases=("老粮站",))])
    found = town.report("老粮站的路灯坏了", area_id=town.village.pk)

    shown = page(sign_in(town.officer).get(f"/cases/{found.case_id}/"))

    assert "话里说的地方像是" in shown
    assert "惠民小区" in shown
    assert town.case(found).area_id == town.village.pk


def test_while_the_operator_types_categories_and_grids_are_offered_as_buttons():
    town, other = make_qingping(), make_other_town()
    add_named_places(places=[NewNamedPlace(area_id=town.grid.pk, name="惠民小区", kind="estate")])
    add_named_places(places=[NewNamedPlace(area_id=other.grid.pk, name="别处小区", kind="estate")])
    officer = sign_in(town.officer)

    shown = page(officer.post("/intake/suggestions/", {"body": "惠民小区和别处小区路灯坏了", "where_words": ""}))

    assert 'name="pick"' in shown
    assert f'name="area" value="{town.grid.pk}"' in shown
    assert str(other.grid.pk) not in shown
    assert 'name="pick"' not in page(officer.post("/intake/suggestions/", {"body": ""}))


def test_a_pressed_suggestion_is_taken_and_a_chosen_category_goes_before_it():
    town = make_qingping()
    officer = sign_in(town.officer)

    send(officer, typed(town, pick=ROAD))

    assert only_case().category == ROAD
    assert "看不懂" not in page(send(officer, typed(town, pick="no_such")))
