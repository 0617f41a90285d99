"""Sign in, the one-time code, sign out, the password."""

import segno
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from wangge.core.access.operations import (
    CodeNeeded,
    change_password,
    confirm_totp,
    offer_totp,
    sign_in,
    sign_in_by_code,
    sign_out,
)
from wangge.faces.shell.addresses import address_of
from wangge.faces.workbench.forms import add_refusal
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, begin_session, signed_in_account, staff_page
from wangge.ground.foundation.errors import Refusal
from wangge.ground.foundation.limits import Limit, refuse_excess

from .forms import CodeForm, PasswordForm, SignInForm, TicketForm

TRIES, TRIES_SECONDS = 60, 600


@never_cache
@sensitive_post_parameters("password", "code", "ticket")
@require_http_methods(["GET", "POST"])
def show_sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password, and where the account has one-time codes the code as a second page."""
    if request.method == "GET" and signed_in_account(request) is not None:
        return HttpResponseRedirect(_next(request))
    if "ticket" in request.POST:
        return _by_code(request)
    form = SignInForm(request.POST or None)
    status = 200
    if form.is_valid():
        at = timezone.now()
        try:
            refuse_excess([_tries_from(request)], at=at)
            account = sign_in(**form.cleaned_data, code="", address=address_of(request), at=at)
        except CodeNeeded as needed:
            return _ask_code(request, TicketForm(initial={"ticket": needed.ticket}))
        except Refusal as refusal:
            add_refusal(form, refusal)
            status = refusal.status
        else:
            begin_session(request, account, at=at)
            return HttpResponseRedirect(_next(request))
    return render(request, "workbench/signing/sign_in.html", {"form": form, "next": _next(request)}, status=status)


def _tries_from(request: HttpRequest) -> Limit:
    """How often one address may try: an office behind one address signs in, a guesser is slowed down."""
    return Limit(f"workbench.sign_in:{address_of(request)}", TRIES, TRIES_SECONDS)


def _by_code(request: HttpRequest) -> HttpResponse:
    form = TicketForm(request.POST)
    if not form.is_valid():
        return _ask_code(request, form)
    at = timezone.now()
    try:
        refuse_excess([_tries_from(request)], at=at)
        account = sign_in_by_code(**form.cleaned_data, address=address_of(request), at=at)
    except Refusal as refusal:
        if refusal.field != "code":  # the ticket is too old: from the beginning
            again = SignInForm()
            context = {"form": again, "next": _next(request), "refusal": refusal}
            return render(request, "workbench/signing/sign_in.html", context, status=refusal.status)
        add_refusal(form, refusal)
        return _ask_code(request, form, status=refusal.status)
    begin_session(request, account, at=at)
    return HttpResponseRedirect(_next(request))


def _ask_code(request: HttpRequest, form: TicketForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "next": _next(request)}
    return render(request, "workbench/signing/code.html", context, status=status)


def _next(request: HttpRequest) -> str:
    """Where to go on: an address of this site, else what waits."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return reverse("workbench:todo")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    account = signed_in_account(request)
    if account is not None:
        sign_out(account_id=account.pk, at=timezone.now())
    logout(request)
    return HttpResponseRedirect(reverse("workbench:sign-in"))


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@staff_page(before_all=True)
def show_password(request: StaffRequest) -> HttpResponse:
    """Change one's own password; other sessions of the account end with it."""
    form = PasswordForm(request.POST or None)
    status = 200
    if form.is_valid():
        old, new = form.cleaned_data["old"], form.cleaned_data["password"]
        try:
            account = change_password(account_id=request.account.pk, old=old, new=new, at=request.at)
        except Refusal as refusal:
            add_refusal(form, refusal)
            status = refusal.status
        else:
            update_session_auth_hash(request, account)
            say_done(request, _("密码已经改好。别处登录的都已退出。"))
            return HttpResponseRedirect(reverse("workbench:todo"))
    context = {"form": form, "is_forced": request.account.must_change_password}
    return render(request, "workbench/signing/password.html", context, status=status)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@staff_page(before_all=True)
def show_two_factor(request: StaffRequest) -> HttpResponse:
    """One-time codes on a phone: shown once as a QR, switched on by the first right code."""
    if request.account.must_change_password:
        return HttpResponseRedirect(reverse("workbench:password"))
    if request.account.totp_confirmed_at is not None:
        return render(request, "workbench/signing/two_factor_on.html")
    form = CodeForm(request.POST or None)
    status = 200
    if form.is_valid():
        try:
            confirm_totp(account_id=request.account.pk, code=form.cleaned_data["code"], at=request.at)
        except Refusal as refusal:
            add_refusal(form, refusal)
            status = refusal.status
        else:
            say_done(request, _("动态口令已经启用，下次登录时要输入。"))
            return HttpResponseRedirect(reverse("workbench:todo"))
    return _offer(request, form, status=status)


def _offer(request: StaffRequest, form: CodeForm, *, status: int) -> HttpResponse:
    secret, address = offer_totp(account_id=request.account.pk)
    qr = segno.make(address, error="m").svg_inline(scale=5, border=2)
    is_optional = request.account.is_demonstration or not request.actor.is_administrator
    context = {
        "form": form,
        "secret": _in_fours(secret),
        "qr": mark_safe(qr),  # noqa: S308  # our own drawing
        "is_optional": is_optional,
    }
    return render(request, "workbench/signing/two_factor.html", context, status=status)


def _in_fours(secret: str) -> str:
    """As people copy it by hand: ABCD EFGH …"""
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
