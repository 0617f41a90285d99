"""Answers of a sample, and notes of groups; each is added once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.access.reach import reach
from wangge.ground.foundation.errors import Conflict, Refusal
from wangge.ground.foundation.ids import uuid7
from wangge.ground.foundation.text import clean_text
from wangge.practice.surveys.doors import area_for, survey_for
from wangge.practice.surveys.lifecycle import SurveyKind
from wangge.practice.surveys.models import GroupSheet, SheetNote, Survey, SurveyAnswer, SurveyItem

MAX_WORDS = 2000
KEPT = "was this kept before"


@dataclass(frozen=True, kw_only=True)
class NewAnswer:
    """What one household said: the place of the choice for each item; what was not answered is left out."""

    survey_id: UUID
    area_id: UUID
    choices: Mapping[UUID, int] = field(default_factory=dict)
    words: str = ""
    household_id: UUID | None = None
    answered_at: datetime | None = None
    id: UUID | None = None


@transaction.atomic
def answer_survey(*, actor: Actor, new: NewAnswer, at: datetime) -> UUID:
    """Keep an answer (答卷); a second call with the same id changes nothing.

    Raises NotFound, NotAllowed, Conflict for a household that was asked before, Refusal.
    """
    if new.id is not None and SurveyAnswer.objects.everywhere(KEPT).filter(pk=new.id).exists():
        return new.id
    survey = _open(actor, new.survey_id, SurveyKind.SAMPLE)
    area = area_for(actor, new.area_id, permission="visit.record")
    if not area.path.startswith(survey.area_path):
        raise Refusal(_("这里不在这次调查的范围内"), field="area_id")
    if new.answered_at is not None and new.answered_at > at:
        raise Refusal(_("时间不能在现在以后"), field="answered_at")
    answer = SurveyAnswer(
        id=new.id or uuid7(), town_id=survey.town_id, survey=survey, area_id=area.id, area_path=area.path,
        household_id=new.household_id, choices=_choices(survey, new.choices), answered_at=new.answered_at or at,
        words=clean_text(new.words, max_length=MAX_WORDS, field="words"), recorded_at=at, recorded_by=actor.name,
        recorded_by_id=actor.account_id,
    )  # fmt: skip
    try:
        with transaction.atomic():
            answer.save(force_insert=True)
    except IntegrityError as twice:
        raise Conflict(_("这一户已经答过了"), field="household_id") from twice
    return answer.pk


def _open(actor: Actor, survey_id: UUID, kind: SurveyKind) -> Survey:
    survey = survey_for(actor.scope("visit.see"), survey_id)
    if survey.closed_at is not None:
        raise Conflict(_("这次调查已经结束了"))
    if survey.kind != kind:
        raise Refusal(_("这是“{kind}”，请按它的表来填").format(kind=SurveyKind(survey.kind).label))
    return survey


def _choices(survey: Survey, given: Mapping[UUID, int]) -> dict[str, int]:
    items = {item.pk: item for item in SurveyItem.objects.filter(survey=survey)}
    for item_id, choice in given.items():
        if item_id not in items or not 0 <= choice < len(items[item_id].choices):
            raise Refusal(_("有这次调查没有的题目或者选项，请更新后重填"), field="choices")
    if not given:
        raise Refusal(_("请至少答一题"), field="choices")
    return {str(item_id): choice for item_id, choice in given.items()}


@dataclass(frozen=True, kw_only=True)
class NewNote:
    """What the people of a group said; how many of them were there."""

    sheet_id: UUID
    people: int
    words: str
    happened_at: datetime | None = None
    id: UUID | None = None


@transaction.atomic
def note_sheet(*, actor: Actor, new: NewNote, at: datetime) -> UUID:
    """Note on the sheet of a group (一组一表); a second call with the same id changes nothing.

    Raises NotFound, NotAllowed, Conflict, Refusal.
    """
    if new.id is not None and SheetNote.objects.everywhere(KEPT).filter(pk=new.id).exists():
        return new.id
    rows = GroupSheet.objects.all()
    sheet: GroupSheet = reach(rows, pk=new.sheet_id, actor=actor, permission="visit.record", seen_with="visit.see")
    _open(actor, sheet.survey_id, SurveyKind.GROUPS)
    words = clean_text(new.words, max_length=MAX_WORDS, field="words")
    if not words:
        raise Refusal(_("请写下大家说了什么"), field="words")
    if new.people < 1:
        raise Refusal(_("请填写听了多少人的意见"), field="people")
    if new.happened_at is not None and new.happened_at > at:
        raise Refusal(_("时间不能在现在以后"), field="happened_at")
    note = SheetNote(
        id=new.id or uuid7(), town_id=sheet.town_id, sheet=sheet, people=new.people, words=words,
        happened_at=new.happened_at or at, recorded_at=at, recorded_by=actor.name, recorded_by_id=actor.account_id,
    )  # fmt: skip
    note.save(force_insert=True)
    return note.pk
