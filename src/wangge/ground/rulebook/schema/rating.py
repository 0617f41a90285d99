"""rating.toml: the five levels on which the asker judges the answer."""

from typing import Annotated

from pydantic import Field

from wangge.ground.rulebook.schema.base import Code, Label, Sentence, Strict, YesNo


class RatingReason(Strict):
    """A ready reason the asker may tick."""

    code: Code
    label: Label


class RatingLevel(Strict):
    """One of the five levels; 5 is best."""

    score: Annotated[int, Field(strict=True, ge=1, le=5)]
    label: Label
    reasons: tuple[RatingReason, ...] = ()


class VisitQuestion(Strict):
    """One question of the return visit; the answer is yes, no or not asked."""

    code: Code
    words: Sentence


class ReturnVisits(Strict):
    """回访: which answered matters are asked about again, and with which script."""

    sample_percent: Annotated[int, Field(strict=True, ge=0, le=100)] = 0
    unrated: YesNo = True  # all that were not rated in time
    greeting: Sentence = "您好，您反映的事已经答复，想听听您的意见。"
    script: tuple[VisitQuestion, ...] = ()


class Rating(Strict):
    """How answers are rated."""

    levels: tuple[RatingLevel, ...]
    unhappy_at_most: Annotated[int, Field(strict=True, ge=1, le=4)]
    anonymous_to_handler: YesNo = True
    visits: ReturnVisits = ReturnVisits()

    def level(self, score: int) -> RatingLevel:
        """The level with this score."""
        return next(level for level in self.levels if level.score == score)

    def is_unhappy(self, score: int) -> bool:
        """Whether such a rating reopens the matter."""
        return score <= self.unhappy_at_most
