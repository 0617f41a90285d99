"""A page that asks one thing: a short form, or only whether to go on; a refusal stands beside what it is about."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render

from wangge.faces.shell.parts import Crumb, Fact, Words
from wangge.faces.workbench.forms import add_refusal
from wangge.faces.workbench.staff import StaffRequest
from wangge.ground.foundation.errors import NotFound, Refusal

Act = Callable[[dict[str, Any]], HttpResponseBase]


class NoFields(forms.Form):
    """Only a button."""


@dataclass(frozen=True)
class Asked:
    """What such a page says: its heading, what follows from the button, and where to go instead."""

    heading: Words
    button: Words
    back_url: str
    words: Words = ""
    facts: Sequence[Fact] = ()
    crumbs: Sequence[Crumb] = ()
    is_danger: bool = False


def posted(request: StaffRequest) -> QueryDict | None:
    """What a form is bound to: nothing on GET; on POST also a form without a field."""
    return request.POST if request.method == "POST" else None


def ask(request: StaffRequest, form: forms.Form, asked: Asked, act: Act) -> HttpResponseBase:
    """Show the form; on POST do the act, and show the form again where it is refused. Raises NotFound."""
    if request.method != "POST" or not form.is_valid():
        return _shown(request, form, asked)
    try:
        return act(form.cleaned_data)
    except NotFound as refusal:
        if refusal.field not in form.fields:
            raise
        return _refused(request, form, asked, refusal)
    except Refusal as refusal:
        return _refused(request, form, asked, refusal)


def _refused(request: StaffRequest, form: forms.Form, asked: Asked, refusal: Refusal) -> HttpResponse:
    faults = refusal.detail.get("faults")
    if isinstance(faults, list | tuple) and len(faults) > 1:
        form.add_error(None, [str(fault) for fault in faults])
    else:
        add_refusal(form, refusal)
    return _shown(request, form, asked, status=refusal.status)


def _shown(request: StaffRequest, form: forms.Form, asked: Asked, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "asked": asked}
    return render(request, "workbench/administration/ask.html", context, status=status)
