"""手机: whose phones there are, which were not heard of for long, and a lost one that is closed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.access.queries import account_names, accounts_at
from wangge.faces.shell.parts import Fact, build_chip, build_filter_bar
from wangge.faces.shell.templatetags.shell import when
from wangge.faces.workbench.administration.asking import Asked, NoFields, ask, posted
from wangge.faces.workbench.administration.listing import area_chip, chosen_area, narrowed
from wangge.faces.workbench.matters.parts import Cell, Line
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import NotFound
from wangge.ground.sync.devices import accounts_in_towns, close_device
from wangge.ground.sync.telemetry import SILENT_AFTER, PhoneRow, phones_of

from .parts import NEEDED, tabs, towns_of

SILENT, CLOSED = "silent", "closed"
MOST = 500


@require_GET
@staff_page(needs=NEEDED)
def show_devices(request: StaffRequest) -> HttpResponse:
    """The phones of those who work in the person's area, the longest silent first. Raises NotFound."""
    scope = request.actor.scope(NEEDED)
    area = chosen_area(request.GET, scope)
    which = request.GET.get("which", "")
    accounts = _accounts(request, scope if area is None else narrowed(scope, area))
    phones = phones_of(accounts=accounts, with_closed=which == CLOSED, limit=MOST)
    silent = [phone for phone in phones if phone.is_silent(request.at)]
    shown = silent if which == SILENT else [p for p in phones if (p.closed_at is not None) == (which == CLOSED)]
    names = account_names(account_ids={phone.account_id for phone in shown})
    chips = [
        build_chip(
            request.GET, "which", [(SILENT, _("失联的")), (CLOSED, _("停用的"))], anything=_("在用的"), lead=_("看")
        ),
        area_chip(request.GET, scope, area, lead=_("，在")),
    ]
    context = {
        "tabs": tabs(request),
        "bar": build_filter_bar(request.GET, chips, has_words=False),
        "lines": [_line(phone, names.get(phone.account_id, ""), request.at) for phone in shown],
        "silent": len(silent),
        "days": SILENT_AFTER.days,
        "is_cut": len(phones) == MOST,
        "most": MOST,
    }
    return render(request, "workbench/phones/devices.html", context)


def _accounts(request: StaffRequest, scope: Any) -> set[UUID]:
    return accounts_at(scope=scope, among=accounts_in_towns(towns_of(scope)), at=request.at)


def _line(phone: PhoneRow, name: str, at: datetime) -> Line:
    cells = [
        Cell(_("手机"), phone.label or _("未命名")),
        Cell(_("最近联系"), when(phone.heard_at, at)),
        Cell(_("没发出的"), _waiting(phone), is_number=True),
        Cell(_("照片在途"), str(phone.awaited or "—"), is_number=True),
        Cell(_("状态"), _state(phone, at), tag=True),
    ]
    actions = [] if phone.closed_at else [(_("停用"), reverse("workbench:phone-close", args=[phone.id]))]
    return Line(name, cells, actions=actions)


def _waiting(phone: PhoneRow) -> str:
    if not phone.waiting:
        return "—"
    days = phone.oldest_hours // 24
    said = _("{count} 条").format(count=phone.waiting)
    return _("{said}，最早 {days} 天前").format(said=said, days=days) if days else said


def _state(phone: PhoneRow, at: datetime) -> str:
    if phone.closed_at is not None:
        return _("已停用")
    return _("失联") if phone.is_silent(at) else _("正常")


@require_http_methods(["GET", "POST"])
@staff_page(needs=NEEDED)
def close(request: StaffRequest, device_id: UUID) -> HttpResponseBase:
    """Close a lost phone, or one that was given back. Raises NotFound."""
    accounts = _accounts(request, request.actor.scope(NEEDED))
    phone = next((one for one in phones_of(accounts=accounts, limit=10_000) if one.id == device_id), None)
    if phone is None:
        raise NotFound(_("没有找到，或者不在你的范围内"))
    name = account_names(account_ids=[phone.account_id]).get(phone.account_id, "")

    def act(given: dict[str, Any]) -> HttpResponseBase:
        close_device(device_id=device_id, account_id=phone.account_id, at=request.at)
        say_done(request, _("已停用；这部手机再也收不到资料"))
        return HttpResponseRedirect(reverse("workbench:phone-devices"))

    words = _(
        "停用以后这部手机收不到任何资料，下次联网就清除；两周以内还没发出去的仍会送来，列在待核实里。本人可以换一部手机登录。"
    )
    facts = [Fact(_("谁的"), name), Fact(_("手机"), phone.label or _("未命名")),
             Fact(_("最近联系"), when(phone.heard_at, request.at))]  # fmt: skip
    asked = Asked(_("停用手机"), _("停用"), reverse("workbench:phone-devices"), words, facts=facts, is_danger=True)
    return ask(request, NoFields(posted(request)), asked, act)
