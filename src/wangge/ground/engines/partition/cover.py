"""Covering a piece with possible grids: the relaxed problem and the whole one, by HiGHS."""

from dataclasses import dataclass

import numpy as np

from .ground import Floats, Ints
from .programs import highspy
from .sets import duals_of

FIRST, MORE = 4000, 2000  # columns to begin with, and to add at most in one round
CLOSE = 1e-7


class OutOfTime(Exception):
    """The time is over before anything is known."""


@dataclass(frozen=True)
class Columns:
    """Possible grids as bits, and what each costs: half its border and what its atoms pay for leaving."""

    sets: Ints
    cost: Floats

    def only(self, chosen: Ints) -> "Columns":
        return Columns(self.sets[chosen], self.cost[chosen])

    def reduced(self, dual: Floats) -> Floats:
        """The cost of each beyond the duals of its atoms; `dual` ends with that of the number of grids."""
        found: Floats = self.cost - duals_of(self.sets, dual[:-1]) - dual[-1]
        return found


def relaxed(columns: Columns, atoms: int, count: int, seconds: float) -> tuple[float, Floats] | None:
    """The least cost of covering each atom once by shares of `count` columns, and the duals; None if it cannot be.

    Columns are added where they lower the cost, until none does. Raises OutOfTime.
    """
    model = _model(atoms, count, seconds)
    _lean(model, atoms, dear := 10.0 * float(np.abs(columns.cost).max() + 1.0) * count)
    left = np.ones(len(columns.cost), dtype=bool)
    new = np.argsort(columns.cost - columns.cost.mean() * _share(columns, atoms), kind="stable")[:FIRST]
    while True:
        left[new] = False
        _add(model, columns.only(new), atoms)
        model.run()
        if model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise OutOfTime
        dual = np.array(model.getSolution().row_dual)
        reduced = np.where(left, columns.reduced(dual), 0.0)
        new = np.flatnonzero(reduced < -CLOSE)
        if not len(new):
            worth = float(model.getInfo().objective_function_value)
            leaning = float(np.sum(model.getSolution().col_value[: atoms + 2]))
            return (worth, dual) if leaning < CLOSE or worth < dear / 10 else None
        if len(new) > MORE:
            new = new[np.argsort(reduced[new], kind="stable")[:MORE]]


def _lean(model: "highspy.Highs", atoms: int, dear: float) -> None:
    """Dear columns that cover one row alone, so that there always is a cover to begin with."""
    rows = np.append(np.arange(atoms + 1), atoms).astype(np.int32)
    sign = np.append(np.ones(atoms + 1), -1.0)
    size = atoms + 2
    starts = np.arange(size, dtype=np.int32)
    model.addCols(size, np.full(size, dear), np.zeros(size), np.full(size, np.inf), size, starts, rows, sign)


def _share(columns: Columns, atoms: int) -> Floats:
    found: Floats = duals_of(columns.sets, np.ones(atoms)) / atoms
    return found


def whole(columns: Columns, atoms: int, count: int, seconds: float) -> tuple[Ints | None, float]:
    """The best whole cover, as places in `columns`, and a bound below every cover; None if none was found."""
    model = _model(atoms, count, seconds)
    _add(model, columns, atoms)
    for column in range(len(columns.cost)):
        model.changeColIntegrality(column, highspy.HighsVarType.kInteger)
    model.run()
    status, reached = model.getModelStatus(), model.getInfo()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None, float("inf")
    value = np.array(model.getSolution().col_value)
    chosen = np.flatnonzero(value > 0.5)
    is_cover = len(chosen) == count and status in _ANSWERED
    return (chosen if is_cover else None), float(reached.mip_dual_bound)


_ANSWERED = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kTimeLimit)


def _model(atoms: int, count: int, seconds: float) -> "highspy.Highs":
    """One row for each atom, covered once, and one for the number of grids."""
    model = highspy.Highs()  # type: ignore[no-untyped-call]  # no types in its own file
    for name, value in (("output_flag", False), ("threads", 1), ("time_limit", max(seconds, 0.1))):
        model.setOptionValue(name, value)
    model.setOptionValue("mip_rel_gap", 0.0)
    sides = np.append(np.ones(atoms), float(count))
    empty = np.zeros(0, dtype=np.int32)
    model.addRows(atoms + 1, sides, sides, 0, np.zeros(atoms + 1, dtype=np.int32), empty, np.zeros(0))
    return model


def _add(model: "highspy.Highs", columns: Columns, atoms: int) -> None:
    bits = (columns.sets[:, None] >> np.arange(atoms)) & 1
    member = np.column_stack([bits, np.ones(len(bits), dtype=np.int64)]).astype(bool)
    rows = np.nonzero(member)[1].astype(np.int32)
    starts = np.concatenate([[0], np.cumsum(member.sum(axis=1))[:-1]]).astype(np.int32)
    size = len(columns.cost)
    model.addCols(size, columns.cost, np.zeros(size), np.ones(size), len(rows), starts, rows, np.ones(len(rows)))
