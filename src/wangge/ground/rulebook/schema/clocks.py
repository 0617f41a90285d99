"""clocks.toml: how long each step may take, by channel, category and urgency."""

from dataclasses import dataclass
from typing import Literal, Self, get_args

from pydantic import model_validator

from wangge.ground.rulebook.presets import PRESETS, PresetCode
from wangge.ground.rulebook.schema.base import Asker, Code, Count, Label, Percent, Strict, Urgency
from wangge.ground.rulebook.words import LABELS

ClockKind = Literal["accept", "dispatch", "sign", "contact", "interim", "close", "redo", "visit"]
CLOCK_KINDS: tuple[ClockKind, ...] = get_args(ClockKind)
CLOCK_LABELS: dict[ClockKind, str] = {kind: LABELS[f"clock.{kind}"] for kind in CLOCK_KINDS}
TimeUnit = Literal["minutes", "hours", "work_hours", "workdays", "days"]
UNIT_LABELS: dict[TimeUnit, str] = {
    "minutes": "分钟",
    "hours": "小时",
    "work_hours": "个工作小时",
    "workdays": "个工作日",
    "days": "天",
}
_MINUTES: dict[TimeUnit, int] = {"minutes": 1, "hours": 60, "work_hours": 180, "workdays": 1440, "days": 1440}


class Allowance(Strict):
    """A length of time: real time, working time or calendar days."""

    amount: Count
    unit: TimeUnit

    @property
    def words(self) -> str:
        """As people say it: 5个工作日."""
        return f"{self.amount}{UNIT_LABELS[self.unit]}"

    @property
    def nominal_minutes(self) -> int:
        """A rough length, good only to compare two allowances; a working day of 8 hours counts as a day."""
        return self.amount * _MINUTES[self.unit]


class ClockSet(Strict):
    """The clocks of one case; a place may do without `interim` and `visit`.

    `accept` runs from the report, `dispatch` from accepting (as long as `accept` where it is not named),
    `redo` from the reopening, `visit` from the answer, the rest from dispatch.
    """

    rule: Label  # name of the rule that gave them, shown in the derivation
    accept: Allowance
    dispatch: Allowance | None = None
    sign: Allowance
    contact: Allowance
    interim: Allowance | None = None
    close: Allowance
    redo: Allowance
    visit: Allowance | None = None

    def of(self, kind: ClockKind) -> Allowance | None:
        """The allowance of one clock; None where the case has no such clock."""
        found: Allowance | None = getattr(self, kind)
        return self.accept if found is None and kind == "dispatch" else found


class ClockMatch(Strict):
    """Which cases a rule is for; what is not named matches all."""

    channel: Code | None = None
    category: Code | None = None
    urgency: Urgency | None = None
    asker: Asker | None = None
    grade: Code | None = None

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if not self.model_dump(exclude_none=True):
            raise ValueError(
                "至少要写来源 channel、类别 category、紧急程度 urgency、反映人 asker、难度 grade 中的一项；"
                "一律适用的写在 [default]"
            )
        return self


@dataclass(frozen=True)
class ClockQuestion:
    """What the clocks of a case depend on; `categories` is its category first, then that one's parent."""

    channel: str
    categories: tuple[str, ...]
    urgency: str = "normal"
    asker: str = "person"
    grade: str = ""


class ClockRule(Strict):
    """Clocks that differ from the default for some cases; what is not named keeps the preset's, then the default."""

    name: Label
    match: ClockMatch
    preset: PresetCode | None = None
    accept: Allowance | None = None
    dispatch: Allowance | None = None
    sign: Allowance | None = None
    contact: Allowance | None = None
    interim: Allowance | None = None
    close: Allowance | None = None
    redo: Allowance | None = None
    visit: Allowance | None = None

    def over(self, default: ClockSet) -> ClockSet:
        """This rule's clocks, the rest from its preset, then from the default."""
        ready = PRESETS[self.preset] if self.preset else {}
        taken = {kind: Allowance.model_validate({"amount": n, "unit": unit}) for kind, (n, unit) in ready.items()}
        own = {kind: getattr(self, kind) or taken.get(kind) or getattr(default, kind) for kind in CLOCK_KINDS}
        return ClockSet(rule=self.name, **own)


class Clocks(Strict):
    """All clocks of a place."""

    default: ClockSet
    rules: tuple[ClockRule, ...] = ()
    warn_before_percent: Percent = 20  # a clock turns amber when less than this share of it is left
    rating_days: Count  # how long the asker may rate the answer
    close_unrated_after_days: Count  # then an unrated case may be closed by a recorded check

    @model_validator(mode="after")
    def _closing_waits_for_the_rating(self) -> Self:
        if self.close_unrated_after_days < self.rating_days:
            raise ValueError("未评价结案 close_unrated_after_days 不能早于评价期 rating_days")
        return self

    def resolve(self, question: ClockQuestion) -> ClockSet:
        """The clocks of a case.

        Urgency outweighs the asker, the asker the grade, the grade the category, a kind its domain,
        the category the channel; so no two rules ever tie and their order in the file does not matter.
        """
        best, best_rank = None, (0, 0, 0, 0, 0)
        for rule in self.rules:
            rank = _rank(rule.match, question)
            if rank is not None and rank > best_rank:
                best, best_rank = rule, rank
        return self.default if best is None else best.over(self.default)


def _rank(match: ClockMatch, asked: ClockQuestion) -> tuple[int, int, int, int, int] | None:
    named = (match.urgency, match.asker, match.grade, match.channel)
    if any(own not in (None, given) for own, given in zip(named, _facts(asked), strict=True)):
        return None
    if match.category is not None and match.category not in asked.categories:
        return None
    nearness = 0 if match.category is None else len(asked.categories) - asked.categories.index(match.category)
    urgency, asker, grade, channel = (int(own is not None) for own in named)
    return urgency, asker, grade, nearness, channel


def _facts(asked: ClockQuestion) -> tuple[str, str, str, str]:
    return asked.urgency, asked.asker, asked.grade, asked.channel
