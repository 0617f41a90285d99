"""Evening rounds of several visitors in made towns: 17:00–20:30, on foot or by bicycle, some doors only early or late.

The price of a plan is seconds of going and the worth of doors left for another evening, reckoned for all by one
function. "Best known" is the lowest price ever found: in runs of a minute that are kept here, or in this run.
OR-Tools and VROOM (pyvroom) run in a process of their own, where they are installed: pip install ortools pyvroom.
VROOM knows priorities from 1 to 100 and no prizes, so its gap is not quite like for like.
"""

import time
from functools import cache, partial

import numpy as np
import shapely

from bench import routes_peers
from bench.elsewhere import other_process
from bench.towns import made_town

TITLE = "Visit routes"
FIVE, HALF_SIX, HALF_EIGHT = 17 * 3600, 18 * 3600 + 1800, 20 * 3600 + 1800
SHAPES = {60: (4, 2, (1, 2, 3)), 300: (20, 6, (1,)), 1_000: (100, 20, (1,))}  # visitors, communities, evenings
BEST = {
    (60, 1): 16_483,
    (60, 2): 12_747,
    (60, 3): 13_583,
    (300, 1): 73_722,
    (1_000, 1): 110_382,
}
WORTH = (1_200, 4_000, 20_000)


@cache
def evening(stops: int, seed: int, effort: str = "ordinary"):
    """Doors of neighbouring communities of a made town, drawn by households; each visitor starts in one of them."""
    from wangge.ground.engines.routes.request import Evening, Stop, Visitor

    visitors, communities, _seeds = SHAPES[stops]
    rng = np.random.default_rng(seed)
    atoms, middle = _ground(100_000 if stops > 300 else 10_000)
    first = middle[rng.integers(len(middle))]
    near = np.argsort(np.hypot(*(middle - first).T), kind="stable")[:communities]
    names = sorted({atom.community for atom in atoms})
    inside = [atom for atom in atoms if atom.community in {names[place] for place in near}]
    weight = np.array([atom.households for atom in inside], dtype=float)
    chosen = rng.choice(len(inside), stops, p=weight / weight.sum())
    errands = 1 + rng.poisson(0.9, stops)
    hours, risk = rng.random(stops), rng.choice(3, stops, p=[0.60, 0.28, 0.12])
    found = []
    for place in range(stops):
        at = inside[chosen[place]].outline.centroid
        late, early = 0.55 <= hours[place] < 0.8, hours[place] >= 0.8
        found.append(
            Stop(
                f"door{place}", at.x + rng.normal(0, 4e-5), at.y + rng.normal(0, 4e-5),
                int(6 + 4 * errands[place]) * 60, HALF_SIX if late else FIVE, HALF_SIX if early else HALF_EIGHT,
                int(WORTH[risk[place]] + 150 * (errands[place] - 1)),
            )
        )  # fmt: skip
    homes = [tuple(middle[near[n % communities]]) for n in range(visitors)]
    people = [Visitor(f"visitor{n}", lon, lat, FIVE, HALF_EIGHT) for n, (lon, lat) in enumerate(homes)]
    return Evening(tuple(found), tuple(people), effort=effort), tuple(int(n) for n in errands)


@cache
def _ground(households: int):
    atoms = made_town(households).atoms
    names = sorted({atom.community for atom in atoms})
    points = {name: [atom.outline.centroid for atom in atoms if atom.community == name] for name in names}
    middle = np.array([[shapely.MultiPoint(points[name]).centroid.x, shapely.MultiPoint(points[name]).centroid.y]
                       for name in names])  # fmt: skip
    return atoms, middle


def run():
    rows = []
    for stops, (visitors, _communities, seeds) in SHAPES.items():
        found = {name: [method(evening(stops, seed)[0]) for seed in seeds] for name, method in _methods(stops).items()}
        best = [
            min(BEST.get((stops, seed), 10**9), *(paid[number][0] for paid in found.values()))
            for number, seed in enumerate(seeds)
        ]
        rows += [_row(f"{stops:,} doors, {visitors} visitors", name, paid, best) for name, paid in found.items()]
    return [*rows, _replanning(), *_bundling()]


def _methods(stops):
    efforts = ("quick", "ordinary")
    found = {f"ours, {effort}": partial(_ours, effort=effort) for effort in efforts}
    for seconds in (1, 2) if stops == 60 else (20,):
        found[f"PyVRP alone, {seconds} s"] = partial(_pyvrp, seconds=seconds)
    if routes_peers.is_installed("ortools"):
        found["OR-Tools, guided local search"] = partial(
            _elsewhere, routes_peers.ortools, seconds=5 if stops == 60 else 20
        )
    if routes_peers.is_installed("vroom") and stops <= 300:
        found["VROOM, level 5"] = partial(_elsewhere, routes_peers.vroom)
    return found | {"nearest door first, as people go": _nearest}


def _row(what, name, found, best):
    gaps = [100 * (paid / least - 1) for (paid, _spent), least in zip(found, best, strict=True)]
    seconds = [spent for _paid, spent in found]
    return {
        "what": what, "method": name, "evenings": len(found), "over best known %, mean": float(np.mean(gaps)),
        "most": float(np.max(gaps)), "CPU s each": float(np.mean(seconds)), "most CPU s": float(np.max(seconds)),
    }  # fmt: skip


def _ours(asked, effort):
    from dataclasses import replace

    from wangge.ground.engines.routes.planning import plan_evening

    began = time.process_time()
    plan = plan_evening(replace(asked, effort=effort))
    return plan.price, time.process_time() - began


def _pyvrp(asked, seconds):
    """One search of PyVRP with its own settings, stopped by CPU time."""
    import pyvrp

    from wangge.ground.engines.routes.solver import model_of
    from wangge.ground.engines.routes.travel import price, ways_of

    ways = ways_of(asked)
    model = model_of(ways)
    began = time.process_time()
    found = pyvrp.solve(
        model.data, lambda _best: time.process_time() - began > seconds, seed=1, collect_stats=False
    ).best
    spent = time.process_time() - began
    rounds = [[] for _visitor in ways.visitors]
    free = [list(kind.visitors) for kind in model.kinds]
    for route in found.routes():
        rounds[free[route.vehicle_type()].pop(0)] = [one.idx for one in route if one.is_client()]
    return price(ways, rounds), spent


def _elsewhere(peer, asked, **options):
    from wangge.ground.engines.routes.travel import price, timed, ways_of

    ways = ways_of(asked)
    table = next(iter(ways.tables.values())).tolist()
    stops = [(one.seconds, one.earliest, one.latest, one.worth) for one in asked.stops]
    people = [(one.begins, one.ends) for one in asked.visitors]
    rounds, spent = other_process().submit(peer, table, stops, people, **options).result()
    assert all(timed(ways, visitor, order) is not None for visitor, order in enumerate(rounds))
    return price(ways, rounds), spent


def _nearest(asked):
    """From each place the door that is nearest, dear ones a little sooner; what an officer would do."""
    from wangge.ground.engines.routes.travel import price, timed, ways_of

    ways = ways_of(asked)
    began = time.process_time()
    left, rounds = set(range(len(asked.stops))), []
    for visitor in range(len(asked.visitors)):
        order = []
        while True:
            at = order[-1] if order else ways.home(visitor)
            ahead = sorted(left, key=lambda stop: ways.of(visitor)[at, stop] - min(asked.stops[stop].worth, 5_000) / 12)
            following = next((stop for stop in ahead if timed(ways, visitor, [*order, stop]) is not None), None)
            if following is None:
                break
            order.append(following)
            left.discard(following)
        rounds.append(order)
    return price(ways, rounds), time.process_time() - began


def _replanning():
    """Five doors are done, one is new and urgent, one visitor fell ill."""
    from dataclasses import replace

    from wangge.ground.engines.routes.planning import plan_evening
    from wangge.ground.engines.routes.replan import kept_order, replanned

    kept, seconds = [], []
    for seed in SHAPES[300][2]:
        asked, _errands = evening(300, seed)
        before = {one.visitor: one.keys for one in plan_evening(replace(asked, effort="quick")).rounds}
        gone = {keys[0] for keys in list(before.values())[1:6] if keys}
        urgent = replace(asked.stops[seed], key="new", worth=20_000)
        now = replace(
            asked, stops=(*(s for s in asked.stops if s.key not in gone), urgent), visitors=asked.visitors[1:]
        )
        began = time.process_time()
        after = replanned(now, before=before)
        seconds.append(time.process_time() - began)
        there = {who: keys for who, keys in before.items() if who != asked.visitors[0].key}
        kept.append(kept_order(there, after))
    return {
        "what": "300 doors, one visitor away, one urgent door more", "method": "ours, replanned",
        "evenings": len(kept), "order kept %": 100 * float(np.min(kept)), "CPU s each": float(np.mean(seconds)),
        "most CPU s": float(np.max(seconds)),
    }  # fmt: skip


def _bundling():
    """300 households with errands of six departments: one visitor's knock for all of them, or one for each."""
    from dataclasses import replace

    from wangge.ground.engines.routes.planning import plan_evening
    from wangge.ground.engines.routes.request import Evening

    asked, errands = evening(300, 1)
    rng = np.random.default_rng(1)
    departments = [rng.choice(6, min(6, count), replace=False) for count in errands]
    homes = {(one.lon, one.lat): one for one in asked.visitors}
    people = tuple(replace(one, begins=0, ends=864_000) for one in homes.values())

    def hours(stops):
        plan = plan_evening(Evening(tuple(stops), people, effort="quick"))
        assert not plan.left
        return (plan.travel + sum(one.seconds for one in stops)) / 3600

    free = [replace(one, earliest=0, latest=864_000, worth=800_000) for one in asked.stops]
    together = [replace(one, seconds=(6 + 4 * len(own)) * 60) for one, own in zip(free, departments, strict=True)]
    alone = [[replace(one, seconds=600) for one, own in zip(free, departments, strict=True) if number in own]
             for number in range(6)]  # fmt: skip
    bundled, apart = hours(together), sum(hours(stops) for stops in alone)
    tasks = sum(len(own) for own in departments)
    what = "300 households, errands of six departments"
    return [
        {"what": what, "method": "each department by itself", "knocks": tasks, "errands a knock": 1.0, "hours": apart},
        {
            "what": what, "method": "ours, bundled", "knocks": 300, "errands a knock": tasks / 300, "hours": bundled,
            "of the hours apart": bundled / apart,
        },
    ]  # fmt: skip
