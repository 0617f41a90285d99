"""What components take: small frozen records that a view fills and a template tag draws."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise

Words = str | Promise
PAGING = ("after", "before")


@dataclass(frozen=True)
class NavItem:
    """One entry of the workbench's navigation; a telephone shows a minor one only behind the one for more."""

    label: Words
    url: str
    icon: str
    is_current: bool = False
    count: int | None = None
    is_minor: bool = False
    is_more: bool = False


@dataclass(frozen=True)
class Frame:
    """What stands around every workbench page; the workbench's context processor gives it as `frame`."""

    nav: Sequence[NavItem] = ()
    home_url: str = "/"
    search_url: str = ""
    place: str = ""
    person: str = ""
    post: str = ""
    inbox_url: str = ""
    unread: int = 0
    menu: Sequence[NavItem] = ()
    logout_url: str = ""


@dataclass(frozen=True)
class Crumb:
    """One place of an area path, widest first."""

    label: Words
    url: str = ""


@dataclass(frozen=True)
class Fact:
    """One line of a key-value list."""

    label: Words
    value: object
    url: str = ""
    note: Words = ""
    icon: str = ""


@dataclass(frozen=True)
class Photo:
    """A picture with its small version; `alt` says what it shows."""

    url: str
    thumb_url: str = ""
    alt: Words = ""


@dataclass(frozen=True)
class Entry:
    """One step of a timeline. An internal one is seen by staff only and drawn apart."""

    at: datetime
    title: Words
    by: Words = ""
    text: Words = ""
    is_public: bool = True
    tone: str = ""
    photos: Sequence[Photo] = ()
    facts: Sequence[Fact] = ()


@dataclass(frozen=True)
class Choice:
    """One value a filter may take, as a link."""

    label: Words
    url: str
    is_on: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Chip:
    """One filter of a filter bar; `lead` and `tail` are the words of the sentence around it."""

    name: str
    label: Words
    choices: Sequence[Choice]
    lead: Words = ""
    tail: Words = ""
    is_set: bool = False
    clear_url: str = ""


@dataclass(frozen=True)
class FilterBar:
    """Chips that read as a sentence, a box for words, and what else the list offers."""

    chips: Sequence[Chip]
    words: str = ""
    words_name: str = "q"
    kept: Sequence[tuple[str, str]] = ()
    clear_url: str = ""
    export_url: str = ""
    total: Words = ""
    has_words: bool = True  # False: a list without a search by words

    @property
    def is_set(self) -> bool:
        return bool(self.words) or any(chip.is_set for chip in self.chips)


@dataclass(frozen=True)
class Pager:
    """Where a keyset page leads: empty addresses where there is nothing more."""

    newer_url: str = ""
    older_url: str = ""
    summary: Words = ""
    first_url: str = ""


@dataclass(frozen=True)
class Column:
    """A heading of a list; `url` sorts by it, `sorted` is "", "ascending" or "descending"."""

    label: Words
    url: str = ""
    sorted: str = ""
    is_number: bool = False


def changed_query(query: QueryDict, changes: Mapping[str, str | None], drop: Iterable[str] = PAGING) -> str:
    """The query string with some values set (None takes one away) and paging forgotten; always starts with `?`."""
    gone = {*drop, *changes}
    kept = [(name, value) for name, values in query.lists() if name not in gone for value in values]
    return "?" + urlencode([*kept, *((name, value) for name, value in changes.items() if value is not None)])


def build_chip(
    query: QueryDict,
    name: str,
    options: Iterable[tuple[str, Words]],
    *,
    anything: Words,
    lead: Words = "",
    tail: Words = "",
    counts: dict[str, int] | None = None,
) -> Chip:
    """A chip whose choices are links that set `name` in the query; `anything` is the word for no filter."""
    current, rest = query.get(name, ""), changed_query(query, {name: None})
    start = rest if rest == "?" else f"{rest}&"
    choices = [Choice(anything, rest, not current)]
    label = anything
    for value, words in options:
        url = start + urlencode({name: value})
        choices.append(Choice(words, url, value == current, (counts or {}).get(value)))
        if value == current:
            label = words
    return Chip(name, label, choices, lead, tail, is_set=bool(current), clear_url=choices[0].url if current else "")


def build_filter_bar(
    query: QueryDict,
    chips: Sequence[Chip],
    *,
    words_name: str = "q",
    export_url: str = "",
    total: Words = "",
    has_words: bool = True,
) -> FilterBar:
    """A filter bar over chips already built; its word box keeps every other filter."""
    kept = tuple(
        (name, value) for name, values in query.lists() for value in values if name not in {words_name, *PAGING}
    )
    clear = changed_query(query, {words_name: None} | {chip.name: None for chip in chips})
    words = query.get(words_name, "") if has_words else ""
    return FilterBar(chips, words, words_name, kept, clear, export_url, total, has_words)
