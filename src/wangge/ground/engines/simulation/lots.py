"""Chance as a function: the same seed, case and question give the same lot, whatever else is changed in the county.

So a policy is compared with today's case by case (common random numbers), and nothing is drawn in an order that
could shift. SplitMix64 (Steele, Lea and Flood 2014), read at a counter.
"""

import numpy as np

from wangge.ground.engines.compiled import inlined

from .county import MOST_RETURNS

# What is asked about a case; a second round asks anew, and each department that sends it back does.
KIND, MEMBER, WAY, MINUTES, AT_DESK, IN_DEPARTMENT, MORE_IN_DEPARTMENT, BACK, AGAIN = range(9)
QUESTIONS = 16
ROUND = MOST_RETURNS + 1  # rounds are told apart by so many departments in each

STEP = np.uint64(0x9E3779B97F4A7C15)
FIRST, SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
BY_30, BY_27, BY_31, BY_11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
FINE = 2.0**-53


@inlined
def mixed(number: np.uint64) -> np.uint64:
    """A number in which every bit depends on every bit of the given one."""
    number = (number ^ (number >> BY_30)) * FIRST
    number = (number ^ (number >> BY_27)) * SECOND
    return number ^ (number >> BY_31)


@inlined
def share_of(number: np.uint64) -> float:
    """A number between 0 and 1, neither of them."""
    return (np.int64(number >> BY_11) + 0.5) * FINE


@inlined
def key_of(seed: int, which: int) -> np.uint64:
    """Where the lots of a seed begin, or those of one member."""
    return mixed(mixed(np.uint64(seed) * STEP + SECOND) + np.uint64(which) * FIRST)


@inlined
def lot(key: np.uint64, nth: int) -> float:
    """The nth lot, between 0 and 1, neither of them."""
    return share_of(mixed(key + np.uint64(nth) * STEP))


@inlined
def lot_of(key: np.uint64, case: int, question: int, turn: int) -> float:
    """What chance says about a case; `turn` tells rounds and departments apart."""
    return lot(key, (case * 2 * ROUND + turn) * QUESTIONS + question + 1)
