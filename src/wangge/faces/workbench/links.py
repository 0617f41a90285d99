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
    return _any_case().replace(_ANY, str(case_id)) + back_query(back)


_ANY = str(UUID(int=0))


@cache
def _any_case() -> str:
    """The address of a case that is not: made once, as a list names fifty."""
    return reverse("workbench:case", args=[_ANY])


def back_query(back: str) -> str:
    """The end of an address that leads back to a list; empty for the list as it opens."""
    return f"?{urlencode({'back': back})}" if back else ""
