"""What grid teams print: plain values in, a PDF out."""

from .card import contact_cards_pdf
from .field import field_notice_pdf
from .group import group_poster_pdf
from .papers import Card, CardContact, FieldNotice, GroupPoster

__all__ = [
    "Card",
    "CardContact",
    "FieldNotice",
    "GroupPoster",
    "contact_cards_pdf",
    "field_notice_pdf",
    "group_poster_pdf",
]
