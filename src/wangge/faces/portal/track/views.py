"""查进度: the case by number and code, its rating, what is added to it, its pictures.

Whoever holds the code may do all of this, and nobody else can: a request forged by another site
would have to know the code, so the two forms here need no token besides.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Literal
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from wangge.core.cases.operations import add_words, appeal_case, rate_case, withdraw_case
from wangge.core.cases.queries import Tracked, track, track_photo
from wangge.core.cases.texts import sounds_like_emergency
from wangge.faces.portal.doors import asked_from
from wangge.faces.portal.report.photos import Photos, take_photos
from wangge.faces.portal.track import story
from wangge.faces.portal.track.forms import AddForm, LookUpForm, RateForm, WhyForm
from wangge.faces.portal.track.limiting import count_look_up, refuse_flood
from wangge.ground.foundation.calendar.words import derivation_words
from wangge.ground.foundation.errors import Conflict, NotFound, Refusal, TooMany
from wangge.ground.foundation.files import open_file

View = Callable[..., HttpResponseBase]


def _kept_to_oneself(view: View) -> View:
    """Pages whose address is a secret: told to nobody, found by nobody; guesses are counted."""

    @wraps(view)
    def shown(request: HttpRequest, number: str, code: str, **more: UUID) -> HttpResponseBase:
        try:
            response = view(request, number, code, **more)
        except NotFound as refusal:
            count_look_up(address=asked_from(request), number=number, at=timezone.now())
            response = _look_up_page(request, LookUpForm(initial={"number": number[:40]}), refusal)
        response.headers.setdefault("Cache-Control", "private, no-store")
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return shown


@require_http_methods(["GET", "HEAD", "POST"])
def show_look_up(request: HttpRequest) -> HttpResponse:
    """Ask for number and code, and go to the case."""
    if request.method != "POST":
        return _look_up_page(request, LookUpForm(), None)
    form = LookUpForm(request.POST)
    if not form.is_valid():
        return _look_up_page(request, form, Refusal(""))
    number, code = form.cleaned_data["number"], form.cleaned_data["code"]
    count_look_up(address=asked_from(request), number=number, at=timezone.now())
    try:
        case = track(number=number, code=code)
    except NotFound as refusal:
        return _look_up_page(request, form, refusal)
    plain = "".join(c for c in code.upper() if c.isalnum())
    return HttpResponseRedirect(reverse("portal:case", args=[case.number, plain]))


def _look_up_page(request: HttpRequest, form: LookUpForm, refusal: Refusal | None) -> HttpResponse:
    context = {"form": form, "refusal": refusal if refusal is not None and refusal.message else None}
    return render(request, "portal/look_up.html", context, status=refusal.status if refusal is not None else 200)


@require_safe
@_kept_to_oneself
def show_case(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Where a case stands (查进度)."""
    return _case_page(request, track(number=number, code=code), code)


@require_safe
@_kept_to_oneself
def show_sent(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """收到了: the number, the code, the link to keep, and what happens next until when."""
    case = track(number=number, code=code)
    url = settings.PUBLIC_URL + reverse("portal:case", args=[case.number, code])
    is_emergency = sounds_like_emergency(rules=case.place.rules, text=case.body)
    context = _context(case, code) | {"link": url, "is_emergency": is_emergency}
    return render(request, "portal/sent.html", context)


def _context(case: Tracked, code: str) -> dict[str, object]:
    return {
        "case": case,
        "code": code,
        "code_words": f"{code[:5]} {code[5:]}".upper(),
        "now": timezone.now(),
        "unit": story.unit_of(case),
        "phone": story.phone_of(case),
        "place_name": story.place_name(case),
        "owed": story.waits_for_words(case),
        "derivation": derivation_words(case.derivation) if case.derivation else "",
    }


def _case_page(
    request: HttpRequest, case: Tracked, code: str, *, rating: RateForm | None = None, adding: AddForm | None = None,
    photos: Photos | None = None, why: WhyForm | None = None, refusal: Refusal | None = None,
) -> HttpResponse:  # fmt: skip
    levels = case.place.rules.rating.levels
    at = timezone.now()
    context = _context(case, code) | {
        "is_closed": case.phase == 4,
        "is_late": case.due_at is not None and case.due_at < at,
        "face_labels": _own_words({level.score: level.label for level in levels}),
        "rated_label": next((x.label for x in levels if case.rating and x.score == case.rating.score), ""),
        "entries": story.story(case, code),
        "answer": story.answer_of(case),
        "rating": rating or RateForm(),
        "adding": adding or AddForm(case=case),
        "why": why or WhyForm(),
        "kept": photos.kept if photos else [],
        "limits": case.place.rules.limits,
        "rules": case.place.rules.rating,
        "refusal": refusal if refusal is not None and refusal.message else None,
    }
    return render(request, "portal/case.html", context, status=refusal.status if refusal is not None else 200)


def _own_words(labels: dict[int, str]) -> dict[int, str]:
    """A place words its five levels in Chinese only; pages in another language keep the usual words."""
    return labels if (get_language() or "").startswith("zh") else {}


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@_kept_to_oneself
def rate(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Five faces (评价); an unhappy one with its reason opens the matter again."""
    case, form, at = track(number=number, code=code), RateForm(request.POST), timezone.now()
    if request.method != "POST":
        return _back(case, code)
    if not form.is_valid():
        return _case_page(request, case, code, rating=form, refusal=Refusal(_("请从五档评价里选一档")))
    told = form.cleaned_data
    try:
        rate_case(number=number, code=code, score=told["score"], reasons=form.reasons, words=told["words"], at=at)
    except Refusal as refusal:
        return _case_page(request, track(number=number, code=code), code, rating=form, refusal=refusal)
    if case.place.rules.rating.is_unhappy(told["score"]):
        messages.warning(request, _("对不起，没有让您满意。已经交回去再办一次，办完再请您评价。"))
    else:
        messages.success(request, _("谢谢您的评价，这件事办结了。"))
    return _back(case, code)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@_kept_to_oneself
def add(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """More words or pictures (补充说明)."""
    at, case = timezone.now(), track(number=number, code=code)
    if request.method != "POST":
        return _back(case, code)
    form, limits = AddForm(request.POST, case=case), case.place.rules.limits
    flood = _flood(request, case, at=at)
    uploads = [] if flood else request.FILES.getlist("photos")
    tokens, most = request.POST.getlist("kept"), limits.photos_max
    photos = take_photos(uploads, tokens, most=most, megabytes=limits.photo_mb_max)
    refusal = flood or photos.refusal
    if refusal is not None or not form.is_valid():
        return _case_page(request, case, code, adding=form, photos=photos, refusal=refusal or Refusal(""))
    words = form.cleaned_data["words"]
    try:
        add_words(number=number, code=code, words=words, photos=tuple(photos.taken), at=at)
    except Conflict as conflict:
        messages.info(request, conflict.message)
    except Refusal as refused:
        return _case_page(request, case, code, adding=form, photos=photos, refusal=refused)
    else:
        messages.success(request, _("补充的内容已经收到。"))
    return _back(case, code)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@_kept_to_oneself
def withdraw(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Take one's own matter back (撤回)."""
    return _say_why(request, number, code, withdraw_case, done=_("已经撤回。需要时可以再反映。"))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@_kept_to_oneself
def appeal(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Appeal against not being taken in (申诉)."""
    return _say_why(request, number, code, appeal_case, done=_("申诉已经收到，会由上级重新看。"))


def _say_why(
    request: HttpRequest, number: str, code: str, operation: Callable[..., object], *, done: str
) -> HttpResponse:
    case, form, at = track(number=number, code=code), WhyForm(request.POST), timezone.now()
    if request.method != "POST":
        return _back(case, code)
    if not form.is_valid():
        return _case_page(request, case, code, why=form, refusal=Refusal(_("请写一句为什么")))
    try:
        operation(number=number, code=code, words=form.cleaned_data["words"], at=at)
    except Refusal as refusal:
        return _case_page(request, track(number=number, code=code), code, why=form, refusal=refusal)
    messages.success(request, done)
    return _back(case, code)


def _back(case: Tracked, code: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("portal:case", args=[case.number, code]))


def _flood(request: HttpRequest, case: Tracked, *, at: datetime) -> TooMany | None:
    """One more thing added to a case, counted; an emergency is never held up."""
    refusal = refuse_flood(address=asked_from(request), number=case.number, at=at)
    text = f"{case.body} {request.POST.get('words', '')}"
    return None if sounds_like_emergency(rules=case.place.rules, text=text) else refusal


@require_safe
@_kept_to_oneself
def send_photo(request: HttpRequest, number: str, code: str, photo_id: UUID) -> HttpResponseBase:
    """A picture of the case."""
    return _picture(number, code, photo_id, "full")


@require_safe
@_kept_to_oneself
def send_thumb(request: HttpRequest, number: str, code: str, photo_id: UUID) -> HttpResponseBase:
    """The small version of a picture."""
    return _picture(number, code, photo_id, "thumb")


def _picture(number: str, code: str, photo_id: UUID, size: Literal["full", "thumb"]) -> FileResponse:
    stored = track_photo(number=number, code=code, photo_id=photo_id)
    response = FileResponse(open_file(stored, size=size), content_type=stored.mime)
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response
