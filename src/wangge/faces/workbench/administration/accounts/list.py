"""账号: who has an account here, and in what state it is."""

from typing import cast
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from wangge.core.access.queries import AccountRow, AccountState, GrantRow, account_page, account_row, grants_of
from wangge.core.areas.queries import areas_in_memory
from wangge.faces.shell.parts import Fact, build_chip, build_filter_bar
from wangge.faces.workbench.administration.listing import area_chip, chosen_area, narrowed, pager_behind
from wangge.faces.workbench.administration.sections import SETTINGS, tabs_of
from wangge.faces.workbench.labels import unit_label
from wangge.faces.workbench.staff import StaffRequest, staff_page

STATES: dict[str, str | Promise] = {
    "active": gettext_lazy("在用的"),
    "locked": gettext_lazy("锁定的"),
    "idle": gettext_lazy("没登录过的"),
    "closed": gettext_lazy("停用的"),
}
APPOINTMENT = "appointment:"


@require_GET
@staff_page(needs="account.see")
def show_accounts(request: StaffRequest) -> HttpResponse:
    """The accounts kept in the person's areas. Raises NotFound for an area that is none of them."""
    scope = request.actor.scope("account.see")
    area = chosen_area(request.GET, scope)
    state = request.GET.get("state", "")
    page = account_page(
        scope=narrowed(scope, area),
        at=request.at,
        words=request.GET.get("q", "").strip(),
        state=cast(AccountState, state if state in STATES else ""),
        after=request.GET.get("after", ""),
    )
    chips = [
        build_chip(request.GET, "state", list(STATES.items()), anything=_("全部"), lead=_("看")),
        area_chip(request.GET, scope, area, lead=_("账号，归")),
    ]
    context = {
        "tabs": tabs_of(SETTINGS, request.actor, here=request.path),
        "bar": build_filter_bar(request.GET, chips),
        "lines": [(row, where_words(row.home_path), *state_of(row, request)) for row in page.rows],
        "pager": pager_behind(request.GET, after=page.after, shown=len(page.rows)),
        "may_edit": request.actor.may("account.edit"),
    }
    return render(request, "workbench/administration/accounts/list.html", context)


def state_of(row: AccountRow, request: StaffRequest) -> tuple[str, bool]:
    """An account's state in a word, and whether somebody should look at it."""
    if not row.is_active:
        return _("停用"), False
    if row.is_locked(request.at):
        return _("锁定"), True
    return (_("在用"), False) if row.last_login else (_("没登录过"), False)


def where_words(path: str) -> str:
    """The area of a path by its name: "/" is everything."""
    area = areas_in_memory().by_path.get(path)
    return area.name if area else _("全部地方") if path == "/" else _("已撤销的区划")


@require_GET
@staff_page(needs="account.see")
def show_account(request: StaffRequest, account_id: UUID) -> HttpResponse:
    """One account with all it was ever granted. Raises NotFound."""
    row = account_row(scope=request.actor.scope("account.see"), account_id=account_id, at=request.at)
    is_own = row.id == request.account.pk
    may_grant = request.actor.may("grant.edit") and not is_own
    grants = grants_of(account_id=row.id, at=request.at)
    state, is_odd = state_of(row, request)
    context = {
        "tabs": tabs_of(SETTINGS, request.actor, here=reverse("workbench:accounts")),
        "row": row,
        "state": state,
        "is_odd": is_odd,
        "facts": _facts(row),
        "grants": [(grant, _where(grant), _source_url(grant), _may_revoke(request, row, grant)) for grant in grants],
        "may_edit": request.actor.can("account.edit", at_path=row.home_path) and not is_own,
        "may_grant": may_grant,
        "may_drop_codes": request.actor.can("grant.edit", at_path=row.home_path) and row.has_two_factor and not is_own,
        "is_locked": row.is_locked(request.at),
        "is_own": is_own,
        "sees_audit": request.actor.may("audit.see"),
    }
    return render(request, "workbench/administration/accounts/account.html", context)


def _facts(row: AccountRow) -> list[Fact]:
    return [
        Fact(_("登录名"), row.login_name),
        Fact(_("归哪里管"), where_words(row.home_path)),
        Fact(_("动态口令"), _("已启用") if row.has_two_factor else _("没有启用")),
        Fact(_("密码"), _("初始密码，登录后要改") if row.must_change_password else _("自己设的")),
    ]


def _where(grant: GrantRow) -> str:
    words = [where_words(grant.area_path) if grant.area_path else "", unit_label(grant.unit_id)]
    return " · ".join(word for word in words if word)


def _source_url(grant: GrantRow) -> str:
    """Where a grant came from, when it follows from an appointment."""
    if not grant.source.startswith(APPOINTMENT):
        return ""
    return reverse("workbench:appointment", args=[grant.source.removeprefix(APPOINTMENT)])


def _may_revoke(request: StaffRequest, row: AccountRow, grant: GrantRow) -> bool:
    """A grant that follows from an appointment ends with it, not here."""
    at_path = grant.area_path or row.home_path
    return grant.term != "over" and not grant.source and request.actor.can("grant.edit", at_path=at_path)
