"""Papers of the teams as PDF: 聘书, 工作证, 网格海报, 职责公示. Plain values in, bytes out."""

from .card import work_cards_pdf
from .certificate import certificates_pdf
from .notice import duties_notice_pdf
from .papers import Certificate, DutiesNotice, GridPoster, PostedPerson, WorkCard
from .poster import grid_poster_pdf

__all__ = [
    "Certificate",
    "DutiesNotice",
    "GridPoster",
    "PostedPerson",
    "WorkCard",
    "certificates_pdf",
    "duties_notice_pdf",
    "grid_poster_pdf",
    "work_cards_pdf",
]
