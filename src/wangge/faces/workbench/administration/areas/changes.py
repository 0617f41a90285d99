"""Adding, naming, describing and closing areas; places people name."""

from typing import Any

from django import forms
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.access.operations import tree
from wangge.core.areas.levels import PARENT_LEVELS, Kind, Level, PlaceKind
from wangge.core.areas.operations import NewArea, NewNamedPlace
from wangge.core.areas.queries import AreaRow, area_by_code, areas_in_memory, named_places
from wangge.faces.workbench.administration.asking import Asked, NoFields, ask, posted
from wangge.faces.workbench.administration.listing import page_of, pager_behind
from wangge.faces.workbench.forms import set_choices
from wangge.faces.workbench.labels import area_label
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page

from .branches import area_url

PLACES_A_PAGE = 100


class NameForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("名称"), max_length=60)


class DescribeForm(forms.Form):
    households = forms.IntegerField(
        label=gettext_lazy("户数"), min_value=0, required=False, help_text=gettext_lazy("户址的数目，不记任何人")
    )
    lon = forms.FloatField(
        label=gettext_lazy("中心经度"), required=False, help_text=gettext_lazy("WGS84，例如 104.2153")
    )
    lat = forms.FloatField(label=gettext_lazy("中心纬度"), required=False, help_text=gettext_lazy("例如 35.1347"))


class NewAreaForm(forms.Form):
    """An area under another one; the code is asked only of villages and towns."""

    level = forms.ChoiceField(label=gettext_lazy("级别"))
    kind = forms.ChoiceField(label=gettext_lazy("类别"), required=False)
    name = forms.CharField(
        label=gettext_lazy("名称"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("网格可以不写，按顺序取名：荣星村第三网格"),
    )
    code = forms.CharField(
        label=gettext_lazy("区划代码"),
        max_length=18,
        required=False,
        help_text=gettext_lazy("乡镇、村要写 12 位代码；网格可以不写，自动编号"),
    )
    households = forms.IntegerField(label=gettext_lazy("户数"), min_value=0, required=False)

    def __init__(self, parent: AreaRow, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = [level for level, parents in PARENT_LEVELS.items() if parent.level in parents]
        set_choices(self, "level", [(level, Level(level).label) for level in levels])
        set_choices(self, "kind", [("", gettext_lazy("按上级自动选")), *Kind.choices])


class PlaceForm(forms.Form):
    """Some places at once: one name a line."""

    kind = forms.ChoiceField(label=gettext_lazy("种类"), choices=PlaceKind.choices)
    names = forms.CharField(
        label=gettext_lazy("名称"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("一行一个；别名写在竖线后面，例如 供销社家属院|供销院"),
    )


def _area(request: StaffRequest, code: str) -> AreaRow:
    return area_by_code(code=code, scope=request.actor.scope("area.edit"))


@require_http_methods(["GET", "POST"])
@staff_page(needs="area.edit")
def add(request: StaffRequest, code: str) -> HttpResponseBase:
    """Set up an area under this one. Raises NotFound."""
    parent = _area(request, code)

    def act(given: dict[str, Any]) -> HttpResponseBase:
        area = NewArea(
            parent_code=parent.code,
            level=given["level"],
            kind=given["kind"],
            name=given["name"],
            code=given["code"],
            households=given["households"],
        )
        made = tree.add_area(actor=request.actor, area=area, at=request.at)
        say_done(request, _("已设立{name}，代码 {code}").format(name=made.name, code=made.code))
        return HttpResponseRedirect(area_url(made))

    asked = Asked(_("在{name}下面设立").format(name=parent.name), _("设立"), area_url(parent))
    return ask(request, NewAreaForm(parent, posted(request)), asked, act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="area.edit")
def rename(request: StaffRequest, code: str) -> HttpResponseBase:
    """Give the area another name. Raises NotFound."""
    area = _area(request, code)

    def act(given: dict[str, Any]) -> HttpResponseBase:
        tree.rename_area(actor=request.actor, area_id=area.id, name=given["name"], at=request.at)
        say_done(request, _("{old}已改名为{name}").format(old=area.name, name=given["name"]))
        return HttpResponseRedirect(area_url(area))

    words = _("代码 {code} 不变。海报和聘书上的旧名称要重新打印。").format(code=area.code)
    asked = Asked(_("{name}改名").format(name=area.name), _("改名"), area_url(area), words)
    return ask(request, NameForm(posted(request), initial={"name": area.name}), asked, act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="area.edit")
def describe(request: StaffRequest, code: str) -> HttpResponseBase:
    """Households and centre of the area. Raises NotFound."""
    area = _area(request, code)

    def act(given: dict[str, Any]) -> HttpResponseBase:
        tree.describe_area(actor=request.actor, area_id=area.id, at=request.at, **given)
        say_done(request, _("已记下"))
        return HttpResponseRedirect(area_url(area))

    initial = {"households": area.households, "lon": area.lon, "lat": area.lat}
    asked = Asked(_("{name}的户数和中心点").format(name=area.name), _("保存"), area_url(area))
    return ask(request, DescribeForm(posted(request), initial=initial), asked, act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="area.edit")
def close(request: StaffRequest, code: str) -> HttpResponseBase:
    """Close the area, asked on a page of its own. Raises NotFound."""
    area = _area(request, code)

    def act(given: dict[str, Any]) -> HttpResponseBase:
        tree.close_area(actor=request.actor, area_id=area.id, at=request.at)
        say_done(request, _("{name}已撤销").format(name=area.name))
        parent = areas_in_memory().by_id.get(area.parent_id) if area.parent_id else None
        return HttpResponseRedirect(area_url(parent) if parent else reverse("workbench:areas"))

    words = _("撤销后边界从今天起失效，网格码扫不开，不能再报到这里；已有的事项和记录都留着。撤销了不能恢复。")
    asked = Asked(_("撤销{name}").format(name=area.name), _("撤销"), area_url(area), words, is_danger=True)
    return ask(request, NoFields(posted(request)), asked, act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="area.edit")
def draw(request: StaffRequest, code: str) -> HttpResponseBase:
    """Draw outlines where none is known. Raises NotFound."""
    area = _area(request, code)

    def act(given: dict[str, Any]) -> HttpResponseBase:
        drawn = tree.draw_missing_boundaries(actor=request.actor, area_id=area.id, at=request.at)
        say_done(request, _("推定了 {count} 个边界").format(count=len(drawn.areas)))
        return HttpResponseRedirect(area_url(area))

    words = _("按村委会、地名的位置把没有边界的地方划开，标作“推定”，够落格用，不能当测绘结果。测绘的边界不动。")
    asked = Asked(_("推定{name}下面的边界").format(name=area.name), _("推定"), area_url(area), words)
    return ask(request, NoFields(posted(request)), asked, act)


@require_GET
@staff_page(needs="area.see")
def show_places(request: StaffRequest, code: str) -> HttpResponseBase:
    """The places people name in an area and below it. Raises NotFound."""
    area = area_by_code(code=code, scope=request.actor.scope("area.see"))
    words = request.GET.get("q", "").strip()
    rows = [row for row in named_places(path=area.path) if words in row.name or any(words in a for a in row.aliases)]
    shown, after = page_of(rows, [str(row.id) for row in rows], after=request.GET.get("after", ""), size=PLACES_A_PAGE)
    labels = dict(PlaceKind.choices)
    context = {
        "area": area,
        "area_url": area_url(area),
        "words": words,
        "lines": [(row, labels[row.kind], area_label(row.area_id)) for row in shown],
        "count": len(rows),
        "pager": pager_behind(request.GET, after=after, shown=len(shown)),
        "may_edit": request.actor.can("area.edit", at_path=area.path),
    }
    return render(request, "workbench/administration/areas/places.html", context)


@require_http_methods(["GET", "POST"])
@staff_page(needs="area.edit")
def add_places(request: StaffRequest, code: str) -> HttpResponseBase:
    """Add places people name, one a line. Raises NotFound."""
    area = _area(request, code)

    def act(given: dict[str, Any]) -> HttpResponseBase:
        lines = [line.split("|") for line in given["names"].splitlines() if line.strip()]
        places = [
            NewNamedPlace(area_id=area.id, name=name, kind=given["kind"], aliases=tuple(aliases))
            for name, *aliases in lines
        ]
        count = tree.add_named_places(actor=request.actor, places=places, at=request.at)
        say_done(request, _("加了 {count} 个地名").format(count=count))
        return HttpResponseRedirect(area_url(area))

    words = _("居民报事时可以从这些地名里选，不用在地图上点。")
    asked = Asked(_("给{name}加地名").format(name=area.name), _("添加"), area_url(area), words)
    return ask(request, PlaceForm(posted(request)), asked, act)
