"""人户: persons and doors by name, initials, four digits, address. What is typed never stands in an address."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wangge.core.people.queries import DoorHit, PersonHit, Sight, search_doors, search_persons, sight_of
from wangge.faces.workbench.administration.asking import posted
from wangge.faces.workbench.administration.sections import tabs_of
from wangge.faces.workbench.matters.parts import Cell, Line
from wangge.faces.workbench.staff import StaffRequest, staff_page

from .words import NOTHING, TABS, born_label, person_url, role_label, sex_label, usage_label, where_label

DOORS = 30


class SearchForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("找人、找房"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-no-draft": "", "autofocus": ""}),
        help_text=gettext_lazy("姓名（至少两个字）、拼音首字母、证件或电话后四位、整号、门牌；可以写几样，用空格隔开"),
    )


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(needs="people.see")
def show_search(request: StaffRequest) -> HttpResponse:
    """The box; on POST who and what was found, masked as the searcher may see it."""
    form = SearchForm(posted(request))
    context: dict[str, object] = {"form": form, "tabs": tabs_of(TABS, request.actor, here=request.path)}
    context["may_add"] = request.actor.may("people.edit")
    if form.is_valid():
        context |= found_for(sight_of(actor=request.actor), form.cleaned_data["words"])
    return render(request, "workbench/people/search.html", context)


def found_for(sight: Sight, words: str) -> dict[str, object]:
    """Persons and doors of these words, as lines."""
    persons, doors = search_persons(sight=sight, words=words), search_doors(sight=sight, words=words, limit=DOORS)
    return {
        "has_searched": True,
        "persons": [person_line(hit) for hit in persons.persons],
        "doors": [_door(hit) for hit in doors],
        "is_more": persons.is_more,
    }


def person_line(hit: PersonHit, *, url: str = "") -> Line:
    """Somebody as a line of a list."""
    gone = "" if hit.is_here else _("已不在")
    below = " · ".join(str(one) for one in (where_label(hit.area_path), hit.address, gone) if one)
    cells = [
        Cell(_("户内关系"), role_label(hit.role) or NOTHING),
        Cell(_("性别"), sex_label(hit.sex) or NOTHING),
        Cell(_("出生"), born_label(hit.birth_year) or NOTHING),
        Cell(_("电话"), hit.phone or NOTHING),
        Cell(_("证件"), hit.document or NOTHING),
    ]
    return Line(hit.name, cells, url=url or person_url(hit.id), below=below)


def _door(hit: DoorHit) -> Line:
    url = reverse("workbench:door", args=[hit.id])
    cells = [Cell(_("用途"), usage_label(hit.usage) or NOTHING)]
    return Line(hit.address, cells, url=url, below=where_label(hit.area_path))
