"""Grids of 400 households ± 10 % of their community's share, whole towns, ours beside others on the same graphs.

Made towns of fixed seeds, and 9,826 real residential blocks where the shared folder is at hand. "Cut" is the priced
length of borders between grids (compound × 5, barrier × 0.1). A part that is not in one piece is no grid. Where sizes
are outside for every method, the atoms allow nothing better. Laying out (cells, shared metres) is done once, before.
"""

import csv
import time
from functools import cache
from pathlib import Path

import shapely

from bench.partition_peers import NEEDS, divided, figures, is_installed
from bench.towns import Town, made_town

TITLE = "Grid partition: drawing the grids of a town"
REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "blocks_with_dwellings.csv"
FIRST = "METIS k-way contig, 10 cuts"
SLOW = {  # households up to which a peer is asked; with four blocks a grid a random tree is rarely cut evenly
    "gerrychain tree + 300 ReCom": 1_000,
    "gerrychain recursive tree": 10_000,
    "k-means-constrained": 100_000,
    "spopt SKATER": 100_000,
}


def run():
    from wangge.ground.engines.partition.request import Request

    _ask(_small_ground(), Request())  # machine code is made now
    rows = []
    for households in (1_000, 10_000, 100_000):
        ground, seconds = laid_town(households)
        rows += _table(f"made {households:,}", ground, households, seconds)
    if REAL.exists():
        ground, seconds = laid(real_town())
        rows += _table("real blocks", ground, 1_000_000, seconds)
    else:
        rows.append({"set": "real blocks", "method": "not at hand"})
    return rows


@cache
def laid_town(households):
    """A made town laid out, once for all tables, and the CPU seconds it took."""
    return laid(made_town(households))


def laid(town):
    from wangge.ground.engines.partition.laying import lay_out

    began = time.process_time()
    ground = lay_out(town.atoms, town.outlines, barriers=town.barriers)
    return ground, time.process_time() - began


def _small_ground():
    return laid_town(1_000)[0]


def _table(name, ground, households, laying):
    from wangge.ground.engines.partition.cutting import cut_up
    from wangge.ground.engines.partition.request import Request

    tasks = cut_up(ground, Request()).tasks
    rows, base = [], None
    for peer in NEEDS:
        if households > SLOW.get(peer, households):
            continue
        if not is_installed(peer):
            rows.append({"set": name, "method": peer, "CPU s": "not installed"})
            continue
        try:
            labels, seconds = divided(peer, ground, tasks)
        except Exception as error:  # programs of others, each with its own: that it failed is what is told of it
            rows.append({"set": name, "method": peer, "CPU s": f"failed: {type(error).__name__}"})
            continue
        found = figures(tasks, labels)
        base = found["cut"] if peer == FIRST else base
        rows.append(_row(name, peer, seconds, found, base))
    for effort in ("quick", "ordinary"):
        rows.append(_ours(name, ground, tasks, effort, base))
    largest = max(tasks, key=lambda task: len(task.atoms))
    rows[-1] |= {"laying CPU s": laying, "largest community": len(largest.atoms), "its CPU s": _alone(largest)}
    return rows


def _ours(name, ground, tasks, effort, base):
    from wangge.ground.engines.partition.request import Request

    plan, seconds = _ask(ground, Request(effort=effort))
    labels = labels_of(plan, ground, tasks)
    return _row(name, f"ours, {effort}", seconds, figures(tasks, labels), base)


def labels_of(plan, ground, tasks):
    """The numbers that a task gives its grids, from the names of the plan."""
    import numpy as np

    numbers = [{key: g for g, key in enumerate(task.names)} for task in tasks]
    return [
        np.array([number[plan.grid_of[ground.atoms[v].key]] for v in task.atoms])
        for task, number in zip(tasks, numbers, strict=True)
    ]


def _ask(ground, request):
    from wangge.ground.engines.partition.drawing import draw_grids

    began = time.process_time()
    plan = draw_grids(ground, request)
    return plan, time.process_time() - began


def _alone(task):
    from wangge.ground.engines.partition.divide import EFFORTS, divide_piece

    began = time.process_time()
    divide_piece(task.piece, EFFORTS["ordinary"], seed=task.seed)
    return round(time.process_time() - began, 2)


def _row(name, method, seconds, found, base):
    return {
        "set": name,
        "method": method,
        "CPU s": seconds,
        "cut km": found["cut"] / 1000,
        "of METIS's": found["cut"] / base if base else "",
        "not in one piece": f"{found['broken']} of {found['parts']}",
        "size outside": f"{found['outside'] / found['parts']:.1%}",
        "worst size": f"{found['worst']:+.1%}",
    }


def real_town():
    """Residential blocks with their dwellings: towns are the communities, streets the compounds."""
    from wangge.ground.engines.partition.ground import Atom

    town, spots = Town(), set()
    with REAL.open(encoding="utf8") as lines:
        for row in csv.DictReader(lines):
            spot = (float(row["lng"]), float(row["lat"]))
            if spot in spots or not int(row["total_dwelling_units"]):
                continue
            spots.add(spot)
            key = f"{row['address']}/{len(town.atoms)}"
            size, community = int(row["total_dwelling_units"]), row["bldg_contract_town"]
            town.atoms.append(Atom(key, community, size, compound=row["street"], outline=shapely.Point(spot)))
    return town
