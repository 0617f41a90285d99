"""Papers of cases as PDF: the agreement of a mediation (人民调解协议书). Plain values in, bytes out."""

from .agreement import COPIES, agreement_pdf
from .papers import AgreementPaper, SigningParty

__all__ = ["COPIES", "AgreementPaper", "SigningParty", "agreement_pdf"]
