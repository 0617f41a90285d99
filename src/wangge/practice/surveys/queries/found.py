"""What surveys found: every share with its n and its interval, every group with whether it was heard."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.models import Count, Max, Sum

from wangge.core.areas.memory import areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.people.second_line import scoped
from wangge.ground.engines.intervals import wilson
from wangge.practice.surveys.doors import WHY, around, survey_for
from wangge.practice.surveys.models import GroupSheet, SheetNote, Survey, SurveyAnswer, SurveyItem, SurveyResult

TALLY = """
SELECT said.key::uuid, said.value::int, count(*) FROM surveys_answer a, jsonb_each_text(a.choices) AS said
WHERE a.survey_id = %(survey)s AND a.area_id = ANY(%(areas)s) GROUP BY 1, 2"""


@dataclass(frozen=True)
class SurveyRow:
    """A survey as a list names it: its sample, or the groups that were heard."""

    id: UUID
    title: str
    kind: str
    area_id: UUID
    opened_at: datetime
    closes_on: date | None
    is_closed: bool
    planned: int | None
    sample: int
    groups: int
    heard: int


@scoped
def surveys(*, scope: Scope, before: UUID | None = None, size: int = 50) -> list[SurveyRow]:
    """Surveys of the scope and of the areas above, the newest first, by key; three statements."""
    rows = Survey.objects.everywhere(WHY).filter(around(scope))
    found = list((rows.filter(pk__lt=before) if before else rows).order_by("-id")[:size])
    ids = [row.pk for row in found]
    answers = SurveyAnswer.objects.within(scope).filter(survey__in=ids).order_by()
    sample = dict(answers.values_list("survey_id").annotate(Count("pk")))
    sheets = GroupSheet.objects.within(scope).filter(survey__in=ids).order_by()
    counted = sheets.values_list("survey_id").annotate(Count("pk", distinct=True), Count("notes__sheet", distinct=True))
    heard = {survey: (every, some) for survey, every, some in counted}
    return [_row(row, sample.get(row.pk, 0), *heard.get(row.pk, (0, 0))) for row in found]


def _row(row: Survey, sample: int, every: int, heard: int) -> SurveyRow:
    return SurveyRow(
        row.pk, row.title, row.kind, row.area_id, row.opened_at, row.closes_on, row.closed_at is not None, row.planned,
        sample, every, heard,
    )  # fmt: skip


@dataclass(frozen=True)
class ChoiceCount:
    """A choice, and how many chose it."""

    words: str
    count: int
    is_positive: bool


@dataclass(frozen=True)
class ItemFound:
    """One question: its own n, because not everybody answers every item, and what the sample says of the whole."""

    id: UUID
    words: str
    answered: int
    positives: int
    choices: tuple[ChoiceCount, ...]

    @property
    def share(self) -> float | None:
        return self.positives / self.answered if self.answered else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval after Wilson; None where nobody answered."""
        return wilson(self.positives, self.answered) if self.answered else None


@dataclass(frozen=True)
class SurveyPage:
    """One survey with what it found, as far as the scope reaches."""

    row: SurveyRow
    frame: str
    method: str
    area_path: str
    items: tuple[ItemFound, ...]


@scoped
def survey_page(*, scope: Scope, survey_id: UUID, path: str = "") -> SurveyPage:
    """A survey, its sample and each item. Raises NotFound; five statements."""
    survey = survey_for(scope, survey_id)
    areas = [row.id for row in areas_in_memory().below(path or survey.area_path) if scope.covers(row.path)]
    sample = SurveyAnswer.objects.within(scope).filter(survey=survey, area__in=areas).count()
    with connection.cursor() as cursor:
        cursor.execute(TALLY, {"survey": survey.pk, "areas": areas})
        tally = {(item, choice): count for item, choice, count in cursor.fetchall()}
    items = SurveyItem.objects.filter(survey=survey).order_by("position")
    sheets = GroupSheet.objects.within(scope).filter(survey=survey, area__in=areas)
    every = sheets.aggregate(every=Count("pk", distinct=True), heard=Count("notes__sheet", distinct=True))
    return SurveyPage(
        _row(survey, sample, every["every"], every["heard"]), survey.frame, survey.method, survey.area_path,
        tuple(_item(item, tally) for item in items),
    )  # fmt: skip


def _item(item: SurveyItem, tally: dict[tuple[UUID, int], int]) -> ItemFound:
    counts = [tally.get((item.pk, place), 0) for place in range(len(item.choices))]
    choices = tuple(
        ChoiceCount(words, counts[place], place in item.positive) for place, words in enumerate(item.choices)
    )
    return ItemFound(item.pk, item.words, sum(counts), sum(counts[place] for place in item.positive), choices)


@dataclass(frozen=True)
class GroupRow:
    """The sheet of one group: how often and how many were heard, and when last; nobody: not covered yet."""

    sheet_id: UUID
    survey_id: UUID
    area_id: UUID
    area_path: str
    notes: int
    people: int
    last_at: datetime | None


@scoped
def groups(
    *, scope: Scope, survey_id: UUID | None = None, sheet_id: UUID | None = None, is_heard: bool | None = None
) -> list[GroupRow]:
    """Every group of a survey in the order of the areas, or only those heard or not yet heard; one statement.

    `sheet_id` asks for the one of that sheet.
    """
    rows = GroupSheet.objects.within(scope)
    rows = rows.filter(pk=sheet_id) if sheet_id else rows.filter(survey=survey_id)
    counted = rows.annotate(heard=Count("notes"), people=Sum("notes__people"), last_at=Max("notes__happened_at"))
    if is_heard is not None:
        counted = counted.filter(heard__gt=0) if is_heard else counted.filter(heard=0)
    names = ("id", "survey_id", "area_id", "area_path", "heard", "people", "last_at")
    values = counted.order_by("area_path").values_list(*names)
    return [
        GroupRow(pk, survey, area, where, heard, people or 0, last)
        for pk, survey, area, where, heard, people, last in values
    ]


@scoped
def sheet_notes(*, scope: Scope, sheet_id: UUID) -> list[SheetNote]:
    """What was said in one group, the newest first; one statement."""
    return list(SheetNote.objects.within(scope).filter(sheet=sheet_id).order_by("-happened_at", "-id"))


@dataclass(frozen=True)
class ResultRow:
    """A figure from outside; `interval` where its sample is known."""

    id: UUID
    area_id: UUID
    item: str
    on: date
    source: str
    percent: Decimal
    sample: int | None
    positives: int | None
    rank: int | None
    rank_of: int | None
    rank_within: str

    @property
    def interval(self) -> tuple[float, float] | None:
        if not self.sample or self.positives is None:
            return None
        return wilson(self.positives, self.sample)


@scoped
def results(*, scope: Scope, item: str = "", size: int = 100) -> list[ResultRow]:
    """Figures of the scope and the areas above, item by item, the newest first; one statement."""
    rows = SurveyResult.objects.everywhere(WHY).filter(around(scope))
    found = (rows.filter(item=item) if item else rows).order_by("item", "-on", "id")[:size]
    names = (
        *("id", "area_id", "item", "on", "source", "percent", "sample", "positives"),
        *("rank", "rank_of", "rank_within"),
    )
    return [ResultRow(*values) for values in found.values_list(*names)]
