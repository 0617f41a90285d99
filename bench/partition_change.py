"""Re-adjustment when a tenth of the compounds has changed (demolished to a tenth, or grown by 60 %), made towns.

Today's grids are ours, drawn before the change. "Least" is a bound no plan with right sizes goes below: what is too
much for a grid must leave it, what it lacks must come. METIS draws anew, its parts named after today's most alike.
"""

import time
from dataclasses import replace

import numpy as np

from bench.partition import FIRST, labels_of, laid_town
from bench.partition_peers import divided, figures

TITLE = "Grid partition: re-adjustment with few moves"
PRICES = (1.0, 20.0, 100.0)


def run():
    rows = []
    for households in (10_000, 100_000):
        rows += _table(households)
    return rows


def _table(households):
    from wangge.ground.engines.partition.cutting import cut_up
    from wangge.ground.engines.partition.drawing import draw_grids
    from wangge.ground.engines.partition.ground import ground_of
    from wangge.ground.engines.partition.request import Prices, Request, Today
    from wangge.ground.engines.partition.starts import named_after

    ground, _ = laid_town(households)
    today = draw_grids(ground, Request(seed=3)).grid_of
    changed = _changed(ground, ground_of)
    whole = changed.households.sum()
    tasks = cut_up(changed, Request(today=Today(today))).tasks
    labels, seconds = divided(FIRST, changed, tasks)
    labels = [named_after(task.piece, label) for task, label in zip(tasks, labels, strict=True)]
    moved = sum(float(t.piece.weight[label != t.piece.old].sum()) for t, label in zip(tasks, labels, strict=True))
    rows = [_row(households, "METIS anew", seconds, moved / whole, figures(tasks, labels))]
    for price in PRICES:
        began = time.process_time()
        plan = draw_grids(changed, Request(today=Today(today), prices=Prices(move=price)))
        seconds = time.process_time() - began
        found = figures(tasks, labels_of(plan, changed, tasks))
        row = _row(households, f"ours, {price:g} m a household", seconds, plan.moved / whole, found)
        rows.append(row | {"least": f"{plan.least_moved / whole:.2%}", "of the least": plan.moved / plan.least_moved})
    return rows


def _changed(ground, ground_of):
    """The same ground with other numbers of households: whole compounds shrink or grow."""
    from wangge.ground.engines.partition.ground import Border

    rng = np.random.default_rng(7)
    draw = {name: rng.random() for name in dict.fromkeys(atom.compound for atom in ground.atoms)}
    factor = {name: 0.1 if x < 0.04 else 1.6 if x < 0.10 else 1.0 for name, x in draw.items()}
    atoms = [replace(a, households=max(1, round(a.households * factor[a.compound]))) for a in ground.atoms]
    borders = [
        Border(atoms[one].key, atoms[other].key, metres, is_barrier)
        for (one, other), metres, is_barrier in zip(
            ground.ends.tolist(), ground.metres.tolist(), ground.is_barrier.tolist(), strict=True
        )
    ]
    return ground_of(atoms, borders)


def _row(households, method, seconds, moved, found):
    return {
        "households": households,
        "method": method,
        "CPU s": seconds,
        "moved": f"{moved:.2%}",
        "cut km": found["cut"] / 1000,
        "size outside": f"{found['outside'] / found['parts']:.1%}",
        "worst size": f"{found['worst']:+.1%}",
    }
