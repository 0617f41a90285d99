from datetime import datetime

from wangge.ground.foundation.printing import A4, Sheet, Style

from .papers import GroupPoster

GREEN = (7, 133, 73)
WHITE = (255, 255, 255)
GREY = (95, 95, 95)
LEFT, WIDTH = 20.0, A4[0] - 40
SIDE = 104.0


def group_poster_pdf(*, poster: GroupPoster, at: datetime) -> bytes:
    """入群海报, one A4 page: the group's own code while it holds, else the code of the grid's page."""
    sheet = Sheet(size=A4, title=poster.group_name, at=at)
    sheet.page()
    sheet.box(x=0, y=0, width=A4[0], height=62, fill=GREEN)
    small = Style(18, colour=WHITE, align="centre", leading=1.3)
    sheet.line(f"{poster.place_name}　{poster.grid_name}", x=LEFT, y=12, width=WIDTH, style=small)
    title = Style(42, colour=WHITE, is_bold=True, align="centre", leading=1.3)
    sheet.line(poster.group_name, x=LEFT, y=26, width=WIDTH, style=title)
    sheet.qr(poster.join_words or poster.page_url, x=(A4[0] - SIDE) / 2, y=78, side=SIDE)
    middle = Style(24, is_bold=True, align="centre", leading=1.4)
    call = "微信扫码入群" if poster.join_words else "扫码打开网格主页，联系群主入群"
    y = sheet.line(call, x=LEFT, y=188, width=WIDTH, style=middle)
    note = Style(14, colour=GREY, align="centre", leading=1.5)
    if poster.join_words and poster.join_until:
        until = poster.join_until
        words = f"群二维码到{until.year}年{until.month}月{until.day}日有效，过期请联系群主"
        y = sheet.line(words, x=LEFT, y=y, width=WIDTH, style=note)
    y = sheet.line(f"群主　{poster.owner_name}", x=LEFT, y=y + 6, width=WIDTH, style=middle)
    if poster.duty_phone:
        sheet.line(f"值班电话　{poster.duty_phone}", x=LEFT, y=y, width=WIDTH, style=middle)
    sheet.line(
        "群里不发身份证号、电话和住址；求助报警请打 110、119、120", x=LEFT, y=A4[1] - 24, width=WIDTH, style=note
    )
    return sheet.output()
