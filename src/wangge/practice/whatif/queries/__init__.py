"""Reads of what-if: a place as it can be played, and the runs that were kept."""

from .reading import read_basis
from .runs import run_of, runs_of

__all__ = ["read_basis", "run_of", "runs_of"]
