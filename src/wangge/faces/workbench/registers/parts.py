"""What the ledgers share: their tabs, what a person sees of them, months, and how long ago something was."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.core.areas.queries import AreaRow
from wangge.core.areas.scope import Scope
from wangge.core.cases.queries.registers import Register
from wangge.core.teams.units import units
from wangge.faces.shell.parts import Chip, NavItem, Words, build_chip
from wangge.faces.shell.templatetags.shell import when
from wangge.faces.workbench.administration.listing import area_chip, chosen_area, read_month
from wangge.faces.workbench.cases.filters import Surroundings, surroundings_of
from wangge.faces.workbench.staff import StaffRequest
from wangge.ground.foundation.calendar.days import midnight
from wangge.ground.foundation.errors import NotFound

PETITIONS = (Register.FIRST, Register.REPEAT, Register.BACKLOG, Register.UNLED)
CHECKS = (Register.NEITHER, Register.UNANSWERED, Register.BROKEN, Register.UNLED)
TABS: tuple[tuple[Words, str, tuple[Register, ...]], ...] = (
    (gettext_lazy("句号管理"), "registers", (Register.OPEN, Register.NEITHER, Register.UNANSWERED, Register.BROKEN)),
    (gettext_lazy("挂账"), "", (Register.SUSPENDED,)),
    (gettext_lazy("信访"), "", PETITIONS),
    (gettext_lazy("领导包案"), "", (Register.CUSTODY,)),
    (gettext_lazy("首办首问"), "", (Register.FIRST_HANDLER,)),
    (gettext_lazy("下访接访"), "receptions", ()),
    (gettext_lazy("办理情况"), "figures", ()),
)


def tabs(*, here: str = "", register: Register | None = None) -> list[NavItem]:
    """The tabs; the current one is named by its page or by the ledger that is open."""
    found = []
    for label, name, held in TABS:
        url = reverse(f"workbench:{name}") if name else register_url(held[0])
        found.append(NavItem(label, url, "", name == here if here else register in held))
    return found


def register_url(register: Register, query: str = "") -> str:
    return reverse("workbench:register", args=[register.value]) + query


@dataclass(frozen=True)
class Seen:
    """What of the ledgers one person looks at."""

    around: Surroundings
    scope: Scope
    places: Scope
    area: AreaRow | None

    @property
    def path(self) -> str:
        return self.area.path if self.area else ""

    def chip(self, request: StaffRequest, lead: Words = "") -> Chip:
        return area_chip(request.GET, self.places, self.area, lead=lead)


def seen_by(request: StaffRequest) -> Seen:
    """The person's scope and the area the address names. Raises NotFound."""
    around = surroundings_of(request.actor)
    places = Scope(tuple(root.path for root in around.roots))
    return Seen(around, request.actor.scope("case.see"), places, chosen_area(request.GET, places))


def register_of(code: str) -> Register:
    """Raises NotFound for a ledger there is not."""
    try:
        return Register(code)
    except ValueError as unknown:
        raise NotFound(_("没有这本台账")) from unknown


def unit_chip(request: StaffRequest, seen: Seen) -> Chip:
    """A chip of the units of the person's places."""
    known = units().within(scope=seen.places)
    names = [(str(unit.id), unit.name) for unit in sorted(known, key=lambda u: (u.area_path, u.name))]
    return build_chip(request.GET, "unit", names, anything=_("哪个单位都行"), lead=_("，归"))


@dataclass(frozen=True)
class Month:
    """A month with its moments and the addresses of its neighbours."""

    first: date
    since: datetime
    before: datetime

    @property
    def earlier(self) -> str:
        return f"{self.first - timedelta(days=1):%Y-%m}"

    @property
    def later(self) -> str:
        return f"{self.first + timedelta(days=31):%Y-%m}"

    @property
    def last(self) -> date:
        return (self.first + timedelta(days=31)).replace(day=1)


def month_of(request: StaffRequest) -> Month:
    """The month an address names, else this one."""
    first = read_month(request.GET.get("month", ""), otherwise=localdate(request.at))
    after = (first + timedelta(days=31)).replace(day=1)
    return Month(first, midnight(first), midnight(after))


def days_since(moment: datetime | None, at: datetime) -> str:
    """37 天; 当天 on the first day, a dash for nothing."""
    if moment is None:
        return "—"
    days = (localdate(at) - localdate(moment)).days
    return _("{days} 天").format(days=days) if days else _("当天")


def age_words(moment: datetime, at: datetime) -> str:
    """3月2日 09:00，已 37 天."""
    days = (localdate(at) - localdate(moment)).days
    return (
        _("{when}，已 {days}").format(when=when(moment, at), days=days_since(moment, at)) if days else when(moment, at)
    )


def share_words(part: int, whole: int) -> str:
    """3 / 4，75.00%; a dash where there is nothing to count."""
    if not whole:
        return "—"
    return _("{part} / {whole}，{percent}%").format(part=part, whole=whole, percent=f"{part / whole:.2%}"[:-1])


def unit_id_of(text: str) -> UUID | None:
    """A unit that is known here; None for anything else."""
    try:
        found = UUID(text)
    except ValueError:
        return None
    return found if found in units().by_id else None
