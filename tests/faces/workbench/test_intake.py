"""A caller's matter: who called before, what is like it, the number at the end, once however often it is sent."""

import re
from uuid import uuid4

import pytest
from django.test import Client

from tests.cases.town import Town, make_other_town, make_qingping
from tests.faces.workbench.office import Desk, page, reported_lately, sign_in
from tests.faces.workbench.test_case_list import index
from tests.faces.workbench.test_steps import picture
from tests.scenarios.test_kaixuan import Street
from tests.world import MONDAY, make_actor
from wangge.core.access.models import Grant
from wangge.core.cases.models import Case, CaseAsker, CasePhoto
from wangge.faces.workbench.intake.spoken import in_threes, spoken

pytestmark = pytest.mark.django_db
PHONE = "13812341234"


def typed(town: Town, **more: object) -> dict[str, object]:
    return {
        "token": str(uuid4()),
        "phone": PHONE,
        "name": "张大力",
        "channel": "phone",
        "body": "自来水发黄三天了",
        "category": "",
        "area": str(town.grid.pk),
        "where_words": "小学东门",
        "lon": "",
        "lat": "",
    } | more


def send(desk: Desk, values: dict[str, object]):
    return desk.post("/intake/", values)


def only_case() -> Case:
    return Case.objects.everywhere("a test looks").get()


def test_a_caller_s_matter_gets_a_number_and_a_code_to_read_aloud():
    town = make_qingping()
    officer = sign_in(town.officer)

    answer = send(officer, typed(town, photos=picture()))

    case = only_case()
    shown = page(answer)
    assert answer.status_code == 200
    assert in_threes(case.number) in shown
    assert "字母 Q、P，" in shown
    assert town.grid_group.name in shown
    assert (case.channel, case.area_id, case.where_words) == ("phone", town.grid.pk, "小学东门")
    assert CaseAsker.objects.get(case=case).phone == PHONE
    assert CasePhoto.objects.filter(case=case).count() == 1
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_same_form_sent_twice_is_one_case():
    town = make_qingping()
    officer = sign_in(town.officer)
    values = typed(town)

    first, second = send(officer, values), send(officer, values)

    assert Case.objects.everywhere("a test counts").count() == 1
    assert "这一张已经登记过了" in page(second)
    assert in_threes(only_case().number) in page(first)


def test_what_is_missing_is_said_and_nothing_typed_is_lost():
    town = make_qingping()
    officer = sign_in(town.officer)

    without_place = send(officer, typed(town, area=""))
    without_phone = send(officer, typed(town, phone=""))
    without_words = send(officer, typed(town, body=" "))

    assert (without_place.status_code, "请选网格" in page(without_place)) == (400, True)
    assert (without_phone.status_code, "要留下来电号码" in page(without_phone)) == (400, True)
    assert without_words.status_code == 400
    assert "自来水发黄三天了" in page(without_phone)
    assert f'value="{town.grid.pk}" checked' in page(without_phone)
    assert not Case.objects.everywhere("a test counts").exists()


def test_whether_a_person_or_an_enterprise_calls_is_proposed_by_the_category_and_may_be_changed():
    street = Street()
    desk = sign_in(street.officer)
    about = {"body": "招工难，想请街道牵线", "channel": "talk", "area": str(street.area.pk), "phone": PHONE}

    assert "按类别：企业反映的" in page(desk.post("/intake/asker/", about | {"category": "enterprise_policy"}))
    assert "写了内容或者选了类别" in page(desk.post("/intake/asker/"))
    for chosen, kept in (("", "enterprise"), ("person", "person")):
        values = about | {"category": "enterprise_policy", "asker_kind": chosen, "token": str(uuid4())}
        assert desk.post("/intake/", values).status_code == 200
        assert Case.objects.everywhere("a test looks").latest("id").asker_kind == kept
    assert desk.post("/intake/", about | {"asker_kind": "city", "token": str(uuid4())}).status_code == 400


def test_a_window_needs_no_telephone_number():
    town = make_qingping()

    answer = send(sign_in(town.officer), typed(town, channel="window", phone="", name=""))

    assert (answer.status_code, only_case().channel) == (200, "window")


def test_a_channel_of_the_public_is_not_an_operator_s():
    town = make_qingping()

    answer = send(sign_in(town.officer), typed(town, channel="qr"))

    assert answer.status_code == 400
    assert not Case.objects.everywhere("a test counts").exists()


def test_earlier_cases_of_the_number_stand_beside_and_the_number_in_no_address():
    town = make_qingping()
    found = reported_lately(town, "路灯坏了", phone=PHONE)
    officer = sign_in(town.officer)

    by_part = officer.post("/intake/callers/", {"phone": "138 1234 1234"})
    by_address = officer.get(f"/intake/callers/?phone={PHONE}")
    nobody = officer.post("/intake/callers/", {"phone": "13900000000"})

    assert f"/cases/{found}/" in page(by_part)
    assert by_address.status_code == 405
    assert "这个号码以前没有反映过" in page(nobody)


def test_likely_repeats_of_the_village_stand_beside():
    town = make_qingping()
    found = reported_lately(town, "村口路灯坏了三天没人修，晚上看不见")
    index(found)
    officer = sign_in(town.officer)

    same = officer.post("/intake/repeats/", {"body": "路灯坏了三天没人修", "area": str(town.grid.pk)})
    other = officer.post("/intake/repeats/", {"body": "想问医保怎么参保", "area": str(town.grid.pk)})

    assert f"/cases/{found}/" in page(same)
    assert "没有找到相像的" in page(other)


def test_without_scripts_the_form_itself_looks_for_repeats_and_makes_no_case():
    town = make_qingping()
    found = reported_lately(town, "路灯坏了", phone=PHONE)

    answer = send(sign_in(town.officer), typed(town, look="1"))

    shown = page(answer)
    assert (answer.status_code, f"/cases/{found}/" in shown, "自来水发黄三天了" in shown) == (200, True, True)
    assert Case.objects.everywhere("a test counts").count() == 1


def test_only_the_areas_of_the_person_are_offered_and_taken():
    town, other = make_qingping(), make_other_town()
    officer = sign_in(town.officer)

    shown = page(officer.get("/intake/"))
    refused = send(officer, typed(town, area=str(other.grid.pk)))

    assert (town.grid.name in shown, other.grid.name in shown) == (True, False)
    assert refused.status_code == 400
    assert not Case.objects.everywhere("a test counts").exists()


def test_somebody_of_one_grid_needs_not_choose_it():
    town = make_qingping()

    shown = page(sign_in(town.grid_leader).get("/intake/"))

    assert re.findall(r'name="area" value="([^"]+)" checked', shown) == [str(town.grid.pk)]


def test_grids_are_found_by_name_or_initials_of_the_grid_or_its_village():
    town = make_qingping()
    officer = sign_in(town.officer)

    found = [page(officer.get(f"/intake/areas/?find={words}")).count("<input") for words in ("荣星", "rxc", "没有")]

    assert found == [2, 2, 0]


def test_over_several_towns_the_town_is_chosen_first():
    town, other = make_qingping(), make_other_town()
    actor = make_actor("town_desk", at=town.area, unit=town.centre, name="值班员")
    Grant.objects.create(
        account_id=actor.account_id,
        role="town_desk",
        place="qingping",
        area_path=other.area.path,
        valid_from=MONDAY,
        granted_by="测试",
    )
    desk = sign_in(actor)

    first = page(desk.get("/intake/"))
    second = page(desk.get(f"/intake/?town={other.area.code}"))
    answer = desk.post(f"/intake/?town={other.area.code}", typed(other))

    assert ("事情在哪个乡镇" in first, other.grid.name in second) == (True, True)
    assert answer.status_code == 200
    assert only_case().town_id == other.area.pk
    assert desk.get("/intake/?town=no-such").status_code == 404


def test_who_may_not_enter_matters_is_refused():
    town = make_qingping()
    policeman = sign_in(town.policeman)

    answers = [policeman.get("/intake/"), policeman.post("/intake/", typed(town)), Client().get("/intake/")]

    assert [a.status_code for a in answers] == [403, 403, 302]
    assert not Case.objects.everywhere("a test counts").exists()


def test_numbers_are_read_digit_by_digit_and_letters_are_said_to_be_letters():
    assert spoken("QP26004217K") == "字母 Q、P，二、六、零、零、四、二、幺、七，字母 K"
    assert in_threes("QP26004217K") == "QP2 600 421 7K"
