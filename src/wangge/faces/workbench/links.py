"""Addresses of pages with what they carry along."""

from dataclasses import dataclass
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
    return reverse("workbench:case", args=[case_id]) + back_query(back)


def back_query(back: str) -> str:
    """The end of an address that leads back to a list; empty for the list as it opens."""
    return f"?{urlencode({'back': back})}" if back else ""
