"""The dictionary of figures (指标): no rate without its numerator, its denominator and what was left out."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.ground.engines.intervals import wilson

Words = str | Promise
Number = int | float | Decimal | str
TWO = Decimal("0.01")


@dataclass(frozen=True)
class Kpi:
    """One entry: what it is called, how it is reckoned, and what is in neither number."""

    label: Words
    formula: Words
    left_out: Words = ""


KPIS: dict[str, Kpi] = {
    "response": Kpi(
        gettext_lazy("响应率"), gettext_lazy("按时联系÷到期应联系"), gettext_lazy("未到期、不再需要联系的")
    ),
    "solved": Kpi(gettext_lazy("解决率"), gettext_lazy("回访时说已解决÷回访有效答复"), gettext_lazy("没有联系上的")),
    "satisfied": Kpi(
        gettext_lazy("满意率"), gettext_lazy("（很满意＋满意＋基本满意）÷已评价"), gettext_lazy("答复后没有评价的")
    ),
    "signed": Kpi(
        gettext_lazy("及时签收率"), gettext_lazy("按时签收÷到期应签收"), gettext_lazy("未到期、不再需要签收的")
    ),
    "closed": Kpi(
        gettext_lazy("按时办结率"),
        gettext_lazy("按时办结÷到截止时应办结"),
        gettext_lazy("未到期、暂停、挂账和不再需要办结的"),
    ),
    "once": Kpi(gettext_lazy("一次完成率"), gettext_lazy("没有重办过的办结件÷办结件")),
    "repeat": Kpi(gettext_lazy("重复率"), gettext_lazy("归入热点问题的新件÷新件")),
    "handed_over": Kpi(
        gettext_lazy("企业诉求及时交办率"), gettext_lazy("按时交办÷到期应交办"), gettext_lazy("未到期、不再需要交办的")
    ),
    "studied": Kpi(
        gettext_lazy("企业诉求限时研究率"),
        gettext_lazy("按时给出阶段答复÷到期应给出"),
        gettext_lazy("未到期、已先办结的"),
    ),
    "replied": Kpi(
        gettext_lazy("企业诉求按时反馈率"),
        gettext_lazy("按时反馈÷到期应反馈"),
        gettext_lazy("未到期、暂停、挂账和不再需要反馈的"),
    ),
    "actions": Kpi(
        gettext_lazy("议定事项办结率"), gettext_lazy("已有结果÷已到期或已有结果"), gettext_lazy("还没到期、没有结果的")
    ),
}


@dataclass(frozen=True)
class Rate:
    """A rate that always says all three: numerator, denominator, how many are in neither."""

    numerator: int
    denominator: int
    excluded: int = 0
    label: Words = ""
    formula: Words = ""
    left_out: Words = ""

    @property
    def percent(self) -> Decimal | None:
        """In per cent with two places; None where nothing was due."""
        return percent(self.numerator, self.denominator)

    @property
    def percent_words(self) -> str:
        return "—" if self.percent is None else f"{self.percent}%"

    def __str__(self) -> str:
        return _("{percent}（{numerator}÷{denominator}，不计 {excluded}）").format(
            percent=self.percent_words, numerator=self.numerator, denominator=self.denominator, excluded=self.excluded
        )


def rate_of(code: str, numerator: int, denominator: int, excluded: int = 0) -> Rate:
    """A rate of the dictionary."""
    kpi = KPIS[code]
    return Rate(numerator, denominator, excluded, kpi.label, kpi.formula, kpi.left_out)


def percent(numerator: int, denominator: int) -> Decimal | None:
    """Numerator ÷ denominator in per cent, halves rounded up as the briefings do; None without a denominator."""
    return _rounded(Decimal(numerator) * 100 / Decimal(denominator)) if denominator else None


def score(rate: Number, *, full: Number, slope: Number, target: Number, floor: Number) -> Decimal:
    """The points of an appraisal for a rate in per cent: max(floor, full − slope·max(0, target − rate))."""
    missing = max(Decimal(0), _decimal(target) - _decimal(rate))
    return _rounded(max(_decimal(floor), _decimal(full) - _decimal(slope) * missing))


def wilson95(numerator: int, denominator: int) -> tuple[Decimal, Decimal]:
    """The 95 % interval of a share of a sample, in per cent (Wilson). Raises ValueError for an empty sample."""
    low, high = wilson(numerator, denominator)
    return _rounded(_decimal(100 * low)), _rounded(_decimal(100 * high))


@dataclass(frozen=True)
class Total:
    """A stated total and the parts that should make it."""

    label: Words
    parts: tuple[int, ...]
    stated: int

    @property
    def difference(self) -> int:
        return self.stated - sum(self.parts)

    @property
    def is_equal(self) -> bool:
        return self.difference == 0

    def __str__(self) -> str:
        left = " ＋ ".join(str(part) for part in self.parts).replace("＋ -", "− ")
        if self.is_equal:
            return _("{parts} ＝ {stated}，相符").format(parts=left, stated=self.stated)
        return _("{parts} ＝ {found}，与 {stated} 不等，差 {difference}").format(
            parts=left, found=sum(self.parts), stated=self.stated, difference=self.difference
        )


def _decimal(number: Number) -> Decimal:
    return number if isinstance(number, Decimal) else Decimal(str(number))


def _rounded(number: Decimal) -> Decimal:
    return number.quantize(TWO, rounding=ROUND_HALF_UP)
