"""Upstream words for how far a ticket is, and ours: one list read in both directions."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from wangge.core.cases.lifecycle import State
from wangge.ground.foundation.errors import Refusal

PRESETS = Path(__file__).parent / "presets" / "statuses.toml"
Pairs = list[tuple[str, list[str]]]


@dataclass(frozen=True)
class StatusMap:
    """Each upstream word with the states it stands for; told upstream is the first word that fits."""

    pairs: tuple[tuple[str, tuple[str, ...]], ...]

    @classmethod
    def of(cls, pairs: Iterable[Sequence[object]]) -> "StatusMap":
        """From a list as it is kept in a row or a file."""
        return cls(tuple((str(word), tuple(str(s) for s in states)) for word, states in pairs))  # type: ignore[attr-defined]  # pairs

    def states(self, word: str) -> frozenset[str]:
        """Our states an upstream word may stand for; none for an unknown word."""
        return frozenset(state for known, states in self.pairs if known == word for state in states)

    def word(self, state: str) -> str:
        """What the upstream calls a state; "" when it has no word for it."""
        return next((word for word, states in self.pairs if state in states), "")

    def written(self) -> str:
        """One line a word, as a form shows it."""
        return "\n".join(f"{word} = {' '.join(states)}" for word, states in self.pairs)

    def kept(self) -> Pairs:
        return [(word, list(states)) for word, states in self.pairs]


@cache
def presets() -> dict[str, tuple[str, StatusMap]]:
    """The maps that come with the product: code → name and map."""
    found = tomllib.loads(PRESETS.read_text("utf8"))
    return {code: (one["label"], StatusMap.of(one["statuses"])) for code, one in found.items()}


def read_statuses(text: str) -> StatusMap:
    """A map as it is written in a form. Raises Refusal with the line that is wrong."""
    pairs: Pairs = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        word, sign, states = (part.strip() for part in line.partition("="))
        named = states.split()
        if not (sign and word and named) or not set(named) <= set(State.values) or len(word) > 40:
            raise Refusal(
                _("状态对照第 {number} 行看不懂：{line}").format(number=number, line=line[:60]), field="statuses"
            )
        pairs.append((word, named))
    return StatusMap.of(pairs)
