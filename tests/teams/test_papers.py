"""Papers of a town: what stands on them, and that only those of one's own town can be printed."""

import re
from datetime import date

import pytest

from tests.teams.town import Town, make_qingping, make_shanghu
from tests.world import MONDAY, TODAY
from wangge.core.teams.printing import (
    Certificate,
    certificates_pdf,
    duties_notice_pdf,
    grid_poster_pdf,
    work_cards_pdf,
)
from wangge.core.teams.queries import certificates, duties_notice, grid_poster, work_cards
from wangge.ground.foundation.errors import NotFound, Refusal
from wangge.ground.foundation.printing import A3

pytestmark = pytest.mark.django_db

PAGE_URL = "http://127.0.0.1:8000/g/7K3M9QX2AB"


@pytest.fixture
def town() -> Town:
    return make_qingping()


def verify_url(token: str) -> str:
    return f"http://127.0.0.1:8000/v/{token}"


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))


def test_T20_certificate_says_post_grid_term_number_and_code(town):
    row = town.appoint("张𬭼")

    papers = certificates(scope=town.scope, appointment_ids=[row.pk], verify_url=verify_url)

    assert papers == [
        Certificate(
            person_name="张𬭼",
            post_label="网格党小组组长",
            area_name="荣星村第一网格",
            place_name="庆坪镇",
            issuer=town.group.name,
            number="QPWG2026-0001",
            starts_on=date(2026, 3, 2),
            ends_on=date(2029, 3, 1),
            issued_on=date(2026, 3, 2),
            verify_url=f"http://127.0.0.1:8000/v/{row.token}",
        )
    ]


def test_certificates_print_one_page_each(town):
    rows = [town.appoint(name, "linked_member") for name in ("张𬭼", "阿卜杜热西提·麦麦提敏𰻞㛃")]
    papers = certificates(
        scope=town.scope,
        appointment_ids=[row.pk for row in rows],
        verify_url=verify_url,
        issuer="中共庆坪镇委员会 庆坪镇人民政府",
        with_duties=True,
    )

    pdf = certificates_pdf(certificates=papers, at=MONDAY)

    assert pages(pdf) == 2
    assert b"NotoSerifSC" in pdf
    assert len(pdf) < 120_000


def test_post_without_a_certificate_is_refused(town):
    row = town.appoint("干部", "linked_cadre", unit=town.government)

    with pytest.raises(Refusal, match="下沉干部”不发聘书"):
        certificates(scope=town.scope, appointment_ids=[row.pk], verify_url=verify_url)


def test_papers_of_another_town_are_not_found(town):
    other = make_shanghu()
    mine, foreign = town.appoint("张一"), other.appoint("王五")

    for ids in ([foreign.pk], [mine.pk, foreign.pk]):
        with pytest.raises(NotFound):
            certificates(scope=town.scope, appointment_ids=ids, verify_url=verify_url)
        with pytest.raises(NotFound):
            work_cards(scope=town.scope, appointment_ids=ids, on=TODAY, verify_url=verify_url)


def test_work_card_is_printed_for_people_in_post_only(town):
    row = town.appoint("张一")

    cards = work_cards(scope=town.scope, appointment_ids=[row.pk], on=TODAY, verify_url=verify_url)
    town.end(row)

    assert [(card.person_name, card.valid_until) for card in cards] == [("张一", date(2029, 3, 1))]
    assert pages(work_cards_pdf(cards=cards, at=MONDAY)) == 1
    with pytest.raises(Refusal, match="在任"):
        work_cards(scope=town.scope, appointment_ids=[row.pk], on=TODAY, verify_url=verify_url)


def test_poster_shows_public_people_and_the_duty_phone(town):
    town.appoint("张一")
    town.appoint("不公开", "linked_member", is_public=False)

    poster = grid_poster(area_id=town.grid.pk, page_url=PAGE_URL, code="7K3M9QX2AB", on=TODAY)

    assert [person.name for person in poster.people] == ["张一"]
    assert (poster.grid_name, poster.duty_phone) == ("荣星村第一网格", "0932-4500000")
    assert (poster.code_name, poster.promise) == ("便民联系卡二维码", "跟踪督办落实")


@pytest.mark.parametrize("people", [0, 1, 40])
def test_poster_fits_one_page_however_many_people(town, people):
    for number in range(people):
        town.appoint(f"联户党员{number}", "linked_member")
    poster = grid_poster(area_id=town.grid.pk, page_url=PAGE_URL, code="7K3M9QX2AB", on=TODAY)

    assert pages(grid_poster_pdf(poster=poster, at=MONDAY)) == 1
    assert pages(grid_poster_pdf(poster=poster, at=MONDAY, size=A3)) == 1


def test_notice_of_duties_runs_over_as_many_pages_as_it_takes(town):
    town.fill()
    for number in range(20):
        town.appoint(f"联户党员{number}", "linked_member")

    notice = duties_notice(area_id=town.grid.pk, page_url=PAGE_URL, on=TODAY)

    assert len(notice.people) == 23
    assert pages(duties_notice_pdf(notice=notice, at=MONDAY)) > 2
