"""What is known of one area: people and posts, households, open matters, its outline and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.core.access.queries import ActingRow, who_may
from wangge.core.areas.levels import Kind, Source
from wangge.core.areas.outlines import fault_words
from wangge.core.areas.queries import AreaRow, NamedPlaceRow, areas_in_memory, coverage_faults, live_codes, named_places
from wangge.core.areas.scope import Scope
from wangge.core.cases.queries import OpenCount, open_counts
from wangge.core.teams.queries import OnDuty, PostLine, in_post_count, on_duty, posts_of_area, vacancies
from wangge.core.teams.units import Unit, units
from wangge.faces.shell.parts import Fact
from wangge.faces.workbench.labels import rules_at
from wangge.faces.workbench.staff import StaffRequest

from .branches import area_url, households_of, level_label, note_of

PLACES_SHOWN = 12


@dataclass(frozen=True)
class Figure:
    """A number that leads to what it counts."""

    value: int
    label: str
    url: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Part:
    """One area right below, as a line of a table."""

    name: str
    note: str
    url: str
    households: int | None
    open: Figure
    overdue: Figure
    outline: str | Promise


@dataclass(frozen=True)
class Code:
    """A code on a poster that opens the public page of the area."""

    id: object
    token: str
    spot: str
    issued_at: object


@dataclass(frozen=True)
class Card:
    """Everything the page of an area shows of it."""

    facts: list[Fact]
    figures: list[Figure]
    posts: list[PostLine]
    units: list[Unit]
    duty: OnDuty | None
    parts: list[Part]
    faults: list[str]
    menders: list[ActingRow]
    places: list[NamedPlaceRow]
    places_count: int
    codes: list[Code]
    without_code: int
    may_draw: bool


OUTLINES: Mapping[str, str | Promise] = {source.value: source.label for source in Source} | {
    "": gettext_lazy("没有边界")
}


def card_of(request: StaffRequest, area: AreaRow) -> Card:
    """The card of an area the person may see; a fixed number of statements at any size."""
    index, actor, today = areas_in_memory(), request.actor, localdate(request.at)
    below = index.children(area.id)
    counts = open_counts(
        scope=actor.scope("case.see"), path=area.path, parts=[area.path, *(row.path for row in below)], at=request.at
    )
    codes = live_codes(scope=Scope((area.path,)), path=area.path)
    coded = {code.area_id for code in codes}
    faults = [fault_words(index, fault, area.id) for fault in coverage_faults(parent_id=area.id)]
    places = named_places(path=area.path)
    sees_cases = actor.may("case.see")
    return Card(
        facts=_facts(area, may_see_rules=actor.can("rulebook.see", at_path=area.path)),
        figures=_figures(request, area, counts.get(area.path, OpenCount())),
        posts=posts_of_area(area_id=area.id, on=today),
        units=sorted((u for u in units().by_id.values() if u.area_id == area.id), key=lambda unit: unit.name),
        duty=next(iter(on_duty(area_id=area.id, at=request.at)), None),
        parts=[_part(row, counts.get(row.path, OpenCount()), sees_cases=sees_cases) for row in below],
        faults=faults,
        menders=who_may(permission="area.edit", at_path=area.path, at=request.at) if faults else [],
        places=places[:PLACES_SHOWN],
        places_count=len(places),
        codes=[Code(c.pk, c.token, c.spot, c.issued_at) for c in codes if c.area_id == area.id],
        without_code=sum(row.level == "grid" and row.id not in coded for row in index.below(area.path)[1:]),
        may_draw=any(row.id not in index.outlines for row in index.tiles(area.id)),
    )


def outline_label(area: AreaRow) -> str | Promise:
    """Whether the outline in force was surveyed, drawn or imported."""
    outline = areas_in_memory().outlines.get(area.id)
    return OUTLINES[outline.source if outline else ""]


def _facts(area: AreaRow, *, may_see_rules: bool) -> list[Fact]:
    rules = rules_at(area.id)
    kind = f" · {Kind(area.kind).label}" if area.kind else ""
    facts = [
        Fact(_("级别"), level_label(area) + kind),
        Fact(_("代码"), area.code),
        Fact(_("户数"), households_of(area), note=_("只到户址")),
        Fact(_("边界"), outline_label(area)),
    ]
    if rules is not None:
        url = reverse("workbench:rulebook", args=[rules.place.code]) if may_see_rules else ""
        facts.append(Fact(_("适用规则"), rules.place.name, url))
    return facts


def _figures(request: StaffRequest, area: AreaRow, count: OpenCount) -> list[Figure]:
    actor, query = request.actor, f"?area={area.code}"
    figures: list[Figure] = []
    if actor.can("case.see", at_path=area.path):
        cases = reverse("workbench:cases") + query
        figures += [
            Figure(count.total, _("在办事项"), f"{cases}&state=open"),
            Figure(count.overdue, _("超期"), f"{cases}&due=overdue&sort=due", "over" if count.overdue else ""),
        ]
    if actor.can("team.see", at_path=area.path):
        scope, today = Scope((area.path,)), localdate(request.at)
        missing = sum(one.needed - one.held for one in vacancies(scope=scope, on=today))
        in_post = in_post_count(scope=scope, on=today, area_path=area.path)
        figures += [
            Figure(in_post, _("在任人员"), reverse("workbench:appointments") + query),
            Figure(missing, _("缺岗"), reverse("workbench:vacancies") + query),
        ]
    return figures


def _part(row: AreaRow, count: OpenCount, *, sees_cases: bool) -> Part:
    cases = f"{reverse('workbench:cases')}?area={row.code}" if sees_cases else ""
    return Part(
        name=row.name,
        note=note_of(row),
        url=area_url(row),
        households=households_of(row),
        open=Figure(count.total, "", f"{cases}&state=open" if cases else ""),
        overdue=Figure(count.overdue, "", f"{cases}&due=overdue&sort=due" if cases else ""),
        outline=outline_label(row),
    )
