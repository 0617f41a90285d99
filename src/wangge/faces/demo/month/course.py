"""The steps a case will take, and how long people take over each."""

import random
from dataclasses import dataclass

from wangge.core.cases.lifecycle import STEPS, Action, State

from .stories import Plot

A = Action
RATED = 0.66
ARCHIVED = 0.5
ASKED_BACK = 0.9
REMARKED = 0.08
ADDED = 0.07


def course_of(*, plot: Plot, takes_it_itself: bool, rng: random.Random) -> list[Action]:
    """Every step from accepting on; a plot may turn the way or end it early. Rating unhappily is REOPEN here."""
    steps = [A.ACCEPT, *_into_work(plot, takes_it_itself=takes_it_itself)]
    if plot.way == "returned_open":
        return steps
    steps += _meanwhile(rng)
    if plot.way == "sent_back":
        steps += [A.HANDLE, A.SEND_BACK, A.SIGN]
    steps += [A.HANDLE, A.VERIFY, A.ANSWER]
    if plot.way in ("reopened", "redo_open"):
        steps += [A.REOPEN, A.SIGN]
        if plot.way == "redo_open":
            return steps
        steps += [A.HANDLE, A.VERIFY, A.ANSWER]
    rates = plot.way in ("rated", "reopened") or (plot.way != "unrated" and rng.random() < RATED)
    steps.append(A.RATE if rates else A.CLOSE)
    if plot.stop == State.ARCHIVED or rng.random() < ARCHIVED:
        steps.append(A.ARCHIVE)
    return _until(steps, plot.stop)


def _into_work(plot: Plot, *, takes_it_itself: bool) -> list[Action]:
    if plot.way == "returned_open":
        return [A.DISPATCH, A.RETURN]
    if plot.way == "returned":
        return [A.DISPATCH, A.RETURN, A.DISPATCH, A.SIGN]
    if plot.stop == State.DISPATCHED or not takes_it_itself:
        return [A.DISPATCH, A.SIGN]
    return [A.TAKE]


def _meanwhile(rng: random.Random) -> list[Action]:
    steps = [A.CONTACT] if rng.random() < ASKED_BACK else []
    if rng.random() < REMARKED:
        steps.append(A.COMMENT)
    if rng.random() < ADDED:
        steps.append(A.ADD_WORDS)
    return steps


def _until(steps: list[Action], stop: str) -> list[Action]:
    """The steps up to the state where it stops, and what is done there without leaving it."""
    if not stop:
        return steps
    state: str = State.REPORTED
    for taken, action in enumerate(steps):
        target = STEPS[action].target
        if state == stop and target is not None:
            return steps[:taken]
        state = target or state
    return steps


@dataclass(frozen=True)
class Pace:
    """Hours from the step before to this one, and when people take it."""

    least: float
    most: float
    when: str


PACES: dict[Action, Pace] = {
    A.ACCEPT: Pace(0.1, 4, "daily"),
    A.DISPATCH: Pace(0.05, 1.5, "daily"),
    A.TAKE: Pace(0.02, 0.5, "daily"),
    A.SIGN: Pace(0.2, 5, "office"),
    A.CONTACT: Pace(0.2, 5, "daily"),
    A.RETURN: Pace(1, 6, "office"),
    A.HANDLE: Pace(4, 54, "office"),
    A.SEND_BACK: Pace(1, 10, "daily"),
    A.VERIFY: Pace(0.5, 14, "daily"),
    A.ANSWER: Pace(0.2, 5, "daily"),
    A.REOPEN: Pace(2, 30, "waking"),
    A.RATE: Pace(0.5, 70, "waking"),
    A.CLOSE: Pace(7.3 * 24, 9 * 24, "office"),
    A.ARCHIVE: Pace(5 * 24, 11 * 24, "office"),
    A.ADD_WORDS: Pace(1, 12, "waking"),
    A.COMMENT: Pace(0.3, 3, "daily"),
}
HURRY = 0.06  # of the usual time where danger is


def pace_of(action: Action, *, pressing: bool, minor: bool, pinned: bool) -> Pace:
    """A plot that has to come somewhere is not held up by days of rest; danger waits for nothing."""
    usual = PACES[action]
    if pressing and action not in (A.RATE, A.REOPEN, A.CLOSE, A.ARCHIVE):
        return Pace(usual.least * HURRY, usual.most * HURRY, "any")
    if minor and action == A.HANDLE:
        return Pace(1, 9, "daily")
    return Pace(usual.least, usual.most, "daily" if pinned and usual.when == "office" else usual.when)
