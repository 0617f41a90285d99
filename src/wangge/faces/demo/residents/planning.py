"""One village has a plan of its grids under public notice (一村一策), with two comments, one of them answered."""

import random
from datetime import timedelta

from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.teams.units import units
from wangge.faces.demo.month.staff import Staff
from wangge.practice.gridplans.lifecycle import DrawingState, ProposalKind
from wangge.practice.gridplans.operations import (
    answer_comment,
    begin_plan,
    choose_proposal,
    draw_proposals,
    merge_grids,
    publish_plan,
    say_comment,
)
from wangge.practice.gridplans.queries import plan_page

from .build import Times

BEFORE = timedelta(days=4)
SAID = "我们组和隔壁组共用一条路，能不能分在一个网格？"
ANSWER = "两个组按方案在同一个网格，联系人不变。"
ALSO_SAID = "什么时候开始执行，原来的网格员还管不管？"


def show_a_plan(*, root: str, place: str, seed: int, times: Times) -> None:
    """The village whose grids differ most in size; drawn where the engines are installed, else two grids merged."""
    rng = random.Random(f"{seed}:{place}:plans")  # noqa: S311 - a demonstration, not a secret
    village, at = _uneven(root), times.now - BEFORE
    staff = Staff(root=root, place=place, at=times.now)
    desk = next(unit for unit in units().by_id.values() if unit.area_path == root and unit.nature == "centre")
    actor = staff.acting(desk.id, "plan.draft", path=village.path, rng=rng)
    plan_id = begin_plan(actor=actor, village_id=village.id, at=at)
    draw_proposals(plan_id=str(plan_id), at=at.isoformat())
    page = plan_page(scope=actor.scope("area.see"), plan_id=plan_id)
    is_drawn = page.row.drawing == DrawingState.DONE
    kind = ProposalKind.BEST_SIZES if is_drawn else ProposalKind.TODAY
    grids = choose_proposal(actor=actor, plan_id=plan_id, kind=kind, at=at).grids
    if not is_drawn:
        small = sorted(grids, key=lambda grid: grid.households)
        merge_grids(actor=actor, plan_id=plan_id, key=small[0].key, into=small[1].key, at=at)
    publish_plan(actor=actor, plan_id=plan_id, at=at)
    later = at + timedelta(days=1)
    first = say_comment(plan_id=plan_id, words=SAID, source_ref="demo:1", at=later)
    say_comment(plan_id=plan_id, words=ALSO_SAID, source_ref="demo:2", at=later + timedelta(hours=20))
    answer_comment(actor=actor, comment_id=first, words=ANSWER, is_public=True, at=later + timedelta(hours=22))


def _uneven(root: str) -> AreaRow:
    """The village of at least three grids whose largest exceeds its smallest most."""
    index = areas_in_memory()

    def spread(row: AreaRow) -> float:
        sizes = [grid.households or 1 for grid in index.children(row.id)]
        return max(sizes) / min(sizes) if len(sizes) > 2 else 0.0

    return max((row for row in index.below(root) if row.level == "village"), key=spread)
