"""Who asked: masked, and shown for a stated purpose, for a minute."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wangge.core.cases.operations import reveal_asker
from wangge.core.cases.queries import case_page
from wangge.faces.shell.addresses import address_of
from wangge.faces.shell.refusals import is_htmx
from wangge.faces.workbench.forms import add_refusal
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import NotAllowed, NotFound, Refusal

SHOWN_FOR = 60  # seconds


class RevealForm(forms.Form):
    purpose = forms.CharField(
        label=_("查看的用途"),
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": _("例如：联系反映人约时间"), "autocomplete": "off"}),
        help_text=_("会记入审计，显示 60 秒。"),
    )


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(needs="case.see")
def show_asker(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Masked on GET; on POST with a purpose in full, until the page asks for the masked part again."""
    form = RevealForm(request.POST or None)
    revealed = None
    if form.is_valid():
        try:
            revealed = reveal_asker(
                actor=request.actor,
                case_id=case_id,
                purpose=form.cleaned_data["purpose"],
                address=address_of(request),
                at=request.at,
            )
        except (NotFound, NotAllowed):
            raise
        except Refusal as refusal:
            add_refusal(form, refusal)
    page = case_page(actor=request.actor, case_id=case_id, at=request.at)
    context = {
        "page": page,
        "case": page.case,
        "revealed": revealed,
        "reveal": form if form.is_bound and not revealed else RevealForm(),
        "shown_for": SHOWN_FOR,
    }
    template = "workbench/cases/_asker.html" if is_htmx(request) else "workbench/cases/asker.html"
    return render(request, template, context)
