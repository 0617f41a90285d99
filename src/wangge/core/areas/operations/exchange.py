"""Boundaries from files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import shapely
from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.areas.levels import Frame, Source
from wangge.core.areas.memory import AreaIndex, areas_in_memory
from wangge.core.areas.outlines import NewOutline, faults_among, frame_doubt, read_outline
from wangge.core.areas.scope import EVERYWHERE, Scope
from wangge.ground.engines.coverage import TOLERANCE
from wangge.ground.foundation.errors import Refusal

from .boundaries import replace_outlines

SAME = 2e-7  # degrees, two centimetres: files keep seven places


@dataclass(frozen=True)
class ImportReport:
    """What became of a file of boundaries; nothing was stored when there are faults."""

    stored: int
    unchanged: int
    faults: tuple[str, ...]
    warnings: tuple[str, ...]


@transaction.atomic
def import_boundaries(
    *,
    collection: Mapping[str, Any],
    frame: str,
    on: date,
    source: str = Source.IMPORTED,
    note: str = "",
    scope: Scope = EVERYWHERE,
    tolerance: float = TOLERANCE,
    dry_run: bool = False,
) -> ImportReport:
    """Take over outlines (导入边界) from a GeoJSON FeatureCollection whose features carry a `code`.

    All or nothing: every fault is listed and then nothing is stored. `frame` says what the
    coordinates are in; a warning tells when they fit another frame better.
    """
    index = areas_in_memory()
    reading = _Reading(index, scope, frame)
    reading.take(collection)
    shapes = {i: s for i, s in reading.shapes.items() if not _is_same(index, i, s, source)}
    hard, soft = faults_among(index, {i: NewOutline(s, source) for i, s in shapes.items()}, tolerance=tolerance)
    faults = [*reading.faults, *hard]
    doubt = reading.doubt()
    warnings = [doubt, *soft] if doubt else soft
    unchanged = len(reading.shapes) - len(shapes)
    if faults or dry_run:
        return ImportReport(0, unchanged, tuple(faults), tuple(warnings))
    replace_outlines(shapes=shapes, source=source, frame=frame, on=on, note=note)
    return ImportReport(len(shapes), unchanged, (), tuple(warnings))


def _is_same(index: AreaIndex, area_id: UUID, shape: Any, source: str) -> bool:
    known = index.outlines.get(area_id)
    if known is None or known.source != source:
        return False
    return bool(shapely.equals_exact(known.shape, shape, tolerance=SAME, normalize=True))


@dataclass
class _Reading:
    """The features of a file, turned into outlines of known areas."""

    index: AreaIndex
    scope: Scope
    frame: str
    shapes: dict[UUID, Any] = field(default_factory=dict)
    geometries: dict[UUID, Mapping[str, Any]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def take(self, collection: Mapping[str, Any]) -> None:
        features = collection.get("features") if isinstance(collection, Mapping) else None
        if not isinstance(features, list) or not features:
            self.faults.append(_("文件里没有要素（FeatureCollection）"))
            return
        for number, feature in enumerate(features, start=1):
            try:
                self._feature(feature)
            except Refusal as refusal:
                self.faults.append(_("第 %(number)d 个：%(fault)s") % {"number": number, "fault": refusal.message})

    def _feature(self, feature: Any) -> None:
        properties = feature.get("properties") if isinstance(feature, Mapping) else None
        code = str((properties or {}).get("code") or "").strip()
        if not code:
            raise Refusal(_("没有 code 属性"))
        row = self.index.by_code.get(code)
        if row is None or not self.scope.covers(row.path):
            raise Refusal(_("没有代码为 %(code)s 的区域") % {"code": code})
        if row.id in self.shapes:
            raise Refusal(_("代码 %(code)s 出现了两次") % {"code": code})
        self.shapes[row.id] = read_outline(feature.get("geometry") or {}, frame=self.frame)
        self.geometries[row.id] = feature["geometry"]

    def doubt(self) -> str:
        """Whether the file seems to be in another frame than was said."""
        plain = self.frame in (Frame.WGS84, Frame.CGCS2000)
        if not self.shapes or self.frame == Frame.BD09:
            return ""
        other_frame = Frame.GCJ02 if plain else Frame.WGS84
        other = {i: read_outline(geometry, frame=other_frame) for i, geometry in self.geometries.items()}
        return frame_doubt(self.index, self.shapes, stated=self.frame, other=other)
