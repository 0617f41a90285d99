"""What the pages of visits share: tabs, the area one looks at, months, what doors are called."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.core.areas.queries import AreaRow
from wangge.core.areas.scope import Scope
from wangge.core.people.queries import sight_of
from wangge.core.people.queries.labels import DoorLabel, door_labels
from wangge.faces.shell.parts import Chip, NavItem, Words
from wangge.faces.workbench.administration.listing import area_chip, chosen_area, roots_of
from wangge.faces.workbench.administration.sections import tabs_of
from wangge.faces.workbench.labels import rules_at
from wangge.faces.workbench.navigation import Work
from wangge.faces.workbench.staff import StaffRequest
from wangge.ground.foundation.errors import NotFound
from wangge.ground.rulebook.schema.base import UnknownCode
from wangge.ground.rulebook.schema.visits import Visits

TABS: tuple[Work, ...] = (
    Work(gettext_lazy("该去的门"), "list-check", "workbench:rounds", ("visit.see",)),
    Work(gettext_lazy("今晚怎么走"), "walk", "workbench:tonight", ("visit.see",)),
    Work(gettext_lazy("走访覆盖"), "chart-bar", "workbench:coverage", ("visit.see",)),
    Work(gettext_lazy("上门事务"), "send", "workbench:errands", ("visit.see",)),
    Work(gettext_lazy("夜话座谈"), "messages", "workbench:talks", ("visit.see",)),
    Work(gettext_lazy("代办"), "briefcase", "workbench:agencies", ("visit.see",)),
    Work(gettext_lazy("调查"), "clipboard-list", "workbench:surveys", ("visit.see",)),
    Work(gettext_lazy("民情本"), "file-text", "workbench:notebook", ("visit.record",)),
)


def tabs(request: StaffRequest, here: str = "") -> list[NavItem]:
    """The tabs; `here` is the address of the tab a page below it belongs to."""
    return tabs_of(TABS, request.actor, here=here or request.path)


@dataclass(frozen=True)
class Seen:
    """What of the visits one person looks at."""

    scope: Scope
    area: AreaRow | None
    root: AreaRow

    @property
    def path(self) -> str:
        return self.area.path if self.area else self.root.path if self.is_single else "/"

    @property
    def is_single(self) -> bool:
        return len(roots_of(self.scope)) == 1

    @property
    def here(self) -> AreaRow:
        """The area whose rules are asked."""
        return self.area or self.root

    def chip(self, request: StaffRequest, lead: Words = "") -> Chip:
        return area_chip(request.GET, self.scope, self.area, lead=lead)


def seen_by(request: StaffRequest) -> Seen:
    """Raises NotFound for an area outside the scope, and where nothing is seen."""
    scope = Scope(request.actor.scope("visit.see").roots)
    roots = roots_of(scope)
    if not roots:
        raise NotFound(_("没有找到，或者不在你的范围内"))
    return Seen(scope, chosen_area(request.GET, scope), roots[0])


def rules_for(area_id: UUID) -> Visits:
    """How the place visits; one without rules visits when it sees fit."""
    found = rules_at(area_id)
    return found.visits if found else Visits()


def labels_of(request: StaffRequest, households: Collection[UUID | None]) -> dict[UUID, DoorLabel]:
    """What doors are called, as this person may see them; two statements."""
    wanted = [one for one in dict.fromkeys(households) if one is not None]
    return door_labels(sight=sight_of(actor=request.actor), household_ids=wanted)


def door_words(label: DoorLabel | None) -> str:
    """荣星小区3幢101室 张大力."""
    if label is None:
        return _("（无权查看的住户）")
    return " ".join(filter(None, (label.address or _("没有住处"), label.head)))


def door_url(household_id: UUID) -> str:
    return reverse("workbench:round-door", args=[household_id])


def note_url(visit_id: UUID) -> str:
    return reverse("workbench:round-note", args=[visit_id])


def kind_label(rules: Visits, code: str) -> str:
    try:
        return rules.kind(code).label
    except UnknownCode:
        return code


def errand_label(rules: Visits, code: str) -> str:
    try:
        return rules.errand(code).label
    except UnknownCode:
        return code


def check_labels(rules: Visits, codes: Collection[str]) -> list[str]:
    known = {check.code: check.label for check in rules.checks}
    return [known.get(code, code) for code in codes]


def late_words(due_on: date | None, today: date) -> str:
    """超期 3 天, 今天到期, 还有 5 天; "" without a day."""
    if due_on is None:
        return ""
    days = (due_on - today).days
    if days < 0:
        return _("超期 {days} 天").format(days=-days)
    return _("今天到期") if days == 0 else _("还有 {days} 天").format(days=days)
