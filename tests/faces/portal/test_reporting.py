"""我要反映: one short form, taken once; whatever is refused, everything typed comes back."""

import re

import psycopg
import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cases.town import make_other_town, make_qingping
from tests.faces.portal.portal import a_form, how_many_cases, send, the_case, words_of
from tests.foundation.pictures import picture, png_bomb
from tests.world import MONDAY, OPENED_ON, make_grid, make_town, make_unit, make_village, shipped_rulebook
from wangge.core.areas.models import Boundary, NamedPlace
from wangge.core.cases.models import CaseAsker, CasePhoto
from wangge.core.places.operations import apply_rulebook
from wangge.faces.portal.report.examples import examples_of
from wangge.ground.engines.frames import from_wgs84
from wangge.ground.foundation import revisions
from wangge.ground.foundation.files import stores
from wangge.ground.rulebook.document import from_document, to_document

pytestmark = pytest.mark.django_db
TOLD = {"body": "桥头垃圾三天没人清运", "where_words": "桥头", "name": "李大力", "phone": "13812341234"}


@pytest.fixture
def town():
    return make_qingping()


def photo(name="灯.jpg", content=None):
    return SimpleUploadedFile(name, picture(size=(64, 48)) if content is None else content, "image/jpeg")


def kept(response):
    return re.findall(r'name="kept" value="([^"]+)"', response.content.decode())


def limit_reports(count, key="report_per_address"):
    """Put a stricter limit in force."""
    document = to_document(shipped_rulebook("qingping"))
    document["limits"][key] = {"count": count, "minutes": 60}
    apply_rulebook(rulebook=from_document(document), applied_by="测试", at=MONDAY)
    revisions.forget_all()


def test_S54_one_sentence_is_enough(client, town):
    response = send(client, town.grid, body="村口路灯坏了三天")

    case = the_case()
    assert response.status_code == 302
    assert (case.body, case.channel, case.area_id, case.lon) == ("村口路灯坏了三天", "portal", town.grid.pk, None)
    assert not CaseAsker.objects.exists()


def test_the_form_shows_the_emergency_numbers_first_and_examples_of_the_place(client, town):
    seen = words_of(client.get(reverse("portal:report", args=[town.grid.code])))

    assert seen.index("110") < seen.index("发生了什么")
    assert len(examples_of(shipped_rulebook("qingping"))) == len(examples_of(shipped_rulebook("jiaozuo"))) == 3
    assert all(words in seen for words in examples_of(shipped_rulebook("qingping")))


def test_everything_that_was_told_is_kept(client, town):
    NamedPlace.objects.create(
        town_id=town.area.pk, area_id=town.grid.pk, name="荣星小学", kind="school", lon=104.3, lat=35.1
    )
    form = client.get(reverse("portal:report", args=[town.grid.code]) + "?via=qr").content.decode()
    spot = re.search(r'<option value="(荣星小学@[^"]+)">荣星小学</option>', form)[1]

    send(client, town.grid, via="qr", spot=spot, is_confidential="on", photos=[photo(), photo("二.jpg")], **TOLD)

    case, asker = the_case(), CaseAsker.objects.get()
    assert (case.channel, case.where_words, case.lon, case.lat) == ("qr", "荣星小学 桥头", 104.3, 35.1)
    assert (asker.name, asker.phone, asker.is_confidential) == ("李大力", "13812341234", True)
    assert CasePhoto.objects.count() == 2


def test_the_whole_way_of_creating_a_case_costs_at_most_eight_statements(client, town):
    send(client, town.grid, **TOLD)

    with CaptureQueriesContext(connection) as seen:
        response = send(client, town.grid, **TOLD)

    asked = [q["sql"] for q in seen if "SAVEPOINT" not in q["sql"]]
    assert response.status_code == 302
    assert len(asked) <= 8, asked


def test_the_same_form_sent_twice_is_one_case(client, town):
    form = a_form(**TOLD)
    address = reverse("portal:report", args=[town.grid.code])

    first, second = client.post(address, form), client.post(address, form)

    assert first["Location"] == second["Location"]
    assert how_many_cases() == 1
    assert "没有重复登记" in words_of(client.get(second["Location"]))


def test_a_form_changed_after_going_back_is_another_case(client, town):
    form = a_form(body="路灯坏了")

    client.post(reverse("portal:report", args=[town.grid.code]), form)
    client.post(reverse("portal:report", args=[town.grid.code]), form | {"body": "还有,井盖也丢了"})

    assert how_many_cases() == 2


def test_a_form_without_a_number_of_its_own_is_taken_all_the_same(client, town):
    assert send(client, town.grid, form_id="'; --").status_code == 302


@pytest.mark.parametrize("body", ["", "  \n ", "\u200b"])
def test_nothing_written_is_refused_and_the_rest_comes_back(client, town, body):
    response = send(client, town.grid, **(TOLD | {"body": body}))

    seen = response.content.decode()
    assert (response.status_code, how_many_cases()) == (400, 0)
    assert "请写一写发生了什么" in seen
    assert all(f'value="{TOLD[field]}"' in seen for field in ("where_words", "name", "phone"))


def test_twenty_thousand_characters_are_refused_and_none_is_lost(client, town):
    body = "路" * 20_000

    response = send(client, town.grid, body=body)

    assert (response.status_code, how_many_cases()) == (400, 0)
    assert "最多 2000 字,现在有 20000 字" in words_of(response)
    assert body in response.content.decode()
    assert "maxlength" not in response.content.decode()


def test_a_wrong_phone_is_refused_beside_its_field(client, town):
    response = send(client, town.grid, phone="12")

    assert (response.status_code, how_many_cases()) == (400, 0)
    assert "电话号码不对" in words_of(response)
    assert "村口路灯坏了三天" in response.content.decode()


@pytest.mark.parametrize("body", ["<script>alert(1)</script>", "'; DROP TABLE cases_case; --", "龘𠮷𰻝😀👨‍👩‍👧灯坏了"])
def test_any_text_is_kept_and_shown_as_text(client, town, body):
    response = send(client, town.grid, body=body)

    page = client.get(response["Location"].removesuffix("sent/"))
    assert the_case().body == body
    assert "<script>alert" not in page.content.decode()
    assert body in words_of(page) or "<script>" in body


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"no picture at all", "只能上传 JPEG、PNG 或 WebP 格式的照片"),
        (picture(size=(64, 48))[:400], "照片已损坏或不完整"),
        (png_bomb(40_000, 40_000), "照片尺寸过大"),
        (b"", "文件是空的"),
    ],
    ids=["text", "truncated", "bomb", "empty"],
)
def test_a_bad_picture_is_refused_by_name_and_words_and_good_pictures_stay(client, town, content, why):
    response = send(client, town.grid, photos=[photo("好.jpg"), photo("坏.jpg", content)], **TOLD)

    assert (response.status_code, how_many_cases()) == (400, 0)
    assert "坏.jpg" in words_of(response)
    assert why in words_of(response)
    assert TOLD["body"] in response.content.decode()
    assert len(kept(response)) == 1

    again = send(client, town.grid, kept=kept(response), **TOLD)

    assert (again.status_code, CasePhoto.objects.count()) == (302, 1)


def test_fifty_megabytes_are_refused_with_the_words_kept(client, town):
    response = send(client, town.grid, photos=[photo("大.jpg", b"\xff\xd8\xff" + b"0" * (50 << 20))], **TOLD)

    assert (response.status_code, how_many_cases()) == (400, 0)
    assert "照片不能超过 10 MB" in words_of(response)
    assert TOLD["body"] in response.content.decode()


def test_too_many_pictures_are_told_and_the_first_ones_stay(client, town):
    response = send(client, town.grid, photos=[photo(f"{n}.jpg") for n in range(8)])

    assert (response.status_code, len(kept(response))) == (400, 6)
    assert "最多 6 张照片" in words_of(response)


@pytest.mark.parametrize("token", ["rubbish", "eyJzaGEyNTYiOiJhIn0:1x:forged"])
def test_a_picture_that_was_not_taken_in_here_is_left_out(client, town, token):
    response = send(client, town.grid, kept=[token])

    assert (response.status_code, CasePhoto.objects.count()) == (302, 0)


def test_a_full_disk_is_told_and_the_matter_can_be_sent_without_its_picture(client, town, monkeypatch):
    def full(self, key, content):
        raise stores.StorageFull("服务器存储空间已满")

    monkeypatch.setattr(stores.DiskStore, "put", full)
    response = send(client, town.grid, photos=[photo()], **TOLD)

    assert (response.status_code, how_many_cases()) == (507, 0)
    assert TOLD["body"] in response.content.decode()
    assert send(client, town.grid, **TOLD).status_code == 302


@pytest.mark.parametrize(
    ("point", "warning"),
    [
        ((116.4, 39.9), "位置在辖区以外"),
        ((35.101, 104.301), "经度和纬度好像写反了"),
        (tuple(float(x) for x in from_wgs84([(104.301, 35.101)], "gcj02")[0]), "GCJ-02"),
        ((10.0, 104.3), "地图上的位置看不懂"),
    ],
    ids=["outside", "swapped", "gcj02", "nowhere"],
)
def test_an_odd_point_never_blocks_and_is_noted_afterwards(client, town, point, warning):
    shape = shapely.box(104.30, 35.10, 104.302, 35.102).wkb
    Boundary.objects.create(area=town.grid, shape=shape, source="drawn", valid_from=OPENED_ON)
    revisions.forget_all()

    response = send(client, town.grid, lon=str(point[0]), lat=str(point[1]))

    assert warning in words_of(client.get(response["Location"]))
    assert the_case().area_id == town.grid.pk


@pytest.mark.parametrize("point", [("x", "y"), ("nan", "inf"), ("", "35"), ("1e999", "0")])
def test_numbers_that_are_none_are_left_out(client, town, point):
    response = send(client, town.grid, lon=point[0], lat=point[1])

    assert (response.status_code, the_case().lon) == (302, None)


def test_one_address_may_report_so_often_and_an_emergency_always(client, town):
    limit_reports(2)
    for _ in range(2):
        assert send(client, town.grid).status_code == 302

    refused = send(client, town.grid, photos=[photo()], **TOLD)
    emergency = send(client, town.grid, body="后山起火了,有人被困")

    assert (refused.status_code, emergency.status_code, how_many_cases()) == (429, 302, 3)
    assert 0 < int(refused["Retry-After"]) <= 3600
    seen = words_of(refused)
    assert all(words in seen for words in ("0932-4500000", "110", "照片还没有收下"))
    assert TOLD["body"] in refused.content.decode()
    assert send(Client(REMOTE_ADDR="203.0.113.9"), town.grid).status_code == 302


def test_addresses_of_one_ipv6_line_count_together(client, town):
    limit_reports(1)

    answers = [
        send(Client(REMOTE_ADDR=address), town.grid).status_code
        for address in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1")
    ]

    assert answers == [302, 429, 302]


def test_one_grid_is_written_to_so_often_whoever_writes_and_its_neighbours_are_free(town):
    limit_reports(2, "report_per_grid")
    other = make_other_town()

    answers = [send(Client(REMOTE_ADDR=f"203.0.113.{n}"), town.grid).status_code for n in range(3)]

    assert answers == [302, 302, 429]
    assert send(Client(REMOTE_ADDR="203.0.113.77"), other.grid).status_code == 302


def test_an_emergency_is_told_again_to_call(client, town):
    sent = words_of(client.get(send(client, town.grid, body="家里着火了")["Location"]))
    calm = words_of(client.get(send(client, town.grid, body="路灯坏了")["Location"]))

    assert ("听起来很急" in sent, "听起来很急" in calm) == (True, False)


def test_the_form_names_the_places_of_its_own_grid_else_of_the_village(client, town):
    sister = make_grid(under=town.village)
    other = make_other_town()
    for area, name in ((town.grid, "荣星小学"), (sister, "荣星市场"), (other.grid, "别处的路")):
        NamedPlace.objects.create(town_id=area.town_id, area_id=area.pk, name=name, kind="other")
    bare = make_grid(under=town.village)

    def offered(area):
        seen = client.get(reverse("portal:report", args=[area.code])).content.decode()
        return re.findall(r'<option value="[^"]+">(\S+?)</option>', seen)

    assert offered(town.grid) == ["荣星小学"]
    assert sorted(offered(bare)) == ["荣星小学", "荣星市场"]


def test_a_complaint_goes_to_the_town_and_is_no_matter_of_a_grid(client, town):
    address = reverse("portal:complaint-form", args=[town.area.code])

    response = client.post(address, a_form(body="打了三次电话没人接"))

    case = the_case()
    assert "您对我们的服务有什么意见?" in words_of(client.get(address))
    assert (response.status_code, case.area_id, case.category) == (302, town.area.pk, "other")


def test_where_a_place_asks_for_a_phone_the_form_asks_for_it(client, town):
    document = to_document(shipped_rulebook("qingping"))
    for channel in document["channels"]:
        channel["contact_required"] = channel["code"] == "portal" or channel["contact_required"]
    apply_rulebook(rulebook=from_document(document), applied_by="测试", at=MONDAY)

    without, scanned = send(client, town.grid), send(client, town.grid, via="qr")

    assert (without.status_code, "请留一个电话" in words_of(without), scanned.status_code) == (400, True, 302)


def test_in_another_place_the_number_begins_with_its_own_letters(client, town):
    street = make_town("文昌街道", number="111", place="jiaozuo")
    grid = make_grid(under=make_village("和平社区", under=street), name="和平社区第一网格")
    for kind in shipped_rulebook("jiaozuo").units.kinds:
        if kind.level == "town":
            make_unit(kind.code, at=street)

    response = send(client, grid)

    assert response["Location"].startswith("/t/JZ")


def test_a_forged_request_of_another_site_is_refused_and_gives_the_words_back(town):
    strict = Client(enforce_csrf_checks=True)

    response = send(strict, town.grid, **TOLD)

    assert (response.status_code, how_many_cases()) == (403, 0)
    assert TOLD["body"] in words_of(response)


@pytest.mark.django_db(transaction=True)
def test_a_database_killed_during_a_create_leaves_nothing_behind_and_the_words_with_the_asker(client, town):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()

    def kill(execute, sql, params, many, context):
        if "cases_step" in sql:
            with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}) as other:
                other.execute("SELECT pg_terminate_backend(%s)", [pid])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(kill):
        response = send(client, town.grid, **TOLD)
    connection.close()

    assert (response.status_code, how_many_cases()) == (503, 0)
    assert "还没有登记上" in words_of(response)
    assert TOLD["body"] in words_of(response)
    assert send(client, town.grid, **TOLD).status_code == 302
