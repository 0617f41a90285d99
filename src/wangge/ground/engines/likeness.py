"""How alike two reports are: their words weighed by rarity, the title of one in the words of the other, their places.

Texts come as sets of integers, one for each pair of neighbouring characters. The most common false match is the same
text about another place, so the named places gate the score: it shrinks to `ELSEWHERE` of itself where no name of one
title is found in the other text.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log, sqrt

Grams = frozenset[int]

ELSEWHERE = 0.4  # what is left of a score when the places differ
UNNAMED = 0.8  # … when neither names a place and nothing else is known of it
UNSEEN = 100  # cases that a new place is taken to have had already, so that its first ones can be compared
BITS = 512


@dataclass(frozen=True, slots=True)
class Wording:
    """One report: the pairs of its whole text, of its title, and of each place its title names."""

    whole: Grams
    title: Grams
    names: tuple[Grams, ...] = ()


class Rarity:
    """How much a pair says: the logarithm of how few of all cases have it."""

    def __init__(self, *, cases: int, counts: Mapping[int, int]) -> None:
        self._log_all = log(cases + UNSEEN)
        self._counts = counts

    def of(self, gram: int) -> float:
        return max(0.0, self._log_all - log(self._counts.get(gram, 0) + 1))

    def weight(self, grams: Iterable[int]) -> float:
        return sum(map(self.of, grams))

    def square(self, grams: Iterable[int]) -> float:
        return sum(self.of(gram) ** 2 for gram in grams)

    def rarest(self, grams: Iterable[int], *, most: int, postings: int) -> list[int]:
        """The pairs that find a text again: all that are new, then the rarest, while together few cases have them."""
        chosen: list[int] = []
        found = 0
        for gram in sorted(grams, key=lambda g: (self._counts.get(g, 0), g)):
            count = self._counts.get(gram, 0)
            known = sum(1 for g in chosen if self._counts.get(g, 0))
            if known >= most or (count and chosen and found + count > postings):
                break
            chosen.append(gram)
            found += count
        return chosen


def likeness(one: Wording, other: Wording, rarity: Rarity, *, same_place: bool | None = None) -> float:
    """From 0 to 1; `same_place` where the areas of both are known."""
    shared = rarity.square(one.whole & other.whole)
    if not shared:
        return 0.0
    cosine = shared / sqrt(rarity.square(one.whole) * rarity.square(other.whole))
    told = (_held(one.title, other.whole, rarity) + _held(other.title, one.whole, rarity)) / 2
    return min(1.0, (cosine + told) / 2) * place_gate(one, other, rarity, same_place=same_place)


def place_gate(one: Wording, other: Wording, rarity: Rarity, *, same_place: bool | None = None) -> float:
    """What is left of a score by the places: all of it where a name of one is found in the other."""
    shares = [_held(name, other.whole, rarity) for name in one.names]
    shares += [_held(name, one.whole, rarity) for name in other.names]
    if shares:
        return ELSEWHERE + (1 - ELSEWHERE) * max(shares)
    if same_place is None:
        return UNNAMED
    return 1.0 if same_place else ELSEWHERE


def _held(part: Grams, whole: Grams, rarity: Rarity) -> float:
    """How much of a part is found in a whole."""
    weight = rarity.weight(part)
    return rarity.weight(part & whole) / weight if weight else 0.0


def signature(grams: Iterable[int]) -> str:
    """The pairs as 512 bits, which a database compares quickly; a pair sets the bit of its remainder."""
    bits = bytearray(b"0" * BITS)
    for gram in grams:
        bits[gram % BITS] = 49  # "1"
    return bits.decode("ascii")
