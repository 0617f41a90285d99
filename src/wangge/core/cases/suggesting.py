"""Which category a report sounds like: by what the town's corrected cases taught, else by the words of the rules."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from wangge.core.cases.models import CategoryModel
from wangge.core.cases.texts import fallback_category, suggest_categories, title_of
from wangge.ground.engines.classify import Classifier, Guess, Written
from wangge.ground.foundation.revisions import Cached, bump
from wangge.ground.rulebook.rulebook import Rulebook

REVISION = "category-models"
MOST = 3
BY_MODEL, BY_WORDS = "model", "words"


class Shelf:
    """The model in use of each town; one is read when it is first asked for and then shared."""

    def __init__(self) -> None:
        in_use = CategoryModel.objects.filter(content__isnull=False)
        self._ids: dict[UUID, UUID] = dict(in_use.values_list("town_id", "pk"))
        self._read: dict[UUID, Classifier] = {}

    def of(self, town_id: UUID) -> Classifier | None:
        """The town's model; None where none was trained."""
        pk = self._ids.get(town_id)
        if pk is None:
            return None
        if pk not in self._read:
            content = CategoryModel.objects.filter(pk=pk).values_list("content", flat=True).first()
            if content is None:  # replaced a moment ago
                return None
            self._read[pk] = Classifier.from_bytes(bytes(content))
        return self._read[pk]


_shelf = Cached(REVISION, Shelf)


def models_changed() -> None:
    """Tell every process, inside the change, that a town has another model."""
    bump(REVISION)


@dataclass(frozen=True)
class Suggestion:
    """The likeliest categories, at most three; `confidences` stay empty where words suggested them."""

    codes: tuple[str, ...] = ()
    confidences: tuple[float, ...] = ()
    is_settled: bool = False

    def category(self, rules: Rulebook) -> str:
        """What a case gets until somebody confirms it."""
        return self.codes[0] if self.codes else fallback_category(rules)

    def detail(self, *, chosen: bool) -> dict[str, Any]:
        """How it stands in the history: what was suggested, how sure, and whether the reporter chose."""
        by = BY_MODEL if self.confidences else BY_WORDS
        found: dict[str, Any] = {"suggested": list(self.codes), "suggested_by": by, "chosen": chosen}
        if self.confidences:
            found["confidence"] = [round(one, 3) for one in self.confidences]
        if self.is_settled and not chosen:
            found["settled"] = True
        return found


def suggest_category(*, rules: Rulebook, town_id: UUID, title: str = "", body: str) -> Suggestion:
    """What a report of a town sounds like; by words where it has no model. No statement once that is in memory."""
    model = _shelf().of(town_id)
    if model is None:
        return Suggestion(tuple(suggest_categories(rules=rules, text=f"{title} {body}")))
    guesses = known_guesses(model, rules, written(title=title, body=body))
    if not guesses:
        return Suggestion(tuple(suggest_categories(rules=rules, text=f"{title} {body}")))
    percent = rules.limits.suggested_category_percent
    settled = percent is not None and guesses[0].confidence * 100 >= percent
    return Suggestion(tuple(g.code for g in guesses), tuple(g.confidence for g in guesses), settled)


def known_guesses(model: Classifier, rules: Rulebook, text: Written) -> list[Guess]:
    """The likeliest categories among those the rules still have."""
    known = {category.code for category in rules.categories}
    return [guess for guess in model.guess(text) if guess.code in known][:MOST]


def written(*, title: str, body: str) -> Written:
    """A report as a model reads it, learning or judging: its title, or its first sentence, and its text."""
    return Written(title_of(given=title, body=body), body)
