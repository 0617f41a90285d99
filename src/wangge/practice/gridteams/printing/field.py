from datetime import datetime

from wangge.ground.foundation.printing import Sheet, Style

from .papers import FieldNotice

A3 = (297.0, 420.0)
RED = (176, 32, 37)
WHITE = (255, 255, 255)
GREY = (95, 95, 95)
PALE = (251, 243, 243)
LEFT, WIDTH = 26.0, A3[0] - 52


def field_notice_pdf(*, notice: FieldNotice, at: datetime) -> bytes:
    """责任田公示, one A3 page for the wall: whose it is, what for, whom to call."""
    sheet = Sheet(size=A3, title=f"{notice.title}公示", at=at)
    sheet.page()
    y = _head(sheet, notice)
    y = _person(sheet, notice, y)
    _duties(sheet, notice, y)
    _foot(sheet, notice)
    return sheet.output()


def _head(sheet: Sheet, notice: FieldNotice) -> float:
    sheet.box(x=0, y=0, width=A3[0], height=92, fill=RED)
    small = Style(24, colour=WHITE, align="centre", leading=1.3)
    sheet.line(f"{notice.place_name}　{notice.heading}", x=LEFT, y=16, width=WIDTH, style=small)
    sheet.line(
        notice.title, x=LEFT, y=36, width=WIDTH,
        style=Style(62, colour=WHITE, is_bold=True, align="centre", leading=1.3),
    )  # fmt: skip
    return 108.0


def _person(sheet: Sheet, notice: FieldNotice, y: float) -> float:
    sheet.box(x=LEFT, y=y, width=WIDTH, height=74, fill=PALE, corner=4)
    post = Style(26, colour=RED, is_bold=True, leading=1.3)
    sheet.line(notice.post_label, x=LEFT + 12, y=y + 9, width=WIDTH - 24, style=post)
    sheet.line(notice.person_name, x=LEFT + 12, y=y + 23, width=WIDTH - 24, style=Style(58, is_bold=True, leading=1.3))
    where = "　".join(part for part in (notice.unit_name, notice.area_name) if part)
    sheet.line(where, x=LEFT + 12, y=y + 54, width=WIDTH - 24, style=Style(22, colour=GREY, leading=1.3))
    return y + 86


def _duties(sheet: Sheet, notice: FieldNotice, y: float) -> None:
    bold, plain = Style(28, is_bold=True, colour=RED, leading=1.4), Style(26, leading=1.5)
    if notice.duties:
        y = sheet.line("职责", x=LEFT, y=y, width=WIDTH, style=bold)
        for number, duty in enumerate(notice.duties, start=1):
            y = sheet.words(f"{number}. {duty}", x=LEFT, y=y, width=WIDTH, style=plain)
        y += 6
    if notice.promise:
        y = sheet.line("承诺", x=LEFT, y=y, width=WIDTH, style=bold)
        sheet.words(notice.promise, x=LEFT, y=y, width=WIDTH, style=plain)


def _foot(sheet: Sheet, notice: FieldNotice) -> None:
    y = A3[1] - 84
    sheet.rule(x=LEFT, y=y - 6, width=WIDTH, colour=RED, weight=0.8)
    sheet.qr(notice.page_url, x=A3[0] - LEFT - 64, y=y, side=64)
    width = WIDTH - 74
    sheet.line("有事找我", x=LEFT, y=y + 2, width=width, style=Style(26, colour=GREY, leading=1.3))
    phone = Style(46, is_bold=True, colour=RED, leading=1.3)
    sheet.line(notice.duty_phone, x=LEFT, y=y + 15, width=width, style=phone)
    day = notice.claimed_on
    note = f"扫码可以反映问题　认领日期：{day.year}年{day.month}月{day.day}日"
    sheet.words(note, x=LEFT, y=y + 42, width=width, style=Style(18, colour=GREY, leading=1.5))
