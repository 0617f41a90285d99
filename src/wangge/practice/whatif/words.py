"""What the figures of a run are called, how one is said, and what the model leaves out."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .basis import MEANINGS, Basis
from .changes import limit_words, said, share_of
from .lifecycle import Source
from .playing import LATE_OF, RUNG, Result, Row

Words = str | Promise

LABELS: dict[str, tuple[Words, Words, int]] = {
    "late_share": (gettext_lazy("超期的事项"), "%", 2),
    "days_p50": (gettext_lazy("从反映到答复，一半的事项在"), gettext_lazy("个工作日内"), 2),
    "days_p90": (gettext_lazy("从反映到答复，九成的事项在"), gettext_lazy("个工作日内"), 2),
    "signed_late_share": (gettext_lazy("超过签收时限才有人接手的"), "%", 2),
    "department_wait": (gettext_lazy("在承办单位等人接手，平均"), gettext_lazy("小时"), 2),
    "member_minutes": (gettext_lazy("每名网格员一天的工作"), gettext_lazy("小时"), 2),
    "visits": (gettext_lazy("一年走访"), gettext_lazy("户次"), 0),
    "climbed": (gettext_lazy("催办、督办合计"), gettext_lazy("次"), 0),
    "returned": (gettext_lazy("退回"), gettext_lazy("次"), 0),
    "repeated": (gettext_lazy("重办"), gettext_lazy("件"), 0),
    "open_at_end": (gettext_lazy("年底没有办结的"), gettext_lazy("件"), 0),
}
LEFT_OUT: tuple[Words, ...] = (
    gettext_lazy("住在哪里、走多远，谁请假、生病，网格员之间互相帮忙。"),
    gettext_lazy("季节、节前、暴雨和星期几的忙闲：事项在全年的上班时间里平均地来。"),
    gettext_lazy("一件事要两个单位一起办，吹哨、延期、暂停、挂账、调解和回访。"),
    gettext_lazy("受理、派遣、首次联系、阶段答复和评价的时限；村（社区）先办的事按网格员办的算。"),
    gettext_lazy("夜里和假日没有人办事：按小时计的时限照样走，到点办不了的算超期。"),
    gettext_lazy("人会因为规定变了而改变做法；办得快了以后反映会不会变多。"),
    gettext_lazy("谁办得好、谁办得差：只有平均数，没有任何一个人的数字。"),
)


@dataclass(frozen=True)
class Said:
    """One line of the table in words."""

    label: str
    before: str
    after: str
    difference: str
    interval: str
    verdict: str


def label_of(code: str) -> tuple[str, str, int]:
    """What a figure is called, its unit, and how many places are shown."""
    if code.startswith(LATE_OF):
        return _("　其中“{kind}”超期").format(kind=code.removeprefix(LATE_OF)), "%", 2
    if code.startswith(RUNG):
        return _("　其中“{step}”").format(step=code.removeprefix(RUNG)), _("次"), 0
    label, unit, places = LABELS[code]
    return str(label), str(unit), places


def said_row(row: Row) -> Said:
    """超期的事项: 12.3% → 8.1%, 少 4.2 (3.9 至 4.5)."""
    label, unit, places = label_of(row.code)
    gap = row.difference
    verdict = _("看不出差别")
    if row.is_clear and signed(gap.mean, places) != "0":
        verdict = _("多了") if gap.mean > 0 else _("少了")
    return Said(
        label=label, before=with_unit(row.before.mean, unit, places), after=with_unit(row.after.mean, unit, places),
        difference=signed(gap.mean, places),
        interval=_("{low} 至 {high}").format(low=signed(gap.low, places), high=signed(gap.high, places)),
        verdict=verdict,
    )  # fmt: skip


def signed(value: float, places: int) -> str:
    """+3.2, -0.5; 0 for what is none at so many places."""
    text = f"{value:+,.{places}f}"
    return text if text.strip("+-0.,") else "0"


def with_unit(value: float, unit: str, places: int) -> str:
    """12.3%, 400 户."""
    space = "" if unit in ("%", "") else " "
    return f"{said(value, places)}{space}{unit}"


def table_of(result: Result) -> list[Said]:
    """The whole table, the late ones of each kind and each rung below their sums."""
    return [said_row(row) for row in ordered(result)]


def ordered(result: Result) -> list[Row]:
    """As they are read: parts below what they are parts of."""
    found: list[Row] = []
    for row in result.rows:
        if row.code.startswith((LATE_OF, RUNG)):
            continue
        found.append(row)
        below = {"late_share": LATE_OF, "climbed": RUNG}.get(row.code)
        found += [one for one in result.rows if below and one.code.startswith(below)]
    return found


def warnings_of(result: Result) -> list[str]:
    """What to know before believing it: where more comes than can be done, queues only grow."""
    names = {
        "load_of_members": _("网格员的时间"),
        "load_of_departments": _("承办单位的力量"),
    }
    found = []
    for name, label in names.items():
        today, tried = getattr(result, name)
        for load, which in ((today, _("今天")), (tried, _("改了以后"))):
            if load >= 1:
                found.append(
                    _(
                        "{which}{label}不够用（要用 {percent:.0f}%）：积压会一直变长，超期和等待跟推演的长短有关。"
                    ).format(which=which, label=label, percent=load * 100)
                )
    return found


def kinds_of(basis: Basis) -> list[tuple[str, str, str, str, str]]:
    """Each kind of cases: its name, its share, how it is closed and signed, and where the share comes from."""
    return [
        (
            kind.code, f"{said(share_of(kind, basis) * 100, 1)}%",
            limit_words(kind.close), limit_words(kind.sign),
            _("{source}（{n} 件）").format(source=Source(kind.source).label, n=kind.n)
            if kind.n
            else _("假定各类别一样多"),
        )
        for kind in basis.kinds
    ]  # fmt: skip


def numbers_of(basis: Basis) -> list[tuple[str, str, str, bool]]:
    """Every number of a basis: what it is, how much, where it comes from, and whether it is only assumed."""
    found = []
    for code, number in basis.numbers.items():
        meaning = MEANINGS[code]
        source = str(Source(number.source).label)
        if number.source == Source.CASES:
            source = _("{source}（{n} 件）").format(source=source, n=number.n)
        if number.note:
            source = _("{source}：{note}").format(source=source, note=number.note)
        value = with_unit(number.value, str(meaning.unit), meaning.places)
        found.append((str(meaning.label), value, source, number.source == Source.ASSUMED))
    return sorted(found, key=lambda one: not one[3])
