"""A plan's grids as a file for other maps."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wangge.core.access.models import AuditAction
from wangge.core.access.operations import record
from wangge.core.access.queries import Actor
from wangge.core.areas.files import FORMS, OutlineRow, written
from wangge.core.areas.levels import Source
from wangge.practice.gridplans.doors import known_of
from wangge.practice.gridplans.judging import outlines_of
from wangge.practice.gridplans.layout import Judgement, Layout
from wangge.practice.gridplans.models import Plan
from wangge.practice.gridplans.queries.reading import plan_within, shown_layout


@dataclass(frozen=True)
class Download:
    """A file for the browser."""

    name: str
    content_type: str
    content: bytes


def export_plan(*, actor: Actor, plan_id: UUID, form: str, at: datetime) -> Download:
    """The grids of a plan (导出): geojson, gpkg or shp (a zip), with a line in the audit. Raises NotFound, Refusal."""
    plan: Plan = plan_within(actor.scope("area.see"), plan_id)
    known = known_of(plan)
    layout, judgement = shown_layout(plan, known)
    rows = _rows(layout, judgement, outlines_of(known, layout))
    content = written(rows, form=form)
    record(
        actor=actor, action=AuditAction.EXPORTED, at=at, target=plan.title, area_path=plan.area_path,
        detail={"plan": str(plan.pk), "form": form, "rows": len(rows)},
    )  # fmt: skip
    kind = FORMS[form]
    return Download(f"{plan.title}.{kind.ending}", kind.content_type, content)


def _rows(layout: Layout, judgement: Judgement, outlines: dict[str, object]) -> list[OutlineRow]:
    households = {grid.key: grid.households for grid in judgement.grids}
    return [
        OutlineRow(outlines[grid.key], "", grid.name, "grid", "", Source.PLANNED, households.get(grid.key))
        for grid in layout.grids
    ]
