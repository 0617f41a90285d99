"""The agreement with an upstream platform, for the system administrator: addresses, secrets, words, fields."""

from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wangge.core.areas.levels import Level
from wangge.core.areas.queries import subtree
from wangge.core.areas.scope import Scope
from wangge.faces.exchange.columns import TICKET_KNOWN_AS
from wangge.faces.exchange.lifecycle import ReturnWay
from wangge.faces.exchange.models import UpstreamSystem
from wangge.faces.exchange.operations.mappings import remember_columns
from wangge.faces.exchange.operations.systems import Agreement, add_system, change_system, renew_secret, send_again
from wangge.faces.exchange.queries import JSON, remembered_columns, statuses_of, system_by_id
from wangge.faces.exchange.statuses import presets, read_statuses
from wangge.faces.workbench.administration.asking import Asked, NoFields, ask, posted
from wangge.faces.workbench.forms import set_choices
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import Refusal

MOST = 8000


class AgreementForm(forms.Form):
    """What is agreed with a platform."""

    label = forms.CharField(label=gettext_lazy("名称"), max_length=60, help_text=gettext_lazy("例如 市 12345 平台"))
    channel = forms.CharField(
        label=gettext_lazy("来源代码"),
        max_length=40,
        initial="hotline",
        help_text=gettext_lazy("规则 channels.toml 里的代码"),
    )
    is_active = forms.BooleanField(label=gettext_lazy("启用"), required=False, initial=True)
    pull_url = forms.CharField(
        label=gettext_lazy("拉取地址"), max_length=500, required=False, help_text=gettext_lazy("每 5 分钟取一次新工单")
    )
    list_url = forms.CharField(
        label=gettext_lazy("对账清单地址"), max_length=500, required=False, help_text=gettext_lazy("每天 02:23 对一次")
    )
    returns_by = forms.ChoiceField(
        label=gettext_lazy("结果怎么回传"),
        required=False,
        choices=[("", gettext_lazy("不回传")), *ReturnWay.choices],
    )
    return_url = forms.CharField(label=gettext_lazy("回传地址"), max_length=500, required=False)
    token = forms.CharField(
        label=gettext_lazy("对方给的令牌"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("加密保存，不再显示；空着就不改"),
    )
    statuses = forms.CharField(
        label=gettext_lazy("状态对照"),
        max_length=MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("一行一个：上级的状态 = 本系统的状态，几个用空格隔开；空着就用下面选的现成对照"),
    )
    preset = forms.ChoiceField(label=gettext_lazy("现成的状态对照"), required=False)
    categories = forms.CharField(
        label=gettext_lazy("类别对照"),
        max_length=MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("一行一个：上级的类别 = 本地类别代码；没有写的按内容提示"),
    )
    fields_of_json = forms.CharField(
        label=gettext_lazy("接口字段对照"),
        max_length=MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("一行一个：本系统的字段 = 对方的字段，例如 id = order.no；常见的名称不用写"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "preset", [(code, label) for code, (label, _map) in presets().items()])

    @property
    def agreed(self) -> Agreement:
        """What was written. Raises Refusal with the line that is wrong."""
        given = self.cleaned_data
        written = given["statuses"].strip()
        return Agreement(
            label=given["label"],
            channel=given["channel"],
            statuses=read_statuses(written) if written else presets()[given["preset"] or "hotline"][1],
            categories=read_pairs(given["categories"], field="categories"),
            is_active=given["is_active"],
            pull_url=given["pull_url"].strip(),
            list_url=given["list_url"].strip(),
            return_url=given["return_url"].strip(),
            returns_by=given["returns_by"],
            token=given["token"].strip(),
        )

    @property
    def columns(self) -> dict[str, str]:
        """The fields of the interface. Raises Refusal."""
        pairs = read_pairs(self.cleaned_data["fields_of_json"], field="fields_of_json")
        unknown = [name for name in pairs if name not in TICKET_KNOWN_AS]
        if unknown:
            known = " ".join(TICKET_KNOWN_AS)
            words = _("没有这样的字段：{which}。可以写：{known}").format(which=" ".join(unknown), known=known)
            raise Refusal(words, field="fields_of_json")
        return pairs


class NewForm(AgreementForm):
    """The same for a platform that is not connected yet."""

    code = forms.CharField(
        label=gettext_lazy("代码"), max_length=20, help_text=gettext_lazy("小写英文，例如 city12345；以后不能改")
    )
    field_order = ["town", "code"]

    def __init__(self, towns: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["town"] = forms.ChoiceField(label=gettext_lazy("哪个乡镇"), choices=towns)
        self.order_fields(self.field_order)


def read_pairs(text: str, *, field: str) -> dict[str, str]:
    """Lines of «left = right». Raises Refusal with the line that is wrong."""
    pairs = {}
    for number, line in enumerate(text.splitlines(), 1):
        left, sign, right = (part.strip() for part in line.partition("="))
        if not line.strip():
            continue
        if not (left and sign and right):
            raise Refusal(_("第 {number} 行看不懂：{line}").format(number=number, line=line[:60]), field=field)
        pairs[left] = right
    return pairs


def written_pairs(pairs: dict[str, str]) -> str:
    """The same as lines."""
    return "\n".join(f"{left} = {right}" for left, right in pairs.items())


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(needs="rulebook.apply")
def add(request: StaffRequest) -> HttpResponseBase:
    """Connect a platform; its secret is shown this once."""
    towns = [row for row in subtree(scope=_scope(request)) if row.level == Level.TOWN]
    form = NewForm([(str(row.id), row.name) for row in towns], posted(request))

    @transaction.atomic
    def act(given: dict[str, Any]) -> HttpResponseBase:
        row, secret = add_system(
            actor=request.actor, town_id=UUID(given["town"]), code=given["code"], agreed=form.agreed, at=request.at
        )
        _keep_fields(request, row, form)
        return _secret(request, row, secret)

    words = _("对方把工单推过来，或者我们去取；用文件交换的只要名称和状态对照。")
    return ask(request, form, Asked(_("接上级平台"), _("添加"), reverse("workbench:upstream"), words), act)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(needs="rulebook.apply")
def change(request: StaffRequest, system_id: UUID) -> HttpResponseBase:
    """Change the agreement. Raises NotFound."""
    row = system_by_id(system_id=system_id, scope=_scope(request))
    form = AgreementForm(posted(request), initial=_initial(row))

    @transaction.atomic
    def act(given: dict[str, Any]) -> HttpResponseBase:
        changed = change_system(actor=request.actor, system_id=row.pk, agreed=form.agreed, at=request.at)
        _keep_fields(request, changed, form)
        say_done(request, _("已保存"))
        return HttpResponseRedirect(reverse("workbench:upstream-system", args=[row.pk]))

    back = reverse("workbench:upstream-system", args=[row.pk])
    return ask(request, form, Asked(_("修改“{name}”").format(name=row.label), _("保存"), back), act)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(needs="rulebook.apply")
def renew(request: StaffRequest, system_id: UUID) -> HttpResponseBase:
    """A new secret for what the platform pushes. Raises NotFound."""
    row = system_by_id(system_id=system_id, scope=_scope(request))

    def act(given: dict[str, Any]) -> HttpResponseBase:
        changed, secret = renew_secret(actor=request.actor, system_id=row.pk, at=request.at)
        return _secret(request, changed, secret)

    words = _("旧的密钥马上作废，对方换上新的以前推不过来。")
    back = reverse("workbench:upstream-system", args=[row.pk])
    return ask(request, NoFields(posted(request)), Asked(_("换密钥"), _("换密钥"), back, words, is_danger=True), act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="rulebook.apply")
def again(request: StaffRequest, system_id: UUID) -> HttpResponseBase:
    """Let the results that did not arrive go again. Raises NotFound."""
    row = system_by_id(system_id=system_id, scope=_scope(request))
    back = reverse("workbench:upstream-system", args=[row.pk])

    def act(given: dict[str, Any]) -> HttpResponseBase:
        count = send_again(actor=request.actor, system_id=row.pk, at=request.at)
        say_done(request, _("{count} 条结果马上再发").format(count=count))
        return HttpResponseRedirect(back)

    words = _("先看清为什么没有成功。对方收过的，编号不变，会当作同一条。")
    return ask(request, NoFields(posted(request)), Asked(_("再回传一次"), _("再回传一次"), back, words), act)


def _scope(request: StaffRequest) -> Scope:
    return request.actor.scope("rulebook.apply")


def _initial(row: UpstreamSystem) -> dict[str, Any]:
    names = ("label", "channel", "is_active", "pull_url", "list_url", "return_url", "returns_by")
    return {name: getattr(row, name) for name in names} | {
        "statuses": statuses_of(system=row).written(),
        "categories": written_pairs(row.categories),
        "fields_of_json": written_pairs(remembered_columns(system=row, header=JSON)),
    }


def _keep_fields(request: StaffRequest, row: UpstreamSystem, form: AgreementForm) -> None:
    columns = form.columns
    if columns != remembered_columns(system=row, header=JSON):
        remember_columns(actor=request.actor, system=row, header=JSON, columns=columns, at=request.at)


def _secret(request: StaffRequest, row: UpstreamSystem, secret: str) -> HttpResponse:
    url = request.build_absolute_uri(reverse("exchange:push", args=[row.pk]))
    context = {"system": row, "url": url, "secret": secret}
    return render(request, "workbench/upstream/secret.html", context)
