"""What pages of things that wait are made of; and what waits besides cases: whistles, decisions, visits, disputes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.core.areas.counting import AT_MOST
from wangge.core.cases.queries import Duty, WaitingCounts
from wangge.faces.shell.parts import Words
from wangge.faces.shell.templatetags.shell import clock_chip
from wangge.faces.workbench.disputes.words import DUTIES
from wangge.faces.workbench.due import quiet
from wangge.faces.workbench.whistles.words import WAITS
from wangge.ground.foundation.calendar.days import midnight


@dataclass(frozen=True)
class Waiting:
    """One line of the list, in words; `from_whom` is who has it where it is not ours."""

    title: str
    url: str
    why: Words
    is_over: bool
    where: str
    from_whom: str
    due: SafeString
    step: Words

    @property
    def why_css(self) -> str:
        return "w-why is-over" if self.is_over else "w-why"


@dataclass(frozen=True)
class Group:
    """The lines that wait for the same reason; `count` where a line stands for more than one thing."""

    code: str
    heading: Words
    lines: tuple[Waiting, ...]
    count: str = ""


@dataclass(frozen=True)
class Look:
    """How one kind of duty is named, and where its list is."""

    why: Words
    title: Words
    below: Words
    step: Words
    url_name: str
    query: str = ""


LOOKS = {
    "whistle": Look(
        gettext_lazy("吹哨"), gettext_lazy("吹哨和协办 {count} 件"), "", gettext_lazy("去办"), "workbench:whistles"
    ),
    "decide": Look(
        gettext_lazy("审定"), gettext_lazy("等您审定的申请 {count} 件"),
        gettext_lazy("同意还是不同意；期限是所在事项的"), gettext_lazy("审定"), "workbench:requests",
    ),
    "visit": Look(
        gettext_lazy("回访"), gettext_lazy("等您单位回访 {count} 件"), gettext_lazy("问反映人解决了没有，照实记下"),
        gettext_lazy("回访"), "workbench:visits", "?whose=mine",
    ),
    "dispute": Look(
        gettext_lazy("纠纷"), gettext_lazy("您单位调解的纠纷 {count} 件"), "", gettext_lazy("去办"),
        "workbench:disputes",
    ),
}  # fmt: skip
DETAILS: dict[str, dict[str, Words]] = {"whistle": WAITS | {"come": gettext_lazy("等应哨、协办")}, "dispute": DUTIES}


def at_most(number: int) -> int | str:
    """A number as it is shown; nobody reads further than 999+."""
    return f"{AT_MOST - 1}+" if number >= AT_MOST else number


def duty_groups(counts: WaitingCounts, *, at: datetime) -> list[Group]:
    """What waits besides cases, a line for each kind, each leading to its list; nothing where nothing waits."""
    duties = [duty for duty in counts.duties if duty.number]
    lines = tuple(_line(duty, at=at) for duty in duties)
    count = str(at_most(sum(duty.number for duty in duties)))
    return [Group("duties", _("事项以外等您的"), lines, count)] if lines else []


def _line(duty: Duty, *, at: datetime) -> Waiting:
    look, first = LOOKS[duty.kind], _first(duty)
    details = "，".join(_details(duty))
    return Waiting(
        title=str(look.title).format(count=at_most(duty.number)),
        url=reverse(look.url_name) + look.query,
        why=look.why,
        is_over=first is not None and first < at,
        where=details or str(look.below),
        from_whom="",
        due=clock_chip(first, at=at, label=_("最早")) if first else quiet(_("没有定期限")),
        step=look.step,
    )


def _details(duty: Duty) -> Iterator[str]:
    labels = DETAILS.get(duty.kind, {})
    for what, counted in duty.by_what.items():
        if counted.number and what in labels:
            yield f"{labels[what]} {at_most(counted.number)}"


def _first(duty: Duty) -> datetime | None:
    """The earliest end; disputes are due by the end of a day."""
    if duty.first is None or duty.kind != "dispute":
        return duty.first
    day = duty.first.astimezone(UTC).date()
    return midnight(day + timedelta(days=1))
