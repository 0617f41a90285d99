from collections.abc import Sequence
from datetime import datetime

from wangge.ground.foundation.printing import A4, Sheet, Style

from .papers import Certificate
from .words import chinese_date, term_words

RED = (176, 32, 37)
GOLD = (191, 148, 72)
GREY = (110, 110, 110)
LANDSCAPE = (A4[1], A4[0])
LEFT, WIDTH = 46.0, LANDSCAPE[0] - 92
SEAL = (222.0, 153.0, 20.0)


def certificates_pdf(*, certificates: Sequence[Certificate], at: datetime) -> bytes:
    """聘书, one page each: post, area, term, number, where the seal goes, and a code that verifies it."""
    sheet = Sheet(size=LANDSCAPE, title="聘书", at=at)
    for certificate in certificates:
        sheet.page()
        _frame(sheet)
        _heading(sheet, certificate)
        _body(sheet, certificate)
        _foot(sheet, certificate)
    return sheet.output()


def _frame(sheet: Sheet) -> None:
    sheet.box(x=10, y=10, width=sheet.width - 20, height=sheet.height - 20, line=RED, weight=1.6)
    sheet.box(x=13, y=13, width=sheet.width - 26, height=sheet.height - 26, line=GOLD, weight=0.6)
    sheet.box(x=14.6, y=14.6, width=sheet.width - 29.2, height=sheet.height - 29.2, line=GOLD, weight=0.2)
    side = 7.0
    for x in (13.0, sheet.width - 13 - side):
        for y in (13.0, sheet.height - 13 - side):
            sheet.box(x=x, y=y, width=side, height=side, line=GOLD, fill=(255, 255, 255), weight=0.6)
            sheet.box(x=x + 1.6, y=y + 1.6, width=side - 3.2, height=side - 3.2, line=RED, weight=0.5)


def _heading(sheet: Sheet, certificate: Certificate) -> None:
    title = Style(54, family="serif", colour=RED, is_bold=True, align="centre", leading=1.2, spacing=0.6)
    sheet.line("聘书", x=LEFT, y=25, width=WIDTH, style=title)
    number = Style(10.5, family="serif", colour=GREY, align="right")
    sheet.line(f"编号：{certificate.number}", x=LEFT, y=53, width=WIDTH, style=number)


def _body(sheet: Sheet, certificate: Certificate) -> None:
    name = Style(24, family="serif", is_bold=True, leading=1.5)
    text = Style(20, family="serif", leading=1.75)
    y = sheet.line(f"{certificate.person_name} 同志：", x=LEFT, y=62, width=WIDTH, style=name)
    words = (
        f"　　兹聘任您为{certificate.area_name}{certificate.post_label}，"
        f"聘期{term_words(certificate.starts_on, certificate.ends_on)}。"
    )
    y = sheet.words(words, x=LEFT, y=y + 2, width=WIDTH, style=text)
    if certificate.duties:
        duties = "；".join(duty.rstrip("。；") for duty in certificate.duties)
        small = Style(12, family="serif", colour=(70, 70, 70), leading=1.6)
        y = sheet.words(f"职责：{duties}。", x=LEFT + 14, y=y + 1, width=WIDTH - 14, style=small)
    sheet.line("　　此聘", x=LEFT, y=y + 1, width=WIDTH, style=text)


def _foot(sheet: Sheet, certificate: Certificate) -> None:
    sheet.qr(certificate.verify_url, x=LEFT - 4, y=148, side=34)
    small = Style(9, colour=GREY, leading=1.5)
    sheet.words("扫码核验真伪", x=LEFT + 32, y=166, width=60, style=small)
    sheet.words(certificate.place_name, x=LEFT + 32, y=172, width=60, style=small)
    x, y, radius = SEAL
    sheet.circle(x=x, y=y + 12, radius=radius, line=(214, 160, 160))
    sheet.line("（盖章处）", x=x - 20, y=y + 25, width=40, style=Style(9, colour=(200, 140, 140), align="centre"))
    signed = Style(17, family="serif", align="centre", leading=1.5)
    issuers = certificate.issuer.split()
    top = y + 2 - 8 * (len(issuers) - 1)
    for issuer in issuers:
        top = sheet.line(issuer, x=x - 50, y=top, width=100, style=signed)
    sheet.line(chinese_date(certificate.issued_on), x=x - 50, y=y + 12, width=100, style=signed)
