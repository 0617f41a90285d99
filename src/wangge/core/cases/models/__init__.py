"""The tables of cases, one topic a file."""

from .agreement import CounsellingNote, CounsellingReferral, DisputeAgreement, DisputeRisk, Performance
from .asker import CaseAsker, CaseRating
from .case import Case
from .cluster import CaseCluster, ClusterAction, ClusterCase, ClusterChange, ClusterKind, ClusterPlan
from .dispute import (
    Dispute,
    DisputeLevel,
    DisputeLine,
    DisputeMediator,
    DisputeParty,
    DisputeResult,
    DisputeScale,
    DisputeSession,
    LineKind,
    PartySide,
    ResolutionWay,
    SessionOutcome,
)
from .handling import CaseCustody, CaseEscalation, CasePause, CaseRequest
from .history import CaseClock, CasePhoto, CaseStep
from .learning import CategoryModel
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
    "CategoryModel",
    "ClusterAction",
    "ClusterCase",
    "ClusterChange",
    "ClusterKind",
    "ClusterPlan",
    "CounsellingNote",
    "CounsellingReferral",
    "Dispute",
    "DisputeAgreement",
    "DisputeLevel",
    "DisputeLine",
    "DisputeMediator",
    "DisputeParty",
    "DisputeResult",
    "DisputeRisk",
    "DisputeScale",
    "DisputeSession",
    "LineKind",
    "PairCount",
    "PartySide",
    "Performance",
    "ReceptionCase",
    "ReceptionDay",
    "ReceptionKind",
    "ResolutionWay",
    "SessionOutcome",
    "VisitCause",
]
