"""Outlines out and in as files: every fault is shown first, then the file is taken over whole or not at all."""

import json
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.access.operations import tree
from wangge.core.areas import files
from wangge.core.areas.levels import Frame, Level, Source
from wangge.core.areas.queries import area_by_code, boundaries_geojson
from wangge.faces.workbench.administration.asking import posted
from wangge.faces.workbench.administration.carrying import pack, unpack
from wangge.faces.workbench.forms import add_refusal
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import Refusal

LARGEST = 16 << 20
PURPOSE = "boundaries"
GEOJSON = "geojson"
FAULTS_SHOWN = 200


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("边界文件"),
        help_text=gettext_lazy(
            "GeoJSON、GeoPackage，或者 Shapefile 的压缩包；每个要素带 code 属性，写区划或网格的代码"
        ),
    )
    frame = forms.ChoiceField(
        label=gettext_lazy("文件的坐标系"),
        choices=Frame.choices,
        help_text=gettext_lazy("高德、腾讯地图导出的多是 GCJ-02，百度的是 BD-09，测绘单位的多是 CGCS2000"),
    )
    source = forms.ChoiceField(
        label=gettext_lazy("边界来源"),
        choices=[(Source.SURVEYED.value, Source.SURVEYED.label), (Source.IMPORTED.value, Source.IMPORTED.label)],
    )
    note = forms.CharField(label=gettext_lazy("说明"), max_length=200, required=False)


class TakeOverForm(forms.Form):
    packed = forms.CharField(widget=forms.HiddenInput)


@require_http_methods(["GET", "POST"])
@staff_page(needs="area.edit")
def show_exchange(request: StaffRequest) -> HttpResponse:
    """Choose a file; on POST say all that is wrong with it, or offer to take it over."""
    form = UploadForm(posted(request), request.FILES or None)
    context: dict[str, Any] = {"form": form, "levels": Level.choices, "areas_url": reverse("workbench:areas")}
    status = 200
    if form.is_valid():
        try:
            context |= _checked(request, form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
            status = refusal.status
    return render(request, "workbench/administration/areas/exchange.html", context, status=status)


def _checked(request: StaffRequest, given: dict[str, Any]) -> dict[str, Any]:
    said = {name: given[name] for name in ("frame", "source", "note")}
    collection = _read(given["file"])
    report = tree.import_boundaries(actor=request.actor, collection=collection, dry_run=True, at=request.at, **said)
    found = {
        "report": report,
        "faults": report.faults[:FAULTS_SHOWN],
        "warnings": report.warnings[:FAULTS_SHOWN],
        "count": len(collection.get("features", [])),
        "new": len(collection.get("features", [])) - report.unchanged,
    }
    if not report.faults and found["new"]:
        packed = pack([collection, said], purpose=PURPOSE, account_id=request.account.pk)
        found["take_over"] = TakeOverForm(initial={"packed": packed})
    return found


def _read(file: Any) -> dict[str, Any]:
    if file.size > LARGEST:
        raise Refusal(_("文件太大，不能在网页上导入，请系统管理员用命令行导入"), field="file")
    content = files.read_collection(file.read(), name=file.name)
    if not isinstance(content.get("features"), list):
        raise Refusal(_("文件里没有要素（FeatureCollection）"), field="file")
    return content


@require_http_methods(["POST"])
@staff_page(needs="area.edit")
def take_over(request: StaffRequest) -> HttpResponseBase:
    """Take over a file that was checked on the page before."""
    packed = request.POST.get("packed", "")
    collection, said = unpack(packed, purpose=PURPOSE, account_id=request.account.pk)
    report = tree.import_boundaries(actor=request.actor, collection=collection, dry_run=False, at=request.at, **said)
    if report.faults:
        raise Refusal(_("检查以后情况有变，一个也没有导入，请重新检查"), changed=list(report.faults[:FAULTS_SHOWN]))
    say_done(
        request,
        _("导入了 {stored} 个边界，{unchanged} 个没有变").format(stored=report.stored, unchanged=report.unchanged),
    )
    return HttpResponseRedirect(reverse("workbench:areas"))


@require_GET
@staff_page(needs="area.see")
def export(request: StaffRequest) -> HttpResponse:
    """The outlines in force under an area, of one level or all, as GeoJSON; as gpkg or shp in WGS84.

    Raises NotFound, Refusal.
    """
    scope = request.actor.scope("area.see")
    code, level, frame = (request.GET.get(name, "") for name in ("area", "level", "frame"))
    area = area_by_code(code=code, scope=scope) if code else None
    form = form if (form := request.GET.get("form", "")) in files.FORMS else GEOJSON
    found = boundaries_geojson(
        path=area.path if area else "/",
        level=level if level in Level.values else "",
        frame=frame if frame in Frame.values and form == GEOJSON else Frame.WGS84,
        scope=scope,
    )
    if form == GEOJSON:
        content = json.dumps(found, ensure_ascii=False).encode()
    else:
        content = files.written(files.rows_of(found), form=form)
    response = HttpResponse(content, content_type=files.FORMS[form].content_type)
    name = _("{name}边界").format(name=area.name if area else "") + f".{files.FORMS[form].ending}"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["Cache-Control"] = "private, no-store"
    return response
