"""Micro-grids of 8–12 households in the villages of the made town of 100,000 households, each house an atom."""

import time

import numpy as np

from bench.partition import FIRST, laid
from bench.partition_peers import NEEDS, divided, figures, is_installed
from bench.towns import made_town

TITLE = "Grid partition: micro-grids of ten households"
PEERS = (FIRST, "KaHIP eco")


def run():
    from wangge.ground.engines.partition.cutting import cut_up
    from wangge.ground.engines.partition.divide import EFFORTS, divide_piece
    from wangge.ground.engines.partition.request import Norm, Request

    town = made_town(100_000)
    town.atoms = [atom for atom in town.atoms if not town.is_urban[atom.community]]
    ground, _ = laid(town)
    tasks = cut_up(ground, Request(norm=Norm(10, least=8, most=12))).tasks
    divide_piece(tasks[0].piece, EFFORTS["quick"], seed=1)  # machine code is made now
    rows, base = [], None
    for peer in PEERS:
        if not is_installed(peer):
            rows.append({"method": peer, "CPU s": f"not installed ({NEEDS[peer]})"})
            continue
        labels, seconds = divided(peer, ground, tasks)
        found = figures(tasks, labels)
        base = base or found["cut"]
        rows.append(_row(peer, seconds, found, base))
    for effort in ("quick", "ordinary"):
        began = time.process_time()
        labels = [divide_piece(task.piece, EFFORTS[effort], seed=task.seed).label for task in tasks]
        rows.append(_row(f"ours, {effort}", time.process_time() - began, figures(tasks, labels), base))
    rows[-1] |= {"atoms": int(np.sum([len(task.atoms) for task in tasks]))}
    return rows


def _row(method, seconds, found, base):
    return {
        "method": method,
        "CPU s": seconds,
        "cut km": found["cut"] / 1000,
        "of METIS's": found["cut"] / base if base else "",
        "not in one piece": f"{found['broken']} of {found['parts']}",
        "within 8–12": f"{1 - found['outside'] / found['parts']:.2%}",
    }
