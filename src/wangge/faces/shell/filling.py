"""Lines of a list through a partial that is drawn once: its HTML stands in a template, and fifty lines cost little."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Protocol, Self

from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from .parts import Words

MARK = "\0"


class Shaped(Protocol):
    """A line whose partial asks what it has: lines of one shape differ in nothing but their words."""

    @property
    def shape(self) -> Hashable: ...

    @property
    def words(self) -> Sequence[Words]:
        """All that the partial prints, in an order of its own."""

    def saying(self, words: Callable[[], Words]) -> Self:
        """A line of the same shape with other words, taken in that order; what is empty stays empty."""


class _Marks:
    """Stands for a line while the partial is drawn: each field comes out as its name between marks."""

    def __getitem__(self, name: str) -> SafeString:
        return SafeString(f"{MARK}{name}{MARK}")


def fill(template: str, lines: Iterable[object]) -> SafeString:
    """The partial for each line; it may print `line.field`, words only, which are escaped as in any template."""
    drawn = _drawn(template, line=_Marks())
    names = drawn[1::2]
    filled = []
    for line in lines:
        words = {name: conditional_escape(getattr(line, name)) for name in set(names)}
        drawn[1::2] = [words[name] for name in names]
        filled.append("".join(drawn))
    return SafeString("".join(filled))


def fill_shaped(template: str, lines: Sequence[Shaped]) -> SafeString:
    """The partial for each line, drawn once for each shape; beside `line` it knows the `first` of them."""
    drawn_by: dict[Hashable, list[str]] = {}
    filled = []
    for line in lines:
        shape, said = line.shape, line.words
        if shape not in drawn_by:
            marks = (SafeString(f"{MARK}{place}{MARK}") for place in range(len(said)))
            drawn_by[shape] = _drawn(template, line=line.saying(marks.__next__), first=lines[0])
        words = [conditional_escape(word) for word in said]  # type: ignore[arg-type]  # Promise: a lazy word
        filled.append("".join(words[int(part)] if place % 2 else part for place, part in enumerate(drawn_by[shape])))
    return SafeString("".join(filled))


def _drawn(template: str, **context: object) -> list[str]:
    """What stands between the marks, and at every second place what is marked."""
    return render_to_string(template, context).strip().split(MARK)
