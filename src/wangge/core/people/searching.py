"""What persons and doors are found by.

Names and numbers are encrypted; a person keeps numbers made by keyed hashes, of another key for each town: of each pair
of characters of the name, its initials and their beginnings, the last four of document and telephone.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from uuid import UUID

from wangge.ground.foundation.crypto import blind_index
from wangge.ground.foundation.text import fold, name_initials

DOCUMENT_PURPOSE = "people.document"
PHONE_PURPOSE = "people.phone"
_ADDRESS = re.compile("[0-9一二三四五六七八九十].*[号幢栋座室户层楼]|单元|小区|[村路街巷弄里苑园湾]$")
_DIGITS = re.compile(r"\d+")
LAST_FOUR = re.compile(r"\d{3}[\dX]")
PHONE = re.compile(r"1\d{10}|0\d{9,11}")
DOCUMENT = re.compile(r"\d{17}[\dX]|\d{15}|[A-Z]{1,2}\d{6,10}")
LETTERS = re.compile(r"[a-z]{2,8}")


def document_index(number: str) -> bytes:
    """By which a whole document number is found."""
    return blind_index(number, purpose=DOCUMENT_PURPOSE)


def phone_index(number: str) -> bytes:
    """By which a whole telephone number is found."""
    return blind_index(number, purpose=PHONE_PURPOSE)


def terms_of(*, town_id: UUID, name: str, document: str = "", phone: str = "") -> list[int]:
    """The keyed numbers of a person."""
    said = {f"n:{a}{b}" for a, b in pairwise(fold(name))}
    letters = letters_of(name)
    said |= {f"i:{letters[:length]}" for length in range(2, len(letters) + 1)}
    found = {_kept_term(town_id, one) for one in said}
    if len(document) >= 8:
        found.add(term(town_id, f"d:{document[-4:]}"))
    if len(phone) >= 7:
        found.add(term(town_id, f"p:{phone[-4:]}"))
    return sorted(found)


@lru_cache(maxsize=1 << 16)
def letters_of(name: str) -> str:
    """The initials of a name, kept: names repeat, and reading them takes longest."""
    return name_initials(name)


def term(town_id: UUID, said: str) -> int:
    """One keyed number: 31 bits of a hash that only this town's terms share."""
    return int.from_bytes(blind_index(said, purpose=_purpose(town_id))[:4], "big") >> 1


_kept_term = lru_cache(maxsize=1 << 16)(term)  # the parts of names repeat; digits do not


@lru_cache(maxsize=1 << 10)
def _purpose(town_id: UUID) -> str:
    return f"people.terms:{town_id}"


def door_key(*words: str) -> str:
    """The order of doors: 2幢 before 10幢."""
    return "|".join(_DIGITS.sub(lambda found: found[0].zfill(6), fold(word)) for word in words)[:200]


@dataclass(frozen=True)
class Sought:
    """What somebody typed into the search of the roster, sorted by what it can mean."""

    names: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    last_four: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any((self.names, self.letters, self.last_four, self.documents, self.phones, self.addresses))

    @property
    def is_of_a_person(self) -> bool:
        """Whether anything but an address was typed."""
        return any((self.names, self.letters, self.last_four, self.documents, self.phones))

    def term_groups(self, town_id: UUID) -> list[list[int]]:
        """What a person of a town must have: of each group at least one."""
        groups = [[term(town_id, f"n:{a}{b}")] for name in self.names for a, b in pairwise(name)]
        groups += [[term(town_id, f"i:{letters}")] for letters in self.letters]
        return groups + [[term(town_id, f"d:{four}"), term(town_id, f"p:{four}")] for four in self.last_four]


def sought(words: str) -> Sought:
    """Words of a search: 张伟, zw, 1234, a whole number, an address, or several of them."""
    found: dict[str, list[str]] = {}
    for word in words.split()[:6]:
        found.setdefault(_meaning(word), []).append(_as_kept(word))
    return Sought(**{key: tuple(some) for key, some in found.items() if key})


def _as_kept(word: str) -> str:
    folded = fold(word)
    return folded.upper() if folded.isascii() and any(c.isdigit() for c in folded) else folded


def _meaning(word: str) -> str:
    kept = _as_kept(word)
    if PHONE.fullmatch(kept):
        return "phones"
    if DOCUMENT.fullmatch(kept):
        return "documents"
    if LAST_FOUR.fullmatch(kept):
        return "last_four"
    if LETTERS.fullmatch(kept):
        return "letters"
    if _ADDRESS.search(kept) or any(c.isdigit() for c in kept):
        return "addresses"
    return "names" if len(kept) > 1 else ""
