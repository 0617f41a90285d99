"""The tables of cases, one topic a file."""

from .asker import CaseAsker, CaseRating
from .case import Case
from .cluster import CaseCluster, ClusterAction, ClusterCase, ClusterChange, ClusterKind, ClusterPlan
from .handling import CaseCustody, CaseEscalation, CasePause, CaseRequest
from .history import CaseClock, CasePhoto, CaseStep
from .reception import ReceptionCase, ReceptionDay, ReceptionKind
from .upstream import CaseUpstream
from .visit import CaseVisit, VisitCause
from .whistle import CaseMember, CaseParty, CaseWhistle
from .words import CaseWords, PairCount

__all__ = [
    "Case",
    "CaseAsker",
    "CaseClock",
    "CaseCluster",
    "CaseCustody",
    "CaseEscalation",
    "CaseMember",
    "CaseParty",
    "CasePause",
    "CasePhoto",
    "CaseRating",
    "CaseRequest",
    "CaseStep",
    "CaseUpstream",
    "CaseVisit",
    "CaseWhistle",
    "CaseWords",
    "ClusterAction",
    "ClusterCase",
    "ClusterChange",
    "ClusterKind",
    "ClusterPlan",
    "PairCount",
    "ReceptionCase",
    "ReceptionDay",
    "ReceptionKind",
    "VisitCause",
]
