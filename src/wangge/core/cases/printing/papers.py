"""What is printed, as plain values: nothing here is read from the tables."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class SigningParty:
    """A party as it stands on the agreement."""

    side: str
    name: str
    details: str = ""


@dataclass(frozen=True)
class AgreementPaper:
    """人民调解协议书 with everything the law says it holds."""

    number: str
    parties: tuple[SigningParty, ...]
    facts: str
    terms: str
    perform_how: str
    perform_where: str
    perform_by: date | None
    mediators: tuple[str, ...]
    committee: str
    signed_on: date
    confirm_by: date
