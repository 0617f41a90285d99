"""Machine code, which comes with the extra `engines`; without it a clear word, not a riddle."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

try:
    from numba import njit
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError(
        f"{missing.name} is not installed: this engine needs the extra, pip install 'wangge[engines]'",
        name=missing.name,
    ) from missing

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Machine code of a function, made at its first call and kept beside its source for later processes."""
    return cast(Function, njit(cache=True, error_model="numpy")(function))


def inlined(function: Function) -> Function:
    """A part that is put into whatever calls it: handing over the arrays would cost more than what it does."""
    return cast(Function, njit(cache=True, error_model="numpy", inline="always")(function))
