"""A call's note, a message, a line from a group is pasted: it fills the form, and the operator sends it."""

import re

import pytest

from tests.cases.town import Town, make_qingping
from tests.faces.workbench.office import Desk, page, sign_in
from tests.faces.workbench.test_intake import only_case, typed
from tests.world import make_grid
from wangge.core.areas.operations.places import NewNamedPlace, add_named_places
from wangge.core.cases.models import Case, CaseAsker

pytestmark = pytest.mark.django_db
MESSAGE = """荣星村老王：
2026年3月2日 08:15
小学东门的路灯坏了三天，晚上看不见路。找我打 138 1234 1234"""


def paste(desk: Desk, town: Town, text: str, *, channel: str = "", **more: object):
    empty = {"body": "", "phone": "", "where_words": "", "area": "", "name": ""}
    return desk.post("/intake/", typed(town, **empty, pasted=text, paste=channel, **more))


def filled(answer) -> dict[str, object]:
    return {name: answer.context["form"][name].value() for name in ("title", "body", "phone", "where_words", "channel")}


def test_S31_J21_a_message_pasted_from_a_group_fills_the_form_and_is_filed_under_its_source():
    town = make_qingping()
    officer = sign_in(town.officer)
    answer = paste(officer, town, MESSAGE, channel="online")

    assert filled(answer) == {
        "title": "小学东门的路灯坏了三天，晚上看不见路",
        "body": "小学东门的路灯坏了三天，晚上看不见路。找我打 138 1234 1234",
        "phone": "13812341234", "where_words": "", "channel": "online",
    }  # fmt: skip
    assert "还没有登记" in page(answer)
    assert not Case.objects.everywhere("a test counts").exists()

    officer.post("/intake/", typed(town, **filled(answer)))
    case = only_case()
    assert (case.channel, case.title) == ("online", "小学东门的路灯坏了三天，晚上看不见路")
    assert CaseAsker.objects.get(case=case).phone == "13812341234"


def test_S31_a_place_the_text_names_chooses_the_grid_only_where_it_is_the_only_one():
    town = make_qingping()
    make_grid(under=town.village)
    add_named_places(places=[NewNamedPlace(area_id=town.grid.pk, name="惠民小区", kind="estate")])
    officer = sign_in(town.officer)

    sure, elsewhere = paste(officer, town, "惠民小区垃圾三天没清"), paste(officer, town, "门口垃圾没清")

    assert re.findall(r'name="area" value="([^"]+)"[^>]* checked', page(sure))[-1] == str(town.grid.pk)
    assert filled(sure)["where_words"] == "惠民小区"
    assert not re.findall(r'name="area" value="[^"]+"[^>]* checked', page(elsewhere))


def test_enter_in_a_field_registers_and_does_not_paste():
    shown = page(sign_in(make_qingping().officer).get("/intake/"))
    form = shown[shown.index('data-draft="intake"') :]

    assert "name=" not in form[form.index('<button class="visually-hidden"') : form.index("</button>")]
    assert form.index("visually-hidden") < form.index('name="paste"')


def test_J21_what_was_typed_stays_and_an_unknown_source_changes_nothing():
    town = make_qingping()
    answer = paste(sign_in(town.officer), town, "路灯坏了", channel="qr", title="先写的标题")

    assert (filled(answer)["title"], filled(answer)["channel"]) == ("先写的标题", "phone")
