"""Processes that end with the one that started them."""

import ctypes
import os
import signal
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def end_with_parent(order: signal.Signals) -> Callable[[], None]:
    """For `preexec_fn` of subprocess: when the thread that starts the child dies, the kernel sends it this signal.

    Start such a child from the main thread. Where the kernel is not Linux, the child just lives on.
    """
    parent = os.getpid()
    prctl = getattr(ctypes.CDLL(None), "prctl", None)

    def ask() -> None:
        if prctl is not None:
            prctl(PR_SET_PDEATHSIG, order)
            if os.getppid() != parent:
                os._exit(1)

    return ask
