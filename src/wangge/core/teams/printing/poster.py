from datetime import datetime
from itertools import groupby

from wangge.ground.foundation.printing import A4, Sheet, Style, together

from .papers import GridPoster, PostedPerson

RED = (176, 32, 37)
PALE = (250, 243, 238)
GREY = (95, 95, 95)
WHITE = (255, 255, 255)
GAP = 3.2
LARGE_TO_SMALL = (24, 22, 20, 18, 16, 14, 12, 10)


def grid_poster_pdf(*, poster: GridPoster, at: datetime, size: tuple[float, float] = A4) -> bytes:
    """网格公示海报 in large type (A4 or A3): the code to scan, the people, the duty phone."""
    sheet = Sheet(size=size, title=poster.grid_name, at=at)
    sheet.page()
    scale = size[0] / A4[0]
    y = _head(sheet, poster, scale)
    y = _code(sheet, poster, y, scale)
    _people(sheet, poster, y, scale)
    _foot(sheet, poster, scale)
    return sheet.output()


def _head(sheet: Sheet, poster: GridPoster, scale: float) -> float:
    sheet.box(x=0, y=0, width=sheet.width, height=50 * scale, fill=RED)
    margin, width = 12 * scale, sheet.width - 24 * scale
    small = Style(16 * scale, colour=WHITE, align="centre", leading=1.3)
    sheet.line(poster.place_name, x=margin, y=8 * scale, width=width, style=small)
    title = Style(44 * scale, colour=WHITE, is_bold=True, align="centre", leading=1.3)
    sheet.line(poster.grid_name, x=margin, y=19 * scale, width=width, style=title)
    return 56 * scale


def _code(sheet: Sheet, poster: GridPoster, y: float, scale: float) -> float:
    side = 78 * scale
    x = 14 * scale
    sheet.box(x=x, y=y, width=side, height=side, line=RED, weight=0.8 * scale, corner=3 * scale)
    sheet.qr(poster.page_url, x=x + 2 * scale, y=y + 2 * scale, side=side - 4 * scale)
    right, width = x + side + 8 * scale, sheet.width - side - 36 * scale
    top = sheet.line(
        f"扫{poster.code_name}", x=right, y=y, width=width, style=Style(26 * scale, is_bold=True, colour=RED)
    )
    steps = ("反映问题，不用下载，不用登录", "查办理进度，谁在办、何时办好", "对结果打分，不满意重新办")
    for step in steps:
        top = sheet.words(f"· {step}", x=right, y=top, width=width, style=Style(17 * scale, leading=1.45))
    if poster.duty_phone:
        top = sheet.line(
            "不会扫码，请打电话", x=right, y=top + 2 * scale, width=width, style=Style(15 * scale, colour=GREY)
        )
        phone = Style(33 * scale, is_bold=True, colour=RED, leading=1.2)
        sheet.line(poster.duty_phone, x=right, y=top, width=width, style=phone)
    return y + side + 7 * scale


def _people(sheet: Sheet, poster: GridPoster, y: float, scale: float) -> None:
    """One block for each post with all its people, set as large as the page allows."""
    room = sheet.height - 34 * scale - y
    groups = [list(people) for _post, people in groupby(poster.people, key=lambda person: person.post_label)]
    for size in LARGE_TO_SMALL:
        blocks = [_Block(sheet, people, size * scale, scale) for people in groups]
        if sum(block.height + GAP * scale for block in blocks) <= room:
            break
    for block in blocks:
        block.draw(y)
        y += block.height + GAP * scale


class _Block:
    """A post, the names of those who hold it, and what they do."""

    def __init__(self, sheet: Sheet, people: list[PostedPerson], size: float, scale: float) -> None:
        self.sheet, self.scale = sheet, scale
        self.post_label = people[0].post_label
        self.names = "　".join(together(person.name) for person in people)
        self.duties = "；".join(duty.rstrip("。；") for duty in people[0].duties[:3])
        self.name_style = Style(size, is_bold=True, leading=1.3)
        self.duty_style = Style(size * 0.58, colour=GREY, leading=1.45)
        self.x, self.width = 14 * scale, sheet.width - 28 * scale
        self.left, self.right = 48 * scale, self.width - 54 * scale
        self.pad = 3.2 * scale
        self.height = self._lines_height() + 2 * self.pad

    def _lines_height(self) -> float:
        names = self.sheet.line_count(self.names, width=self.right, style=self.name_style) * self.name_style.height
        if not self.duties:
            return names
        return (
            names + self.sheet.line_count(self.duties, width=self.right, style=self.duty_style) * self.duty_style.height
        )

    def draw(self, y: float) -> None:
        self.sheet.box(x=self.x, y=y, width=self.width, height=self.height, fill=PALE, corner=2 * self.scale)
        post = Style(self.name_style.size * 0.68, colour=RED, is_bold=True, leading=1.3)
        at = self.x + 5 * self.scale
        lines = self.sheet.line_count(self.post_label, width=self.left - 8 * self.scale, style=post)
        top = y + (self.height - lines * post.height) / 2
        self.sheet.words(self.post_label, x=at, y=top, width=self.left - 8 * self.scale, style=post)
        x, top = self.x + self.left, y + self.pad
        top = self.sheet.words(self.names, x=x, y=top, width=self.right, style=self.name_style)
        if self.duties:
            self.sheet.words(self.duties, x=x, y=top, width=self.right, style=self.duty_style)


def _foot(sheet: Sheet, poster: GridPoster, scale: float) -> None:
    margin, width = 14 * scale, sheet.width - 28 * scale
    y = sheet.height - 30 * scale
    sheet.rule(x=margin, y=y, width=width, colour=RED, weight=0.6 * scale)
    promise = Style(20 * scale, colour=RED, is_bold=True, align="centre", leading=1.4)
    y = sheet.line(poster.promise, x=margin, y=y + 3 * scale, width=width, style=promise)
    note = f"{poster.duty_unit}　紧急情况请直接拨打 110、119、120　码号 {poster.code}".lstrip("　")
    sheet.line(note, x=margin, y=y + 1 * scale, width=width, style=Style(11 * scale, colour=GREY, align="centre"))
