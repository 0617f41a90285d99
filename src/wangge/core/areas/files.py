"""Outlines from and to files: GeoJSON by itself, GeoPackage and Shapefile with the extra `geo`.

Files hold degrees of WGS84 or CGCS2000; a Shapefile comes and goes as one zip.
"""

import io
import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _

from wangge.ground.foundation.errors import Refusal

LARGEST = 200 << 20
LAYER = "grids"
DEGREES = ("EPSG:4326", "EPSG:4490", "OGC:CRS84")
FIELDS = ("code", "name", "level", "kind", "source", "households")


@dataclass(frozen=True)
class Form:
    """A kind of file; `driver` is what GDAL calls it, '' for the one that needs nothing."""

    ending: str
    content_type: str
    driver: str


FORMS: Mapping[str, Form] = {
    "geojson": Form("geojson", "application/geo+json", ""),
    "gpkg": Form("gpkg", "application/geopackage+sqlite3", "GPKG"),
    "shp": Form("shp.zip", "application/zip", "ESRI Shapefile"),
}


@dataclass(frozen=True)
class OutlineRow:
    """An area as a file has it."""

    shape: Any
    code: str
    name: str
    level: str
    kind: str
    source: str
    households: int | None = None


def rows_of(collection: Mapping[str, Any]) -> list[OutlineRow]:
    """What `boundaries_geojson` gives, for another form."""
    found = []
    for feature in collection["features"]:
        code, name, level, kind, source = (str(feature["properties"].get(field, "")) for field in FIELDS[:5])
        found.append(OutlineRow(shapely.geometry.shape(feature["geometry"]), code, name, level, kind, source))
    return found


def written(rows: Sequence[OutlineRow], *, form: str) -> bytes:
    """Outlines as a file. Raises Refusal for an unknown form, or where the extra `geo` is not installed."""
    if form not in FORMS:
        raise Refusal(_("没有这种文件格式：{form}").format(form=form), field="form")
    if not FORMS[form].driver:
        return json.dumps(
            {"type": "FeatureCollection", "features": [_feature(r) for r in rows]}, ensure_ascii=False
        ).encode()
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{LAYER}.{form}"
        _gdal().write(
            path,
            geometry=np.array(
                [shapely.to_wkb(shapely.multipolygons(shapely.get_parts(r.shape))) for r in rows], object
            ),
            field_data=[*_columns(rows)],
            fields=list(FIELDS),
            geometry_type="MultiPolygon",
            crs="EPSG:4326",
            driver=FORMS[form].driver,
            encoding="UTF-8",
            layer=LAYER,
        )
        return path.read_bytes() if form == "gpkg" else _zipped(Path(folder))


def _columns(rows: Sequence[OutlineRow]) -> list[Any]:
    words = [np.array([getattr(row, name) for row in rows], object) for name in FIELDS[:5]]
    return [*words, np.array([-1 if row.households is None else row.households for row in rows], np.int64)]


def _feature(row: OutlineRow) -> dict[str, Any]:
    shape = shapely.transform(row.shape, lambda points: points.round(7))
    properties = {name: getattr(row, name) for name in FIELDS}
    return {"type": "Feature", "geometry": shapely.geometry.mapping(shape), "properties": properties}


def _zipped(folder: Path) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, path.name)
    return kept.getvalue()


def read_collection(content: bytes, *, name: str) -> dict[str, Any]:
    """A file of outlines as a GeoJSON FeatureCollection, its coordinates as they stand there.

    The form is known by the ending: geojson or json, gpkg, zip (of a Shapefile). Raises Refusal.
    """
    if len(content) > LARGEST:
        raise Refusal(_("文件太大"), field="file")
    ending = name.lower().rpartition(".")[2]
    if ending in ("geojson", "json"):
        return _from_json(content)
    if ending not in ("gpkg", "zip"):
        raise Refusal(_("请选 GeoJSON、GeoPackage（gpkg）文件，或者 Shapefile 的压缩包（zip）"), field="file")
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{LAYER}.{ending}"
        path.write_bytes(content)
        return _from_gdal(_unpacked(path) if ending == "zip" else path)


def _from_json(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise Refusal(_("不是 GeoJSON 文件：%(error)s") % {"error": error}, field="file") from error
    if not isinstance(found, dict):
        raise Refusal(_("文件里没有要素（FeatureCollection）"), field="file")
    return found


def _unpacked(path: Path) -> Path:
    """The Shapefile of a zip: only the parts that belong to one, none larger than is sensible. Raises Refusal."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = [
                one
                for one in archive.infolist()
                if one.filename.lower().endswith((".shp", ".shx", ".dbf", ".prj", ".cpg"))
            ]
            heads = [one for one in parts if one.filename.lower().endswith(".shp")]
            if len(heads) != 1 or sum(one.file_size for one in parts) > LARGEST:
                raise Refusal(_("压缩包里要正好有一个 Shapefile（shp、shx、dbf、prj）"), field="file")
            stem = heads[0].filename[: -len("shp")]
            for one in parts:
                if one.filename.startswith(stem):
                    (path.parent / f"{LAYER}.{one.filename[-3:].lower()}").write_bytes(archive.read(one))
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError) as error:
        raise Refusal(_("不是压缩包，或者压缩包坏了"), field="file") from error
    return path.parent / f"{LAYER}.shp"


def _from_gdal(path: Path) -> dict[str, Any]:
    gdal = _gdal()
    try:
        meta, _fids, shapes, columns = gdal.read(path)
    except (RuntimeError, ValueError, OSError) as error:
        raise Refusal(_("读不懂这个文件：%(error)s") % {"error": str(error)[:200]}, field="file") from error
    if meta["crs"] and meta["crs"] not in DEGREES:
        raise Refusal(
            _("坐标要是经纬度（WGS84 或 CGCS2000），这个文件是 %(crs)s") % {"crs": str(meta["crs"])[:60]}, field="file"
        )
    names = [str(one) for one in meta["fields"]]
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": shapely.geometry.mapping(shapely.from_wkb(shape)) if shape is not None else None,
                "properties": {name: _plain(column[row]) for name, column in zip(names, columns, strict=True)},
            }
            for row, shape in enumerate(shapes)
        ],
    }


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


@cache
def _gdal() -> Any:
    try:
        return import_module("pyogrio.raw")
    except ModuleNotFoundError as missing:
        words = _("GeoPackage 和 Shapefile 要用 geo 组件，请管理员安装：pip install 'wangge[geo]'；GeoJSON 不用")
        raise Refusal(words, field="form") from missing
