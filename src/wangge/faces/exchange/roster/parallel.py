"""Pieces of work in several processes at once, each with a connection of its own."""

import gc
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from django.db import connections

from wangge.ground.foundation.text import name_initials

Piece = TypeVar("Piece")
Result = TypeVar("Result")
_work: tuple[Callable[[Any], Any], Sequence[Any]] | None = None


def in_processes(act: Callable[[Piece], Result], pieces: Sequence[Piece], *, processes: int) -> Iterator[Result]:
    """What `act` makes of each piece, in the order in which they are ready.

    The processes are forked, so that pieces need no copying: only for a program without threads of its own.
    """
    global _work
    connections.close_all()  # a connection belongs to one process
    _work = (act, pieces)
    name_initials("张")  # what reads names is loaded once for all
    gc.freeze()  # what is planned is shared by the processes as long as nobody touches it
    try:
        with multiprocessing.get_context("fork").Pool(processes) as pool:
            yield from pool.imap_unordered(_do, range(len(pieces)))
    finally:
        _work = None
        gc.unfreeze()


def _do(number: int) -> Any:
    assert _work is not None
    act, pieces = _work
    return act(pieces[number])
