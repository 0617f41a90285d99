"""A sheet of paper: words, boxes, rules and QR codes at places given in millimetres."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import import_module
from itertools import groupby
from typing import TYPE_CHECKING, Literal

import segno

from .fonts import Family, Font, font_for, main_font
from .lines import JOINER, broken_lines

if TYPE_CHECKING:
    from fpdf import FPDF

A4 = (210.0, 297.0)
A3 = (297.0, 420.0)
POINT = 25.4 / 72  # millimetres
RAISED = 0.88  # how far the top of a line lies above its base, in parts of the size
SHRINK = 0.94

Colour = tuple[int, int, int]
Align = Literal["left", "centre", "right"]
BLACK: Colour = (26, 26, 26)


@dataclass(frozen=True)
class Style:
    """How words are set; sizes in points, `leading` and `spacing` in parts of the size."""

    size: float = 12
    family: Family = "sans"
    colour: Colour = BLACK
    is_bold: bool = False
    align: Align = "left"
    leading: float = 1.6
    spacing: float = 0

    @property
    def height(self) -> float:
        """How high one line is, in millimetres."""
        return self.size * POINT * self.leading


class Sheet:
    """A document in the making. Everything is drawn on the newest page."""

    def __init__(self, *, size: tuple[float, float], title: str, at: datetime) -> None:
        self.width, self.height = size
        fpdf = import_module("fpdf")  # a third of a second, for those who print
        self._pdf: FPDF = fpdf.FPDF(unit="mm", format=size)
        self._bold = fpdf.enums.TextMode.FILL_STROKE
        self._pdf.set_auto_page_break(False)
        self._pdf.set_margin(0)
        self._pdf.c_margin = 0
        self._pdf.set_title(title)
        self._pdf.set_lang("zh-CN")
        self._pdf.set_creator("Wangge")
        self._pdf.set_creation_date(at)
        self._added: set[str] = set()

    def page(self) -> None:
        """Begin a new page."""
        self._pdf.add_page()

    def words(self, text: str, *, x: float, y: float, width: float, style: Style) -> float:
        """Write a text from the top at `y`, broken into lines; returns where it ends below."""
        for line in self._broken(text, width=width, style=style):
            self._line(line, x=x, y=y, width=width, style=style)
            y += style.height
        return y

    def line_count(self, text: str, *, width: float, style: Style) -> int:
        """How many lines the text will take."""
        return len(self._broken(text, width=width, style=style))

    def lines_of(self, text: str, *, width: float, style: Style) -> list[str]:
        """The lines the text will be broken into, for a paragraph that goes on over a page's end."""
        return self._broken(text, width=width, style=style)

    def line(self, text: str, *, x: float, y: float, width: float, style: Style, least: float = 6) -> float:
        """Write one line, made smaller until it fits (not below `least` points), then broken."""
        while style.size * SHRINK >= least and self.measure(text, style) > width:
            style = replace(style, size=style.size * SHRINK)
        return self.words(text, x=x, y=y, width=width, style=style)

    def measure(self, text: str, style: Style) -> float:
        """How wide the text is on one line."""
        return sum(self._run_width(font, words, style) for font, words in self._runs(text, style.family))

    def box(
        self,
        *,
        x: float,
        y: float,
        width: float,
        height: float,
        line: Colour | None = None,
        fill: Colour | None = None,
        weight: float = 0.3,
        corner: float = 0,
        is_dashed: bool = False,
    ) -> None:
        """Draw a rectangle, outlined, filled or both."""
        with self._pdf.local_context(line_width=weight):
            if line:
                self._pdf.set_draw_color(*line)
            if fill:
                self._pdf.set_fill_color(*fill)
            if is_dashed:
                self._pdf.set_dash_pattern(dash=1.2, gap=1)
            how = ("D" if line else "") + ("F" if fill else "")
            self._pdf.rect(x, y, width, height, style=how, round_corners=corner > 0, corner_radius=corner)

    def circle(self, *, x: float, y: float, radius: float, line: Colour, weight: float = 0.3) -> None:
        """Draw a dashed circle around a centre: where a seal goes."""
        with self._pdf.local_context(line_width=weight):
            self._pdf.set_draw_color(*line)
            self._pdf.set_dash_pattern(dash=1.2, gap=1)
            self._pdf.circle(x, y, radius)

    def rule(self, *, x: float, y: float, width: float, colour: Colour = BLACK, weight: float = 0.3) -> None:
        """Draw a horizontal line."""
        with self._pdf.local_context(line_width=weight):
            self._pdf.set_draw_color(*colour)
            self._pdf.line(x, y, x + width, y)

    def qr(self, address: str, *, x: float, y: float, side: float, colour: Colour = (0, 0, 0)) -> None:
        """Draw a QR code as shapes, with its quiet margin inside the square."""
        rows = list(segno.make(address, error="m", micro=False).matrix_iter(border=4))
        cell = side / len(rows)
        with self._pdf.local_context():
            self._pdf.set_fill_color(255, 255, 255)
            self._pdf.rect(x, y, side, side, style="F")
            self._pdf.set_fill_color(*colour)
            for down, row in enumerate(rows):
                across = 0
                for is_dark, cells in groupby(row):
                    count = len(list(cells))
                    if is_dark:
                        self._pdf.rect(x + across * cell, y + down * cell, count * cell, cell, style="F")
                    across += count

    def output(self) -> bytes:
        """The finished PDF, with only the characters it needs."""
        return bytes(self._pdf.output())

    def _broken(self, text: str, *, width: float, style: Style) -> list[str]:
        return broken_lines(text, width=width, measure=lambda words: self.measure(words, style))

    def _line(self, text: str, *, x: float, y: float, width: float, style: Style) -> None:
        free = width - self.measure(text, style) + style.spacing * style.size * POINT
        x += {"left": 0.0, "centre": free / 2, "right": free}[style.align]
        base = y + style.size * POINT * (RAISED + (style.leading - 1) / 2)
        for font, words in self._runs(text, style.family):
            step = self._run_width(font, words, style)
            with self._set(style):
                self._pdf.text(x, base, words)
            x += step

    def _runs(self, text: str, family: Family) -> Iterator[tuple[Font, str]]:
        main = main_font(family)
        for font, characters in groupby(
            text.replace(JOINER, ""), lambda c: main if main.has(c) else font_for(c, family) or main
        ):
            yield font, "".join(characters)

    def _run_width(self, font: Font, words: str, style: Style) -> float:
        self._use(font, style)
        return float(self._pdf.get_string_width(words)) + len(words) * style.spacing * style.size * POINT

    def _use(self, font: Font, style: Style) -> None:
        if font.name not in self._added:
            self._added.add(font.name)
            self._pdf.add_font(font.name, fname=font.path, collection_font_number=font.face)
        self._pdf.set_font(font.name, size=style.size)

    @contextmanager
    def _set(self, style: Style) -> Iterator[None]:
        with self._pdf.local_context():
            self._pdf.set_text_color(*style.colour)
            if style.is_bold:
                self._pdf.set_draw_color(*style.colour)
                self._pdf.set_line_width(style.size * 0.012)
                self._pdf.text_mode = self._bold
            if style.spacing:
                self._pdf.set_char_spacing(style.spacing * style.size)
            yield
