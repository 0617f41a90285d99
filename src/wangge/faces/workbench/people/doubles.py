"""The same person registered twice: who may be, both side by side, one kept; reversible like any event."""

from dataclasses import dataclass
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

from wangge.core.people.operations import merge_persons
from wangge.core.people.queries import PersonCard, doubles_of, household_card, person_card, sight_of
from wangge.faces.shell.parts import Words
from wangge.faces.workbench.administration.asking import posted
from wangge.faces.workbench.forms import add_refusal, set_choices
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import NotFound, Refusal

from .choosing import choose_person
from .search import person_line
from .words import (
    NOTHING,
    born_label,
    kinds_label,
    match_label,
    person_url,
    role_label,
    sex_label,
    tag_words,
    where_label,
)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(needs="people.decide")
def show_doubles(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Who may be the same person; another may be searched for. Raises NotFound."""

    def url_of(other: UUID) -> str:
        return reverse("workbench:person-merge", args=[person_id, other])

    hit, near = doubles_of(sight=sight_of(actor=request.actor), person_id=person_id)
    if request.method == "POST":
        return choose_person(
            request, heading=_("找重复登记"), words=_("和 {name} 是同一个人的").format(name=hit.name),
            back_url=person_url(person_id), url_of=url_of,
        )  # fmt: skip
    context = {
        "hit": hit,
        "lines": [person_line(one, url=url_of(one.id)) for one in near],
        "back_url": person_url(person_id),
    }
    return render(request, "workbench/people/doubles.html", context)


@dataclass(frozen=True)
class Compared:
    """One field of both registrations."""

    label: Words
    here: object
    there: object

    @property
    def is_same(self) -> bool:
        return str(self.here) == str(self.there)


def compared(one: PersonCard, other: PersonCard) -> list[Compared]:
    """Two registrations side by side, masked as the viewer may see them."""
    rows = zip(_fields(one), _fields(other), strict=True)
    return [Compared(label, here or NOTHING, there or NOTHING) for (label, here), (_label, there) in rows]


def _fields(card: PersonCard) -> list[tuple[str, object]]:
    now = [stay for stay in card.stays if stay.until is None]
    return [
        (_("姓名"), card.name),
        (_("性别"), sex_label(card.sex)),
        (_("出生"), born_label(card.birth_year)),
        (_("证件"), card.document),
        (_("电话"), card.phone),
        (_("网格"), where_label(card.area_path)),
        (_("住处"), "、".join(dict.fromkeys(stay.address for stay in now))),
        (_("居住"), kinds_label(stay.kind for stay in now)),
        (_("人户"), match_label(card.match)),
        (_("户内关系"), role_label(card.role)),
        (_("关爱"), "、".join(tag_words(tag) for tag in card.care)),
        (_("登记时间"), card.events[-1].happened_on.isoformat() if card.events else ""),
    ]


class MergeForm(forms.Form):
    keep = forms.ChoiceField(label=gettext_lazy("留哪一条"), widget=forms.RadioSelect)
    new_head_id = forms.TypedChoiceField(
        label=gettext_lazy("新的户主"), coerce=UUID, empty_value=None, required=False,
        help_text=gettext_lazy("不留的那一条是户主、户里还有人的时候要选"),
    )  # fmt: skip
    note = forms.CharField(label=gettext_lazy("说明"), max_length=200, required=False)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(needs="people.decide")
def merge(request: StaffRequest, person_id: UUID, other_id: UUID) -> HttpResponseBase:
    """Both registrations side by side; on POST one points to the other. Raises NotFound."""
    if person_id == other_id:
        raise NotFound(_("没有找到，或者不在你的范围内"))
    sight = sight_of(actor=request.actor)
    one, other = (person_card(sight=sight, person_id=pk) for pk in (person_id, other_id))
    form = MergeForm(posted(request))
    set_choices(form, "keep", [(str(one.id), _("左边这一条")), (str(other.id), _("右边这一条"))])
    heads = [
        (str(member.person_id), member.name)
        for card in (one, other)
        if card.household_id
        for member in household_card(sight=sight, household_id=card.household_id).members
        if member.person_id not in (one.id, other.id)
    ]
    set_choices(form, "new_head_id", [("", _("请选")), *heads])
    status = 200
    if form.is_valid():
        try:
            return _merged(request, form.cleaned_data, (one.id, other.id))
        except Refusal as refusal:
            add_refusal(form, refusal)
            status = refusal.status
    context = {
        "one": one,
        "other": other,
        "rows": compared(one, other),
        "form": form,
        "back_url": person_url(person_id),
    }
    return render(request, "workbench/people/merge.html", context, status=status)


def _merged(request: StaffRequest, given: dict[str, Any], both: tuple[UUID, UUID]) -> HttpResponseBase:
    kept = UUID(given["keep"])
    gone = both[1] if kept == both[0] else both[0]
    merge_persons(
        actor=request.actor, person_id=gone, into_id=kept, new_head_id=given["new_head_id"], note=given["note"],
        at=request.at,
    )  # fmt: skip
    say_done(request, _("已合并；合错了可以在变动里撤销"))
    return HttpResponseRedirect(person_url(kept))
