"""Communities of at most sixty atoms of the made town of 100,000 households: how near to the best division others come.

The best is proven by ours (all possible grids walked, the choice among them by HiGHS). "Over the best" counts plans
that are whole and within tolerance only; "right" says how many of the plans are. METIS and KaHIP get many runs each
(seeds × imbalances) and their best is taken.
"""

import time

import numpy as np

from bench.partition import laid_town
from bench.partition_peers import figures, is_installed, kahip, metis

TITLE = "Grid partition: small communities against the proven best"
SECONDS = 30.0
IMBALANCES = (20, 50, 80, 100)


def run():
    from wangge.ground.engines.partition.cutting import cut_up
    from wangge.ground.engines.partition.proof import proven
    from wangge.ground.engines.partition.request import Request
    from wangge.ground.engines.partition.sets import MOST_ATOMS

    ground, _ = laid_town(100_000)
    tasks = [t for t in cut_up(ground, Request()).tasks if len(t.atoms) <= MOST_ATOMS and t.piece.count > 1]
    tasks.sort(key=lambda task: len(task.atoms))
    proven(tasks[0].piece, _searched(tasks[0], "quick"), seconds=SECONDS)  # machine code is made now
    best, seconds, proofs = [], [], []
    for task in tasks:
        start = _searched(task, "thorough")
        began = time.process_time()
        found, proof = proven(task.piece, start, seconds=SECONDS)
        seconds.append(time.process_time() - began)
        proofs.append(proof is not None and proof.is_best)
        best.append(found.paid)
    known = [i for i, is_proven in enumerate(proofs) if is_proven]
    row = {"method": "the proof itself", "right": f"{len(known)} of {len(tasks)} proven"}
    rows = [row | {"CPU s each": float(np.mean(seconds)), "CPU s most": float(np.max(seconds))}]
    for name, method in _methods().items():
        rows.append(_compared(name, method, ground, [tasks[i] for i in known], [best[i] for i in known]))
    return rows


def _methods():
    found = {f"ours, {e}": (lambda g, t, e=e: [_searched(t, e).label]) for e in ("quick", "ordinary", "thorough")}
    seeds = range(1, 26)
    found["METIS k-way contig, best of 100"] = lambda g, t: [
        np.asarray(metis(g, t, seed=s, imbalance=i)) for s in seeds for i in IMBALANCES
    ]
    if is_installed("KaHIP strong"):
        for name, mode in (("KaHIP eco, best of 100", 1), ("KaHIP strong, best of 20", 2)):
            found[name] = lambda g, t, mode=mode: [
                np.asarray(kahip(g, t, mode=mode, seed=s, imbalance=i / 1000))
                for s in (seeds if mode == 1 else range(1, 6))
                for i in IMBALANCES
            ]
    return found


def _searched(task, effort):
    from wangge.ground.engines.partition.divide import EFFORTS, divide_piece

    return divide_piece(task.piece, EFFORTS[effort], seed=task.seed)


def _compared(name, method, ground, tasks, best):
    over, seconds = [], []
    for task, least in zip(tasks, best, strict=True):
        began = time.process_time()
        labels = method(ground, task)
        seconds.append(time.process_time() - began)
        found = [figures([task], [label]) for label in labels]
        right = [f["cut"] for f in found if not f["broken"] and not f["outside"]]
        if right:
            over.append(min(right) / least)
    return {
        "method": name,
        "right": f"{len(over)} of {len(tasks)}",
        "mean over the best": float(np.mean(over)) if over else "",
        "most over the best": float(np.max(over)) if over else "",
        "CPU s each": float(np.mean(seconds)),
        "CPU s most": float(np.max(seconds)),
    }
