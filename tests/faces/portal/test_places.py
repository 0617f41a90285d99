"""The start page, the pages of areas, the codes on posters, the papers that are verified."""

import re
from datetime import timedelta

import pytest
import shapely
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.cases.town import make_other_town, make_qingping
from tests.faces.portal.portal import put_in_post, send, words_of
from tests.world import MONDAY, OPENED_ON, make_county
from wangge.core.access.models import Account
from wangge.core.areas.models import Boundary
from wangge.core.areas.operations import issue_public_code, revoke_public_code
from wangge.core.teams.models import EndReason
from wangge.core.teams.operations import end_appointment
from wangge.ground.engines.frames import from_wgs84
from wangge.ground.foundation import revisions

pytestmark = pytest.mark.django_db


def page(client, name, *args, **query):
    return client.get(reverse(f"portal:{name}", args=args), query)


def outline(area):
    shape = shapely.box(104.30, 35.10, 104.302, 35.102).wkb
    Boundary.objects.create(area=area, shape=shape, source="drawn", valid_from=OPENED_ON)
    revisions.forget_all()


def test_with_one_town_the_start_page_goes_straight_to_its_villages(client):
    town = make_qingping()

    seen = words_of(page(client, "home"))

    assert "选村(社区)" in seen
    assert town.village.name in seen
    assert "0932-4500000" in seen


def test_with_two_towns_the_start_page_asks_which(client):
    make_qingping(), make_other_town()

    seen = words_of(page(client, "home"))

    assert "选乡镇(街道)" in seen
    assert [name for name in ("庆坪镇", "尚湖镇", "荣星村", "新和村") if name in seen] == ["庆坪镇", "尚湖镇"]


def test_the_start_page_of_an_empty_site_says_so(client):
    assert "这里还没有开通" in words_of(page(client, "home"))


@pytest.mark.parametrize(
    "words", ["荣星", "荣星村第一网格", "荣星村第1网格", "荣星村 第一网格网格长", "rxcdy", "ＲＸＣＤＹ"]
)
def test_T22_a_grid_is_found_by_what_people_call_it(client, words):
    town = make_qingping()
    make_other_town()

    response = page(client, "home", q=words)

    assert reverse("portal:area", args=[town.grid.code]) in response.content.decode()
    assert "新和村" not in words_of(response)


def test_words_that_name_nothing_are_given_back_as_text(client):
    make_qingping()

    response = page(client, "home", q="<b>没有</b>")

    assert "没有找到“<b>没有</b>”" in words_of(response)
    assert "<b>没有</b>" not in response.content.decode()


def test_the_start_page_and_the_search_cost_no_statement(client):
    make_qingping()
    page(client, "home")

    with CaptureQueriesContext(connection) as seen:
        page(client, "home", q="荣星")

    assert [q["sql"] for q in seen] == []


@pytest.mark.parametrize("turned", ["right", "swapped", "shifted"])
def test_a_position_leads_to_its_grid_and_stands_in_no_address(client, turned):
    town = make_qingping()
    outline(town.grid)
    lon, lat = 104.301, 35.101
    if turned == "swapped":
        lon, lat = lat, lon
    if turned == "shifted":
        lon, lat = (float(x) for x in from_wgs84([(lon, lat)], "gcj02")[0])

    response = client.post(reverse("portal:locate"), {"lon": lon, "lat": lat})

    assert response["Location"] == reverse("portal:area", args=[town.grid.code])


@pytest.mark.parametrize("point", [{"lon": "116.4", "lat": "39.9"}, {"lon": "", "lat": ""}, {"lon": "nan", "lat": "x"}])
def test_a_position_that_leads_nowhere_goes_back_with_a_word(client, point):
    outline(make_qingping().grid)

    response = client.post(reverse("portal:locate"), point, follow=True)

    assert "请用名称查找,或者一级一级选" in words_of(response)


def test_J47_a_grid_shows_who_answers_what_they_may_decide_and_no_personal_phone(client):
    town = make_qingping()
    put_in_post(town, "李亚红", "grid_leader", area=town.grid, unit=town.grid_group)
    put_in_post(town, "张不愿", "linked_member", area=town.grid, unit=town.grid_group, is_public=False)
    put_in_post(town, "王书记", "village_officer", area=town.village, unit=town.village_centre)
    other = make_other_town()
    put_in_post(other, "外人甲", "grid_leader", area=other.grid, unit=other.grid_group)
    town.report(name="赵反映", phone="13912345678")

    response = page(client, "area", town.grid.code)

    seen = words_of(response)
    for words in ("我要反映", "荣星村第一网格", "李亚红", "网格党小组组长", "网格里能办的小事当场办", "0932-4500000"):
        assert words in seen
    assert "王书记" in seen  # who answers for the village stands below
    assert not any(words in response.content.decode() for words in ("张不愿", "外人甲", "赵反映", "组长丁"))
    assert re.findall(r"1[3-9][0-9]{9}", seen) == []


def test_a_grid_without_people_still_takes_reports(client):
    town = make_qingping()

    seen = words_of(page(client, "area", town.grid.code))

    assert "网格的人员还没有公布" in seen
    assert "我要反映" in seen


def test_a_grid_shows_counts_of_its_own_cases_and_no_word_of_them(client):
    town = make_qingping()
    other = make_other_town()
    town.report("绝密的事情", at=timezone.now())
    other.report("别镇的事情", at=timezone.now())

    response = page(client, "area", town.grid.code)

    assert "1 正在办 1 近30天反映 0 近30天办结" in words_of(response)
    assert "绝密" not in response.content.decode()


@pytest.mark.parametrize("level", ["area", "village", "grid"])
def test_the_page_of_an_area_costs_at_most_four_statements(client, level):
    town = make_qingping()
    put_in_post(town, "李亚红", "grid_leader", area=town.grid, unit=town.grid_group)
    code = getattr(town, level).code
    page(client, "area", code)

    with CaptureQueriesContext(connection) as seen:
        page(client, "area", code)

    assert len(seen) <= 4, [q["sql"] for q in seen]


def test_a_county_lists_its_towns_and_takes_no_report(client):
    make_qingping()
    county = make_county("临洮县", code="621124")

    response = page(client, "area", "621123000000")

    assert "庆坪镇" in words_of(response)
    assert "我要反映" not in words_of(response)
    assert page(client, "report", county.code).status_code == 404


def test_an_unknown_area_is_missing(client):
    assert page(client, "area", "999999").status_code == 404


def test_J42_a_poster_opens_its_area_and_the_report_counts_as_scanned(client):
    town = make_qingping()
    code = issue_public_code(area_id=town.grid.pk, at=MONDAY)

    response = page(client, "code", code.token)

    link = reverse("portal:report", args=[town.grid.code]) + "?via=qr"
    assert (response.status_code, link in response.content.decode()) == (200, True)
    assert 'name="via" value="qr"' in client.get(link).content.decode()


def test_J42_a_revoked_code_and_one_that_never_was_look_alike_and_name_a_phone(client):
    town = make_qingping()
    code = issue_public_code(area_id=town.grid.pk, at=MONDAY)
    revoke_public_code(code_id=code.pk, at=MONDAY)

    revoked, unknown = page(client, "code", code.token), page(client, "code", "NEVERWAS")

    assert (revoked.status_code, unknown.status_code) == (404, 404)
    assert words_of(revoked) == words_of(unknown)
    assert "0932-4500000" in words_of(revoked)
    assert town.grid.name not in words_of(revoked)


def test_a_work_card_is_verified_and_after_its_end_names_nobody_in_full(client):
    town = make_qingping()
    card = put_in_post(town, "李亚红", "grid_leader", area=town.grid, unit=town.grid_group)

    valid = page(client, "verify", card.token)
    end_appointment(actor=town.lead, appointment_id=card.pk, reason=EndReason.MOVED, at=MONDAY + timedelta(days=9))
    ended = page(client, "verify", card.token)
    unknown = page(client, "verify", "0000000000")

    assert [words in words_of(valid) for words in ("证件有效", "李亚红", "荣星村第一网格")] == [True] * 3
    assert ("失效" in words_of(ended), "李亚红" in words_of(ended)) == (True, False)
    assert (unknown.status_code, "查不到这个证件" in words_of(unknown)) == (404, True)


def test_J47_the_directory_names_posts_areas_and_duty_phones_of_one_place_only(client):
    town, other = make_qingping(), make_other_town()
    put_in_post(town, "李亚红", "grid_leader", area=town.grid, unit=town.grid_group)
    put_in_post(town, "王书记", "village_officer", area=town.village, unit=town.village_centre)
    put_in_post(other, "外人甲", "grid_leader", area=other.grid, unit=other.grid_group)

    village, whole = page(client, "people", town.village.code), page(client, "people", town.area.code)

    assert [name for name in ("李亚红", "王书记", "外人甲") if name in words_of(village)] == ["李亚红", "王书记"]
    assert [name for name in ("李亚红", "王书记", "外人甲") if name in words_of(whole)] == ["王书记"]
    assert page(client, "people", town.grid.code)["Location"] == reverse("portal:area", args=[town.grid.code])


def test_the_directory_costs_one_statement(client):
    town = make_qingping()
    page(client, "people", town.village.code)

    with CaptureQueriesContext(connection) as seen:
        page(client, "people", town.village.code)

    assert len(seen) == 1


def test_the_outlines_of_the_grids_around_are_public_and_mark_this_one(client):
    town = make_qingping()
    outline(town.grid)

    found = page(client, "outlines", town.grid.code).json()

    assert [feature["properties"] for feature in found["features"]] == [{"name": town.grid.name, "is_current": True}]


def test_the_poster_is_for_staff_who_may_see_the_area(client):
    town, other = make_qingping(), make_other_town()
    issue_public_code(area_id=town.grid.pk, at=MONDAY)
    address = reverse("portal:poster", args=[town.grid.code])

    def status_for(actor):
        if actor:
            client.force_login(Account.objects.get(pk=actor.account_id))
        return client.get(address).status_code

    assert [status_for(actor) for actor in (None, other.lead, town.lead)] == [404, 403, 200]
    assert client.get(address).content.startswith(b"%PDF")


def test_the_pages_about_ourselves_are_there(client):
    town = make_qingping()

    assert "隐私说明" in words_of(page(client, "privacy"))
    assert page(client, "complaint")["Location"] == reverse("portal:complaint-form", args=[town.area.code])
    make_other_town()
    assert "是哪个乡镇(街道)的服务?" in words_of(page(client, "complaint"))


def test_pages_are_shown_in_english_and_in_large_type(client):
    town = make_qingping()
    client.cookies["django_language"], client.cookies["elder"] = "en", "1"

    response = page(client, "area", town.grid.code)

    assert 'class="elder"' in response.content.decode()
    assert "Report something" in words_of(response)


def test_no_page_asks_who_is_there(client):
    town = make_qingping()
    found = send(client, town.grid)
    sent = client.get(found["Location"])
    addresses = [
        reverse("portal:home"), reverse("portal:area", args=[town.grid.code]), found["Location"],
        reverse("portal:report", args=[town.grid.code]), reverse("portal:people", args=[town.village.code]),
        reverse("portal:look-up"), reverse("portal:privacy"),
    ]  # fmt: skip
    client.force_login(Account.objects.get(pk=town.officer.account_id))

    with CaptureQueriesContext(connection) as seen:
        for address in addresses:
            assert client.get(address).status_code == 200

    assert sent.status_code == 200
    assert [q["sql"] for q in seen if "django_session" in q["sql"] or "access_account" in q["sql"]] == []
