"""The tables: the catalogue and the power list, the two registers, requests and demands, the burden counter."""

from .admission import AdmissionRequest, AskedAgain, Demand, DemandTask
from .burden import BurdenEntry
from .catalogue import Matter, Power
from .registers import HeldField, RequiredReport

__all__ = [
    "AdmissionRequest",
    "AskedAgain",
    "BurdenEntry",
    "Demand",
    "DemandTask",
    "HeldField",
    "Matter",
    "Power",
    "RequiredReport",
]
