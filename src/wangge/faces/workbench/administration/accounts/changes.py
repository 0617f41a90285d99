"""Opening, closing and unlocking accounts; passwords shown once; two-factor taken off after a lost phone."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wangge.core.access.operations import (
    drop_totp,
    open_account,
    reset_password,
    set_account_active,
    unlock_account,
)
from wangge.core.access.queries import AccountRow, account_row
from wangge.core.areas.scope import Scope
from wangge.faces.workbench.administration.asking import Asked, NoFields, ask, posted
from wangge.faces.workbench.administration.fields import AreaField
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.rulebook.permissions import Permission


class NewAccountForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=60)
    login_name = forms.CharField(
        label=gettext_lazy("登录名"),
        max_length=60,
        help_text=gettext_lazy("小写字母开头，2 到 60 个小写字母、数字、点、横线或下划线，以后不能改"),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )

    def __init__(self, scope: Scope, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = AreaField(
            scope=scope, label=gettext_lazy("归哪里管"), help_text=gettext_lazy("谁管这个账号；能做什么另外授权")
        )


def account_url(account_id: UUID) -> str:
    return reverse("workbench:account", args=[account_id])


def _row(request: StaffRequest, account_id: UUID, permission: Permission) -> AccountRow:
    return account_row(scope=request.actor.scope(permission), account_id=account_id, at=request.at)


def _shown_once(request: StaffRequest, account_id: UUID, *, name: str, login_name: str, password: str) -> HttpResponse:
    context = {
        "name": name,
        "login_name": login_name,
        "password": password,
        "account_url": account_url(account_id),
        "sign_in_url": request.build_absolute_uri(reverse("workbench:sign-in")),
    }
    return render(request, "workbench/administration/accounts/password.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(needs="account.edit")
def add(request: StaffRequest) -> HttpResponseBase:
    """Open an account; its first password is shown this once."""
    form = NewAccountForm(request.actor.scope("account.edit"), posted(request))

    def act(given: dict[str, Any]) -> HttpResponseBase:
        account, password = open_account(
            actor=request.actor,
            login_name=given["login_name"],
            name=given["name"],
            home_path=given["area"].path,
            at=request.at,
        )
        return _shown_once(request, account.pk, name=account.name, login_name=account.login_name, password=password)

    words = _("新账号什么也不能做，要由安全管理员授权，或者随任职得到权限。")
    return ask(request, form, Asked(_("新建账号"), _("新建"), reverse("workbench:accounts"), words), act)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(needs="account.edit")
def new_password(request: StaffRequest, account_id: UUID) -> HttpResponseBase:
    """Give the account a new first password, shown this once. Raises NotFound."""
    row = _row(request, account_id, "account.edit")

    def act(given: dict[str, Any]) -> HttpResponseBase:
        password = reset_password(actor=request.actor, account_id=row.id, at=request.at)
        return _shown_once(request, row.id, name=row.name, login_name=row.login_name, password=password)

    words = _("先确认是{name}本人要的。旧密码马上失效，正在登录的会退出；动态口令不变。").format(name=row.name)
    asked = Asked(_("重置{name}的密码").format(name=row.name), _("重置"), account_url(row.id), words, is_danger=True)
    return ask(request, NoFields(posted(request)), asked, act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="account.edit")
def set_active(request: StaffRequest, account_id: UUID) -> HttpResponseBase:
    """Close the account, or open it again. Raises NotFound."""
    row = _row(request, account_id, "account.edit")

    def act(given: dict[str, Any]) -> HttpResponseBase:
        set_account_active(actor=request.actor, account_id=row.id, active=not row.is_active, at=request.at)
        said = _("{name}的账号已停用") if row.is_active else _("{name}的账号已启用")
        say_done(request, said.format(name=row.name))
        return HttpResponseRedirect(account_url(row.id))

    if row.is_active:
        words = _("停用后不能登录，正在登录的马上退出；授权和做过的事都留着。")
        heading, button = _("停用{name}的账号").format(name=row.name), _("停用")
    else:
        words = _("启用后可以用原来的密码登录，还在期限内的授权照旧有效。")
        heading, button = _("启用{name}的账号").format(name=row.name), _("启用")
    asked = Asked(heading, button, account_url(row.id), words, is_danger=row.is_active)
    return ask(request, NoFields(posted(request)), asked, act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="account.edit")
def unlock(request: StaffRequest, account_id: UUID) -> HttpResponseBase:
    """Let somebody try again before the lock ends. Raises NotFound."""
    row = _row(request, account_id, "account.edit")

    def act(given: dict[str, Any]) -> HttpResponseBase:
        unlock_account(actor=request.actor, account_id=row.id, at=request.at)
        say_done(request, _("{name}可以再登录了").format(name=row.name))
        return HttpResponseRedirect(account_url(row.id))

    words = _("连续输错 5 次会锁定 15 分钟。先问清是不是本人输错的，不是本人就不要解锁。")
    asked = Asked(_("解锁{name}的账号").format(name=row.name), _("解锁"), account_url(row.id), words)
    return ask(request, NoFields(posted(request)), asked, act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="grant.edit")
def drop_codes(request: StaffRequest, account_id: UUID) -> HttpResponseBase:
    """Take one-time codes off the account. Raises NotFound."""
    row = _row(request, account_id, "grant.edit")

    def act(given: dict[str, Any]) -> HttpResponseBase:
        drop_totp(actor=request.actor, account_id=row.id, at=request.at)
        say_done(request, _("{name}的动态口令已停用，下次登录时重新设置").format(name=row.name))
        return HttpResponseRedirect(account_url(row.id))

    words = _("手机丢了或者换了才停用。先当面确认是本人。停用后，只凭密码就能登录，直到重新设置。")
    heading = _("停用{name}的动态口令").format(name=row.name)
    asked = Asked(heading, _("停用"), account_url(row.id), words, is_danger=True)
    return ask(request, NoFields(posted(request)), asked, act)
