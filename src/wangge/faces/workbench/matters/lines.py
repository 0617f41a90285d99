"""Adding, changing and ending a line of one of the four lists."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from wangge.core.matters.operations import add_lines, change_line, end_line
from wangge.core.matters.queries import held_field_row, matter_row, power_row, report_row
from wangge.faces.shell.parts import Words
from wangge.faces.workbench.administration.asking import Asked, NoFields, ask, posted
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.faces.workbench.towns import town_of
from wangge.ground.foundation.errors import NotFound

from .line_forms import FORMS, initial_of
from .parts import url_of

ROWS: dict[str, Callable[..., Any]] = {
    "matter": matter_row,
    "power": power_row,
    "field": held_field_row,
    "report": report_row,
}
PAGES = {"matter": "matters", "power": "powers", "field": "held-fields", "report": "required-reports"}
HEADINGS: dict[str, Words] = {
    "matter": gettext_lazy("列入事项"),
    "power": gettext_lazy("列入事权"),
    "field": gettext_lazy("登记已有信息"),
    "report": gettext_lazy("登记报表"),
}


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("为什么停报"), max_length=200)


def _kind(kind: str) -> str:
    if kind not in PAGES:
        raise NotFound(_("没有这一页"))
    return kind


@require_http_methods(["GET", "POST"])
@staff_page(needs="matter.edit")
def add(request: StaffRequest, kind: str) -> HttpResponseBase:
    """Put a line on a list. Raises NotFound."""
    town, page = town_of(request, "matter.edit"), PAGES[_kind(kind)]
    form = FORMS[kind](town, posted(request))

    def act(given: dict[str, Any]) -> HttpResponseBase:
        add_lines(actor=request.actor, town_id=town.id, new=[form.new_line(given)], at=request.at)
        say_done(request, _("“{name}”已列入").format(name=given["name"]))
        return HttpResponseRedirect(url_of(page, town=town))

    return ask(request, form, Asked(HEADINGS[kind], _("列入"), url_of(page, town=town), town.name), act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="matter.edit")
def change(request: StaffRequest, kind: str, code: str) -> HttpResponseBase:
    """Change a line; what it was stays in the history. Raises NotFound."""
    town, page = town_of(request, "matter.edit"), PAGES[_kind(kind)]
    row = ROWS[kind](town_id=town.id, code=code, at=request.at)
    form = FORMS[kind](town, posted(request), is_new=False, initial=initial_of(row))

    def act(given: dict[str, Any]) -> HttpResponseBase:
        change_line(actor=request.actor, town_id=town.id, code=row.code, new=form.new_line(given), at=request.at)
        say_done(request, _("“{name}”已修改").format(name=given["name"]))
        return HttpResponseRedirect(url_of(page, town=town))

    words = _("原来的写法留在历史里，从现在起按新的。")
    heading = _("修改 {code} {name}").format(code=row.code, name=row.name)
    return ask(request, form, Asked(heading, _("保存"), url_of(page, town=town), words), act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="matter.edit")
def end(request: StaffRequest, kind: str, code: str) -> HttpResponseBase:
    """Take a line off its list, asked on a page of its own. Raises NotFound."""
    town, page = town_of(request, "matter.edit"), PAGES[_kind(kind)]
    row = ROWS[kind](town_id=town.id, code=code, at=request.at)
    form: forms.Form = ReasonForm(posted(request)) if kind == "report" else NoFields(posted(request))

    def act(given: dict[str, Any]) -> HttpResponseBase:
        reason = given.get("reason", "")
        end_line(actor=request.actor, town_id=town.id, kind=kind, code=row.code, reason=reason, at=request.at)
        say_done(request, _("“{name}”已停用").format(name=row.name))
        return HttpResponseRedirect(url_of(page, town=town))

    words = _("停用后不再起作用，历史里还有；要恢复就用同一个编码重新列入。")
    heading = _("停用 {code} {name}").format(code=row.code, name=row.name)
    return ask(request, form, Asked(heading, _("停用"), url_of(page, town=town), words, is_danger=True), act)
