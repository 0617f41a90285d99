"""查进度: whoever holds number and code sees where it stands, rates it, adds to it; nobody else learns anything."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.cases.town import make_other_town, make_qingping
from tests.faces.portal.portal import words_of
from tests.foundation.pictures import picture, png_bomb
from tests.world import MONDAY
from wangge.core.cases import operations as ops
from wangge.core.cases.lifecycle import State
from wangge.core.cases.models import CasePhoto, CaseRating
from wangge.core.cases.operations.handling import Done
from wangge.core.cases.queries import track
from wangge.ground.foundation.files import receive_image

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return make_qingping()


def address(found, name="case", *more):
    return reverse(f"portal:{name}", args=[found.number, found.tracking_code, *more])


def show(client, found):
    return client.get(address(found))


def rate(client, found, **told):
    return client.post(address(found, "rate"), told)


def photo(content=None):
    return SimpleUploadedFile("补.jpg", content or picture(size=(64, 48)), "image/jpeg")


def test_the_sent_page_gives_number_code_link_and_until_when(client, town):
    found = town.report(at=timezone.now())

    seen = words_of(client.get(address(found, "sent")))

    code = f"{found.tracking_code[:5]} {found.tracking_code[5:]}"
    assert all(words in seen for words in (found.number, code, town.grid_group.name, "最迟", "受理并安排人办"))
    assert address(found) in client.get(address(found, "sent")).content.decode()


def test_the_page_of_a_case_tells_who_has_it_until_when_and_how_that_was_reckoned(client, town):
    found = town.dispatched(at=MONDAY)

    seen = words_of(show(client, found))

    for words in (town.station.name, "0932-4500000", "最迟", "个工作日", "办完并答复您", "超期"):
        assert words.replace(" ", "") in seen.replace(" ", "")


def test_no_name_of_staff_no_internal_note_and_no_asker_stands_on_the_page(client, town):
    found = town.answered(name="李大力", phone="13812341234")

    seen = show(client, found).content.decode()

    hidden = ("值班员甲", "民警戊", "请处理", "已换灯泡", "李大力", "13812341234")
    assert [words for words in hidden if words in seen] == []
    assert "路灯已换好,谢谢您反映" in seen


@pytest.mark.parametrize("page", ["case", "sent"])
def test_the_page_is_told_to_nobody(client, town, page):
    found = town.report()

    response = client.get(address(found, page))

    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Cache-Control"] == "private, no-store"


def test_a_wrong_code_and_a_number_that_is_none_look_alike(client, town):
    found, other = town.report(), make_other_town().report()
    wrong = [
        reverse("portal:case", args=[found.number, other.tracking_code]),
        reverse("portal:case", args=["QP26999999X", found.tracking_code]),
        reverse("portal:sent", args=[found.number, "0000000000"]),
    ]

    answers = [client.get(one) for one in wrong]

    assert [one.status_code for one in answers] == [404, 404, 404]
    seen = [re.sub(r'value="[^"]*"', "", one.content.decode().replace("&#x27;", "'")) for one in answers]
    assert len(set(seen)) == 1
    assert "编号或查询码不对" in words_of(answers[0])


def test_number_and_code_are_read_however_they_are_typed(client, town):
    found = town.report()
    code = f" {found.tracking_code[:5].lower()} {found.tracking_code[5:].lower()} "

    response = client.post(reverse("portal:look-up"), {"number": f" {found.number.lower()} ", "code": code})

    assert response["Location"] == address(found)


def test_a_look_up_that_finds_nothing_keeps_what_was_typed(client, town):
    found = town.report()

    wrong = client.post(reverse("portal:look-up"), {"number": found.number, "code": "ABC"})
    empty = client.post(reverse("portal:look-up"), {"number": found.number, "code": ""})

    assert (wrong.status_code, empty.status_code) == (404, 400)
    assert all(f'value="{found.number}"' in one.content.decode() for one in (wrong, empty))


def test_guesses_are_slowed_down_and_who_holds_the_code_is_never_kept_out(client, town):
    found = town.report()
    guess = reverse("portal:case", args=[found.number, "0000000000"])

    answers = [client.get(guess).status_code for _ in range(31)]
    photos = client.get(reverse("portal:photo", args=[found.number, "0000000000", found.case_id]))

    assert (set(answers[:30]), answers[30], photos.status_code) == ({404}, 429, 429)
    assert client.post(reverse("portal:look-up"), {"number": found.number, "code": "1"}).status_code == 429
    assert show(client, found).status_code == 200
    assert Client(REMOTE_ADDR="203.0.113.9").get(guess).status_code == 404


def test_the_page_of_a_case_costs_at_most_eight_statements(client, town):
    found = town.answered(photos=(receive_image(picture()),))
    show(client, found)

    with CaptureQueriesContext(connection) as seen:
        show(client, found)

    assert len(seen) <= 8, [q["sql"] for q in seen]


def test_a_happy_rating_closes_the_matter_with_thanks(client, town):
    found = town.answered()

    response = rate(client, found, score="5", **{"reasons-5": ["quick", "kind"], "reasons-1": ["rude"]}, words="谢谢")

    rating = CaseRating.objects.get()
    assert (rating.score, rating.reasons, rating.words) == (5, ["quick", "kind"], "谢谢")
    assert town.case(found).state == State.CLOSED
    seen = words_of(client.get(response["Location"]))
    assert "谢谢您的评价" in seen
    assert "非常满意" in seen
    assert "提交评价" not in seen


def test_an_unhappy_rating_needs_a_reason_and_keeps_the_face_chosen(client, town):
    found = town.answered()

    response = rate(client, found, score="1", words=" ")

    assert (response.status_code, CaseRating.objects.exists()) == (400, False)
    assert "请选一条或写一句哪里不满意" in words_of(response)
    assert re.search(r'value="1" required checked', response.content.decode())


def test_an_unhappy_rating_has_it_done_once_more(client, town):
    found = town.answered()

    response = rate(client, found, score="2", **{"reasons-2": ["unsolved"]}, words="还是不亮")

    assert town.case(found).state == State.DISPATCHED
    seen = words_of(client.get(response["Location"]))
    assert all(words in seen for words in ("再办一次", "还是不亮", "有人在办"))


@pytest.mark.parametrize("score", ["", "0", "6", "x"])
def test_a_rating_without_a_face_is_refused(client, town, score):
    response = rate(client, town.answered(), score=score, words="好")

    assert (response.status_code, "请从五档评价里选一档" in words_of(response)) == (400, True)
    assert "好" in response.content.decode()


def test_rating_twice_or_before_the_answer_is_refused_in_words(client, town):
    early, twice = town.report(), town.answered()
    rate(client, twice, score="4")

    assert rate(client, early, score="5").status_code == 409
    again = rate(client, twice, score="5")
    assert (again.status_code, "已经评价过了" in words_of(again)) == (409, True)


def test_what_is_added_with_a_photo_stands_on_the_page(client, town):
    found = town.report()

    response = client.post(address(found, "add"), {"words": "就在桥头", "photos": [photo()]})

    page = client.get(response["Location"])
    assert "补充的内容已经收到" in words_of(page)
    assert "就在桥头" in words_of(page)
    (thumb,) = re.findall(r'<img src="([^"]+)"', page.content.decode())
    picture_file = client.get(thumb)
    assert (picture_file.status_code, picture_file["Content-Type"]) == (200, "image/jpeg")
    assert picture_file["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"words": ""}, "请写几句"),
        ({"words": "路" * 2001}, "最多 2000 字"),
        ({"words": "看这张", "photos": [SimpleUploadedFile("坏.jpg", png_bomb(40_000, 40_000))]}, "照片尺寸过大"),
    ],
    ids=["empty", "long", "bomb"],
)
def test_what_cannot_be_added_is_refused_with_the_words_kept(client, town, told, why):
    found = town.report()

    response = client.post(address(found, "add"), told)

    assert (response.status_code, why in words_of(response)) == (400, True)
    assert told["words"] in response.content.decode()
    assert len(track(number=found.number, code=found.tracking_code).steps) == 1


def test_the_same_words_added_twice_are_taken_once(client, town):
    found = town.report()

    for _ in range(2):
        last = client.post(address(found, "add"), {"words": "就在桥头"}, follow=True)

    assert last.status_code == 200
    assert "不用再发" in words_of(last)
    assert len(track(number=found.number, code=found.tracking_code).steps) == 2


def test_photos_open_with_the_code_of_their_own_case_only(client, town):
    mine, theirs = town.report(), make_other_town().report(photos=(receive_image(picture()),))
    picture_id = CasePhoto.objects.get().pk

    assert client.get(address(theirs, "photo", picture_id)).status_code == 200
    assert client.get(address(mine, "photo", picture_id)).status_code == 404


def test_photos_of_the_work_stay_inside_unless_they_were_made_public(client, town):
    found = town.signed()
    done = Done(words="修好", outcome="solved", photos=(receive_image(picture()),))
    ops.handle_case(actor=town.policeman, case_id=found.case_id, done=done, at=MONDAY + timedelta(hours=1))
    picture_id = CasePhoto.objects.get().pk

    assert client.get(address(found, "thumb", picture_id)).status_code == 404
    assert str(picture_id) not in show(client, found).content.decode()


def test_a_closed_case_takes_no_more_words(client, town):
    found = town.answered()
    rate(client, found, score="5")

    assert "补充上去" not in words_of(show(client, found))
    refused = client.post(address(found, "add"), {"words": "还有一点"}, follow=True)
    assert "刚刚有变化" in words_of(refused)


def test_rating_works_without_any_cookie_because_the_code_is_the_right(town):
    found = town.answered()

    response = Client(enforce_csrf_checks=True).post(address(found, "rate"), {"score": "4"})

    assert urlsplit(response["Location"]).path == address(found)


def test_adding_again_and_again_is_refused_with_the_words_kept_but_never_in_an_emergency(client, town):
    calm, urgent = town.report(), town.report(body="家里着火了")
    for n in range(30):
        client.post(address(calm, "add"), {"words": f"第{n}遍"})

    refused = client.post(address(calm, "add"), {"words": "还在等"})

    assert (refused.status_code, "还在等" in refused.content.decode()) == (429, True)
    assert client.post(address(calm, "add"), {"words": "现在冒烟了"}).status_code == 302
    assert client.post(address(urgent, "add"), {"words": "火更大了"}).status_code == 302


@pytest.mark.parametrize("action", ["rate", "add"])
def test_coming_back_to_the_address_of_a_form_leads_to_the_case(client, town, action):
    found = town.report()

    assert client.get(address(found, action))["Location"] == address(found)
