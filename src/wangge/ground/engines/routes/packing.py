"""Which rounds of the pool go together: each stop at most once, no more rounds than visitors. By HiGHS."""

from collections.abc import Sequence

import numpy as np

from .solver import Found

try:
    import highspy
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError(
        f"{missing.name} is not installed: planning rounds needs the extra, pip install 'wangge[engines]'",
        name=missing.name,
    ) from missing

CLOSE = 1e-6


def packed(pool: Sequence[Found], *, stops: int, visitors: Sequence[int], known: int, nodes: int) -> list[Found] | None:
    """The rounds that bring most together; None where nothing better than `known` was found within some nodes.

    First the relaxed problem; a round whose gain lies below its duals by more than what is left to win cannot be in
    anything better than what is known, so only the others are chosen among.
    """
    if not pool:
        return None
    gains = np.array([one.gain for one in pool], dtype=np.float64)
    relaxed = _model(stops, visitors, nodes)
    _add(relaxed, pool, gains, stops)
    relaxed.run()
    if relaxed.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    bound = float(relaxed.getInfo().objective_function_value)
    if bound <= known + CLOSE:
        return None
    left = np.array(relaxed.getSolution().col_dual)
    kept = [one for one, reduced in zip(pool, left, strict=True) if reduced >= known - bound - CLOSE]
    return _whole(kept, stops, visitors, known, nodes)


def _whole(pool: Sequence[Found], stops: int, visitors: Sequence[int], known: int, nodes: int) -> list[Found] | None:
    gains = np.array([one.gain for one in pool], dtype=np.float64)
    model = _model(stops, visitors, nodes)
    _add(model, pool, gains, stops)
    for column in range(len(pool)):
        model.changeColIntegrality(column, highspy.HighsVarType.kInteger)
    model.run()
    value = np.array(model.getSolution().col_value)
    if not len(value):
        return None
    chosen = [pool[place] for place in np.flatnonzero(value > 0.5).tolist()]
    return chosen if sum(one.gain for one in chosen) > known else None


def _model(stops: int, visitors: Sequence[int], nodes: int) -> "highspy.Highs":
    """A row for each stop and one for each kind of visitor."""
    model = highspy.Highs()  # type: ignore[no-untyped-call]  # no types in its own file
    options = (("output_flag", False), ("threads", 1), ("mip_max_nodes", nodes), ("mip_rel_gap", 0.0))
    for name, value in options:
        model.setOptionValue(name, value)
    model.changeObjectiveSense(highspy.ObjSense.kMaximize)
    size = stops + len(visitors)
    most = np.append(np.ones(stops), np.array(visitors, dtype=np.float64))
    empty = np.zeros(0, dtype=np.int32)
    model.addRows(size, np.full(size, -np.inf), most, 0, np.zeros(size, dtype=np.int32), empty, np.zeros(0))
    return model


def _add(model: "highspy.Highs", pool: Sequence[Found], gains: "np.typing.NDArray[np.float64]", stops: int) -> None:
    rows = np.concatenate([np.array([*sorted(one.stops), stops + one.kind], dtype=np.int32) for one in pool])
    sizes = np.array([len(one.stops) + 1 for one in pool])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int32)
    count = len(pool)
    model.addCols(count, gains, np.zeros(count), np.ones(count), len(rows), starts, rows, np.ones(len(rows)))
