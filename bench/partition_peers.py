"""Other programs that can divide a community, each given the same atoms, borders and prices.

None is needed to run Wangge. Install what is to be compared: pip install kahip gerrychain k-means-constrained spopt.
"""

import importlib.util
import random
import time
import warnings
from functools import partial

import numpy as np
import shapely

from bench.elsewhere import other_process
from bench.kmeans_peer import grouped

NEEDS = {
    "METIS k-way contig, 10 cuts": "pymetis",
    "KaHIP eco": "kahip",
    "KaHIP strong": "kahip",
    "gerrychain recursive tree": "gerrychain",
    "gerrychain tree + 300 ReCom": "gerrychain",
    "k-means-constrained": "k_means_constrained",
    "spopt Ward": "spopt",
    "spopt SKATER": "spopt",
}
WARMED: set[str] = set()


def is_installed(name: str) -> bool:
    return importlib.util.find_spec(NEEDS[name]) is not None


def divided(name: str, ground, tasks):
    """The labels of every piece by one program, and the CPU seconds it took."""
    warnings.filterwarnings("ignore")
    method = METHODS[name]
    if name not in WARMED:  # imports and first calls are not measured
        WARMED.add(name)
        method(ground, min((task for task in tasks if task.piece.count > 1), key=lambda task: len(task.atoms)))
    labels, elsewhere, began = [], 0.0, time.process_time()
    for task in tasks:
        found = np.zeros(len(task.atoms), dtype=np.int64) if task.piece.count == 1 else method(ground, task)
        if isinstance(found, tuple):
            found, seconds = found
            elsewhere += seconds
        labels.append(np.asarray(found, dtype=np.int64))
    return labels, time.process_time() - began + elsewhere


def metis(ground, task, seed=1, imbalance=50):
    import pymetis

    net = task.piece.net()
    options = pymetis.Options(contig=1, ufactor=imbalance, seed=seed, ncuts=10)
    found = pymetis.part_graph(
        task.piece.count,
        pymetis.CSRAdjacency(net.first, net.other),
        vweights=_whole(net.weight),
        eweights=_whole(np.exp(net.bond)),
        options=options,
        recursive=False,
    )
    return found[1]


def kahip(ground, task, mode=1, seed=1, imbalance=0.05):
    import kahip as peer

    net = task.piece.net()
    rows = [net.first.tolist(), _whole(np.exp(net.bond)).tolist(), net.other.tolist()]
    return peer.kaffpa(_whole(net.weight).tolist(), *rows, task.piece.count, imbalance, True, seed, mode)[1]


def gerrychain(ground, task, steps=0):
    import networkx
    from gerrychain import Graph, MarkovChain, Partition, accept, constraints, updaters  # noqa: F401
    from gerrychain.optimization import SingleMetricOptimizer
    from gerrychain.partition import recursive_tree_part
    from gerrychain.proposals import recom

    random.seed(1)
    piece = task.piece
    plain = networkx.Graph()
    plain.add_nodes_from((v, {"pop": int(w)}) for v, w in enumerate(piece.weight))
    plain.add_edges_from((a, b, {"cost": c}) for (a, b), c in zip(piece.ends.tolist(), piece.cut.tolist(), strict=True))
    graph, count = Graph.from_networkx(plain), piece.count
    tree = recursive_tree_part(graph, range(count), piece.share, "pop", 0.1)
    if steps:
        counted = {"pop": updaters.Tally("pop", alias="pop"), "cut_edges": updaters.cut_edges}
        start = Partition(graph, assignment=tree, updaters=counted)
        search = SingleMetricOptimizer(
            proposal=partial(recom, pop_col="pop", pop_target=piece.share, epsilon=0.1, node_repeats=1),
            constraints=constraints.within_percent_of_ideal_population(start, 0.12, "pop"),
            initial_state=start,
            optimization_metric=lambda division: sum(plain.edges[edge]["cost"] for edge in division["cut_edges"]),
            maximize=False,
        )
        for _ in search.short_bursts(10, steps // 10):
            pass
        tree = search.best_part.assignment
    return _numbered([tree[v] for v in range(len(piece.weight))])


def kmeans_constrained(ground, task):
    """Labels, and seconds that another process took."""
    return other_process().submit(grouped, _places(ground, task), task.piece.weight, task.piece.count).result()


def spopt(ground, task, which="WardSpatial"):
    import geopandas
    import libpysal
    from spopt import region

    places = _places(ground, task)
    near = {v: [] for v in range(len(places))}
    for a, b in task.piece.ends.tolist():
        near[a].append(b)
        near[b].append(a)
    frame = geopandas.GeoDataFrame({"x": places[:, 0], "y": places[:, 1]}, geometry=shapely.points(places))
    weights = libpysal.weights.W(near, silence_warnings=True)
    further = {} if which == "WardSpatial" else {"floor": max(1, len(places) // task.piece.count // 2)}
    if which == "Skater":
        further["islands"] = "increase"
    model = getattr(region, which)(frame, weights, ["x", "y"], n_clusters=task.piece.count, **further)
    model.solve()
    return _numbered(list(model.labels_))


METHODS = {
    "METIS k-way contig, 10 cuts": metis,
    "KaHIP eco": kahip,
    "KaHIP strong": partial(kahip, mode=2),
    "gerrychain recursive tree": gerrychain,
    "gerrychain tree + 300 ReCom": partial(gerrychain, steps=300),
    "k-means-constrained": kmeans_constrained,
    "spopt Ward": spopt,
    "spopt SKATER": partial(spopt, which="Skater"),
}


def _whole(values) -> np.ndarray:
    return np.maximum(1, np.round(values)).astype(np.int64)


def _numbered(labels) -> np.ndarray:
    return np.unique(labels, return_inverse=True)[1]


def _places(ground, task) -> np.ndarray:
    """Metres, near enough for distances within one community."""
    spots = shapely.get_coordinates(shapely.centroid([ground.atoms[v].outline for v in task.atoms]))
    return (spots - spots.mean(axis=0)) * 111_319.5 * np.array([np.cos(np.radians(spots[:, 1].mean())), 1.0])


def figures(tasks, labels) -> dict:
    """Cut in priced kilometres, parts in pieces or empty, sizes outside what is right, the largest deviation."""
    from wangge.ground.engines.partition.piece import components

    cut = broken = outside = parts = 0
    worst = 0.0
    for task, label in zip(tasks, labels, strict=True):
        piece = task.piece
        is_cut = label[piece.ends[:, 0]] != label[piece.ends[:, 1]]
        cut += float(piece.cut[is_cut].sum())
        pieces = components(len(label), piece.ends[~is_cut])
        held = [len(np.unique(pieces[label == g])) for g in range(piece.count)]
        broken += sum(1 for n in held if n != 1)
        size = np.bincount(label, weights=piece.weight, minlength=piece.count)
        outside += int(((size < piece.low - 1e-6) | (size > piece.high + 1e-6)).sum())
        worst = max(worst, float(np.abs(size / piece.share - 1).max()))
        parts += piece.count
    return {"cut": cut, "broken": broken, "outside": outside, "worst": worst, "parts": parts}
