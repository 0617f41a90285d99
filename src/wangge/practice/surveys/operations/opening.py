"""Opening a survey: the items are fixed then, because figures of changed questions cannot be compared."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.errors import Conflict, Refusal
from wangge.ground.foundation.ids import uuid7
from wangge.ground.foundation.inserts import insert_together
from wangge.ground.foundation.text import clean_line
from wangge.practice.surveys.doors import area_for, check, survey_for
from wangge.practice.surveys.lifecycle import Method, SurveyKind
from wangge.practice.surveys.models import GroupSheet, Survey, SurveyItem

MOST_ITEMS = 30


@dataclass(frozen=True)
class NewItem:
    """A question, its choices, and which of them count as known, satisfied … (by their place, from 0)."""

    words: str
    choices: tuple[str, ...]
    positive: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class NewSurvey:
    """What is asked, where, of whom; a survey by groups has a sheet for each group instead of a sample."""

    area_id: UUID
    title: str
    kind: SurveyKind = SurveyKind.SAMPLE
    items: tuple[NewItem, ...] = ()
    frame: str = ""
    method: Method = Method.DOOR
    planned: int | None = None
    closes_on: date | None = None
    id: UUID | None = None


@transaction.atomic
def open_survey(*, actor: Actor, new: NewSurvey, at: datetime) -> UUID:
    """Open a survey (调查、逐村逐组调研); one by groups gets the sheet of each lowest area at once.

    Raises NotFound, NotAllowed, Refusal.
    """
    area = area_for(actor, new.area_id, permission="visit.ask")
    survey = _survey(actor, area, new, at=at)
    items = [_item(survey, number, item) for number, item in enumerate(new.items, start=1)]
    sheets: list[GroupSheet] = []
    if new.kind == SurveyKind.GROUPS:
        sheets = [
            GroupSheet(town_id=survey.town_id, survey=survey, area_id=row.id, area_path=row.path)
            for row in _groups(area)
        ]
    elif not items or len(items) > MOST_ITEMS:
        raise Refusal(_("请写一到三十道题"), field="items")
    insert_together([survey], items, sheets)
    return survey.pk


def _survey(actor: Actor, area: AreaRow, new: NewSurvey, *, at: datetime) -> Survey:
    title, frame = clean_line(new.title, 60, field="title"), clean_line(new.frame, 200, field="frame")
    if not title:
        raise Refusal(_("请写明调查什么"), field="title")
    if new.kind == SurveyKind.SAMPLE and not frame:
        raise Refusal(_("请写明从哪里抽的样本，例如 全村住户名单里每十户抽一户"), field="frame")
    if new.closes_on is not None and new.closes_on < day_of(at):
        raise Refusal(_("期限不能早于今天"), field="closes_on")
    assert area.town_id is not None
    return Survey(
        id=new.id or uuid7(), town_id=area.town_id, area_id=area.id, area_path=area.path, kind=new.kind, title=title,
        frame=frame, method=new.method, planned=new.planned, opened_at=at, opened_by=actor.name,
        opened_by_id=actor.account_id, closes_on=new.closes_on,
    )  # fmt: skip


def _item(survey: Survey, number: int, new: NewItem) -> SurveyItem:
    words = clean_line(new.words, 200, field="items")
    choices = [clean_line(choice, 60, field="items") for choice in new.choices]
    if not words or len(choices) < 2 or len(set(choices)) < len(choices) or not all(choices):
        raise Refusal(_("第 {number} 题要有题目和两个以上不同的选项").format(number=number), field="items")
    positive = sorted(set(new.positive))
    if not positive or positive[-1] >= len(choices) or len(positive) == len(choices):
        raise Refusal(_("第 {number} 题请写明哪些选项算“是”").format(number=number), field="items")
    return SurveyItem(
        town_id=survey.town_id, survey=survey, position=number, words=words, choices=choices, positive=positive
    )


def _groups(area: AreaRow) -> list[AreaRow]:
    """The lowest areas, each of which is a group."""
    index = areas_in_memory()
    return [row for row in index.below(area.path) if not index.children(row.id)]


@transaction.atomic
def close_survey(*, actor: Actor, survey_id: UUID, at: datetime) -> None:
    """No more answers are taken. Raises NotFound, NotAllowed, Conflict."""
    survey = survey_for(actor.scope("visit.see"), survey_id)
    check(actor, "visit.ask", at_path=survey.area_path)
    rows = Survey.objects.everywhere("the survey was reached").filter(pk=survey.pk, closed_at=None)
    if not rows.update(closed_at=at):
        raise Conflict(_("这次调查已经结束了"))
