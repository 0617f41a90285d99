"""When a case is due, as every list says it."""

from datetime import datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wangge.core.cases.lifecycle import ClockKind
from wangge.core.cases.queries import CaseRow
from wangge.faces.shell.templatetags.shell import clock_chip, moment


def due_words(row: CaseRow, *, at: datetime) -> SafeString:
    """A clock while one runs for us; else until when the asker may rate, when it was closed, or what it waits for."""
    if row.closed_at is not None:
        return quiet(moment(row.closed_at, at), _("办完"))
    if row.due_at is None:
        return quiet(_("等交办"))
    if row.due_kind == ClockKind.RATE:
        return quiet(_("评价至"), moment(row.due_at, at))
    return clock_chip(row.due_at, at=at)


def quiet(*words: str) -> SafeString:
    """Words in place of a clock: what runs, and until when."""
    return format_html('<span class="w-clock is-none">{} {}</span>', words[0], words[1] if len(words) > 1 else "")
