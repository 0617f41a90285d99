from collections.abc import Sequence
from datetime import datetime

from wangge.ground.foundation.printing import A4, Sheet, Style

from .papers import Card

RED = (176, 32, 37)
GREY = (95, 95, 95)
WIDTH, HEIGHT = 90.0, 54.0
COLUMNS, ROWS = 2, 5
LEFT, TOP = (A4[0] - COLUMNS * WIDTH) / 2, (A4[1] - ROWS * HEIGHT) / 2
SIDE = 25.0
SHOWN = 3


def contact_cards_pdf(*, cards: Sequence[Card], at: datetime) -> bytes:
    """便民联系卡, ten to an A4 page, to be cut along the lines."""
    sheet = Sheet(size=A4, title="便民联系卡", at=at)
    for number, card in enumerate(cards):
        place = number % (COLUMNS * ROWS)
        if place == 0:
            sheet.page()
        _card(sheet, card, LEFT + place % COLUMNS * WIDTH, TOP + place // COLUMNS * HEIGHT)
    return sheet.output()


def _card(sheet: Sheet, card: Card, x: float, y: float) -> None:
    sheet.box(x=x, y=y, width=WIDTH, height=HEIGHT, line=(200, 200, 200), weight=0.2)
    inner = WIDTH - 10
    sheet.line(card.title, x=x + 5, y=y + 3.5, width=inner, style=Style(15, is_bold=True, colour=RED, leading=1.3))
    place = Style(8.5, colour=GREY, leading=1.4)
    sheet.line(f"{card.place_name}　{card.grid_name}", x=x + 5, y=y + 11, width=inner, style=place)
    sheet.rule(x=x + 5, y=y + 16.2, width=inner, colour=RED, weight=0.3)
    text = inner - SIDE - 3
    top = y + 18
    for one in card.contacts[:SHOWN]:
        person = Style(11, is_bold=True, leading=1.4)
        top = sheet.line(f"{one.post_label}　{one.name}", x=x + 5, y=top, width=text, style=person)
    sheet.line(card.duty_unit, x=x + 5, y=y + HEIGHT - 17.5, width=text, style=Style(8.5, colour=GREY, leading=1.4))
    phone = Style(14, is_bold=True, colour=RED, leading=1.3)
    sheet.line(card.duty_phone, x=x + 5, y=y + HEIGHT - 13, width=text, style=phone)
    note = Style(7, colour=GREY, leading=1.4)
    sheet.line("紧急情况请直接拨打 110、119、120", x=x + 5, y=y + HEIGHT - 6, width=text, style=note)
    sheet.qr(card.page_url, x=x + WIDTH - SIDE - 4, y=y + 18.5, side=SIDE)
    code = Style(7.5, colour=GREY, align="centre", leading=1.4)
    sheet.line(f"扫{card.code_name}", x=x + WIDTH - SIDE - 5, y=y + 44, width=SIDE + 2, style=code)
