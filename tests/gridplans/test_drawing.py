"""A plan is drawn, chosen and edited by hand; each edit is judged at once."""

import pytest

from tests.gridplans.village import make_planned_village
from tests.world import MONDAY
from wangge.ground.foundation.errors import Conflict
from wangge.practice.gridplans import operations, queries
from wangge.practice.gridplans.lifecycle import DrawingState, ProposalKind

pytestmark = pytest.mark.django_db


def test_proposals_stand_side_by_side_with_what_is_to_be_said_of_them():
    village = make_planned_village()

    plan_id = village.drawn(norm=8, tolerance=20)

    page = queries.plan_page(scope=village.desk.scope("area.see"), plan_id=plan_id)
    kinds = [one.kind for one in page.proposals]
    sizes = {one.kind: sorted(grid.households for grid in one.judgement.grids) for one in page.proposals}
    assert page.row.drawing == DrawingState.DONE
    assert kinds == [ProposalKind.TODAY, ProposalKind.FEW_MOVES, ProposalKind.BEST_SIZES, ProposalKind.SHORT_BORDERS]
    assert sizes[ProposalKind.TODAY] == [4, 4, 16]
    assert [one.rule for one in page.proposals[0].judgement.breaks] == ["too_large", "too_small", "too_small"]
    assert sizes[ProposalKind.BEST_SIZES] == [8, 8, 8]
    assert not any(broken.is_hard for one in page.proposals for broken in one.judgement.breaks)
    assert 6 <= page.proposals[1].judgement.moved <= page.proposals[2].judgement.moved


def test_edits_are_judged_at_once():
    village = make_planned_village()
    plan_id = village.begun(norm=8, tolerance=20)
    edit = {"actor": village.desk, "plan_id": plan_id, "at": MONDAY}
    first, second, third = (str(grid.pk) for grid in village.grids)
    operations.choose_proposal(**edit, kind=ProposalKind.TODAY)

    apart = operations.move_buildings(**edit, building_ids=[village.houses[0, 0]], key=third)
    operations.move_buildings(**edit, building_ids=[village.houses[0, 0]], key=first)
    merged = operations.merge_grids(**edit, key=third, into=second)
    split = operations.split_grid(**edit, key=first)
    operations.lock_grid(**edit, key=second, locked=True)
    with pytest.raises(Conflict):
        operations.move_buildings(**edit, building_ids=[village.houses[4, 0]], key=first)
    named = operations.rename_grid(**edit, key="new-1", name="荣星村新网格")

    assert [(one.rule, one.key) for one in apart.breaks if one.is_hard] == [("scattered", third)]
    assert merged.closed == (village.grids[2].name,)
    assert sorted(grid.households for grid in split.grids) == [8, 8, 8]
    assert not split.breaks
    assert {grid.name for grid in named.grids} == {village.grids[0].name, village.grids[1].name, "荣星村新网格"}


def test_a_stopped_drawing_keeps_what_was_done():
    village = make_planned_village()
    plan_id = village.plan(norm=8)

    operations.cancel_drawing(actor=village.desk, plan_id=plan_id, at=MONDAY)

    page = queries.plan_page(scope=village.desk.scope("area.see"), plan_id=plan_id)
    assert (page.row.drawing, [one.kind for one in page.proposals]) == (DrawingState.CANCELLED, [ProposalKind.TODAY])
