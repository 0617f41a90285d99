"""Places that a text names, found by a list (地名词典): villages, estates, roads, landmarks, and their other names.

The longest name wins where names overlap. A name that several places bear is settled by another name of the same text
above it (荣星村 … 三社), and else stays open: then nothing is sure, and all that it may mean are given.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from wangge.ground.foundation.folding import fold

from .numerals import fold as fold_numerals

LONGEST_TEXT = 2_000
SHORTEST = 2
ENDINGS = ("社区", "村", "镇", "乡", "街道", "小区")
NUMERALS = frozenset("0123456789零一二三四五六七八九十百")
MOST = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """A place with its names, the path of the area it lies in, and `key`, what the caller knows it by."""

    key: Hashable
    path: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A name as it stands in the text, and the places that bear it."""

    start: int
    end: int
    word: str
    entries: tuple[Entry, ...]
    is_stem: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """An area a text may speak of, by which words, and the deepest place that was named in it."""

    path: str
    words: tuple[str, ...]
    key: Hashable
    is_sure: bool


class Gazetteer:
    """A list of names to look for; immutable."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._names: dict[str, list[Entry]] = {}
        self._stems: dict[str, list[Entry]] = {}
        for entry in entries:
            for name in dict.fromkeys(plain(name) for name in entry.names):
                if len(name) >= SHORTEST:
                    self._names.setdefault(name, []).append(entry)
                stem = _stem(name)
                if len(stem) >= SHORTEST:
                    self._stems.setdefault(stem, []).append(entry)

    @cached_property
    def _longest(self) -> int:
        return max(map(len, [*self._names, *self._stems]), default=0)

    def mentions(self, text: str, *, roots: Sequence[str]) -> list[Mention]:
        """The names in the text of places below one of these paths, from left to right."""
        text, found, start = plain(text[:LONGEST_TEXT]), list[Mention](), 0
        while start < len(text):
            mention = self._at(text, start, tuple(roots))
            if mention is None:
                start += 1
            else:
                found.append(mention)
                start = mention.end
        return [m for place, m in enumerate(found) if not m.is_stem or _leads(m, found[place + 1 : place + 2])]

    def _at(self, text: str, start: int, roots: tuple[str, ...]) -> Mention | None:
        for end in range(min(len(text), start + self._longest), start + SHORTEST - 1, -1):
            word = text[start:end]
            for names, is_stem in ((self._names, False), (self._stems, True)):
                entries = tuple(e for e in names.get(word, ()) if e.path.startswith(roots))
                if entries and not _cut(text, start):
                    return Mention(start, end, word, entries, is_stem)
        return None

    def places(self, text: str, *, roots: Sequence[str]) -> list[Found]:
        """What the text may speak of, the best first, at most three; sure only if one place alone fits best."""
        mentions = self.mentions(text, roots=roots)
        weights: dict[str, float] = {}
        deepest: dict[str, Entry] = {}
        for entry in dict.fromkeys(e for m in mentions for e in m.entries):
            named = [m for m in mentions if any(_holds(other.path, entry.path) for other in m.entries)]
            weight = sum(len(m.word) for m in named) + entry.path.count("/") / 100
            if weight > weights.get(entry.path, 0):
                weights[entry.path], deepest[entry.path] = weight, entry
        wider = {a for a in weights for b in weights if a != b and _holds(a, b)}
        best = sorted((p for p in weights if p not in wider), key=lambda p: (-weights[p], p))[:MOST]
        return [
            Found(path, _words(mentions, path), deepest[path].key, is_sure=_is_sure(path, weights, best, mentions))
            for path in best
        ]


def plain(text: str) -> str:
    """A text as names are compared: one width and case, one way of writing ordinals, no spaces."""
    return fold_numerals(fold(text).replace(" ", ""))


def _stem(name: str) -> str:
    """荣星村 → 荣星; empty where nothing would be taken off."""
    return next((name.removesuffix(ending) for ending in ENDINGS if name.endswith(ending)), "")


def _cut(text: str, start: int) -> bool:
    """Whether a name would begin within a number: 三社 in 十三社."""
    return start > 0 and text[start] in NUMERALS and text[start - 1] in NUMERALS


def _leads(stem: Mention, after: list[Mention]) -> bool:
    """Whether a village without its ending stands right before a place in it: 荣星三社."""
    return any(
        follower.start == stem.end and any(_holds(own.path, e.path) for own in stem.entries for e in follower.entries)
        for follower in after
    )


def _holds(above: str, path: str) -> bool:
    return path.startswith(above)


def _words(mentions: list[Mention], path: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(m.word for m in mentions if any(_holds(e.path, path) for e in m.entries)))


def _is_sure(path: str, weights: dict[str, float], best: list[str], mentions: list[Mention]) -> bool:
    """One path is ahead of all others, and no name points only elsewhere."""
    if path != best[0] or any(weights[other] >= weights[path] for other in best[1:]):
        return False
    return all(any(_holds(e.path, path) for e in m.entries) for m in mentions)
