"""Learning to suggest categories from what a town's clerks corrected and confirmed (学习类别建议)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.cases.lifecycle import Action, State
from wangge.core.cases.models import Case, CaseStep, CategoryModel
from wangge.core.cases.suggesting import models_changed, written
from wangge.core.cases.texts import suggest_categories
from wangge.core.places.queries import in_force
from wangge.ground.engines.classify import Classifier, Measured, learn
from wangge.ground.foundation.errors import NotFound, Refusal
from wangge.ground.rulebook.rulebook import Rulebook

FEWEST_CASES = 200
FEWEST_EACH = 10  # a category with fewer cases is not learned
MOST_CASES = 10_000
ENOUGH_NEW = 50  # corrections after which it is worth learning again
WHY = "a town learns from its own cases"


@dataclass(frozen=True)
class Example:
    """One case a clerk has seen: its words and the category it ended with."""

    title: str
    body: str
    category: str
    is_corrected: bool


@dataclass(frozen=True)
class Learned:
    """What learning came to; `is_kept` is False for a rehearsal."""

    town_id: UUID
    cases: int
    corrected: int
    left_out: int
    measured: Measured
    right_by_words: int
    size: int
    is_kept: bool


def towns_of_place(*, place: str) -> list[AreaRow]:
    """The towns under a place's rules, or the one town of this code. Raises NotFound."""
    index = areas_in_memory()
    rows = [row for row in index.rows if row.level == "town"]
    found = [row for row in rows if row.code == place or index.place_of(row.id) == place]
    if not found:
        raise NotFound(_("没有“{place}”这个地方；可以写规则的代码，也可以写乡镇的区划代码").format(place=place))
    return found


def learn_categories(*, town_id: UUID, at: datetime, dry_run: bool = False) -> Learned:
    """Train a town's model from its corrected and confirmed cases, and keep it with what it was measured at.

    Raises Refusal when there are too few cases, or when the word list does as well.
    """
    rules = in_force(place=areas_in_memory().place_of(town_id)).rules
    given = examples_of(town_id=town_id, rules=rules)
    taken = _enough(given)
    model, measured = learn([written(title=e.title, body=e.body) for e in taken], [e.category for e in taken])
    by_words = sum(_first_by_words(rules, e) == e.category for e in taken)
    if measured.right <= by_words:
        raise Refusal(
            _("学到的（{right} 件对）还不如规则里的识别用语（{words} 件对），共 {cases} 件；先不启用").format(
                right=measured.right, words=by_words, cases=len(taken)
            )
        )
    content = model.to_bytes()
    corrected = sum(e.is_corrected for e in taken)
    if not dry_run:
        _keep(town_id, model, content, measured, corrected=corrected, by_words=by_words, at=at)
    return Learned(
        town_id, len(taken), corrected, len(given) - len(taken), measured, by_words, len(content), not dry_run
    )


def examples_of(*, town_id: UUID, rules: Rulebook) -> list[Example]:
    """The newest cases whose category a clerk changed, or that were closed under the one a clerk accepted.

    A category that was taken over without a clerk's look teaches nothing.
    """
    steps = CaseStep.objects.filter(case_id=OuterRef("pk"))
    accepted = steps.filter(action=Action.ACCEPT)
    corrected = Exists(accepted.filter(detail__has_key="category"))
    settled = Exists(steps.filter(action=Action.REPORT, detail__settled=True))
    rows = (
        Case.objects.everywhere(WHY)
        .filter(town_id=town_id)
        .exclude(state__in=(State.WITHDRAWN, State.VOIDED, State.MERGED))
        .annotate(is_corrected=corrected)
        .filter(Q(is_corrected=True) | Q(closed_at__isnull=False) & Exists(accepted) & ~settled)
        .order_by("-reported_at")
        .values_list("title", "body", "category", "is_corrected")[:MOST_CASES]
    )
    known = {category.code for category in rules.categories}
    return [Example(*row) for row in rows if row[2] in known]


def _enough(given: Sequence[Example]) -> list[Example]:
    """The cases of the categories that have enough of them. Raises Refusal."""
    counts = Counter(e.category for e in given)
    taken = [e for e in given if counts[e.category] >= FEWEST_EACH]
    categories = len({e.category for e in taken})
    if len(taken) < FEWEST_CASES or categories < 2:
        raise Refusal(
            _(
                "纠正过和结案确认过的事项太少，还学不了：够用的 {cases} 件、{categories} 个类别，"
                "至少要 {least} 件、2 个类别（每类不少于 {each} 件）；在这之前按规则里的识别用语提示"
            ).format(cases=len(taken), categories=categories, least=FEWEST_CASES, each=FEWEST_EACH)
        )
    return taken


def _first_by_words(rules: Rulebook, example: Example) -> str:
    return next(iter(suggest_categories(rules=rules, text=f"{example.title} {example.body}")), "")


@transaction.atomic
def _keep(
    town_id: UUID, model: Classifier, content: bytes, measured: Measured, *, corrected: int, by_words: int, at: datetime
) -> None:
    """The model in use from now on; of the ones before, only the figures stay."""
    CategoryModel.objects.filter(town_id=town_id, content__isnull=False).update(content=None)
    CategoryModel.objects.create(
        town_id=town_id,
        learned_at=at,
        cases=measured.texts,
        corrected=corrected,
        categories=len(model.codes),
        right=measured.right,
        right_in_two=measured.right_in_two,
        right_by_words=by_words,
        macro_f1=measured.macro_f1,
        size=len(content),
        content=content,
    )
    models_changed()


def learn_where_worthwhile(*, at: datetime) -> list[Learned]:
    """Learn again in each town with enough new corrections; where it is too early nothing changes."""
    found = []
    for town_id in _towns_with_news():
        try:
            found.append(learn_categories(town_id=town_id, at=at))
        except Refusal:
            continue
    return found


def _towns_with_news() -> list[UUID]:
    newest = CategoryModel.objects.order_by("town_id", "-learned_at").distinct("town_id")
    known = dict(newest.values_list("town_id", "learned_at"))
    steps = CaseStep.objects.filter(action=Action.ACCEPT, detail__has_key="category")
    counts: Counter[UUID] = Counter()
    for town_id, recorded_at in steps.values_list("town_id", "recorded_at").iterator():
        if town_id not in known or recorded_at > known[town_id]:
            counts[town_id] += 1
    return sorted(town_id for town_id, count in counts.items() if count >= ENOUGH_NEW)
