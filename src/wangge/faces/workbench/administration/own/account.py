"""我的账号: what I may do and until when, how I am reached, my password and one-time codes."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.access.queries import GrantRow, grants_of
from wangge.core.notices.channels import OutgoingChannel, Reaches, outgoing_channels
from wangge.core.notices.operations import drop_address, set_address
from wangge.core.notices.queries import addresses
from wangge.faces.shell.parts import Fact
from wangge.faces.workbench.administration.accounts.list import where_words
from wangge.faces.workbench.administration.asking import Asked, NoFields, ask, posted
from wangge.faces.workbench.labels import unit_label
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import NotFound


class AddressForm(forms.Form):
    value = forms.CharField(label=gettext_lazy("地址"), max_length=100)


@require_GET
@staff_page()
def show_account(request: StaffRequest) -> HttpResponse:
    """One's own account."""
    known = addresses(account_id=request.account.pk)
    grants = [one for one in grants_of(account_id=request.account.pk, at=request.at) if one.term != "over"]
    context = {
        "facts": [
            Fact(_("姓名"), request.account.name),
            Fact(_("登录名"), request.account.login_name),
            Fact(_("动态口令"), _("已启用") if request.account.totp_confirmed_at else _("没有启用")),
        ],
        "grants": [(one, _where(one)) for one in grants],
        "channels": [(channel.code, channel.label, known.get(channel.code, "")) for channel in _channels()],
    }
    return render(request, "workbench/administration/own/account.html", context)


def _where(grant: GrantRow) -> str:
    words = [where_words(grant.area_path) if grant.area_path else "", unit_label(grant.unit_id)]
    return " · ".join(word for word in words if word)


def _channels() -> list[OutgoingChannel]:
    """The channels that ask for an address of the person."""
    return [channel for channel in outgoing_channels() if channel.reaches is Reaches.ADDRESS]


def _channel(code: str) -> OutgoingChannel:
    found = next((channel for channel in _channels() if channel.code == code), None)
    if found is None:
        raise NotFound(_("没有开通这个通道"))
    return found


@sensitive_post_parameters("value")
@require_http_methods(["GET", "POST"])
@staff_page()
def change_address(request: StaffRequest, channel: str) -> HttpResponseBase:
    """Where I am reached by a channel. Raises NotFound."""
    found = _channel(channel)

    def act(given: dict[str, Any]) -> HttpResponseBase:
        set_address(
            actor=request.actor,
            account_id=request.account.pk,
            channel=found.code,
            value=given["value"],
            at=request.at,
        )
        say_done(request, _("记下了，以后有事用{channel}通知您").format(channel=found.label))
        return HttpResponseRedirect(reverse("workbench:own-account"))

    known = addresses(account_id=request.account.pk).get(found.code, "")
    words = _("加密保存，只用来通知您，别人看不到。")
    asked = Asked(_("{channel}通知").format(channel=found.label), _("保存"), reverse("workbench:own-account"), words)
    return ask(request, AddressForm(posted(request), initial={"value": known}), asked, act)


@require_http_methods(["GET", "POST"])
@staff_page()
def forget_address(request: StaffRequest, channel: str) -> HttpResponseBase:
    """Forget where I am reached by a channel. Raises NotFound."""
    found = _channel(channel)

    def act(given: dict[str, Any]) -> HttpResponseBase:
        drop_address(actor=request.actor, account_id=request.account.pk, channel=found.code, at=request.at)
        say_done(request, _("删除了，不再用{channel}通知您").format(channel=found.label))
        return HttpResponseRedirect(reverse("workbench:own-account"))

    words = _("删除后只在站内消息里通知您。")
    heading = _("删除{channel}地址").format(channel=found.label)
    asked = Asked(heading, _("删除"), reverse("workbench:own-account"), words, is_danger=True)
    return ask(request, NoFields(posted(request)), asked, act)
