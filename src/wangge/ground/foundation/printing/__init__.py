"""Sheets of paper as PDF: Chinese type that is always there, lines that break well, QR codes as shapes.

What hangs on a wall or is handed to a person is in Chinese whatever language the page was in, so
nothing here goes through the catalogue.
"""

from .fonts import MissingFont, unprintable
from .lines import together
from .sheet import A3, A4, Sheet, Style

__all__ = ["A3", "A4", "MissingFont", "Sheet", "Style", "together", "unprintable"]
