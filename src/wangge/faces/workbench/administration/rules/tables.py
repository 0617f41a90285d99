"""Small tables of words, and the words in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _

from wangge.ground.rulebook.rulebook import Rulebook


@dataclass(frozen=True)
class Table:
    """A heading, the columns, the lines."""

    heading: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


class Labelled(Protocol):
    @property
    def code(self) -> str: ...

    @property
    def label(self) -> str: ...


def yes(is_so: bool) -> str:
    return _("是") if is_so else "—"


def joined(words: Iterable[str], mark: str = "、") -> str:
    return mark.join(words)


def named(things: Iterable[Labelled]) -> dict[str, str]:
    """What each code is called."""
    return {thing.code: thing.label for thing in things}


def level_words(rules: Rulebook, level: str) -> str:
    """What the place calls a level."""
    return next((one.label for one in rules.place.levels if one.level == level), level)


def unit_words(rules: Rulebook, code: str) -> str:
    """What the place calls a kind of unit."""
    return next((kind.label for kind in rules.units.kinds if kind.code == code), code)


def shown(value: object) -> str:
    """A value of a rulebook as a line of a comparison."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list | tuple):
        return joined(map(shown, value))
    if isinstance(value, dict):
        return joined((f"{key} = {shown(one)}" for key, one in value.items()), "；")
    return str(value)
