"""The one place that knows PyVRP: its model of an evening, short searches from a seed, and what they pass through.

PyVRP's own interface changes with every release; it is pinned to 0.14 and used here only.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .travel import Ints, Ways

try:
    from pyvrp import (
        Client,
        CostEvaluator,
        Depot,
        IteratedLocalSearchCallbacks,
        IteratedLocalSearchParams,
        Location,
        ProblemData,
        Route,
        Solution,
        SolveParams,
        VehicleType,
        solve,
    )
    from pyvrp.search import NeighbourhoodParams, PerturbationParams
    from pyvrp.stop import MaxIterations
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError(
        f"{missing.name} is not installed: planning rounds needs the extra, pip install 'wangge[engines]'",
        name=missing.name,
    ) from missing

Rounds = list[list[int]]  # stops of each visitor, in order


@dataclass(frozen=True)
class Kind:
    """Visitors who start at one place, at one time, at one pace: any of them may go any of their rounds."""

    visitors: tuple[int, ...]


@dataclass(frozen=True)
class Found:
    """A round that can be gone, by whichever visitor of a kind: what it brings beyond what it costs."""

    kind: int
    stops: tuple[int, ...]
    gain: int


@dataclass
class Pool:
    """Every good round that a search passed through, the shortest order of each set of stops."""

    worth: Sequence[int]
    best: dict[tuple[int, frozenset[int]], Found] = field(default_factory=dict)
    seen: set[tuple[int, int, int, int]] = field(default_factory=set)

    def take(self, route: Route) -> None:
        marks = (route.vehicle_type(), route.distance(), route.prizes(), route.duration())
        if marks in self.seen:
            return
        self.seen.add(marks)
        gain = marks[2] - marks[1]
        if gain <= 0 or not route.is_feasible():
            return
        self.add(Found(marks[0], stops_of(route), gain))

    def add(self, found: Found) -> None:
        key = (found.kind, frozenset(found.stops))
        if key not in self.best or self.best[key].gain < found.gain:
            self.best[key] = found


def stops_of(route: Route) -> tuple[int, ...]:
    return tuple(one.idx for one in route if one.is_client())


class Watching(IteratedLocalSearchCallbacks):
    """Keeps the rounds of every solution a search looks at."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    def on_iteration(self, current: Solution, candidate: Solution, best: Solution, costs: CostEvaluator) -> None:
        for route in candidate.routes():
            self.pool.take(route)


@dataclass(frozen=True)
class Model:
    """An evening as PyVRP takes it."""

    ways: Ways
    kinds: tuple[Kind, ...]
    data: ProblemData

    @property
    def worth(self) -> list[int]:
        return [stop.worth for stop in self.ways.stops]

    def searched(
        self, *, seed: int, iterations: int, pool: Pool, start: Sequence[Found] | None = None, stir: int = 25
    ) -> list[Found]:
        """A short search; `start` are rounds to begin with. The rounds it passes through go into the pool."""
        search = IteratedLocalSearchParams(
            num_iters_no_improvement=max(1_000, iterations // 2), history_length=HISTORY, callbacks=Watching(pool)
        )
        params = SolveParams(
            ils=search, neighbourhood=NeighbourhoodParams(num_neighbours=NEAR),
            perturbation=PerturbationParams(1, stir),
        )  # fmt: skip
        first = None if start is None else self.solution(start)
        best = self._solved(seed, iterations, params, first)
        for route in best.routes():
            pool.take(route)
        return _found(best)

    def searched_alone(self, *, seed: int, iterations: int) -> list[Found]:
        """A long search for an evening of many stops; nobody looks on, which would take a fifth of the time."""
        search = IteratedLocalSearchParams(num_iters_no_improvement=iterations, history_length=HISTORY_OF_MANY)
        params = SolveParams(
            ils=search, neighbourhood=NeighbourhoodParams(num_neighbours=NEAR_OF_MANY),
            perturbation=PerturbationParams(1, STIR_OF_MANY),
        )  # fmt: skip
        return _found(self._solved(seed, iterations, params))

    def _solved(self, seed: int, iterations: int, params: SolveParams, first: Solution | None = None) -> Solution:
        stop: Any = MaxIterations(iterations)
        return solve(self.data, stop, seed=seed, collect_stats=False, params=params, initial_solution=first).best

    def solution(self, rounds: Sequence[Found]) -> Solution:
        return Solution(self.data, [Route(self.data, list(one.stops), one.kind) for one in rounds])

    def rounds(self, found: Sequence[Found]) -> Rounds:
        """Who goes which: the visitors of a kind take its rounds in turn."""
        free = [list(kind.visitors) for kind in self.kinds]
        rounds: Rounds = [[] for _visitor in self.ways.visitors]
        for one in sorted(found, key=lambda f: (f.kind, f.stops)):
            rounds[free[one.kind].pop(0)] = list(one.stops)
        return rounds


HISTORY, HISTORY_OF_MANY = 300, 100
NEAR, NEAR_OF_MANY = 50, 60
STIR_OF_MANY = 25


def _found(solution: Solution) -> list[Found]:
    """The rounds that can be gone; a search that was stopped early may end with one that cannot."""
    gone = [route for route in solution.routes() if route.is_feasible()]
    return [Found(route.vehicle_type(), stops_of(route), route.prizes() - route.distance()) for route in gone]


def model_of(ways: Ways) -> Model:
    """Put an evening into PyVRP's words: a prize for each stop, a type of vehicle for each kind of visitor."""
    alike: dict[tuple[object, ...], list[int]] = {}
    for number, who in enumerate(ways.visitors):
        alike.setdefault((who.lon, who.lat, who.begins, who.ends, who.pace), []).append(number)
    kinds = tuple(Kind(tuple(numbers)) for numbers in alike.values())
    paces = list(ways.tables)
    homes = [len(ways.stops) + number for number in range(len(kinds))]
    tables: list[Any] = [_with_homes(ways, kinds, ways.tables[pace]) for pace in paces]
    data = ProblemData(
        locations=[Location(0, 0) for _place in range(len(ways.stops) + len(kinds))],
        clients=[
            Client(
                number, service_duration=stop.seconds, tw_early=stop.earliest, tw_late=stop.latest - stop.seconds,
                prize=stop.worth, required=False,
            )
            for number, stop in enumerate(ways.stops)
        ],
        depots=[Depot(home) for home in homes],
        vehicle_types=[_vehicle(ways, kind, number, paces) for number, kind in enumerate(kinds)],
        distance_matrices=tables,
        duration_matrices=tables,
    )  # fmt: skip
    return Model(ways, kinds, data)


def _vehicle(ways: Ways, kind: Kind, number: int, paces: list[Any]) -> VehicleType:
    who = ways.visitors[kind.visitors[0]]
    return VehicleType(
        num_available=len(kind.visitors), start_depot=number, end_depot=number, tw_early=who.begins,
        tw_late=who.ends, start_late=who.begins, profile=paces.index(who.pace),
    )  # fmt: skip


def _with_homes(ways: Ways, kinds: tuple[Kind, ...], table: Ints) -> Ints:
    places = [*range(len(ways.stops)), *(ways.home(kind.visitors[0]) for kind in kinds)]
    found: Ints = np.ascontiguousarray(table[np.ix_(places, places)])
    return found
