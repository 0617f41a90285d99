"""Addresses of pages with what they carry along."""

from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from wangge.faces.shell.parts import Words


@dataclass(frozen=True)
class Link:
    """One thing to do, as an address; `is_first` for what usually comes next."""

    label: Words
    url: str
    is_first: bool = False


def case_url(case_id: UUID, *, back: str = "") -> str:
    """The page of a case; `back` is the query of the list it was opened from."""
    return thing_url("workbench:case", case_id) + back_query(back)


def thing_url(name: str, pk: UUID) -> str:
    """The page of a thing by its id; Django is asked once for each kind, as a list names fifty and a map thousands."""
    return _any_page(name).replace(_ANY, str(pk))


_ANY = str(UUID(int=0))


@cache
def _any_page(name: str) -> str:
    return reverse(name, args=[_ANY])


def back_query(back: str) -> str:
    """The end of an address that leads back to a list; empty for the list as it opens."""
    return f"?{urlencode({'back': back})}" if back else ""
