"""类别纠正: what was suggested and what clerks made of it, counted in pairs."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.fields.json import KT

from wangge.core.areas.scope import Scope
from wangge.core.cases.lifecycle import Action
from wangge.core.cases.models import Case, CaseStep, CategoryModel
from wangge.core.cases.suggesting import BY_MODEL

__all__ = ["CorrectedPair", "CorrectionFilter", "CorrectionReport", "LearnedModel", "Share", "corrections", "learned"]


@dataclass(frozen=True)
class CorrectionFilter:
    """What the report is narrowed to: a part of the tree, reports from a moment on and before another."""

    area_path: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    part: int = 0
    whole: int = 0

    @property
    def value(self) -> float | None:
        """None where there is nothing to divide by."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True)
class CorrectedPair:
    """What was suggested first, what the clerk made it, and how often; `of` counts all cases it was suggested for."""

    town_id: UUID
    suggested: str
    chosen: str
    cases: int
    of: int


@dataclass(frozen=True)
class CorrectionReport:
    """The suggestions a clerk has looked at.

    `first`: the first suggestion stood; `two`: one of the first two; `by_model`, `by_words`: the first, by source;
    `settled`: those taken over by themselves that stood. Cases not accepted yet and cases without a suggestion are left
    out, and counted.
    """

    first: Share
    two: Share
    by_model: Share
    by_words: Share
    settled: Share
    waiting: int
    unsuggested: int
    pairs: tuple[CorrectedPair, ...]


@dataclass(frozen=True)
class _Group:
    town_id: UUID
    first: str | None
    second: str | None
    by: str | None
    is_settled: bool
    chosen: str
    is_accepted: bool
    cases: int


@dataclass(frozen=True)
class LearnedModel:
    """The model in use in a town, with what it was measured at when it was trained."""

    town_id: UUID
    learned_at: datetime
    cases: int
    corrected: int
    categories: int
    right: int
    right_in_two: int
    right_by_words: int
    macro_f1: float


def corrections(*, scope: Scope, where: CorrectionFilter) -> CorrectionReport:
    """What clerks made of the suggestions for the cases of a scope; one statement."""
    groups = [_Group(*row) for row in _grouped(scope, where)]
    seen = [g for g in groups if g.is_accepted and g.first]
    return CorrectionReport(
        first=_share(seen),
        two=Share(sum(g.cases for g in seen if g.chosen in (g.first, g.second)), sum(g.cases for g in seen)),
        by_model=_share(g for g in seen if g.by == BY_MODEL),
        by_words=_share(g for g in seen if g.by != BY_MODEL),
        settled=_share(g for g in seen if g.is_settled),
        waiting=sum(g.cases for g in groups if not g.is_accepted),
        unsuggested=sum(g.cases for g in groups if g.is_accepted and not g.first),
        pairs=_pairs(seen),
    )


def _grouped(scope: Scope, where: CorrectionFilter) -> Iterable[tuple[Any, ...]]:
    steps = CaseStep.objects.filter(case_id=OuterRef("pk"))
    reported = steps.filter(action=Action.REPORT).order_by("id")
    rows = Case.objects.within(scope).filter(area_path__startswith=where.area_path)
    if where.since is not None:
        rows = rows.filter(reported_at__gte=where.since)
    if where.until is not None:
        rows = rows.filter(reported_at__lt=where.until)
    told = {
        "first": "detail__suggested__0", "second": "detail__suggested__1", "by": "detail__suggested_by",
    }  # fmt: skip
    annotated = rows.order_by().annotate(
        **{name: Subquery(reported.values(found=KT(path))[:1]) for name, path in told.items()},
        is_settled=Exists(reported.filter(detail__settled=True)),
        is_accepted=Exists(steps.filter(action=Action.ACCEPT)),
    )
    grouped = annotated.values("town_id", *told, "is_settled", "category", "is_accepted").annotate(cases=Count("pk"))
    found: Iterable[tuple[Any, ...]] = grouped.values_list(
        "town_id", *told, "is_settled", "category", "is_accepted", "cases"
    )
    return found


def _share(groups: Iterable[_Group]) -> Share:
    counted = list(groups)
    return Share(sum(g.cases for g in counted if g.chosen == g.first), sum(g.cases for g in counted))


def _pairs(seen: list[_Group]) -> tuple[CorrectedPair, ...]:
    """The corrected ones, the most frequent first."""
    of: Counter[tuple[UUID, str]] = Counter()
    pairs: Counter[tuple[UUID, str, str]] = Counter()
    for group in seen:
        first = group.first or ""
        of[group.town_id, first] += group.cases
        if group.chosen != first:
            pairs[group.town_id, first, group.chosen] += group.cases
    found = [CorrectedPair(*key, cases=count, of=of[key[:2]]) for key, count in pairs.items()]
    return tuple(sorted(found, key=lambda p: (-p.cases, str(p.town_id), p.suggested, p.chosen)))


def learned(*, town_ids: list[UUID]) -> list[LearnedModel]:
    """The models in use in these towns."""
    fields = ("town_id", "learned_at", "cases", "corrected", "categories", "right", "right_in_two", "right_by_words")
    rows = CategoryModel.objects.filter(town_id__in=town_ids, content__isnull=False).order_by("town_id")
    return [LearnedModel(*row) for row in rows.values_list(*fields, "macro_f1")]
