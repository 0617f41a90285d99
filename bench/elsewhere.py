"""One process beside the measuring one, for libraries that bear no others."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from functools import cache


@cache
def other_process() -> ProcessPoolExecutor:
    """It is begun when it is first asked for, and stays until `end_other_process`."""
    return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))


def end_other_process() -> None:
    """A process that was begun by another is waited for when that one ends: it must have ended before."""
    if other_process.cache_info().currsize:
        other_process().shutdown()
        other_process.cache_clear()
