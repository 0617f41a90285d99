"""Administrators at their desks, and how many statements a page costs them."""

import re
from datetime import timedelta

from django.http import HttpResponse

from tests.faces.workbench.office import Desk, now, page, sign_in, statements
from tests.world import MONDAY, make_account
from wangge.core.access.models import Grant
from wangge.core.access.queries import Actor, actor_of
from wangge.core.areas.models import Area

__all__ = [
    "Desk",
    "administrator",
    "desk_of",
    "heading",
    "links",
    "now",
    "page",
    "rows",
    "sign_in",
    "statements",
    "words",
]


def administrator(role: str, at: Area, *, name: str = "") -> Actor:
    """One of the three administrators over an area, with a demonstration's leave to go without one-time codes."""
    account = make_account(name or role, at=at)
    account.is_demonstration = True
    account.save()
    Grant.objects.create(
        account=account, role=role, area_path=at.path, valid_from=MONDAY - timedelta(days=1), granted_by="测试"
    )
    return actor_of(account=account, at=now())


def desk_of(role: str, at: Area) -> Desk:
    return sign_in(administrator(role, at))


def heading(response: HttpResponse) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page(response), re.DOTALL)
    return re.sub(r"<[^>]+>", "", found[1]).strip() if found else ""


def rows(response: HttpResponse) -> list[str]:
    """The names that lead on from a list: the text of its `data-open` links."""
    return [re.sub(r"<[^>]+>", "", one).strip() for one in re.findall(r"data-open[^>]*>(.*?)</a>", page(response))]


def links(response: HttpResponse) -> list[str]:
    return re.findall(r'href="([^"]*)"', page(response))


def words(response: HttpResponse) -> str:
    """What a page says, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", page(response)).split())
