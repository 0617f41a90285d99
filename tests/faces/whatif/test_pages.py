"""政策推演 on the pages: asked, played by a job, read by whoever may, deleted having asked."""

import pytest

from tests.cases.town import make_other_town, make_qingping
from tests.faces.workbench.office import page, sign_in, statements
from wangge.ground.foundation.jobs import run_waiting
from wangge.practice.whatif.models import Run

pytestmark = pytest.mark.django_db


def filled(desk, **changed):
    """The form as it stands on the page, with some fields changed."""
    form = desk.get("/whatif/new/").context["form"]
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return {name: value for name, value in (values | changed).items() if value is not None}


def test_a_change_is_tried_on_the_page_and_its_result_is_kept():
    desk = sign_in(make_qingping().lead)
    assert "还没有推演过" in page(desk.get("/whatif/"))

    asked = desk.post("/whatif/new/", filled(desk, title="办结放宽", close_0="30", seeds="2"))
    url = asked["Location"]
    waiting = page(desk.get(url))
    run_waiting()
    done = page(desk.get(url))

    assert "排队中" in waiting
    assert "hx-get" in waiting
    assert "已完成" in done
    assert "hx-get" not in done.partition("</main>")[0].partition('id="whatif-run"')[2][:200]
    assert "超期的事项" in done
    assert "没有算进去的" in done
    assert "30个工作日" in done
    assert "办结放宽" in page(desk.get("/whatif/"))
    assert 'value="30.0"' in page(desk.get(f"/whatif/new/?like={url.split('/')[-2]}"))


def test_nothing_tried_a_number_out_of_reach_and_strangers_are_refused():
    town, other = make_qingping(), make_other_town()
    desk = sign_in(town.lead)

    nothing = desk.post("/whatif/new/", filled(desk, seeds="2"))
    wrong = desk.post("/whatif/new/", filled(desk, capacity="150", number_cases="-4"))
    assert (nothing.status_code, "请至少改一项" in page(nothing)) == (400, True)
    assert (wrong.status_code, Run.objects.everywhere("none").exists()) == (200, False)
    url = desk.post("/whatif/new/", filled(desk, capacity="150", seeds="2"))["Location"]
    stranger = sign_in(other.lead)
    assert [stranger.get(one).status_code for one in (url, f"{url}delete/", f"/whatif/?town={town.area.code}")] == [
        404
    ] * 3
    assert sign_in(town.policeman).get("/whatif/").status_code == 403


def test_deleting_asks_first_and_the_list_costs_the_same_with_more_runs():
    desk = sign_in(make_qingping().lead)
    url = desk.post("/whatif/new/", filled(desk, capacity="150", seeds="2"))["Location"]
    few = statements(desk, "/whatif/")
    for _n in range(2):
        desk.post("/whatif/new/", filled(desk, capacity="150", seeds="2"))

    assert statements(desk, "/whatif/") == few
    assert "会删掉" in page(desk.get(f"{url}delete/"))
    assert desk.post(f"{url}delete/").status_code == 302
    assert desk.get(url).status_code == 404
