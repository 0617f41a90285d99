"""The programs behind the search, which come with the extra `engines`; without them a clear word, not a riddle."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

try:
    import highspy
    import pymetis
    from numba import njit
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError(
        f"{missing.name} is not installed: drawing grids needs the extra, pip install 'wangge[engines]'",
        name=missing.name,
    ) from missing

__all__ = ["compiled", "highspy", "pymetis"]

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Machine code of a function, made at its first call and kept beside its source for later processes."""
    return cast(Function, njit(cache=True, error_model="numpy")(function))
