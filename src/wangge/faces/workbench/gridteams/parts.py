"""What the pages of grid teams share: their tabs, what a person sees, one template for lists, shares in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.core.areas.queries import AreaRow, area_by_code
from wangge.core.areas.scope import Scope
from wangge.core.teams.queries import AppointmentFilter, AppointmentRow, appointments
from wangge.faces.shell.parts import Chip, FilterBar, Pager, Words
from wangge.faces.workbench.administration.listing import area_chip, chosen_area, narrowed, read_uuid, roots_of
from wangge.faces.workbench.administration.sections import tabs_of
from wangge.faces.workbench.labels import area_label
from wangge.faces.workbench.matters.parts import Empty, Line
from wangge.faces.workbench.navigation import Work
from wangge.faces.workbench.staff import StaffRequest
from wangge.ground.foundation.errors import Refusal

TABS: tuple[Work, ...] = (
    Work(gettext_lazy("检查"), "list-check", "workbench:checks", ("team.see",)),
    Work(gettext_lazy("联户"), "users", "workbench:links", ("team.see",)),
    Work(gettext_lazy("联系卡"), "id-badge-2", "workbench:contact-cards", ("team.see",)),
    Work(gettext_lazy("责任田"), "flag", "workbench:charges", ("team.see",)),
    Work(gettext_lazy("构成"), "users", "workbench:composition", ("team.see",)),
    Work(gettext_lazy("保障"), "briefcase", "workbench:supplies", ("team.see",)),
    Work(gettext_lazy("微信群"), "message", "workbench:chat-groups", ("team.see",)),
    Work(gettext_lazy("多网合一"), "stack-2", "workbench:nets", ("team.see",)),
    Work(gettext_lazy("网格数"), "sitemap", "workbench:grid-numbers", ("team.see",)),
    Work(gettext_lazy("名单"), "list-check", "workbench:town-lists", ("team.see",)),
)
ROWS_A_PAGE = 100
Key = tuple[str, UUID]


@dataclass(frozen=True)
class Seen:
    """What of the teams one person looks at."""

    scope: Scope
    area: AreaRow | None
    may_keep: bool

    @property
    def here(self) -> Scope:
        """The chosen area, else all that is seen."""
        return Scope(narrowed(self.scope, self.area).roots)

    @property
    def root(self) -> AreaRow | None:
        """The area the page is about."""
        return self.area or next(iter(roots_of(self.scope)), None)

    def chip(self, request: StaffRequest) -> Chip:
        return area_chip(request.GET, self.scope, self.area, lead=_("看"))


def seen_by(request: StaffRequest) -> Seen:
    """Raises NotFound for an area outside the person's."""
    scope = Scope(request.actor.scope("team.see").roots)
    area = chosen_area(request.GET, scope)
    root = area or next(iter(roots_of(scope)), None)
    may_keep = request.actor.can("team.keep", at_path=root.path) if root else False
    return Seen(scope, area, may_keep)


@dataclass(frozen=True)
class Action:
    """A button above a list."""

    label: Words
    url: str
    icon: str = "plus"
    is_first: bool = False


Figure = tuple[object, str, Words]  # a number, where it leads, what it counts


@dataclass(frozen=True)
class Listed:
    """A page with one list."""

    heading: Words
    lines: Sequence[Line]
    bar: FilterBar
    empty: Empty
    pager: Pager | None = None
    figures: Sequence[Figure] = ()
    note: Words = ""
    actions: Sequence[Action] = ()


def show_list(request: StaffRequest, page: Listed) -> HttpResponse:
    """One list by the template all pages with one list share."""
    tabs = tabs_of(TABS, request.actor, here=request.path)
    return render(request, "workbench/list.html", {**vars(page), "tabs": tabs})


def share_words(share: Fraction | None) -> str:
    """91.2%; a dash where there is nothing to count."""
    return "—" if share is None else f"{float(share) * 100:.1f}%"


def written(key: Key | None) -> str:
    """A place in a list ordered by area, as it stands in an address."""
    return f"{key[0]}|{key[1]}" if key else ""


def read(text: str) -> Key | None:
    """Such a place again; None for anything else."""
    path, _bar, pk = text.rpartition("|")
    found = read_uuid(pk)
    return (path, found) if found and path else None


def page_address() -> str:
    """The public page of a grid, with a gap for its code."""
    return settings.PUBLIC_URL + reverse("portal:area", args=["CODE"]).replace("CODE", "{code}")


def area_of(request: StaffRequest) -> AreaRow:
    """The area a form is about. Raises NotFound outside, Refusal where none is named."""
    code = request.GET.get("area", "")
    scope = Scope(request.actor.scope("team.keep").roots)
    found = area_by_code(code=code, scope=scope) if code else next(iter(roots_of(scope)), None)
    if found is None:
        raise Refusal(_("请先选一个地方"))
    return found


def people_of(request: StaffRequest, area: AreaRow) -> dict[str, AppointmentRow]:
    """Who is in post in an area, to choose from, by member."""
    wanted = AppointmentFilter(area_path=area.path)
    rows = appointments(scope=Scope((area.path,)), on=localdate(request.at), wanted=wanted, limit=400).rows
    return {str(one.member_id): one for one in sorted(rows, key=lambda one: (one.area_path, one.person_name))}


def choices_of(people: dict[str, AppointmentRow]) -> list[tuple[str, str]]:
    """The same as choices of a form."""
    return [(pk, f"{one.person_name} · {one.post_label}（{area_label(one.area_id)}）") for pk, one in people.items()]


class DayForm(forms.Form):
    """On which day something happened."""

    on = forms.DateField(
        label=gettext_lazy("哪一天"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
