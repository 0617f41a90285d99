"""A ledger as an Excel file: what the screen shows, with who made it and from which filter; the making is audited."""

from django import forms
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wangge.core.cases.operations import record_export
from wangge.core.cases.queries.registers import Register, RegisterRow, register_page
from wangge.faces.shell.addresses import address_of
from wangge.faces.shell.states import look_of
from wangge.faces.workbench.administration.asking import Asked as Question
from wangge.faces.workbench.administration.asking import NoFields, ask, posted
from wangge.faces.workbench.cases.export import stamp_of
from wangge.faces.workbench.cases.side_steps import GROUNDS
from wangge.faces.workbench.labels import area_label, unit_label
from wangge.faces.workbench.matters.files import sheet_response
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.text import mask_within

from .lists import Asked, asked_of

CAP = 5_000


@require_http_methods(["GET", "POST"])
@staff_page(needs="case.export")
def export_register(request: StaffRequest, code: str) -> HttpResponseBase:
    """Say what the file will hold; make it on POST. Raises NotFound, NotAllowed."""
    asked = asked_of(request, code)
    words = _words(asked)
    back = f"{reverse('workbench:register', args=[code])}?{request.GET.urlencode()}"
    question = Question(
        _("导出{name}台账").format(name=asked.register.label), _("导出 Excel"), back,
        words=_("{words}。最多 {cap} 行，导出会记入审计。").format(words=words, cap=CAP),
    )  # fmt: skip

    def make(_given: dict[str, object]) -> HttpResponseBase:
        return _file(request, asked, words)

    form: forms.Form = NoFields(posted(request))
    return ask(request, form, question, make)


def _words(asked: Asked) -> str:
    parts = [asked.seen.area.name if asked.seen.area else "、".join(root.name for root in asked.seen.around.roots)]
    parts += [unit_label(asked.where.unit_id)] if asked.where.unit_id else []
    parts += [_("超期的")] if asked.where.is_late else []
    return "，".join(parts)


def _file(request: StaffRequest, asked: Asked, words: str) -> HttpResponseBase:
    scope = request.actor.scope("case.export")
    name = _("{name}台账").format(name=asked.register.label)
    record_export(
        actor=request.actor, scope=scope, what=name, words=words, cap=CAP, address=address_of(request), at=request.at
    )
    page = register_page(scope=scope, register=asked.register, where=asked.where, at=request.at, size=CAP)
    stamp = stamp_of(request.actor, login_name=request.account.login_name, at=request.at)
    day = localtime(request.at).strftime("%Y-%m-%d")
    rows = [_cells(asked.register, row) for row in page.rows]
    return sheet_response(f"{name} {day}.xlsx", _headings(), rows, stamp=stamp, words=words)


def _headings() -> list[str]:
    return [
        _("编号"), _("事项"), _("地方"), _("状态"), _("首办单位"), _("该谁办"), _("领导"), _("责任人"), _("理由"),
        _("上报时间"), _("期限"), _("办结时间"),
    ]  # fmt: skip


def _cells(register: Register, row: RegisterRow) -> list[object]:
    ground = (row.suspension or {}).get("ground", "")
    moments = [localtime(one).strftime("%Y-%m-%d %H:%M") if one else "" for one in (row.due_at, row.closed_at)]
    return [
        row.number, mask_within(row.title), area_label(row.area_id), str(look_of(row.state).label),
        unit_label(row.first_unit_id), unit_label(row.owner_unit_id), row.leader, row.responsible,
        str(GROUNDS.get(ground, ground)), localtime(row.reported_at).strftime("%Y-%m-%d %H:%M"), *moments,
    ]  # fmt: skip
