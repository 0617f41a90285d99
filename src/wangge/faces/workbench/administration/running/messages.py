"""外发消息和推送地址: what left the system, what could not, and which systems are told."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.areas.scope import Scope
from wangge.core.notices.channels import channels_in_use
from wangge.core.notices.lifecycle import DeliveryStatus
from wangge.core.notices.operations import NewWebhook, add_webhook, remove_webhook, retry_delivery
from wangge.core.notices.queries import deliveries, delivery_counts, webhooks
from wangge.faces.shell.parts import NavItem
from wangge.faces.workbench.administration.accounts.list import where_words
from wangge.faces.workbench.administration.asking import Asked, NoFields, ask, posted
from wangge.faces.workbench.administration.fields import AreaField
from wangge.faces.workbench.administration.listing import pager_behind, read_uuid
from wangge.faces.workbench.administration.sections import SETTINGS, tabs_of
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import NotAllowed, NotFound


def _scope(request: StaffRequest) -> Scope:
    """Where the person may look at what leaves. Raises NotAllowed where nowhere."""
    scope = request.actor.scope("job.see") | request.actor.scope("notice.send")
    if not scope:
        raise NotAllowed(_("您的岗位没有这一项权限。需要时请找本单位的管理员。"))
    return scope


@require_GET
@staff_page()
def show_deliveries(request: StaffRequest) -> HttpResponse:
    """What left the system, the newest first."""
    scope = _scope(request)
    status = request.GET.get("status", "")
    status = status if status in DeliveryStatus.values else ""
    page = deliveries(scope=scope, status=status, before=read_uuid(request.GET.get("after", "")))
    counts = delivery_counts(scope=scope)
    labels = {channel.code: channel.label for channel in channels_in_use()}
    may_retry = request.actor.scope("job.retry") | request.actor.scope("notice.send")
    context = {
        "tabs": tabs_of(SETTINGS, request.actor, here=request.path),
        "states": [
            NavItem(_("全部"), "?", "", not status),
            *(NavItem(s.label, f"?status={s.value}", "", s == status, counts.get(s.value)) for s in DeliveryStatus),
        ],
        "lines": [
            (
                row,
                labels.get(row.channel, row.channel),
                where_words(row.area_path),
                DeliveryStatus(row.status).label,
                row.status == DeliveryStatus.DEAD and may_retry.covers(row.area_path),
            )
            for row in page.rows
        ],
        "pager": pager_behind(request.GET, after=str(page.next_before or ""), shown=len(page.rows)),
        "channels": "、".join(str(label) for label in labels.values()),
    }
    return render(request, "workbench/administration/running/deliveries.html", context)


@require_http_methods(["GET", "POST"])
@staff_page()
def retry(request: StaffRequest, delivery_id: UUID) -> HttpResponseBase:
    """Send a failed message again. Raises NotFound."""
    _scope(request)

    def act(given: dict[str, Any]) -> HttpResponseBase:
        retry_delivery(actor=request.actor, delivery_id=delivery_id, at=request.at)
        say_done(request, _("已重新排上，稍后再看结果"))
        return HttpResponseRedirect(reverse("workbench:deliveries"))

    words = _("先看清失败的原因。对方收过的，编号不变，会当作同一条。")
    asked = Asked(_("重新发送"), _("重新发送"), reverse("workbench:deliveries"), words)
    return ask(request, NoFields(posted(request)), asked, act)


class WebhookForm(forms.Form):
    label = forms.CharField(label=gettext_lazy("名称"), max_length=60, help_text=gettext_lazy("例如 县城运平台"))
    url = forms.CharField(
        label=gettext_lazy("推送到"), max_length=500, help_text=gettext_lazy("https:// 开头的完整地址")
    )
    kinds = forms.CharField(
        label=gettext_lazy("只推这些"),
        max_length=400,
        required=False,
        help_text=gettext_lazy("消息种类的代码，用空格隔开；不写就全部推送"),
    )

    def __init__(self, scope: Scope, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = AreaField(
            scope=scope, label=gettext_lazy("哪里的事"), help_text=gettext_lazy("这个区域和它下面的")
        )


@require_GET
@staff_page(needs="notice.send")
def show_webhooks(request: StaffRequest) -> HttpResponse:
    """Which other systems are told what happens here."""
    rows = webhooks(scope=request.actor.scope("notice.send"))
    context = {
        "tabs": tabs_of(SETTINGS, request.actor, here=request.path),
        "lines": [(row, where_words(row.area_path), " ".join(row.kinds)) for row in rows],
        "is_switched_on": any(channel.code == "webhook" for channel in channels_in_use()),
    }
    return render(request, "workbench/administration/running/webhooks.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(needs="notice.send")
def add(request: StaffRequest) -> HttpResponseBase:
    """Register a receiver; its secret is shown this once."""
    form = WebhookForm(Scope(request.actor.scope("notice.send").roots), posted(request))

    def act(given: dict[str, Any]) -> HttpResponseBase:
        new = NewWebhook(given["area"].path, given["label"], given["url"], tuple(given["kinds"].split()))
        target, secret = add_webhook(actor=request.actor, new=new, at=request.at)
        context = {"label": target.label, "url": target.url, "secret": secret}
        return render(request, "workbench/administration/running/secret.html", context)

    words = _("推出去的只有标题和编号，没有个人信息；每条都签了名，对方用密钥核对。")
    return ask(request, form, Asked(_("加推送地址"), _("添加"), reverse("workbench:webhooks"), words), act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="notice.send")
def remove(request: StaffRequest, webhook_id: UUID) -> HttpResponseBase:
    """Stop telling a receiver, asked on a page of its own. Raises NotFound."""
    rows = webhooks(scope=request.actor.scope("notice.send"))
    found = next((row for row in rows if row.pk == webhook_id), None)
    if found is None:
        raise NotFound(_("没有这个推送地址，或者它已经撤销"))

    def act(given: dict[str, Any]) -> HttpResponseBase:
        remove_webhook(actor=request.actor, webhook_id=webhook_id, at=request.at)
        say_done(request, _("不再推送到{name}").format(name=found.label))
        return HttpResponseRedirect(reverse("workbench:webhooks"))

    words = _("马上停止推送到“{name}”，还没发出的不发了。密钥作废，再加要换新的。").format(name=found.label)
    asked = Asked(_("撤销推送地址"), _("撤销"), reverse("workbench:webhooks"), words, is_danger=True)
    return ask(request, NoFields(posted(request)), asked, act)
