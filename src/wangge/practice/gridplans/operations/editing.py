"""A chosen division changed by hand; each edit is judged at once, and the answer says what it breaks."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.ground.engines.partition.ground import Border, Ground, ground_of
from wangge.ground.engines.partition.request import Norm, Prices, Request
from wangge.ground.foundation.errors import Conflict, NotFound, Refusal
from wangge.ground.foundation.text.cleaning import clean_line
from wangge.practice.gridplans.doors import known_of, move_on, plan_for
from wangge.practice.gridplans.engine import draw
from wangge.practice.gridplans.judging import judge, norm_of
from wangge.practice.gridplans.layout import Judgement, LaidGrid, Layout
from wangge.practice.gridplans.lifecycle import PlanAction
from wangge.practice.gridplans.models import Plan, PlanStep
from wangge.practice.gridplans.naming import next_name
from wangge.practice.gridplans.queries.reading import last_edit
from wangge.practice.gridplans.reading import Known

MOST_PARTS = 6
NAME_LENGTH = 60
Edit = Callable[[Known, Layout], tuple[Layout, str]]  # the layout after it, and what was done in words


@transaction.atomic
def move_buildings(*, actor: Actor, plan_id: UUID, building_ids: Collection[UUID], key: str, at: datetime) -> Judgement:
    """Put buildings into another grid (划楼栋). Raises NotFound, NotAllowed, Conflict for locked ones."""

    def edit(known: Known, layout: Layout) -> tuple[Layout, str]:
        number = _grid(layout, key)
        atoms = _atoms(known, building_ids)
        _free(known, layout, [atom for atom in atoms if layout.of[atom] != number])
        if layout.grids[number].is_locked:
            raise Conflict(_("“{name}”锁定了，先解锁").format(name=layout.grids[number].name))
        names = "、".join(known.houses[atom].name for atom in atoms[:3])
        words = _("{names}等 {count} 栋划入{grid}") if len(atoms) > 3 else _("{names}划入{grid}")
        return layout.put(set(atoms), number), words.format(
            names=names, count=len(atoms), grid=layout.grids[number].name
        )

    return _edit(actor, plan_id, edit, at=at)


@transaction.atomic
def merge_grids(*, actor: Actor, plan_id: UUID, key: str, into: str, at: datetime) -> Judgement:
    """Merge a grid into another (并网格). Raises NotFound, NotAllowed, Conflict, Refusal."""

    def edit(known: Known, layout: Layout) -> tuple[Layout, str]:
        one, other = _grid(layout, key), _grid(layout, into)
        if one == other:
            raise Refusal(_("要选两个网格"), field="into")
        atoms = layout.atoms(one)
        _free(known, layout, [*atoms, *layout.atoms(other)], grids_only=True)
        _free(known, layout, atoms)
        words = _("{one}并入{other}").format(one=layout.grids[one].name, other=layout.grids[other].name)
        return layout.put(set(atoms), other), words

    return _edit(actor, plan_id, edit, at=at)


@transaction.atomic
def split_grid(*, actor: Actor, plan_id: UUID, key: str, parts: int = 2, at: datetime) -> Judgement:
    """Cut a grid into even connected parts (拆网格); the largest keeps its name. Raises NotFound, NotAllowed, Conflict,
    Refusal."""

    def edit(known: Known, layout: Layout) -> tuple[Layout, str]:
        number = _grid(layout, key)
        atoms = layout.atoms(number)
        _free(known, layout, atoms)
        if not 2 <= parts <= min(MOST_PARTS, len(atoms)):
            raise Refusal(_("这个网格只能拆成 2 到 {most} 个").format(most=min(MOST_PARTS, len(atoms))), field="parts")
        cut = _cut(known, atoms, parts)
        if len(cut) < 2:
            raise Refusal(_("这个网格拆不开：户数太少，或者都在一栋楼里"), field="parts")
        words = _("{grid}拆成 {count} 个").format(grid=layout.grids[number].name, count=len(cut))
        return _with_parts(known, layout, cut[1:]), words

    return _edit(actor, plan_id, edit, at=at)


def _cut(known: Known, atoms: list[int], parts: int) -> list[list[int]]:
    """The parts of a grid, the heaviest first."""
    ground = _part_of(known.ground, atoms)
    share = max(1.0, sum(known.houses[atom].households for atom in atoms) / parts)
    drawn = draw(ground, Request(norm=Norm(households=share, tolerance=0.2), prices=Prices()))
    found = [list(grid.atoms) for grid in drawn.grids if grid.atoms]
    place = {str(known.houses[atom].id): atom for atom in atoms}
    by_size = sorted(found, key=lambda keys: (-sum(known.houses[place[k]].households for k in keys), keys[0]))
    return [[place[k] for k in keys] for keys in by_size]


def _part_of(ground: Ground, atoms: list[int]) -> Ground:
    kept = [ground.atoms[atom] for atom in atoms]
    inside = {atom: ground.atoms[atom].key for atom in atoms}
    borders = [
        Border(inside[one], inside[other], metres, barred)
        for (one, other), metres, barred in zip(
            ground.ends.tolist(), ground.metres.tolist(), ground.is_barrier.tolist(), strict=True
        )
        if one in inside and other in inside
    ]
    return ground_of(kept, borders)


def _with_parts(known: Known, layout: Layout, parts: list[list[int]]) -> Layout:
    """The same with new grids for these parts, by the usual names."""
    of = list(layout.of)
    found = layout
    used = [ordinal for _pk, _name, ordinal in known.grids]
    taken = {name for _pk, name, _ordinal in known.grids}
    for atoms in parts:
        name = next_name(known.village, taken | {grid.name for grid in found.grids}, used)
        for atom in atoms:
            of[atom] = len(found.grids)
        found = replace(found, grids=(*found.grids, LaidGrid(found.new_key(), name)))
    return found.with_of(of)


@transaction.atomic
def rename_grid(*, actor: Actor, plan_id: UUID, key: str, name: str, at: datetime) -> Judgement:
    """Give a grid of the plan another name (改名). Raises NotFound, NotAllowed, Conflict, Refusal."""

    def edit(known: Known, layout: Layout) -> tuple[Layout, str]:
        number = _grid(layout, key)
        said = clean_line(name, NAME_LENGTH, field="name")
        if not said:
            raise Refusal(_("名称要有 1 到 60 个字"), field="name")
        if any(grid.name == said and grid.key != key for grid in layout.grids):
            raise Refusal(_("方案里已经有“{name}”").format(name=said), field="name")
        old = layout.grids[number]
        words = _("{old}改名为{new}").format(old=old.name, new=said)
        return layout.with_grid(number, replace(old, name=said)), words

    return _edit(actor, plan_id, edit, at=at)


@transaction.atomic
def lock_grid(*, actor: Actor, plan_id: UUID, key: str, locked: bool, at: datetime) -> Judgement:
    """Lock a grid as it is, or unlock it (锁定). Raises NotFound, NotAllowed, Conflict."""

    def edit(known: Known, layout: Layout) -> tuple[Layout, str]:
        number = _grid(layout, key)
        grid = layout.grids[number]
        words = (_("锁定{name}") if locked else _("解锁{name}")).format(name=grid.name)
        return layout.with_grid(number, replace(grid, is_locked=locked)), words

    return _edit(actor, plan_id, edit, at=at)


@transaction.atomic
def lock_buildings(
    *, actor: Actor, plan_id: UUID, building_ids: Collection[UUID], locked: bool, at: datetime
) -> Judgement:
    """Lock buildings in their grid, or unlock them (锁定楼栋). Raises NotFound, NotAllowed, Conflict."""

    def edit(known: Known, layout: Layout) -> tuple[Layout, str]:
        atoms = frozenset(_atoms(known, building_ids))
        words = (_("锁定 {count} 栋") if locked else _("解锁 {count} 栋")).format(count=len(atoms))
        return replace(layout, locked=layout.locked | atoms if locked else layout.locked - atoms), words

    return _edit(actor, plan_id, edit, at=at)


def _edit(actor: Actor, plan_id: UUID, edit: Edit, *, at: datetime) -> Judgement:
    plan: Plan = plan_for(actor, plan_id, PlanAction.EDIT)
    known = known_of(plan)
    assert plan.layout is not None
    before = Layout.read(plan.layout)
    layout, words = edit(known, before)
    judgement = _judged(plan, known, layout)
    move_on(
        plan, PlanAction.EDIT, actor=actor, at=at, words=words[:300], detail={"way_back": before.way_back(layout)}
    )  # fmt: skip
    return judgement


def _judged(plan: Plan, known: Known, layout: Layout) -> Judgement:
    """Lay it into the plan with what is to be said of it."""
    least = Judgement.read(plan.judgement).least_moved if plan.judgement else None
    judgement = judge(known, layout, norm_of(plan.norm, plan.tolerance), least_moved=least)
    plan.layout, plan.judgement = layout.stored(), judgement.stored()
    return judgement


@transaction.atomic
def undo_edit(*, actor: Actor, plan_id: UUID, at: datetime) -> Judgement:
    """Take back the newest change by hand (退回上一步), and then the one before. Raises NotFound, NotAllowed, Conflict
    where there is none."""
    plan: Plan = plan_for(actor, plan_id, PlanAction.EDIT)
    step = last_edit(list(PlanStep.objects.filter(plan=plan).order_by("id")))
    if step is None or plan.layout is None:
        raise Conflict(_("没有可以退回的调整"))
    judgement = _judged(plan, known_of(plan), Layout.read(plan.layout).gone_back(step.detail["way_back"]))
    words = _("退回：{words}").format(words=step.words)
    move_on(plan, PlanAction.EDIT, actor=actor, at=at, words=words[:300], detail={"undoes": str(step.pk)})
    return judgement


def _grid(layout: Layout, key: str) -> int:
    number = layout.place(key)
    if number is None:
        raise NotFound(_("方案里没有这个网格"))
    return number


def _atoms(known: Known, building_ids: Collection[UUID]) -> list[int]:
    wanted = set(building_ids)
    atoms = [atom for atom, house in enumerate(known.houses) if house.id in wanted]
    if not atoms or len(atoms) != len(wanted):
        raise NotFound(_("方案里没有这栋楼，或者它没有位置"))
    return atoms


def _free(known: Known, layout: Layout, atoms: Collection[int], *, grids_only: bool = False) -> None:
    """Raises Conflict where one of these is locked."""
    for atom in atoms:
        grid = layout.grids[layout.of[atom]]
        if grid.is_locked:
            raise Conflict(_("“{name}”锁定了，先解锁").format(name=grid.name))
        if atom in layout.locked and not grids_only:
            raise Conflict(_("“{name}”锁定了，先解锁").format(name=known.houses[atom].name))
