"""运行: what waits, what works, what has given up; the facts the system announced."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.access.operations.upkeep import retry_job
from wangge.faces.shell.parts import Fact, NavItem, build_chip, build_filter_bar
from wangge.faces.workbench.administration.asking import Asked, NoFields, ask, posted
from wangge.faces.workbench.administration.listing import pager_behind, read_uuid
from wangge.faces.workbench.administration.sections import SETTINGS, tabs_of
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation import jobs, outbox
from wangge.ground.sync.comparing import drifts

PAGE = 50
STATES: Mapping[str, str | Promise] = {
    "failed": gettext_lazy("失败"),
    "todo": gettext_lazy("等着做"),
    "doing": gettext_lazy("正在做"),
}
CARRIED: Mapping[str, str | Promise] = {
    "household": gettext_lazy("住户"),
    "person": gettext_lazy("人员"),
    "case": gettext_lazy("事项"),
    "visit": gettext_lazy("走访"),
    "wish": gettext_lazy("请勿打扰"),
}
LONGEST_WAIT = timedelta(minutes=5)
FACTS_COUNTED = timedelta(days=7)
PLAIN = (int, float, bool)


@dataclass(frozen=True)
class JobLine:
    """A job as the page shows it."""

    row: jobs.JobRow
    args: str


@require_GET
@staff_page(needs="job.see")
def show_jobs(request: StaffRequest) -> HttpResponse:
    """The jobs of one state, the newest first, and how the machinery does."""
    status = request.GET.get("status", "")
    status = status if status in STATES else "failed"
    after = request.GET.get("after", "")
    before = int(after) if after.isdigit() else None
    rows = jobs.rows_with_status(status=status, before=before, limit=PAGE + 1)
    shown = rows[:PAGE]
    counts = jobs.counts_by_status()
    context = {
        "tabs": tabs_of(SETTINGS, request.actor, here=request.path),
        "status": status,
        "heading": STATES[status],
        "states": [
            NavItem(words, f"?status={code}", "", code == status, counts.get(code, 0)) for code, words in STATES.items()
        ],
        "lines": [JobLine(row, args_words(row.args)) for row in shown],
        "health": _health(),
        "drifts": _drifts(),
        "pager": pager_behind(request.GET, after=str(shown[-1].id) if len(rows) > PAGE else "", shown=len(shown)),
        "may_retry": request.actor.may("job.retry"),
    }
    return render(request, "workbench/administration/running/jobs.html", context)


def args_words(args: Mapping[str, Any]) -> str:
    """The arguments that name a thing: ids, numbers and how many; never a text, which might be about a person."""
    return "，".join(f"{name} = {_plain(value)}" for name, value in args.items())


def _plain(value: object) -> str:
    if isinstance(value, PLAIN):
        return str(value)
    if isinstance(value, list | tuple):
        return str(_plain(value[0])) if len(value) == 1 else _("{count} 个").format(count=len(value))
    text = str(value)
    return text if read_uuid(text) or _is_dotted(text) else "…"


def _is_dotted(text: str) -> bool:
    """The name of a function."""
    return text.isascii() and all(part.isidentifier() for part in text.split("."))


def _health() -> list[Fact]:
    health = jobs.health()
    minutes = int(health.oldest_wait.total_seconds() // 60)
    is_late = health.oldest_wait > LONGEST_WAIT
    idle = _("没有进程在工作：通知发不出，时限不算。请运行 wangge serve 或 wangge worker")
    return [
        Fact(
            _("在工作的进程"),
            health.live_workers,
            note="" if health.live_workers else idle,
        ),
        Fact(
            _("最早的等了"),
            _("{minutes} 分钟").format(minutes=minutes) if minutes else _("不到一分钟"),
            note=_("积压了：忙不过来时再起一个 wangge worker") if is_late else "",
        ),
        Fact(_("全面体检"), "wangge doctor", note=_("在服务器上运行，逐项说毛病怎么治")),
    ]


def _drifts() -> list[Fact]:
    """What the comparison of the last night found wrong on phones, and mended."""
    rows = drifts(nights=1)
    return [
        Fact(
            _("{kind}（{day}）").format(kind=CARRIED.get(row.kind, row.kind), day=row.on.isoformat()),
            _("对了 {count} 条").format(count=row.drift.compared),
            note=_("补 {missing}、改 {different}、删 {stale}").format(
                missing=row.drift.missing, different=row.drift.different, stale=row.drift.stale
            )
            if row.drift.wrong
            else _("没有出入"),
        )
        for row in rows
    ]


@require_http_methods(["GET", "POST"])
@staff_page(needs="job.retry")
def retry(request: StaffRequest, job_id: int) -> HttpResponseBase:
    """Put a failed job back into the queue, asked on a page of its own."""

    def act(given: dict[str, Any]) -> HttpResponseBase:
        retry_job(actor=request.actor, job_id=job_id, at=request.at)
        say_done(request, _("已放回去重做"))
        return HttpResponseRedirect(reverse("workbench:jobs"))

    words = _("先弄清为什么失败、治好了再重试。做两遍也不会重复：每个任务都只算一次。")
    asked = Asked(_("重试第 {number} 号任务").format(number=job_id), _("重试"), reverse("workbench:jobs"), words)
    return ask(request, NoFields(posted(request)), asked, act)


def payload_words(payload: Mapping[str, Any]) -> str:
    """What a fact says in numbers and codes; ids would only be noise here, texts might be about a person."""
    words = {name: _plain(value) for name, value in payload.items() if not read_uuid(str(value))}
    return "，".join(f"{name} = {value}" for name, value in words.items() if value not in ("…", "None"))


@dataclass(frozen=True)
class FactLine:
    """A fact as the page shows it."""

    row: outbox.FactRow
    payload: str
    listeners: int


@require_GET
@staff_page(needs="job.see")
def show_facts(request: StaffRequest) -> HttpResponse:
    """The newest facts of the outbox, of one name or all."""
    name = request.GET.get("name", "")
    rows = outbox.facts(name=name, before=read_uuid(request.GET.get("after", "")), limit=PAGE + 1)
    shown = rows[:PAGE]
    counts = outbox.counts_by_name(since=request.at - FACTS_COUNTED)
    chip = build_chip(
        request.GET, "name", [(one, one) for one in counts], anything=_("全部"), lead=_("看"), counts=counts
    )
    context = {
        "tabs": tabs_of(SETTINGS, request.actor, here=reverse("workbench:jobs")),
        "bar": build_filter_bar(request.GET, [chip], has_words=False),
        "lines": [FactLine(row, payload_words(row.payload), len(outbox.listeners_of(row.name))) for row in shown],
        "pager": pager_behind(request.GET, after=str(shown[-1].id) if len(rows) > PAGE else "", shown=len(shown)),
    }
    return render(request, "workbench/administration/running/facts.html", context)
