"""Characters and pairs of characters as integers, for full-text search by an int[] index.

A row keeps `bigrams(text)` in an integer array under a GIN index with `gin__int_ops`; it may match
when that array contains (`@>`) all of `search_terms(query)`. Equal numbers for different pairs are
rare (31 bits) but possible: who needs certainty compares the text of what was found.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from wangge.ground.foundation.folding import INVISIBLE

# \w of an older Unicode does not know the newest extensions of the Han script
_SEPARATORS = re.compile("[^\\w\U00020000-\U000323af]+|_+")
_FIRST_PAIR = 1 << 21  # above every code point, so that single characters keep their own number
_PAIRS = 2_145_386_461  # a prime: pairs end below 2^31, the largest integer of PostgreSQL
_FACTORS = (0x9E3779B1, 0x85EBCA6B)
SHORT = 80  # characters up to which arrays are no quicker

Codes = npt.NDArray[np.int64]


def bigrams(text: str) -> list[int]:
    """The distinct characters and neighbouring pairs of a text, as stable integers in order."""
    codes, is_word = _codes(text)
    return _distinct(codes[is_word], _pairs(codes, is_word))


def search_terms(query: str) -> list[int]:
    """What a text must contain to match: the pairs of each word, or the character of a one-character word."""
    codes, is_word = _codes(query)
    before, after = np.roll(is_word, 1), np.roll(is_word, -1)
    if len(is_word):
        before[0] = after[-1] = False
    return _distinct(codes[is_word & ~before & ~after], _pairs(codes, is_word))


def _codes(text: str) -> tuple[Codes, npt.NDArray[np.bool_]]:
    codes = np.frombuffer(_words(text).encode("utf-32-le", "ignore"), dtype="<u4").astype(np.int64)
    return codes, codes != ord(" ")


def _words(text: str) -> str:
    """The words of a text, folded as `folding.fold_width` does; punctuation goes first, for that is quicker."""
    words = _SEPARATORS.sub(" ", INVISIBLE.sub("", text).replace("·", ""))
    if not unicodedata.is_normalized("NFKC", words):
        words = _SEPARATORS.sub(" ", unicodedata.normalize("NFKC", words))
    return words.casefold()


def _pairs(codes: Codes, is_word: npt.NDArray[np.bool_]) -> Codes:
    together = is_word[:-1] & is_word[1:]
    mixed = codes[:-1][together] * _FACTORS[0] + codes[1:][together] * _FACTORS[1]
    return _FIRST_PAIR + mixed % _PAIRS


def _distinct(singles: Codes, pairs: Codes) -> list[int]:
    found = np.sort(np.concatenate((singles, pairs)))
    is_first = np.ones(len(found), dtype=bool)
    np.not_equal(found[1:], found[:-1], out=is_first[1:])
    distinct: list[int] = found[is_first].tolist()
    return distinct


def pairs_of(text: str) -> frozenset[int]:
    """The distinct pairs of a text, without its single characters."""
    if len(text) > SHORT:
        return frozenset(_pairs(*_codes(text)).tolist())
    words = _words(text)
    return frozenset(
        _FIRST_PAIR + (ord(a) * _FACTORS[0] + ord(b) * _FACTORS[1]) % _PAIRS
        for a, b in pairwise(words)
        if a != " " and b != " "
    )


def only_pairs(grams: Sequence[int]) -> frozenset[int]:
    """The pairs among the numbers that `bigrams` gave, which are in order."""
    return frozenset(grams[bisect_left(grams, _FIRST_PAIR) :])
