from datetime import datetime

from wangge.ground.foundation.printing import A4, Sheet, Style

from .papers import DutiesNotice, PostedPerson
from .words import plain_date

RED = (176, 32, 37)
GREY = (95, 95, 95)
LEFT, WIDTH = 20.0, A4[0] - 40
BOTTOM = A4[1] - 42


def duties_notice_pdf(*, notice: DutiesNotice, at: datetime) -> bytes:
    """岗位职责公示, as many A4 pages as it takes: who, what for, what they may decide, whom to call."""
    sheet = Sheet(size=A4, title=f"{notice.area_name}岗位职责公示", at=at)
    y = _begin(sheet, notice)
    for person in notice.people:
        if y + _height(sheet, person) > BOTTOM:
            y = _begin(sheet, notice)
        y = _person(sheet, person, y) + 6
    return sheet.output()


def _begin(sheet: Sheet, notice: DutiesNotice) -> float:
    sheet.page()
    place = Style(13, colour=GREY, align="centre", leading=1.3)
    sheet.line(notice.place_name, x=LEFT, y=16, width=WIDTH, style=place)
    title = Style(30, family="serif", is_bold=True, align="centre", leading=1.3)
    sheet.line(f"{notice.area_name}岗位职责公示", x=LEFT, y=24, width=WIDTH, style=title)
    sheet.rule(x=LEFT, y=42, width=WIDTH, colour=RED, weight=0.8)
    sheet.rule(x=LEFT, y=43.4, width=WIDTH, colour=RED, weight=0.2)
    sheet.qr(notice.page_url, x=LEFT - 2, y=A4[1] - 38, side=28)
    note = Style(11, colour=GREY, leading=1.6)
    sheet.words("扫码查看最新人员和职责", x=LEFT + 30, y=A4[1] - 30, width=80, style=note)
    sheet.words(f"公示日期：{plain_date(notice.posted_on)}", x=LEFT + 30, y=A4[1] - 23, width=80, style=note)
    return 50.0


def _lines(person: PostedPerson) -> list[str]:
    lines = [
        f"职责　{number}. {duty}" if number == 1 else f"　　　{number}. {duty}"
        for number, duty in _counted(person.duties)
    ]
    lines += [f"可当场决定：{words}" for words in person.may_decide]
    contact = "　".join(part for part in (person.unit_name, person.duty_phone) if part)
    return [*lines, f"联系：{contact}"] if contact else lines


def _counted(items: tuple[str, ...]) -> list[tuple[int, str]]:
    return list(enumerate(items, start=1))


def _height(sheet: Sheet, person: PostedPerson) -> float:
    style = Style(13, leading=1.55)
    return 13 + sum(sheet.line_count(line, width=WIDTH - 8, style=style) for line in _lines(person)) * style.height


def _person(sheet: Sheet, person: PostedPerson, y: float) -> float:
    sheet.box(x=LEFT, y=y + 1.5, width=1.6, height=8, fill=RED)
    head = Style(18, is_bold=True, leading=1.4)
    y = sheet.line(f"{person.post_label}　{person.name}", x=LEFT + 5, y=y, width=WIDTH - 5, style=head) + 2
    for line in _lines(person):
        y = sheet.words(line, x=LEFT + 5, y=y, width=WIDTH - 8, style=Style(13, leading=1.55))
    return y
