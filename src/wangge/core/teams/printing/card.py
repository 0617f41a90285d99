from collections.abc import Sequence
from datetime import datetime

from wangge.ground.foundation.printing import Sheet, Style

from .papers import WorkCard
from .words import plain_date

A7 = (74.0, 105.0)
BLUE = (24, 84, 148)
GREY = (120, 120, 120)
MARGIN = 6.0
INNER = A7[0] - 2 * MARGIN


def work_cards_pdf(*, cards: Sequence[WorkCard], at: datetime) -> bytes:
    """工作证, one A7 page each, to be cut and worn; the code on it says whether it holds today."""
    sheet = Sheet(size=A7, title="工作证", at=at)
    for card in cards:
        sheet.page()
        _head(sheet, card)
        _person(sheet, card)
        _foot(sheet, card)
    return sheet.output()


def _head(sheet: Sheet, card: WorkCard) -> None:
    sheet.box(x=0, y=0, width=sheet.width, height=21, fill=BLUE)
    white = (255, 255, 255)
    place = Style(9, colour=white, align="centre", leading=1.4)
    sheet.line(card.place_name, x=MARGIN, y=3, width=INNER, style=place)
    title = Style(18, colour=white, is_bold=True, align="centre", leading=1.3, spacing=0.3)
    sheet.line("工作证", x=MARGIN, y=8.6, width=INNER, style=title)


def _person(sheet: Sheet, card: WorkCard) -> None:
    sheet.box(x=MARGIN, y=26, width=22, height=29, line=(190, 190, 190), weight=0.2, is_dashed=True)
    photo = Style(8, colour=(170, 170, 170), align="centre")
    sheet.words("照片\n（可不贴）", x=MARGIN, y=36, width=22, style=photo)
    x, width = MARGIN + 26, INNER - 26
    y = sheet.line(card.person_name, x=x, y=25.5, width=width, style=Style(17, is_bold=True, leading=1.4), least=11)
    post = Style(11, colour=BLUE, leading=1.4)
    y = sheet.line(card.post_label, x=x, y=y + 0.5, width=width, style=post, least=9)
    y = sheet.words(card.area_name, x=x, y=y + 1, width=width, style=Style(9.5, leading=1.4))
    sheet.words(card.unit_name, x=x, y=y + 0.5, width=width, style=Style(8, colour=GREY, leading=1.4))


def _foot(sheet: Sheet, card: WorkCard) -> None:
    sheet.qr(card.verify_url, x=MARGIN - 3, y=61, side=32)
    label, value = Style(7.5, colour=GREY, leading=1.4), Style(9, leading=1.4)
    lines = [
        ("编号", card.number),
        ("有效期至", plain_date(card.valid_until) if card.valid_until else "长期（以扫码为准）"),
        ("单位值班电话", card.duty_phone or "—"),
    ]
    y = 63.0
    for name, words in lines:
        y = sheet.line(name, x=MARGIN + 30, y=y, width=INNER - 30, style=label)
        y = sheet.line(words, x=MARGIN + 30, y=y, width=INNER - 30, style=value) + 1.2
    sheet.rule(x=MARGIN, y=95, width=INNER, colour=(210, 210, 210), weight=0.2)
    note = Style(7.5, colour=GREY, align="centre", leading=1.4)
    sheet.line("扫码核验持证人，码上显示“有效”才是真证", x=MARGIN, y=97, width=INNER, style=note)
