"""Grids drawn for a whole ground: cut up, every piece divided, everything judged and named."""

import os
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass

import numpy as np

from .cutting import Cutting, Task, cut_up
from .divide import EFFORTS, Found, divide_piece, named_as_today
from .ground import Ground, Ints
from .judge import Bounds, Judge, bounds_of, least_moved, locked_bounds, moved
from .plan import Division, Plan, Unmet
from .proof import Proof, proven
from .request import BadRequest, Cancelled, Request, Watch


@dataclass(frozen=True)
class Solved:
    found: Found
    proof: Proof | None


def draw_grids(ground: Ground, request: Request, *, watch: Watch | None = None) -> Plan:
    """Divide every community into grids (网格划分), or adjust today's. Raises BadAtom, BadRequest, Cancelled."""
    if request.effort not in EFFORTS:
        raise BadRequest(f"there is no effort {request.effort!r}, only {', '.join(EFFORTS)}")
    cutting = cut_up(ground, request)
    hear = _Hearing(watch, sum(len(task.atoms) for task in cutting.tasks))
    solved = dict(_by_processes(cutting, request, hear) if request.workers > 1 else _one_by_one(cutting, request, hear))
    return _plan(ground, request, cutting, solved)


class _Hearing:
    """Tells the watch how far all pieces together are, counted in atoms."""

    def __init__(self, watch: Watch | None, atoms: int) -> None:
        self.watch, self.atoms, self.done = watch, max(atoms, 1), 0

    def goes_on(self, atoms: int, share: float) -> bool:
        return self.watch is None or self.watch(min(1.0, (self.done + atoms * share) / self.atoms))

    def finish(self, atoms: int) -> None:
        self.done += atoms
        if not self.goes_on(0, 0.0):
            raise Cancelled


def _one_by_one(cutting: Cutting, request: Request, hear: _Hearing) -> Iterator[tuple[int, Solved]]:
    for number, task in enumerate(cutting.tasks):

        def pulse(share: float, atoms: int = len(task.atoms)) -> bool:
            return hear.goes_on(atoms, share)

        yield number, _solve(task, request.effort, request.proof_seconds, pulse)
        hear.finish(len(task.atoms))


def _by_processes(cutting: Cutting, request: Request, hear: _Hearing) -> Iterator[tuple[int, Solved]]:
    """The largest first, so that none is left over at the end; what comes out is the same as one by one."""
    order = sorted(range(len(cutting.tasks)), key=lambda number: -len(cutting.tasks[number].atoms))
    pool = ProcessPoolExecutor(min(request.workers, os.cpu_count() or 1))
    waiting: dict[Future[Solved], int] = {}
    try:
        for number in order:
            waiting[pool.submit(_solve, cutting.tasks[number], request.effort, request.proof_seconds)] = number
        while waiting:
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                number = waiting.pop(future)
                yield number, future.result()
                hear.finish(len(cutting.tasks[number].atoms))
    finally:  # not `with`: leaving it shuts down once more and takes back that pieces not begun are to be dropped
        pool.shutdown(wait=not waiting, cancel_futures=True)


def _always(_: float) -> bool:
    return True


def _solve(task: Task, effort: str, seconds: float, pulse: Watch = _always) -> Solved:
    found, proof = divide_piece(task.piece, EFFORTS[effort], seed=task.seed, pulse=pulse), None
    if seconds > 0:
        found, proof = proven(task.piece, found, seconds=seconds, pulse=lambda _: pulse(1.0))
    return Solved(named_as_today(task.piece, found), proof)


def _plan(ground: Ground, request: Request, cutting: Cutting, solved: dict[int, Solved]) -> Plan:
    where = np.full(len(ground.atoms), -1, dtype=np.int64)
    keys: list[str] = []
    bounds: list[Bounds] = []
    divisions: list[Division] = []
    for (community, name), atoms in cutting.locked.items():
        where[atoms] = len(keys)
        keys.append(name)
        bounds.append(locked_bounds(community, request.norm_for(community)))
    for number, task in enumerate(cutting.tasks):
        result = solved[number]
        where[task.atoms] = len(keys) + result.found.label
        keys += task.names
        impossible = result.proof is not None and result.proof.bound == float("inf")
        bounds += [bounds_of(task, has_no_division=impossible)] * task.piece.count
        divisions.append(_division(task, result))
    return _judged(ground, request, cutting, (keys, bounds, divisions), where)


def _division(task: Task, result: Solved) -> Division:
    proof = result.proof
    bound = proof.bound if proof is not None and np.isfinite(proof.bound) else None
    is_best = proof is not None and proof.is_best
    return Division(task.community, task.piece.count, result.found.paid, bound, is_best)


def _judged(
    ground: Ground,
    request: Request,
    cutting: Cutting,
    drawn: tuple[list[str], list[Bounds], list[Division]],
    where: Ints,
) -> Plan:
    keys, bounds, divisions = drawn
    judge = Judge(ground, request, keys, where)
    grids = [judge.grid(number, limits) for number, limits in enumerate(bounds)]
    unmet: list[Unmet] = list(judge.broken_locks())
    for number, (grid, limits) in enumerate(zip(grids, bounds, strict=True)):
        unmet += judge.unmet(number, grid, limits)
    grid_of = {atom.key: keys[number] for atom, number in zip(ground.atoms, where.tolist(), strict=True)}
    today = request.today.grid_of
    return Plan(
        grid_of=grid_of,
        grids=tuple(grids),
        divisions=tuple(divisions),
        unmet=tuple(unmet),
        cut=sum(division.paid for division in divisions),
        moved=moved(ground, grid_of, today),
        least_moved=least_moved(ground, cutting, today),
    )
