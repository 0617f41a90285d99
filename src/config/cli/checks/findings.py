"""One line of the doctor's report."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Finding:
    """What was looked at and how it is; a fault and an advice say how to mend it."""

    title: str
    says: str
    level: Literal["good", "advice", "fault"] = "good"
    cure: str = ""


def good(title: str, says: str) -> Finding:
    return Finding(title, says)


def advice(title: str, says: str, *, cure: str) -> Finding:
    return Finding(title, says, "advice", cure)


def fault(title: str, says: str, *, cure: str) -> Finding:
    return Finding(title, says, "fault", cure)
