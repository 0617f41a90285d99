"""A report as tables: the page, the paper and the Excel file show the same ones."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from wangge.core.areas.queries import areas_in_memory
from wangge.faces.shell.states import look_of
from wangge.faces.workbench.hot.views import hot_url
from wangge.faces.workbench.labels import category_label, channel_label, rules_at, unit_label
from wangge.faces.workbench.matters.parts import Cell, Line
from wangge.practice.insight.kpi import KPIS, Rate, rate_of
from wangge.practice.insight.lifecycle import Rhythm
from wangge.practice.insight.printing import Table
from wangge.practice.insight.queries import Hint, ReportPage, rule_words
from wangge.practice.insight.queries.rising import WEEKS_BEFORE

from .parts import url_of

PARTS = ("new", "closed", "open")


@dataclass(frozen=True)
class Section:
    """One table of a report, and what it says where it has no lines."""

    title: str
    lines: Sequence[Line] = ()
    note: str = ""
    nothing: str = ""
    numbers: Sequence[tuple[int, str, str, str]] = field(default=())  # value, url, label, tone

    def as_table(self) -> Table:
        """The same for paper and files."""
        if self.numbers:
            return Table(self.title, [label for _v, _u, label, _t in self.numbers],
                         [[str(value) for value, _u, _l, _t in self.numbers]], self.note)  # fmt: skip
        if not self.lines:
            return Table(self.title, (), (), self.nothing)
        headings = [_("名称"), *(str(cell.label) for cell in self.lines[0].cells)]
        rows = [[_name(line), *(str(cell.words) for cell in line.cells)] for line in self.lines]
        return Table(self.title, headings, rows, self.note)


def _name(line: Line) -> str:
    return f"{line.name}（{line.below}）" if line.below else str(line.name)


def sections_of(page: ReportPage) -> list[Section]:
    """All tables of a report in their order."""
    found = [_flow(page), _hints(page)]
    if page.rhythm == Rhythm.MONTH:
        found.append(_rates(page))
    if page.rhythm == Rhythm.WEEK:
        found.append(_rising(page))
    found += [_overdue(page), _hot(page)]
    if page.rhythm != Rhythm.DAY:
        found.append(_callers(page))
    return [*found, _states(page), _channels(page), _categories(page), _totals(page)]


def behind_url(page: ReportPage, part: str, **more: str) -> str:
    """The list of the cases a number counts."""
    area = "" if page.is_of_town else page.area.code
    return url_of("report-cases", page.id, part=part, area=area, **more)


def _number(page: ReportPage, label: str, count: int, part: str, **more: str) -> Cell:
    return Cell(label, str(count), behind_url(page, part, **more) if count else "", is_number=True)


def _flow(page: ReportPage) -> Section:
    flow, overdue = page.figures.flow, sum(page.figures.overdue.values())
    labels = [
        ("brought", _("上期结转")), ("new", _("新增")), ("reopened", _("重办")), ("closed", _("办结")),
        ("open", pgettext("count", "在办")),
    ]  # fmt: skip
    numbers = [(flow[part], behind_url(page, part) if flow[part] else "", label, "") for part, label in labels]
    repeats = page.figures.repeats
    numbers.append((repeats, behind_url(page, "listed", value="repeat") if repeats else "", _("新件里的重复件"), ""))
    numbers.append((overdue, behind_url(page, "overdue") if overdue else "", _("超期"), "over" if overdue else ""))
    rate = rate_of("repeat", repeats, flow["new"])
    return Section(_("总量"), numbers=numbers, note=_("{label} {rate}").format(label=rate.label, rate=rate))


def _hints(page: ReportPage) -> Section:
    lines = [
        Line(
            subject_words(hint), [Cell(_("规则"), rule_words(rule=hint.rule)),
            _number(page, _("件数"), hint.count, hint.part, value=hint.value)],
        )
        for hint in page.figures.hints
    ]  # fmt: skip
    return Section(_("风险提示"), lines, nothing=_("没有触发任何一条规则。"))


def subject_words(hint: Hint) -> str:
    """What a hint is about."""
    if hint.rule == "overdue":
        return unit_label(UUID(hint.subject))
    return hint.subject or {
        "urgent": _("紧急、重大事项"),
        "unhappy": _("不满意评价"),
        "bounced": _("反复退回、重办"),
        "red": _("红色督办、领导督办"),
    }.get(hint.rule, hint.rule)


def _overdue(page: ReportPage) -> Section:
    lines = [
        Line(unit_label(UUID(unit)), [_number(page, _("超期"), count, "overdue", value=unit)])
        for unit, count in page.figures.overdue.items()
    ]
    return Section(_("超期，按单位"), lines, nothing=_("没有超期的事项。"))


def _hot(page: ReportPage) -> Section:
    lines = [
        Line(
            issue["title"],
            [
                _number(page, _("近 7 天"), issue["lately"], "listed", value=f"hot:{issue['id']}"),
                Cell(_("再前 7 天"), str(issue["before"]), is_number=True),
                Cell(_("新出现"), _("是") if issue["is_new"] else "—"),
            ],
            url=hot_url(UUID(issue["id"])),
        )
        for issue in page.figures.hot
    ]
    return Section(_("重复和热点问题"), lines, nothing=_("近 7 天没有归到一起的问题。"))


def _callers(page: ReportPage) -> Section:
    lines = [
        Line(one["phone"], [_number(page, _("30 天内"), one["count"], "listed", value=one["key"])])
        for one in page.figures.callers
    ]
    return Section(_("反复来电人"), lines, nothing=_("没有 30 天内反映 3 件以上的来电人。"))


def _rising(page: ReportPage) -> Section:
    lines = []
    for one in page.figures.rising:
        is_topic = one["what"] == "category"
        name = _category(page, one["key"]) if is_topic else _place(one["key"])
        more = {"category": one["key"]} if is_topic else {"place": one["key"]}
        cells = [
            Cell(_("哪一种"), _("类别") if is_topic else _("地方")),
            _number(page, _("本周"), one["now"], "new", **more),
            Cell(_("前四周平均"), f"{one['before'] / WEEKS_BEFORE:.2f}", is_number=True),
        ]
        lines.append(Line(name, cells))
    return Section(
        _("上升的类别和地方"), lines, note=_("本周 3 件以上，而且超过前四周平均的 1.5 倍。"),
        nothing=_("没有明显上升的类别和地方。"),
    )  # fmt: skip


def _rates(page: ReportPage) -> Section:
    kept = page.figures.rates
    lines = []
    for code, kpi in KPIS.items():
        if not any(code in one for one in kept.values()):
            continue
        rates = {name: rate_of(code, *one.get(code, (0, 0, 0))) for name, one in kept.items()}
        cells = [
            Cell(_("本月"), str(rates["now"])),
            Cell(_("上月"), f"{rates['month']} {_change(rates['now'], rates['month'])}"),
            Cell(_("去年同月"), f"{rates['year']} {_change(rates['now'], rates['year'])}"),
        ]
        below = _("{formula}；不计：{left_out}") if kpi.left_out else "{formula}"
        lines.append(Line(kpi.label, cells, below=below.format(formula=kpi.formula, left_out=kpi.left_out)))
    return Section(_("办得怎么样"), lines, nothing=_("这个月没有到期、办结或评价的事项。"))


def _change(now: Rate, before: Rate) -> str:
    """Up or down in percentage points; nothing where one of both has no denominator."""
    if now.percent is None or before.percent is None:
        return ""
    return f"{now.percent - before.percent:+}"


def _states(page: ReportPage) -> Section:
    lines = [
        Line(look_of(state).label, [_number(page, _("件数"), count, "open", state=state)])
        for state, count in page.figures.by_state.items()
    ]
    return Section(_("在办，按环节"), lines, nothing=_("没有在办的事项。"))


def _channels(page: ReportPage) -> Section:
    rules = rules_at(page.town.id)
    lines = [
        Line(channel_label(rules, code), _three(page, counts, channel=code))
        for code, counts in page.figures.by_channel.items()
    ]
    return Section(_("按来源"), lines, nothing=_("没有事项。"))


def _categories(page: ReportPage) -> Section:
    lines = [
        Line(_category(page, code), _three(page, counts, category=code))
        for code, counts in page.figures.by_category.items()
    ]
    return Section(_("按类别，新增多的在前"), lines, nothing=_("没有事项。"))


def _three(page: ReportPage, counts: dict[str, int], **more: str) -> list[Cell]:
    labels = {"new": _("新增"), "closed": _("办结"), "open": pgettext("count", "在办")}
    return [_number(page, labels[part], counts.get(part, 0), part, **more) for part in PARTS]


def _totals(page: ReportPage) -> Section:
    lines = [Line(total.label, [Cell(_("核对"), str(total))]) for total in page.totals]
    note = _("上一份报告以后补录、补做的件会使结转不等；差数写在上面。")
    return Section(_("数字核对"), lines, note=note)


def _category(page: ReportPage, code: str) -> str:
    return category_label(rules_at(page.town.id), code)


def _place(path: str) -> str:
    row = areas_in_memory().by_path.get(path)
    return row.name if row else path
