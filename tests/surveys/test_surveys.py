"""Samples with their n and interval, several items of one sample, ranks from outside, one sheet a group."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.behind import asked
from tests.people.roster import Roster
from tests.world import MONDAY
from wangge.ground.foundation.errors import Conflict, NotFound, Refusal
from wangge.ground.foundation.ids import uuid7
from wangge.practice.surveys.lifecycle import SurveyKind
from wangge.practice.surveys.models import SurveyItem
from wangge.practice.surveys.operations import (
    NewAnswer,
    NewItem,
    NewNote,
    NewResult,
    NewSurvey,
    answer_survey,
    close_survey,
    import_results,
    note_sheet,
    open_survey,
)
from wangge.practice.surveys.queries import groups, results, sheet_notes, survey_page, surveys

pytestmark = pytest.mark.django_db
KNOWS = NewItem("您知道所在网格的网格长是谁吗", ("知道", "不知道"), (0,))
CENTRE = NewItem("您知道矛盾调解中心吗", ("去过", "听说过", "不知道"), (0, 1))
GLAD = NewItem("您对网格服务满意吗", ("满意", "基本满意", "不满意"), (0, 1))


def opened(roster: Roster, *items: NewItem, **given: object) -> UUID:
    new = {"area_id": roster.village.pk, "title": "知晓率调查", "frame": "全村住户名单每三十户抽一户", "items": items}
    return open_survey(actor=roster.lead, new=NewSurvey(**{**new, **given}), at=MONDAY)


def answer(roster: Roster, survey: UUID, *choices: int | None, **given: object) -> UUID:
    items = SurveyItem.objects.filter(survey=survey).order_by("position").values_list("pk", flat=True)
    said = {item: choice for item, choice in zip(items, choices, strict=True) if choice is not None}
    new = {"survey_id": survey, "area_id": roster.grid.pk, "choices": said}
    return answer_survey(actor=roster.member, new=NewAnswer(**{**new, **given}), at=MONDAY)


def page(roster: Roster, survey: UUID):
    return survey_page(scope=roster.lead.scope("visit.see"), survey_id=survey)


def test_S46_eleven_of_twelve_stand_with_their_n_and_the_wilson_interval(roster: Roster):
    survey = opened(roster, KNOWS, planned=12)
    for number in range(12):
        answer(roster, survey, 0 if number else 1)

    found = page(roster, survey)

    item = found.items[0]
    assert (found.row.sample, found.row.planned, item.answered, item.positives) == (12, 12, 12, 11)
    assert f"{item.share:.2%}" == "91.67%"
    assert [f"{end:.1%}" for end in item.interval or ()] == ["64.6%", "98.5%"]


def test_S46_a_rank_comes_from_outside_with_its_source_once_and_a_share_that_does_not_fit_is_refused(roster: Roster):
    new = NewResult(
        area_id=roster.village.pk, item="知晓率", on=date(2025, 9, 30), source="省民意调查中心", sample=12,
        positives=11, percent=Decimal("91.67"), rank=2, rank_of=14, rank_within="常熟市",
    )  # fmt: skip
    before = NewResult(area_id=roster.village.pk, item="知晓率", on=date(2025, 1, 31), source="省民意调查中心",
                       percent=Decimal(70))  # fmt: skip

    assert import_results(actor=roster.lead, new=[new, before], at=MONDAY) == 2
    assert import_results(actor=roster.lead, new=[new], at=MONDAY) == 0
    rows = results(scope=roster.member.scope("visit.see"))
    assert [(str(r.percent), r.rank, r.interval is None) for r in rows] == [("91.67", 2, False), ("70.00", None, True)]
    wrong = replace(new, positives=9, on=date(2025, 1, 1))
    with pytest.raises(Refusal) as refusal:
        import_results(actor=roster.lead, new=[wrong], at=MONDAY)
    assert refusal.value.field == "percent"


def test_S47_two_items_of_one_sample_each_have_the_n_of_those_who_answered_it(roster: Roster):
    survey = opened(roster, KNOWS, CENTRE)
    for choices in ((0, 0), (0, 1), (0, 2), (1, None)):
        answer(roster, survey, *choices)

    knows, centre = page(roster, survey).items
    assert (knows.answered, knows.positives, centre.answered, centre.positives) == (4, 3, 3, 2)
    assert [(choice.words, choice.count, choice.is_positive) for choice in centre.choices] == [
        ("去过", 1, True), ("听说过", 1, True), ("不知道", 1, False),
    ]  # fmt: skip


def test_X31_satisfaction_shows_its_n_and_a_household_answers_once(roster: Roster):
    survey, home = opened(roster, GLAD), uuid7()
    pk = answer(roster, survey, 1, household_id=home, words="路灯多一点就好了")

    assert answer(roster, survey, 1, household_id=home, id=pk) == pk
    with pytest.raises(Conflict):
        answer(roster, survey, 2, household_id=home)
    found = page(roster, survey)
    assert (found.row.sample, found.items[0].answered, found.items[0].share) == (1, 1, 1.0)
    assert page(roster, opened(roster, GLAD)).items[0].interval is None


def test_T17_each_group_has_a_sheet_and_the_list_says_which_were_heard(roster: Roster):
    survey = opened(roster, kind=SurveyKind.GROUPS, title="逐村逐组专题调研")
    scope = roster.lead.scope("visit.see")
    first, second = groups(scope=scope, survey_id=survey)
    note = NewNote(sheet_id=first.sheet_id, people=9, words="先修水渠", id=uuid7())

    assert note_sheet(actor=roster.member, new=note, at=MONDAY) == note_sheet(actor=roster.member, new=note, at=MONDAY)
    with pytest.raises(Refusal):
        note_sheet(actor=roster.lead, new=NewNote(sheet_id=second.sheet_id, people=0, words="没人来"), at=MONDAY)

    row = page(roster, survey).row
    assert (row.groups, row.heard) == (2, 1)
    assert [(one.area_id, one.notes, one.people) for one in groups(scope=scope, survey_id=survey)] == [
        (roster.grid.pk, 1, 9), (roster.next_grid.pk, 0, 0),
    ]  # fmt: skip
    assert [one.area_id for one in groups(scope=scope, survey_id=survey, is_heard=False)] == [roster.next_grid.pk]
    assert [one.words for one in sheet_notes(scope=scope, sheet_id=first.sheet_id)] == ["先修水渠"]
    note_sheet(actor=roster.lead, new=NewNote(sheet_id=second.sheet_id, people=5, words="要公交"), at=MONDAY)
    assert page(roster, survey).row.heard == 2


def test_another_town_sees_nothing_and_a_closed_survey_takes_nothing(roster: Roster, other: Roster):
    survey = opened(roster, KNOWS)
    answer(roster, survey, 0)
    sheet = groups(scope=roster.lead.scope("visit.see"), survey_id=opened(roster, kind=SurveyKind.GROUPS))[0].sheet_id

    stranger = other.lead.scope("visit.see")
    for unknown in (survey, uuid7()):
        with pytest.raises(NotFound):
            survey_page(scope=stranger, survey_id=unknown)
        with pytest.raises(NotFound):
            answer(other, unknown, *([0] if unknown == survey else []))
    assert surveys(scope=stranger) == []
    assert sheet_notes(scope=stranger, sheet_id=sheet) == []
    with pytest.raises(NotFound):
        note_sheet(actor=other.lead, new=NewNote(sheet_id=sheet, people=1, words="?"), at=MONDAY)
    with pytest.raises(NotFound):
        opened(other, KNOWS, area_id=roster.village.pk)

    close_survey(actor=roster.lead, survey_id=survey, at=MONDAY)
    with pytest.raises(Conflict):
        answer(roster, survey, 0)


def test_the_list_and_the_page_ask_as_much_for_three_as_for_one(roster: Roster):
    scope = roster.lead.scope("visit.see")
    counts = []
    for number in (1, 2):
        for _one in range(number):
            survey = opened(roster, KNOWS, CENTRE)
            answer(roster, survey, 0, 0)
        with CaptureQueriesContext(connection) as counted:
            surveys(scope=scope)
            survey_page(scope=scope, survey_id=survey)
        counts.append(asked(counted))
    assert counts[0] == counts[1] <= 8
