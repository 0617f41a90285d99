"""One ledger: its matters, the oldest first, narrowed by area, unit, leader."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from wangge.core.cases.queries.registers import (
    Register,
    RegisterFilter,
    leaders,
    register_counts,
    register_page,
)
from wangge.faces.shell.parts import Chip, build_chip, build_filter_bar
from wangge.faces.workbench.administration.listing import pager_behind, read_key, read_uuid, written_key
from wangge.faces.workbench.matters.parts import Empty
from wangge.faces.workbench.staff import StaffRequest, staff_page

from .columns import line_of
from .parts import PETITIONS, Seen, register_of, register_url, seen_by, tabs, unit_chip, unit_id_of

NOTES: dict[Register, str | Promise] = {
    Register.OPEN: gettext_lazy("没有办完的都在这里，等评价的、挂账的也算；群众评价或者核实以后才画句号。"),
    Register.SUSPENDED: gettext_lazy("只限没有权限、没有资金、法定程序三种理由；到期要复核，不算解决。"),
    Register.UNLED: gettext_lazy("每件积案都要有领导包案，这里应当是 0。"),
    Register.CUSTODY: gettext_lazy("谁包的案、包了多久；换人以后按新的算。"),
    Register.FIRST_HANDLER: gettext_lazy("最先接到的单位负责到底；转给别的单位办，首办单位不变。"),
    Register.NEITHER: gettext_lazy("没有给过答复，也没有在走的期限，这里应当是 0。"),
    Register.UNANSWERED: gettext_lazy("结了案却没有答复过反映人，这里应当是 0。"),
    Register.BROKEN: gettext_lazy("交办出去、没有报过处置结果就结了案，这里应当是 0。"),
}
LATE = {
    Register.SUSPENDED: gettext_lazy("过了复核期限的"),
}


@dataclass(frozen=True)
class Asked:
    """What a ledger's address asks for."""

    register: Register
    seen: Seen
    where: RegisterFilter


def asked_of(request: StaffRequest, code: str) -> Asked:
    """Unknown values narrow nothing. Raises NotFound."""
    query, seen = request.GET, seen_by(request)
    where = RegisterFilter(
        area_path=seen.path,
        unit_id=unit_id_of(query.get("unit", "")),
        leader_id=read_uuid(query.get("leader", "")),
        is_late=query.get("late") == "1",
        is_moved=query.get("moved") == "1",
    )
    return Asked(register_of(code), seen, where)


@require_GET
@staff_page(needs="case.see")
def show_register(request: StaffRequest, code: str) -> HttpResponse:
    """One page of a ledger. Raises NotFound."""
    asked, query = asked_of(request, code), request.GET
    register, seen = asked.register, asked.seen
    page = register_page(
        scope=seen.scope, register=register, where=asked.where, at=request.at, after=read_key(query.get("after", ""))
    )
    export = f"{reverse('workbench:register-export', args=[code])}?{query.urlencode()}"
    context = {
        "tabs": tabs(register=register),
        "heading": register.label,
        "note": NOTES.get(register, ""),
        "kinds": _kinds(register, seen),
        "bar": build_filter_bar(query, _chips(request, asked), has_words=False),
        "lines": [line_of(register, row, at=request.at) for row in page.rows],
        "pager": pager_behind(query, after=written_key(*page.after) if page.after else "", shown=len(page.rows)),
        "empty": Empty(_("这本台账是空的"), NOTES.get(register, ""), sign="check"),
        "export_url": export if request.actor.may("case.export") and page.rows else "",
    }
    return render(request, "workbench/registers/list.html", context)


def _kinds(register: Register, seen: Seen) -> list[tuple[object, int, str, bool]]:
    """The three boards of petitions side by side, with how many stand on each."""
    if register not in PETITIONS:
        return []
    counts = register_counts(scope=seen.scope, registers=PETITIONS, area_path=seen.path)
    kept = f"?area={seen.area.code}" if seen.area else ""
    return [(one.label, counts[one], register_url(one, kept), one == register) for one in PETITIONS]


def _chips(request: StaffRequest, asked: Asked) -> list[Chip]:
    query, register = request.GET, asked.register
    chips = [asked.seen.chip(request, lead=_("看"))]
    if register == Register.CUSTODY:
        names = [(str(pk), f"{name}（{held}）") for pk, name, held in leaders(scope=asked.seen.scope)]
        return [*chips, build_chip(query, "leader", names, anything=_("哪位领导都行"), lead=_("，由"))]
    if register in (Register.UNANSWERED, Register.BROKEN):
        return chips
    chips.append(unit_chip(request, asked.seen))
    if register == Register.FIRST_HANDLER:
        chips.append(build_chip(query, "moved", [("1", _("转给别的单位了的"))], anything=_("转没转都行")))
    if register not in (Register.NEITHER,):
        late = LATE.get(register, _("超期的"))
        chips.append(build_chip(query, "late", [("1", late)], anything=_("到没到期都行")))
    return chips
