"""How much of what somebody asks is held already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from wangge.core.matters.memory import HeldFieldRow, lists_of, valid_at
from wangge.ground.foundation.text import fold


@dataclass(frozen=True)
class Overlap:
    """The fields asked, each with the field held under this name; how many of how many that is."""

    pairs: tuple[tuple[str, HeldFieldRow | None], ...]

    @property
    def asked(self) -> int:
        return len(self.pairs)

    @property
    def held(self) -> int:
        return sum(row is not None for _words, row in self.pairs)

    @property
    def percent(self) -> int | None:
        """Rounded half up; None where nothing is asked."""
        return (200 * self.held + self.asked) // (2 * self.asked) if self.asked else None

    @property
    def held_fields(self) -> list[tuple[str, HeldFieldRow]]:
        return [(words, row) for words, row in self.pairs if row is not None]

    @property
    def new_fields(self) -> list[str]:
        return [words for words, row in self.pairs if row is None]


def overlap(*, town_id: UUID, fields: Sequence[str], at: datetime) -> Overlap:
    """Which of the fields are held in the town (重合度), by name or by another name; no statement."""
    known: dict[str, HeldFieldRow] = {}
    for row in valid_at(lists_of(town_id).fields, at):
        for name in (row.name, *row.aliases):
            known.setdefault(_key(name), row)
    return Overlap(tuple((words, known.get(_key(words))) for words in fields))


@lru_cache(maxsize=8192)
def _key(words: str) -> str:
    return fold(words).replace(" ", "")
