"""What is read of visits."""

from .coverage import Coverage, Unvisited, coverage, unvisited
from .due import DueDoor, ErrandRow, due_doors
from .figures import VisitFigures, visit_figures
from .notes import VisitRow, visits_of_household

__all__ = [
    "Coverage",
    "DueDoor",
    "ErrandRow",
    "Unvisited",
    "VisitFigures",
    "VisitRow",
    "coverage",
    "due_doors",
    "unvisited",
    "visit_figures",
    "visits_of_household",
]
