from datetime import date, datetime

from wangge.ground.foundation.printing import A4, Sheet, Style, together

from .papers import AgreementPaper

COPIES = ("申请人一份", "被申请人一份", "调解委员会存档一份")
GREY = (95, 95, 95)
SEAL = (214, 160, 160)
LEFT, WIDTH = 24.0, A4[0] - 48
TOP, BOTTOM = 22.0, A4[1] - 24
TITLE = Style(24, family="serif", is_bold=True, align="centre", leading=1.5, spacing=0.2)
HEAD = Style(13.5, family="serif", is_bold=True, leading=1.7)
TEXT = Style(13, family="serif", leading=1.75)
SMALL = Style(9, colour=GREY, leading=1.5)


def agreement_pdf(*, paper: AgreementPaper, at: datetime) -> bytes:
    """人民调解协议书, three copies: parties, facts, terms, how, where and until when kept, signatures, the seal."""
    sheet = Sheet(size=A4, title=f"人民调解协议书 {paper.number}", at=at)
    for place, copy in enumerate(COPIES, start=1):
        _Copy(sheet, paper, f"一式三份，第 {place} 份：{copy}").draw()
    return sheet.output()


class _Copy:
    """One copy, over as many pages as it takes."""

    def __init__(self, sheet: Sheet, paper: AgreementPaper, foot: str) -> None:
        self.sheet, self.paper, self.foot = sheet, paper, foot
        self.y = TOP

    def draw(self) -> None:
        paper = self.paper
        self._page()
        self.y = self.sheet.line("人民调解协议书", x=LEFT, y=self.y, width=WIDTH, style=TITLE)
        number = Style(11, family="serif", colour=GREY, align="right", leading=1.5)
        self.y = self.sheet.line(f"编号：{paper.number}", x=LEFT, y=self.y, width=WIDTH, style=number) + 2
        self._part("当事人", [_party_words(one.side, one.name, one.details) for one in paper.parties])
        self._part("纠纷的主要事实、争议事项", paper.facts.splitlines())
        self._part("经调解，自愿达成如下协议", paper.terms.splitlines())
        until = _day(paper.perform_by) + "以前" if paper.perform_by else "签订时当场履行"
        ways = [f"方式：{paper.perform_how}", f"地点：{paper.perform_where}", f"期限：{until}"]
        self._part("履行方式、地点和期限", ways)
        self._lines(
            f"双方可以在 {_day(paper.confirm_by)} 以前，共同向人民法院申请司法确认。本协议自各方当事人签名、"
            "盖章或者按指印，调解员签名并加盖调解委员会印章之日起生效。"
        )
        self._signatures()

    def _page(self) -> None:
        self.sheet.page()
        self.sheet.rule(x=LEFT, y=BOTTOM + 6, width=WIDTH, colour=GREY, weight=0.15)
        self.sheet.line(self.foot, x=LEFT, y=BOTTOM + 7, width=WIDTH, style=SMALL)
        self.y = TOP

    def _room(self, height: float) -> None:
        if self.y + height > BOTTOM:
            self._page()

    def _part(self, title: str, lines: list[str]) -> None:
        self._room(HEAD.height + TEXT.height)
        self.y = self.sheet.line(title, x=LEFT, y=self.y + 2, width=WIDTH, style=HEAD)
        for line in lines:
            self._lines(line)

    def _lines(self, text: str) -> None:
        """A paragraph that may begin on one page and end on the next."""
        for piece in self.sheet.lines_of(f"　　{text}", width=WIDTH, style=TEXT):
            self._room(TEXT.height)
            self.y = self.sheet.line(piece, x=LEFT, y=self.y, width=WIDTH, style=TEXT)

    def _signatures(self) -> None:
        paper = self.paper
        half = WIDTH / 2
        rows = [f"{one.side}（签名、盖章或按指印）：" for one in paper.parties]
        self._room((len(rows) + 1) * 11 + 44)
        self.y += 6
        for row in rows:
            self.y = self.sheet.line(row, x=LEFT, y=self.y, width=WIDTH, style=TEXT) + 3
        names = "、".join(together(name) for name in paper.mediators)
        words = f"调解员（签名）：{f'（{names}）' if names else ''}"
        self.y = self.sheet.words(words, x=LEFT, y=self.y, width=WIDTH, style=TEXT) + 2
        centre = LEFT + half + half / 2
        self.sheet.circle(x=centre, y=self.y + 16, radius=19, line=SEAL)
        right = Style(13, family="serif", align="centre", leading=1.6)
        self.sheet.line(paper.committee, x=LEFT + half - 10, y=self.y + 8, width=half + 20, style=right)
        self.sheet.line(_day(paper.signed_on), x=LEFT + half, y=self.y + 17, width=half, style=right)
        mark = Style(9, colour=(200, 140, 140), align="centre")
        self.sheet.line("（调解委员会盖章处）", x=LEFT + half, y=self.y + 27, width=half, style=mark)


def _party_words(side: str, name: str, details: str) -> str:
    return f"{side}：{together(name)}{f'，{details}' if details else ''}"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
