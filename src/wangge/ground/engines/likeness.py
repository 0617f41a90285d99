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
MOST_NEW, AT_FIRST = 12, 48
MANY = 1000  # cases from which new pairs are many, and few of them enough


@dataclass(frozen=True, slots=True)
class Wording:
    """One report: the pairs of its whole text, of its title, and of each place its title names."""

    whole: Grams
    title: Grams
    names: tuple[Grams, ...] = ()


class Rarity:
    """How much each pair of one text says: the logarithm of how few of all cases have it.

    `counts` are those of this text's pairs; a pair that is missing is new. What other texts have besides counts as much
    as this text's pairs do on average, so that comparing costs no more look-ups.
    """

    def __init__(self, own: Grams, *, cases: int, counts: Mapping[int, int]) -> None:
        every = log(cases + UNSEEN)
        self._counts = counts
        self._most_new = MOST_NEW if cases >= MANY else AT_FIRST
        self._weights = {gram: max(0.0, every - log(counts.get(gram, 0) + 1)) for gram in own}
        number = max(1, len(own))
        self._mean = sum(self._weights.values()) / number or 1.0
        self._mean_square = sum(w * w for w in self._weights.values()) / number or 1.0

    def weight(self, grams: Iterable[int]) -> float:
        weights, mean = self._weights, self._mean
        return sum([weights.get(gram, mean) for gram in grams])

    def square(self, own: Iterable[int], *, others: int = 0) -> float:
        """The sum of squares of own pairs and of so many others."""
        weights = self._weights
        return sum([weights[gram] ** 2 for gram in own]) + others * self._mean_square

    def rarest(self, *, most: int, postings: int) -> list[int]:
        """The pairs that find the text again: those that are new, then the rarest, while few cases have them."""
        known = sorted((self._counts[g], g) for g in self._weights if self._counts.get(g))
        chosen = sorted(g for g in self._weights if not self._counts.get(g))[: self._most_new]
        found = 0
        for count, gram in known[:most]:
            found += count
            if found > postings and chosen:
                break
            chosen.append(gram)
        return chosen


def likeness(one: Wording, other: Wording, rarity: Rarity, *, same_place: bool | None = None) -> float:
    """From 0 to 1, with the rarity of `one`; `same_place` where the areas of both are known."""
    found = alike_in_words(one, other, rarity)
    return found * place_gate(one, other, rarity, same_place=same_place) if found else 0.0


def alike_in_words(one: Wording, other: Wording, rarity: Rarity) -> float:
    """The same without the places: half the cosine, half how much of each title the other text holds."""
    shared = one.whole & other.whole
    if not shared:
        return 0.0
    both = rarity.square(shared)
    lengths = rarity.square(one.whole) * (both + rarity.square((), others=len(other.whole) - len(shared)))
    told = (_held(one.title, other.whole, rarity) + _held(other.title, one.whole, rarity)) / 2
    return min(1.0, ((both / sqrt(lengths) if lengths else 0.0) + told) / 2)


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
