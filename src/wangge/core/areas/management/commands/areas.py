"""`areas import FILE --frame gcj02`, `areas export`, `areas draw CODE`, `areas check`."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from wangge.core.areas import files, operations, queries
from wangge.core.areas.levels import LEVELS, Frame, Source
from wangge.core.areas.outlines import fault_words
from wangge.ground.engines.coverage import TOLERANCE
from wangge.ground.foundation.errors import Refusal

FORM_OF = {".gpkg": "gpkg", ".zip": "shp"}  # everything else is GeoJSON


class Command(BaseCommand):
    help = "Boundaries of areas: from and to GeoJSON, drawn where missing, checked for gaps and overlaps."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        bring = verbs.add_parser(
            "import", help="outlines from a file (GeoJSON, gpkg, zip of a Shapefile) whose features carry a `code`"
        )
        bring.add_argument("file", type=Path)
        bring.add_argument("--frame", choices=Frame.values, required=True, help="what the coordinates are in")
        bring.add_argument("--source", choices=Source.values, default=Source.IMPORTED)
        bring.add_argument("--note", default="")
        bring.add_argument("--tolerance", type=float, default=TOLERANCE, help="metres")
        bring.add_argument("--dry-run", action="store_true")
        give = verbs.add_parser(
            "export", help="the outlines in force as GeoJSON, or as gpkg or zip (Shapefile) by the ending of the file"
        )
        give.add_argument("file", type=Path, nargs="?", help="standard output when left out")
        give.add_argument("--path", default="/", help="only under this path")
        give.add_argument("--level", choices=LEVELS, default="")
        give.add_argument("--frame", choices=Frame.values, default=Frame.WGS84)
        draw = verbs.add_parser("draw", help="draw cells where outlines are missing, marked as drawn")
        draw.add_argument("code", help="of the area whose villages and grids are drawn")
        draw.add_argument("--redraw", action="store_true", help="replace drawn outlines too")
        check = verbs.add_parser("check", help="gaps, overlaps, pieces and missing outlines")
        check.add_argument("--path", default="/")
        check.add_argument("--tolerance", type=float, default=TOLERANCE, help="metres")

    def handle(self, *args: Any, **options: Any) -> None:
        verbs = {"import": self._import, "export": self._export, "draw": self._draw, "check": self._check}
        try:
            verbs[options["verb"]](options)
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal

    def _import(self, options: dict[str, Any]) -> None:
        report = operations.import_boundaries(
            collection=_read(options["file"]),
            frame=options["frame"],
            source=options["source"],
            note=options["note"],
            tolerance=options["tolerance"],
            dry_run=options["dry_run"],
            on=localdate(),
        )
        for words in report.warnings:
            self.stderr.write(_("提醒：%(words)s") % {"words": words})
        for words in report.faults:
            self.stderr.write(self.style.ERROR(words))
        if report.faults:
            raise CommandError(_("有 %(count)d 处错误，什么也没有导入") % {"count": len(report.faults)})
        counts = {"stored": report.stored, "unchanged": report.unchanged}
        self.stdout.write(_("导入 %(stored)d 个，未变 %(unchanged)d 个") % counts)

    def _export(self, options: dict[str, Any]) -> None:
        found = queries.boundaries_geojson(path=options["path"], level=options["level"], frame=options["frame"])
        if options["file"] is None:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        form = FORM_OF.get(options["file"].suffix.lower())
        if form is None:
            options["file"].write_text(json.dumps(found, ensure_ascii=False), "utf-8")
        else:
            options["file"].write_bytes(files.written(files.rows_of(found), form=form))
        self.stdout.write(_("导出 %(count)d 个") % {"count": len(found["features"])})

    def _draw(self, options: dict[str, Any]) -> None:
        area = queries.area_by_code(code=options["code"])
        drawn = operations.draw_missing_boundaries(parent_id=area.id, on=localdate(), redraw=options["redraw"])
        counts = {"drawn": len(drawn.areas), "without": len(drawn.without)}
        self.stdout.write(_("推定 %(drawn)d 个，画不出 %(without)d 个") % counts)

    def _check(self, options: dict[str, Any]) -> None:
        index = queries.areas_in_memory()
        count = 0
        for row in index.below(options["path"]):
            for fault in queries.coverage_faults(parent_id=row.id, tolerance=options["tolerance"]):
                count += 1
                self.stdout.write(fault_words(index, fault, row.id))
        if count:
            raise CommandError(_("共 %(count)d 处") % {"count": count})
        self.stdout.write(_("没有空白，没有重叠"))


def _read(path: Path) -> Any:
    try:
        if path.stat().st_size > files.LARGEST:
            raise CommandError(_("文件太大"))
        name = path.name if path.suffix.lower() in FORM_OF else f"{path.name}.geojson"
        return files.read_collection(path.read_bytes(), name=name)
    except FileNotFoundError as error:
        raise CommandError(_("没有文件 %(path)s") % {"path": path}) from error
