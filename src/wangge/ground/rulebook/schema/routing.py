"""routing.toml: who owns a new case first, who works the desks, when a late case climbs, why it may be returned."""

from typing import Literal, Self, get_args

from pydantic import model_validator

from wangge.ground.rulebook.schema.base import Code, Label, Level, Number, Percent, Sentence, Strict
from wangge.ground.rulebook.schema.clocks import Allowance, ClockKind
from wangge.ground.rulebook.words import LABELS

DeskDuty = Literal["dispatch", "verify", "answer", "decide"]
DESK_DUTIES: tuple[DeskDuty, ...] = ("dispatch", "verify", "answer")  # every place needs these at the top
Mark = Literal["urge", "yellow", "red", "leader"]
MARKS: tuple[Mark, ...] = ("urge", "yellow", "red", "leader")  # 催办、黄牌督办、红牌督办、报领导
DESK_LABELS: dict[DeskDuty, str] = {duty: LABELS[f"step.{duty}"] for duty in get_args(DeskDuty)}


def rank_of(mark: str) -> int:
    """How high a mark stands on the ladder: 1 for 催办 … 4 for 报领导."""
    return [str(one) for one in MARKS].index(mark) + 1


class IntakeMatch(Strict):
    """Which new cases a rule is for; `level` is the level of the area the case was placed on."""

    channel: Code | None = None
    category: Code | None = None
    level: Level | None = None

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if self.channel is None and self.category is None and self.level is None:
            raise ValueError(
                "至少要写来源 channel、类别 category、层级 level 中的一项；一律适用的写在 [intake_default]"
            )
        return self


class IntakeRule(Strict):
    """Which kind of unit first owns some new cases (首问负责): the one of that kind whose area holds the case."""

    name: Label
    match: IntakeMatch
    owner: Code


class Desk(Strict):
    """A kind of unit that dispatches, verifies, answers, or decides what units ask for (审定), for its own area."""

    unit_kind: Code
    duties: tuple[DeskDuty, ...]


class Escalation(Strict):
    """How far over its clock a case is told to the desk of which level; no `overdue`: as soon as it is late.

    `early_percent` tells before: when only this share of the time is left.
    """

    code: Code
    label: Label
    mark: Mark = "urge"
    clocks: tuple[ClockKind, ...] = ("close", "redo")
    early_percent: Percent | None = None
    posts: tuple[Code, ...] = ()  # holders are told by name, besides the desk
    overdue: Allowance | None = None
    level: Level

    @property
    def lateness(self) -> int:
        """A rough number of minutes, good only to compare two steps."""
        if self.early_percent is not None:
            return -self.early_percent
        return 0 if self.overdue is None else self.overdue.nominal_minutes


class ReturnReason(Strict):
    """A ground on which a unit may send a case back, and what the asker is told."""

    code: Code
    label: Label
    public: Sentence


class Routing(Strict):
    """All routing of a place."""

    intake_default: Code
    intake: tuple[IntakeRule, ...] = ()
    desks: tuple[Desk, ...]
    escalation: tuple[Escalation, ...] = ()
    return_cap: Number
    return_reasons: tuple[ReturnReason, ...]

    def first_rule(self, *, channel: str, categories: tuple[str, ...], level: Level) -> IntakeRule | None:
        """The rule that says who owns a new case, or None where the default does.

        Channel outweighs category, category outweighs level, a kind outweighs its domain;
        so no two rules ever tie and their order in the file does not matter.
        """
        best, best_rank = None, (0, 0, 0)
        for rule in self.intake:
            rank = _rank(rule.match, channel, categories, level)
            if rank is not None and rank > best_rank:
                best, best_rank = rule, rank
        return best

    def first_owner(self, *, channel: str, categories: tuple[str, ...], level: Level) -> str:
        """The unit kind that owns a new case; `categories` is its category first, then that one's parent."""
        rule = self.first_rule(channel=channel, categories=categories, level=level)
        return self.intake_default if rule is None else rule.owner


def _rank(match: IntakeMatch, channel: str, categories: tuple[str, ...], level: Level) -> tuple[int, int, int] | None:
    if match.channel not in (None, channel) or match.level not in (None, level):
        return None
    if match.category is not None and match.category not in categories:
        return None
    nearness = 0 if match.category is None else len(categories) - categories.index(match.category)
    return int(match.channel is not None), nearness, int(match.level is not None)
