"""What a place keeps about its residents and how it visits them, said in words."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.ground.rulebook.rulebook import Rulebook
from wangge.ground.rulebook.schema.visits import WEEKDAYS, Cadence

from .tables import Table, joined, named

ABOUT = {"person": gettext_lazy("个人"), "household": gettext_lazy("户"), "dwelling": gettext_lazy("房屋")}
RHYTHMS = {
    "day": gettext_lazy("每天"),
    "week": gettext_lazy("每周"),
    "month": gettext_lazy("每月"),
    "quarter": gettext_lazy("每季度"),
    "year": gettext_lazy("每年"),
    "first_week": gettext_lazy("每月第一周"),
    "any_time": gettext_lazy("随时"),
}
DAYS = dict(zip(WEEKDAYS, map(gettext_lazy, ("周一", "周二", "周三", "周四", "周五", "周六", "周日")), strict=True))
HOLIDAYS = {
    "keep": gettext_lazy("照常"),
    "skip": gettext_lazy("不去"),
    "next_workday": gettext_lazy("顺延到下一个工作日"),
}
REACHED = {
    "everybody": gettext_lazy("每一户"),
    "care": gettext_lazy("关爱对象"),
    "some": gettext_lazy("一部分户"),
    "nobody": gettext_lazy("不按户算"),
}
LEADS = {
    "case": gettext_lazy("事项"),
    "hazard": gettext_lazy("隐患"),
    "care": gettext_lazy("关爱"),
    "dispute": gettext_lazy("纠纷"),
}


def people_tables(rules: Rulebook) -> Iterable[Table]:
    """Care kinds with their right and review, the resident sheet, hazards."""
    people = rules.people
    secret = {True: _("敏感，查看要写明用途"), False: "—"}
    months = _("{months} 个月")
    care = [
        (one.label, str(ABOUT[one.about]), one.purpose, one.basis, months.format(months=one.review_months),
         secret[one.sensitive]) for one in people.care
    ]  # fmt: skip
    yield Table(_("关爱类别"), (_("类别"), _("对象"), _("目的"), _("依据"), _("多久复核"), _("备注")), care)
    items = [
        (one.label, str(ABOUT[one.about]), one.purpose, one.source, months.format(months=one.refresh_months),
         secret[one.sensitive]) for one in people.items
    ]  # fmt: skip
    yield Table(_("住户信息表"), (_("信息项"), _("对象"), _("目的"), _("来源"), _("多久更新"), _("备注")), items)
    hazards = [
        (one.label, _("{days} 天内").format(days=one.fix_days), months.format(months=one.recheck_months))
        for one in people.hazards
    ]
    yield Table(_("隐患"), (_("隐患"), _("整改"), _("多久复查")), hazards)


def visits_tables(rules: Rulebook) -> Iterable[Table]:
    """When people are visited, what is looked at, what departments may want done at a door."""
    visits = rules.visits
    if not visits.cadences:
        return
    posts = named(rules.posts.kinds)
    rows = [
        (one.label, _days(one), joined(posts.get(code, code) for code in one.posts), str(REACHED[one.covers]),
         str(HOLIDAYS[one.holiday])) for one in visits.cadences
    ]  # fmt: skip
    yield Table(_("走访安排（只是提示，没走到不罚不催）"),
                (_("安排"), _("时间"), _("谁去"), _("走到谁家"), _("遇到节假日")), rows)  # fmt: skip
    checks = [(one.label, str(LEADS.get(one.leads_to, "—"))) for one in visits.checks]
    yield Table(_("上门看什么"), (_("开关"), _("可以转成")), checks)
    errands = [(one.label, _("约 {minutes} 分钟").format(minutes=one.minutes)) for one in visits.errands]
    heading = _("上门一并办的事")
    if visits.errands_a_visit > 1:
        heading = _("上门一并办的事（上一次门，至少办 {count} 件）").format(count=visits.errands_a_visit)
    yield Table(heading, (_("事务"), _("用时")), errands)


def _days(one: Cadence) -> str:
    days = "、".join(str(DAYS[day]) for day in one.weekdays)
    hours = f"{one.begins:%H:%M}–{one.ends:%H:%M}" if one.begins and one.ends else ""
    return " ".join(part for part in (str(RHYTHMS[one.rhythm]), days, hours) if part)
