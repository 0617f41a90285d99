"""What the pages of reports share: the town they are about, their tabs, words for periods."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.faces.shell.parts import NavItem
from wangge.faces.workbench.staff import StaffRequest
from wangge.practice.insight.lifecycle import Rhythm
from wangge.practice.insight.queries import Window

PDF = "application/pdf"
RHYTHMS = {
    Rhythm.DAY: gettext_lazy("日报告"),
    Rhythm.WEEK: gettext_lazy("周研判"),
    Rhythm.MONTH: gettext_lazy("月分析"),
}


def url_of(name: str, *args: object, **more: str) -> str:
    """An address of these pages; empty values are left out."""
    query = urlencode({key: value for key, value in more.items() if value})
    return reverse(f"workbench:{name}", args=args) + (f"?{query}" if query else "")


def tabs(request: StaffRequest, current: str) -> list[NavItem]:
    """The three rhythms and the meetings, each keeping the town."""
    town = request.GET.get("town", "")
    found = [
        NavItem(words, url_of("reports", rhythm=rhythm, town=town), "", rhythm == current)
        for rhythm, words in RHYTHMS.items()
    ]
    return [*found, NavItem(_("会议"), url_of("meetings", town=town), "", current == "meetings")]


def period_words(rhythm: str, window: Window) -> str:
    """2026 年 3 月 12 日, the week 3 月 2 日至 3 月 8 日, 2026 年 3 月."""
    since, until = localtime(window.since), localtime(window.until)
    if rhythm == Rhythm.MONTH:
        return _("{year} 年 {month} 月").format(year=since.year, month=since.month)
    if rhythm == Rhythm.DAY:
        return _("{year} 年 {month} 月 {day} 日").format(year=until.year, month=until.month, day=until.day)
    last = localtime(window.until - (window.until - window.since) / 7)
    return _("{year} 年 {m1} 月 {d1} 日至 {m2} 月 {d2} 日").format(
        year=since.year, m1=since.month, d1=since.day, m2=last.month, d2=last.day
    )


def file_response(content: bytes, kind: str, name: str) -> HttpResponse:
    """A file that only this person's browser keeps."""
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(kind != PDF, name) or "attachment"
    response.headers["Cache-Control"] = "private, no-store"
    return response
