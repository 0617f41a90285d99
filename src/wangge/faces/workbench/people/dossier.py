"""一网格一档案: what a grid consists of, on one sheet; all the grids of an area, a sheet each, to print."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, radians

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from wangge.core.areas.levels import Kind, Level
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.cases.queries import OpenCount, open_counts
from wangge.core.people.lifecycle import BuildingKind, EnterpriseKind, Usage
from wangge.core.people.queries.dossiers import Dossier, dossiers
from wangge.core.teams.queries import AreaPosts, posts_of_areas
from wangge.faces.shell.parts import Fact, build_filter_bar
from wangge.faces.workbench.administration.listing import area_chip, page_of, pager_behind, roots_of
from wangge.faces.workbench.administration.sections import tabs_of
from wangge.faces.workbench.labels import area_label
from wangge.faces.workbench.matters.parts import Cell, Line
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import NotFound
from wangge.ground.rulebook.schema.people import People

from .lists import Shown, shown_of
from .words import NOTHING, TABS, people_rules

KILOMETRES = 111.32  # of a degree of latitude
SIZE = 100


@dataclass(frozen=True)
class Sheet:
    """One grid's file in words."""

    name: str
    where: str
    code: str
    ground: list[Fact]
    people: list[Fact]
    houses: list[Fact]
    care: list[Fact]
    matters: list[Fact]
    posts: list[Fact]


@require_GET
@staff_page(needs="people.see")
def show_dossiers(request: StaffRequest) -> HttpResponse:
    """The grids of an area with their main numbers, each leading to its file. Raises NotFound."""
    shown, query = shown_of(request), request.GET
    grids = grids_of(shown)
    rows, after = page_of(grids, [row.code for row in grids], after=query.get("after", ""), size=SIZE)
    found = dossiers(sight=shown.sight, path=shown.path, grids=rows, at=request.at)
    lines = [_line(row, found[row.id]) for row in rows]
    print_url = reverse("workbench:dossier-paper") + (f"?area={shown.area.code}" if shown.area else "")
    context = {
        "tabs": tabs_of(TABS, request.actor, here=request.path),
        "bar": build_filter_bar(
            query, [area_chip(query, shown.sight.scope, shown.area, lead=_("看"))], has_words=False
        ),
        "lines": lines,
        "count": len(grids),
        "print_url": print_url,
        "pager": pager_behind(query, after=after, shown=len(lines)),
    }
    return render(request, "workbench/people/dossiers.html", context)


def grids_of(shown: Shown) -> list[AreaRow]:
    """The grids of an area that are seen; the area itself where it is one."""
    index = areas_in_memory()
    roots = [shown.area] if shown.area else roots_of(shown.sight.scope)
    below = [row for root in roots for row in index.below(root.path)]
    return [row for row in below if row.level == Level.GRID and shown.sight.scope.covers(row.path)]


def _line(row: AreaRow, file: Dossier) -> Line:
    cells = [
        Cell(_("户"), str(file.households), is_number=True),
        Cell(_("人"), str(file.persons), is_number=True),
        Cell(_("户室"), str(file.dwellings.total()), is_number=True),
        Cell(_("30 天内确认"), share(file.confirmed, file.households)),
        Cell(_("关爱"), str(file.care.total()), is_number=True),
        Cell(_("隐患"), str(file.hazards.total()), is_number=True),
    ]
    url = f"{reverse('workbench:dossier-paper')}?area={row.code}"
    return Line(area_label(row.id), cells, url=url, below=_square(row))


def share(part: int, whole: int) -> str:
    """3 / 4，75.0%; a dash where there is no denominator."""
    return f"{part} / {whole}，{100 * part / whole:.1f}%" if whole else NOTHING


def square_km(row: AreaRow) -> float | None:
    """The size of an area by its outline, where it has one."""
    outline = areas_in_memory().outlines.get(row.id)
    if outline is None:
        return None
    width = KILOMETRES * cos(radians(outline.shape.centroid.y))
    return float(outline.shape.area * width * KILOMETRES)


def _square(row: AreaRow) -> str:
    size = square_km(row)
    return _("{size} 平方公里").format(size=f"{size:.3f}") if size is not None else ""


@never_cache
@require_GET
@staff_page(needs="people.see")
def print_dossiers(request: StaffRequest) -> HttpResponse:
    """The files of all grids of an area, a sheet each. Raises NotFound."""
    shown = shown_of(request)
    grids = grids_of(shown)
    if not grids:
        raise NotFound(_("这里还没有网格"))
    found = dossiers(sight=shown.sight, path=shown.path, grids=grids, at=request.at)
    paths = [row.path for row in grids]
    cases = open_counts(scope=request.actor.scope("case.see"), path=shown.path, parts=paths, at=request.at)
    sees = request.actor.scope("team.see")
    posts = posts_of_areas(area_ids=[row.id for row in grids if sees.covers(row.path)], on=localdate(request.at))
    by_area = {one.area_id: one for one in posts}
    sheets = [sheet_of(request, row, found[row.id], cases, by_area.get(row.id)) for row in grids]
    return render(
        request, "workbench/people/dossier.html", {"sheets": sheets, "at": request.at, "by": request.actor.name}
    )


def sheet_of(
    request: StaffRequest, row: AreaRow, file: Dossier, cases: Mapping[str, OpenCount], posts: AreaPosts | None
) -> Sheet:
    """One grid's file in words; matters only for who may see them."""
    rules = people_rules(row.id)
    matters = []
    if request.actor.can("case.see", at_path=row.path):
        count = cases.get(row.path, OpenCount())
        matters = [Fact(_("在办事项"), count.total), Fact(_("其中超期"), count.overdue)]
    labels = {kind.code: kind.label for kind in rules.hazards}
    matters += [Fact(labels.get(kind, kind), number, note=_("隐患")) for kind, number in sorted(file.hazards.items())]
    lines = posts.posts if posts else []
    above = areas_in_memory().above(row.id)[:-1]
    return Sheet(
        name=row.name,
        where=" · ".join(one.name for one in above),
        code=row.code,
        ground=_ground(row, file),
        people=_people(file),
        houses=_houses(file),
        care=_care(file, rules),
        matters=matters,
        posts=[Fact(one.label, "、".join(h.person_name for h in one.holders) or _("没有人")) for one in lines],
    )


def _ground(row: AreaRow, file: Dossier) -> list[Fact]:
    """What a grid is drawn by (划分要素): how many people, how large, how they live."""
    kinds = file.buildings.most_common()
    built = "、".join(f"{BuildingKind(kind).label} {number}" for kind, number in kinds if kind in BuildingKind.values)
    return [
        Fact(_("人口"), file.persons),
        Fact(_("面积"), _square(row) or _("没有边界")),
        Fact(
            _("居住环境"),
            " · ".join(part for part in (str(Kind(row.kind).label) if row.kind else "", built) if part) or NOTHING,
        ),
    ]


def _people(file: Dossier) -> list[Fact]:
    return [
        Fact(
            _("户数"),
            file.households,
            note=_("30 天内确认 {share}").format(share=share(file.confirmed, file.households)),
        ),
        Fact(_("住在这里"), file.persons, note=_("其中户籍不在这里 {count}").format(count=file.registered_elsewhere)),
        Fact(_("户籍在这里"), file.registered, note=_("其中住在别处 {count}").format(count=file.living_elsewhere)),
        Fact(_("60 岁以上"), file.elders, note=_("其中 80 岁以上 {count}").format(count=file.old)),
        Fact(_("未满 14 岁"), file.children),
    ]


def _houses(file: Dossier) -> list[Fact]:
    facts = [Fact(_("楼栋"), file.buildings.total()), Fact(_("户室"), file.dwellings.total())]
    facts += [
        Fact(_("户室（{usage}）").format(usage=Usage(usage).label), number)
        for usage, number in sorted(file.dwellings.items())
        if usage and usage in Usage.values
    ]
    return facts + [
        Fact(EnterpriseKind(kind).label, number)
        for kind, number in sorted(file.enterprises.items())
        if kind in EnterpriseKind.values
    ]


def _care(file: Dossier, rules: People) -> list[Fact]:
    labels = {kind.code: kind.label for kind in rules.care} | {"": _("敏感关爱")}
    return [Fact(labels.get(kind, kind), number) for kind, number in sorted(file.care.items())]
