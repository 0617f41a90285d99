"""Planning an evening: short searches from several seeds, the best of all their rounds put together, and again."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .anneal import Arrays, Cooling, Whole, annealed, arrays_of
from .moves import going_of
from .packing import packed
from .plan import Plan, plan_of
from .request import ORDINARY, QUICK, THOROUGH, Evening, check
from .solver import Found, Model, Pool, Rounds, model_of
from .travel import Ints, Ways, price, timed, travelled, ways_of


@dataclass(frozen=True)
class Effort:
    """How many searches begin anew, how many go on from the best, how long each is; how often rounds are joined."""

    starts: int
    looks: int  # of each search, for each stop
    again: int
    rounds: int
    nodes: int
    searched: int = 0  # iterations of PyVRP at the end
    alone: int = 5_000  # iterations of PyVRP where there are many stops


EFFORTS = {
    QUICK: Effort(starts=2, looks=5_000, again=2, rounds=1, nodes=20),
    ORDINARY: Effort(starts=4, looks=6_000, again=2, rounds=2, nodes=40, alone=14_000),
    THOROUGH: Effort(starts=8, looks=20_000, again=4, rounds=3, nodes=200, searched=300, alone=60_000),
}
HOT, WARM, COLD = 250.0, 150.0, 8.0  # seconds of going that are lost at even odds
LATE = 6.0  # what a second of being late costs a search on the way; nothing late is ever a plan
PICTURES = 300
MOST = 6_000  # rounds that are chosen among
MANY = 150  # stops above which PyVRP alone finds better plans in the same time


def plan_evening(evening: Evening) -> Plan:
    """Rounds for everybody who goes out; nobody has to follow them. Raises BadStop, ValueError."""
    check(evening)
    ways = ways_of(evening)
    if not evening.stops:
        return plan_of(ways, [[] for _visitor in evening.visitors])
    rounds = Planning(ways, EFFORTS[evening.effort], evening.seed).best_rounds()
    return plan_of(ways, rounds)


class Planning:
    """One evening being planned: the best so far, and every good round on the way."""

    def __init__(self, ways: Ways, effort: Effort, seed: int) -> None:
        self.ways, self.effort, self.seed = ways, effort, seed
        self.model: Model = model_of(ways)
        self.arrays: Arrays = arrays_of(ways)
        self.pool = Pool(self.model.worth)
        self.kind_of = {visitor: number for number, kind in enumerate(self.model.kinds) for visitor in kind.visitors}
        self.best: list[Found] = []
        self.searches = 0

    def best_rounds(self) -> Rounds:
        if len(self.ways.stops) > MANY:
            self.best = self.model.searched_alone(seed=self.seed, iterations=self.effort.alone)
        else:
            self.anneal_and_join()
        rounds = self.model.rounds(self.best)
        assert price(self.ways, rounds) == sum(self.model.worth) - gain_of(self.best)
        return rounds

    def anneal_and_join(self) -> None:
        """Searches from several seeds, the best of all their rounds together, searches from there, and again."""
        for _start in range(self.effort.starts):
            self.search([[] for _visitor in self.ways.visitors], HOT)
        self.join()
        for _round in range(self.effort.rounds):
            for _again in range(self.effort.again):
                self.search(self.model.rounds(self.best), WARM)
            self.join()
        if self.effort.searched:
            found = self.model.searched(
                seed=self.seed, iterations=self.effort.searched, pool=self.pool, start=self.best
            )
            self.best = max(self.best, found, key=gain_of)
            self.join()

    def search(self, rounds: Rounds, hot: float) -> None:
        """One annealing; what it passes through goes into the pool."""
        self.searches += 1
        stops, people = len(self.ways.stops), len(self.ways.visitors)
        orders, sizes = _packed_up(rounds, stops)
        pictures = np.full((PICTURES, stops + people), -2, dtype=np.int32)
        cooling = Cooling(self.effort.looks * stops, hot, COLD, LATE)
        going = going_of(orders, sizes, stops)
        annealed(self.arrays, going, cooling, self.seed * 1_000 + self.searches, pictures)
        self.keep(pictures)
        found = [orders[visitor, : sizes[visitor]].tolist() for visitor in range(people)]
        ended = [self.worded(visitor, order) for visitor, order in enumerate(found) if order]
        for one in ended:
            self.pool.add(one)
        self.best = max(self.best, ended, key=gain_of)

    def worded(self, visitor: int, order: Sequence[int]) -> Found:
        gain = sum(self.ways.stops[stop].worth for stop in order) - travelled(self.ways, visitor, order)
        return Found(self.kind_of[visitor], tuple(order), gain)

    def keep(self, pictures: Whole) -> None:
        """The rounds of all pictures that are nowhere late."""
        seen: set[tuple[int, tuple[int, ...]]] = set()
        for picture in pictures.tolist():
            for visitor, order in enumerate(_rounds_of(picture)):
                mark = (self.kind_of[visitor], tuple(order))
                if order and mark not in seen:
                    seen.add(mark)
                    if timed(self.ways, visitor, order) is not None:
                        self.pool.add(self.worded(visitor, order))

    def join(self) -> None:
        """The best of all rounds together, if that is better than any search."""
        pool = sorted(self.pool.best.values(), key=lambda one: (-one.gain, one.kind, one.stops))[:MOST]
        found = packed(
            pool, stops=len(self.ways.stops), visitors=[len(kind.visitors) for kind in self.model.kinds],
            known=gain_of(self.best), nodes=self.effort.nodes,
        )  # fmt: skip
        self.best = found or self.best


def _packed_up(rounds: Rounds, stops: int) -> tuple[Ints, Ints]:
    orders = np.zeros((len(rounds), stops + 4), dtype=np.int64)
    for visitor, order in enumerate(rounds):
        orders[visitor, : len(order)] = order
    return orders, np.array([len(order) for order in rounds], dtype=np.int64)


def _rounds_of(picture: list[int]) -> Rounds:
    rounds: Rounds = [[]]
    for stop in picture:
        if stop == -1:
            rounds.append([])
        elif stop >= 0:
            rounds[-1].append(stop)
    return rounds[:-1]


def gain_of(rounds: list[Found]) -> int:
    return sum(one.gain for one in rounds)
