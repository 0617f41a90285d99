"""The door to every page of the workbench: who is there, since when, and what comes before anything else."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wangge.core.access.queries import Actor, actor_of
from wangge.faces.shell.refusals import back_url, is_htmx
from wangge.ground.foundation.errors import NotAllowed, Refusal
from wangge.ground.rulebook.permissions import Permission

if TYPE_CHECKING:
    from wangge.core.access.models import Account

IDLE_FOR = timedelta(minutes=30)
AT_MOST = timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=5)
BACKEND = "wangge.faces.workbench.backend.AccountBackend"
SINCE, SEEN = "since", "seen"


class StaffRequest(HttpRequest):
    """A request behind the door; `at` is the one moment that everything in it happens."""

    account: "Account"
    actor: Actor
    at: datetime


View = Callable[..., HttpResponseBase]


def staff_page(
    *, needs: Permission | None = None, before_all: bool = False
) -> Callable[[Callable[..., HttpResponseBase]], View]:
    """Only for somebody signed in, with the permission held anywhere; `before_all` for the pages of one's own account.

    The view is called with a StaffRequest. Raises NotAllowed.
    """

    def wrap(view: Callable[..., HttpResponseBase]) -> View:
        @wraps(view)
        def behind_the_door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            at = timezone.now()
            if not _is_here(request, at=at):
                return _to_sign_in(request)
            staff = _as_staff(request, at=at)
            first = None if before_all else _what_comes_first(staff)
            if first is not None:
                return HttpResponseRedirect(first)
            if needs is not None and not staff.actor.may(needs):
                raise NotAllowed(_("您的岗位没有这一项权限。需要时请找本单位的管理员。"))
            return view(staff, *args, **kwargs)

        behind_the_door.is_staff_page = True  # type: ignore[attr-defined]  # a test looks for it on every view
        return behind_the_door

    return wrap


def begin_session(request: HttpRequest, account: "Account", *, at: datetime) -> None:
    """Somebody has just signed in; the session ends after half an hour without a page, and after 12 hours anyway."""
    login(request, account, backend=BACKEND)
    request.session[SINCE] = request.session[SEEN] = int(at.timestamp())
    request.session.set_expiry(int(IDLE_FOR.total_seconds()))


def signed_in_account(request: HttpRequest) -> "Account | None":
    """The account of a session, without any of the door's questions."""
    return request.user if request.user.is_authenticated else None


def wants_two_factor(request: StaffRequest) -> bool:
    """Whether an administrator goes without one-time codes."""
    return request.account.totp_confirmed_at is None and request.actor.is_administrator


def _is_here(request: HttpRequest, *, at: datetime) -> bool:
    """Whether the session goes on; writes that it does at most every five minutes."""
    if not request.user.is_authenticated:
        return False
    now = at.timestamp()
    if now - request.session.get(SINCE, 0) > AT_MOST.total_seconds():
        logout(request)
        return False
    if now - request.session.get(SEEN, 0) > NOTED_EVERY.total_seconds():
        request.session[SEEN] = int(now)
    return True


def _as_staff(request: HttpRequest, *, at: datetime) -> StaffRequest:
    staff = cast(StaffRequest, request)
    staff.account = cast("Account", request.user)
    staff.at = at
    staff.actor = actor_of(account=staff.account, at=at)
    return staff


def _what_comes_first(request: StaffRequest) -> str | None:
    """A password to change and, for administrators, one-time codes; a demonstration only offers the codes."""
    if request.account.must_change_password:
        return reverse("workbench:password")
    if wants_two_factor(request) and not request.account.is_demonstration:
        return reverse("workbench:two-factor")
    return None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back; a part of a page keeps what was typed and says where to sign in."""
    if is_htmx(request):
        url = sign_in_url(back_url(request))
        refusal = Refusal(
            _("登录已经过期。请在新窗口登录，再回到这里提交，您写的内容还在。"), url=url, label=_("去登录")
        )
        return render(request, "shell/components/refusal.html", {"refusal": refusal}, status=401)
    where = request.get_full_path() if request.method == "GET" else back_url(request)
    return HttpResponseRedirect(sign_in_url(where))


def sign_in_url(where: str) -> str:
    """The sign-in page that leads on to `where`."""
    return f"{reverse('workbench:sign-in')}?{urlencode({'next': where})}"
