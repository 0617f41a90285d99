"""The tables of cases, one topic a file."""

from .asker import CaseAsker, CaseRating
from .case import Case
from .history import CaseClock, CasePhoto, CaseStep
from .upstream import CaseUpstream
from .words import CaseWords

__all__ = ["Case", "CaseAsker", "CaseClock", "CasePhoto", "CaseRating", "CaseStep", "CaseUpstream", "CaseWords"]
