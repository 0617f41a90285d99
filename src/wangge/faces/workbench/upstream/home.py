"""上级平台: which upstream platforms send tickets here, what passed between us, how good the exchange is."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from wangge.core.areas.scope import Scope
from wangge.faces.exchange.lifecycle import ContactKind, FileState
from wangge.faces.exchange.models import UpstreamSystem
from wangge.faces.exchange.queries import contacts, files, reconciliations, system_by_id, systems, waiting_returns
from wangge.faces.exchange.score import score_of
from wangge.faces.shell.parts import Fact
from wangge.faces.workbench.administration.accounts.list import where_words
from wangge.faces.workbench.labels import channel_label, rules_at
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import NotAllowed
from wangge.ground.rulebook.permissions import Permission

SEES: tuple[Permission, ...] = ("case.import", "rulebook.apply")


def scope_of(request: StaffRequest) -> Scope:
    """Where the person looks after upstream platforms. Raises NotAllowed where nowhere."""
    scope = Scope()
    for permission in SEES:
        scope |= request.actor.scope(permission)
    if not scope:
        raise NotAllowed(_("您的岗位没有这一项权限。需要时请找本单位的管理员。"))
    return scope


@require_GET
@staff_page()
def show_upstream(request: StaffRequest) -> HttpResponse:
    """The platforms of one's towns; the newest files for those who take files in."""
    scope = scope_of(request)
    rows = systems(scope=scope)
    sending = request.actor.scope("case.import")
    context = {
        "lines": [(row, where_words(row.area_path), _ways(row)) for row in rows],
        "files": [(file, FileState(file.state).label) for file in files(scope=sending, limit=20)],
        "may_send": request.actor.may("case.import") and bool(rows),
        "may_export": request.actor.may("case.export"),
        "may_edit": request.actor.may("rulebook.apply"),
    }
    return render(request, "workbench/upstream/home.html", context)


def _ways(row: UpstreamSystem) -> str:
    ways = [_("推送"), _("文件")]
    if row.pull_url:
        ways.insert(0, _("拉取"))
    if row.returns_by:
        ways.append(_("回传"))
    if row.list_url:
        ways.append(_("对账"))
    return "、".join(ways)


@require_GET
@staff_page()
def show_system(request: StaffRequest, system_id: UUID) -> HttpResponse:
    """One platform: the score of the month with its numbers, the comparisons, the contacts. Raises NotFound."""
    row = system_by_id(system_id=system_id, scope=scope_of(request))
    month = timezone.localtime(request.at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    waiting = waiting_returns(system=row)
    score = score_of(system=row, start=month, end=request.at)
    context = {
        "system": row,
        "where": where_words(row.area_path),
        "score": score,
        "failing": waiting["failing"],
        "comparisons": reconciliations(system=row, limit=10),
        "contacts": [(one, ContactKind(one.kind).label) for one in contacts(system=row)],
        "facts": [
            Fact(_("代码"), row.code),
            Fact(_("来源"), channel_label(rules_at(row.town_id), row.channel)),
            Fact(_("怎么交换"), _ways(row)),
            Fact(_("等待回传"), waiting["waiting"], note=_("{count} 条试过没有成功").format(count=waiting["failing"])),
            Fact(_("推送地址"), request.build_absolute_uri(reverse("exchange:push", args=[row.pk]))),
        ],
        "may_edit": request.actor.can("rulebook.apply", at_path=row.area_path),
    }
    return render(request, "workbench/upstream/system.html", context)
