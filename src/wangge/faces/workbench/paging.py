"""From a page by key to the links around it, keeping every filter."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from wangge.core.cases.queries import Page
from wangge.faces.shell.parts import Pager, changed_query


def cursor_of(request: HttpRequest) -> tuple[str, bool]:
    """Where a page begins, and whether it lies before that place."""
    before = request.GET.get("before", "")
    return (before, True) if before else (request.GET.get("after", ""), False)


def pager_of(request: HttpRequest, page: Page) -> Pager | None:
    """None where everything stands on one page."""
    if not page.next_cursor and not page.previous_cursor:
        return None
    query = request.GET
    return Pager(
        newer_url=changed_query(query, {"before": page.previous_cursor}) if page.previous_cursor else "",
        older_url=changed_query(query, {"after": page.next_cursor}) if page.next_cursor else "",
        first_url=changed_query(query, {}) if page.previous_cursor else "",
        summary=_("本页 %(count)d 件") % {"count": len(page.rows)},
    )
