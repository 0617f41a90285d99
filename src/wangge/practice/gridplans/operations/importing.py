"""Grids that were drawn elsewhere, taken in as one more division to compare."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.areas.levels import Frame
from wangge.core.areas.outlines import read_outline
from wangge.ground.foundation.errors import Refusal
from wangge.ground.foundation.text.cleaning import clean_line
from wangge.practice.gridplans.doors import known_of, move_on, plan_for
from wangge.practice.gridplans.judging import judge, norm_of
from wangge.practice.gridplans.layout import Judgement, LaidGrid, Layout
from wangge.practice.gridplans.lifecycle import PlanAction, ProposalKind
from wangge.practice.gridplans.models import Proposal
from wangge.practice.gridplans.naming import next_name
from wangge.practice.gridplans.reading import Known

from .drawing import keep_proposal

MOST_GRIDS = 99


@transaction.atomic
def import_proposal(
    *, actor: Actor, plan_id: UUID, collection: Mapping[str, Any], frame: str = Frame.WGS84, at: datetime
) -> Judgement:
    """Lay grids of a file beside the others (导入方案): each building goes to the outline it is in, or nearest to.

    A feature is an open grid by its `name`, else a new one. Raises NotFound, NotAllowed, Conflict, Refusal.
    """
    plan = plan_for(actor, plan_id, PlanAction.CHOOSE)
    known = known_of(plan)
    layout = _layout(known, collection, frame)
    judgement = judge(known, layout, norm_of(plan.norm, plan.tolerance))
    earlier = Proposal.objects.filter(plan=plan, kind=ProposalKind.IMPORTED, dropped_at=None)
    earlier.update(dropped_at=at)
    keep_proposal(plan, ProposalKind.IMPORTED, layout, judgement, at=at)
    plan.chosen, plan.layout, plan.judgement = ProposalKind.IMPORTED, layout.stored(), judgement.stored()
    move_on(plan, PlanAction.CHOOSE, actor=actor, at=at, detail={"kind": ProposalKind.IMPORTED})
    return judgement


def _layout(known: Known, collection: Mapping[str, Any], frame: str) -> Layout:
    features = collection.get("features") if isinstance(collection, Mapping) else None
    if not isinstance(features, list) or not 0 < len(features) <= MOST_GRIDS or not all(map(_is_feature, features)):
        raise Refusal(_("文件里要有 1 到 99 个网格"), field="file")
    shapes = [read_outline(one.get("geometry") or {}, frame=frame) for one in features]
    spots = shapely.points([(house.lon, house.lat) for house in known.houses])
    nearest = np.array([shapely.distance(shape, spots) for shape in shapes])
    of = np.argmin(nearest, axis=0)
    grids: list[LaidGrid] = []
    for feature in features:
        grids.append(_grid(known, feature.get("properties") or {}, grids))
    return Layout(tuple(grids), tuple(of.tolist())).with_of(of.tolist())


def _is_feature(one: Any) -> bool:
    return isinstance(one, Mapping) and isinstance(one.get("properties") or {}, Mapping)


def _grid(known: Known, properties: Mapping[str, Any], before: list[LaidGrid]) -> LaidGrid:
    name = clean_line(str(properties.get("name") or ""), 60, field="file")
    taken = {grid.name for grid in before}
    for pk, today, _ordinal in known.grids:
        if today == name and all(grid.area_id != pk for grid in before):
            return LaidGrid(str(pk), today, pk)
    if not name or name in taken:
        used = [ordinal for _pk, _name, ordinal in known.grids]
        name = next_name(known.village, taken | {today for _pk, today, _n in known.grids}, used)
    return LaidGrid(f"new-{1 + sum(grid.area_id is None for grid in before)}", name)
