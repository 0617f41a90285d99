"""New rules sent as a ZIP: every fault with file and line, then what would change, then put in force."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from wangge.core.access.operations.rules import apply_rulebook
from wangge.core.places.queries import InForce
from wangge.faces.workbench.administration.asking import posted
from wangge.faces.workbench.administration.carrying import pack, unpack
from wangge.faces.workbench.forms import add_refusal
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import NotAllowed, Refusal
from wangge.ground.rulebook.archive import load_archive
from wangge.ground.rulebook.document import diff, from_document, to_document
from wangge.ground.rulebook.faults import RulebookFaults
from wangge.ground.rulebook.rulebook import Rulebook

from .page import check_place, may_apply
from .tables import shown

LARGEST = 2 << 20
PURPOSE = "rulebook"


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("规则文件夹，压成 ZIP"), help_text=gettext_lazy("place.toml、roles.toml 等 11 个文件")
    )


class ApplyForm(forms.Form):
    packed = forms.CharField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=gettext_lazy("为什么改"), max_length=200, help_text=gettext_lazy("写进历史，例如 按县里 3 月 1 日的通知")
    )


def _current(request: StaffRequest, place: str) -> InForce:
    """The rules in force of a place where this person may put others. Raises NotFound, NotAllowed."""
    current = check_place(request, place)
    if not may_apply(request, place):
        raise NotAllowed(_("你不能启用这个地方的规则"))
    return current


@require_http_methods(["GET", "POST"])
@staff_page(needs="rulebook.apply")
def show_upload(request: StaffRequest, place: str) -> HttpResponse:
    """Choose a file; on POST show all that is wrong with it, or what it would change. Raises NotFound."""
    current = _current(request, place)
    form = UploadForm(posted(request), request.FILES or None)
    context: dict[str, Any] = {"form": form, "place": place, "rules": current.rules, "number": current.number}
    status = 200
    if form.is_valid():
        try:
            context |= _checked(request, current, form.cleaned_data["file"])
        except RulebookFaults as found:
            context["faults"], status = found.faults, Refusal.status
        except Refusal as refusal:
            add_refusal(form, refusal)
            status = refusal.status
    return render(request, "workbench/administration/rules/upload.html", context, status=status)


def _checked(request: StaffRequest, current: InForce, file: Any) -> dict[str, Any]:
    if file.size > LARGEST:
        raise Refusal(_("文件太大，只要放规则的 TOML 文件"), field="file")
    rules = load_archive(file.read())
    if rules.place.code != current.rules.place.code:
        raise Refusal(
            _("这是“{name}”的规则，不是“{here}”的").format(name=rules.place.name, here=current.rules.place.name),
            field="file",
        )
    changes = [(one.path, shown(one.before), shown(one.after)) for one in diff(current.rules, rules)]
    packed = pack([to_document(rules), current.number], purpose=PURPOSE, account_id=request.account.pk)
    return {"checked": rules, "changes": changes, "apply": ApplyForm(initial={"packed": packed})}


@require_http_methods(["POST"])
@staff_page(needs="rulebook.apply")
def apply(request: StaffRequest, place: str) -> HttpResponseBase:
    """Put in force what was checked and compared on the page before. Raises NotFound, Refusal."""
    current = _current(request, place)
    document, seen = unpack(request.POST.get("packed", ""), purpose=PURPOSE, account_id=request.account.pk)
    rules = _as_checked(document)
    form = ApplyForm(request.POST)
    status = 200
    if form.is_valid():
        try:
            version = apply_rulebook(
                actor=request.actor, rulebook=rules, seen=seen, note=form.cleaned_data["note"], at=request.at
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
            status = refusal.status
        else:
            say_done(request, _("已启用第 {number} 版规则，新来的事项按它办").format(number=version.number))
            return HttpResponseRedirect(reverse("workbench:rulebook-versions", args=[place]))
    return _again(request, current, rules, form, status=status)


def _as_checked(document: dict[str, Any]) -> Rulebook:
    """The rules that were checked. Raises Refusal when the program itself has changed meanwhile."""
    try:
        return from_document(document)
    except RulebookFaults as error:
        raise Refusal(_("检查的结果过期了，请重新上传文件")) from error


def _again(request: StaffRequest, current: InForce, rules: Rulebook, form: ApplyForm, *, status: int) -> HttpResponse:
    context = {
        "form": UploadForm(),
        "place": current.rules.place.code,
        "rules": current.rules,
        "number": current.number,
        "checked": rules,
        "changes": [(one.path, shown(one.before), shown(one.after)) for one in diff(current.rules, rules)],
        "apply": form,
    }
    return render(request, "workbench/administration/rules/upload.html", context, status=status)
