"""What is known of the upstream systems of a place, their files, contacts and comparisons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import Count, F, Func, IntegerField, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from wangge.core.areas.queries import areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.ground.foundation.errors import NotFound

from .models import UNSENT, ColumnMapping, Contact, Reconciliation, ResultReturn, TicketFile, UpstreamSystem
from .statuses import StatusMap
from .tickets import Reader

JSON = "json"


def systems(*, scope: Scope) -> list[UpstreamSystem]:
    """The upstream systems of the towns in a scope, by name."""
    return list(UpstreamSystem.objects.within(scope).order_by("area_path", "label"))


def system_by_id(*, system_id: UUID, scope: Scope) -> UpstreamSystem:
    """One upstream system. Raises NotFound alike for missing and forbidden."""
    row = UpstreamSystem.objects.within(scope).filter(pk=system_id).first()
    if row is None:
        raise NotFound(_("没有这个上级平台，或者它不在你的范围内"))
    return row


def system_by_code(*, town_id: UUID, code: str) -> UpstreamSystem:
    """The system a command or a folder names. Raises NotFound."""
    rows = UpstreamSystem.objects.everywhere("a command or a folder names the town and the system")
    row = rows.filter(town_id=town_id, code=code).first()
    if row is None:
        raise NotFound(_("这里没有代码为 {code} 的上级平台").format(code=code))
    return row


def active_systems() -> list[UpstreamSystem]:
    """Every system that is switched on, for the jobs."""
    return list(UpstreamSystem.objects.everywhere("jobs serve every town").filter(is_active=True).order_by("id"))


def active_system(*, system_id: UUID) -> UpstreamSystem | None:
    """The system an upstream's push names, before it has shown who it is."""
    return UpstreamSystem.objects.everywhere("a push names its system").filter(pk=system_id, is_active=True).first()


def reader_of(*, system: UpstreamSystem, columns: dict[str, str]) -> Reader:
    """How the rows of a system are read."""
    return Reader(
        system=system.code,
        area_id=system.town_id,
        area_path=system.area_path,
        channel=system.channel,
        columns=columns,
        categories=system.categories,
    )


def statuses_of(*, system: UpstreamSystem) -> StatusMap:
    """The status map agreed with a system."""
    return StatusMap.of(system.statuses)


def folder_of(*, system: UpstreamSystem) -> Path:
    """The drop folder of a system: one for each town and system."""
    town = areas_in_memory().by_id.get(system.town_id)
    return Path(settings.DROP_ROOT) / (town.code if town else str(system.town_id)) / system.code


def remembered_columns(*, system: UpstreamSystem, header: str) -> dict[str, str]:
    """The columns agreed on for this header before; nothing for a new one."""
    rows = ColumnMapping.objects.everywhere("of a system already reached").filter(system=system, header=header)
    found = rows.values_list("columns", flat=True).first()
    return dict(found) if found else {}


def files(*, scope: Scope, limit: int = 50) -> QuerySet[TicketFile]:
    """The newest files of the towns in a scope, without their content."""
    rows = TicketFile.objects.within(scope).select_related("system").defer("content")
    return rows.order_by("-id")[:limit]


def file_by_id(*, file_id: UUID, scope: Scope) -> TicketFile:
    """One file. Raises NotFound alike for missing and forbidden."""
    row = TicketFile.objects.within(scope).select_related("system").filter(pk=file_id).first()
    if row is None:
        raise NotFound(_("没有这个文件，或者它不在你的范围内"))
    return row


def contacts(*, system: UpstreamSystem, limit: int = 30) -> Sequence[Contact]:
    """What passed between us lately, the newest first."""
    rows = Contact.objects.everywhere("of a system already reached").filter(system=system)
    return list(rows.order_by("-at", "-id")[:limit])


@dataclass(frozen=True)
class ContactSum:
    """How many contacts of a kind went well, or did not, and what they carried."""

    kind: str
    is_sound: bool
    contacts: int
    rows: int
    refused: int
    late: int


def contact_sums(*, system: UpstreamSystem, start: datetime, end: datetime) -> list[ContactSum]:
    """The contacts of a stretch of time in numbers, in one statement."""
    rows = Contact.objects.everywhere("of a system already reached").filter(system=system, at__gte=start, at__lt=end)
    sums = rows.values_list("kind", "is_sound").annotate(Count("pk"), Sum("rows"), Sum("refused"), Sum("late"))
    return [ContactSum(*row) for row in sums.order_by("kind", "is_sound")]


def reconciliations(*, system: UpstreamSystem, limit: int = 30) -> list[tuple[Reconciliation, int]]:
    """The newest comparisons, each with how many differences it found; the differences stay where they are."""
    rows = Reconciliation.objects.everywhere("of a system already reached").filter(system=system)
    count = Func(F("differences"), function="jsonb_array_length", output_field=IntegerField())
    found = rows.defer("differences").annotate(found=count).order_by("-at")[:limit]
    return [(row, row.found) for row in found]  # type: ignore[attr-defined]  # annotated


def last_reconciliation(*, system: UpstreamSystem, start: datetime, end: datetime) -> Reconciliation | None:
    """The newest comparison of a stretch of time, in numbers."""
    rows = Reconciliation.objects.everywhere("of a system already reached").filter(system=system)
    return rows.filter(at__gte=start, at__lt=end).defer("differences").order_by("-at").first()


def reconciliation_by_id(*, reconciliation_id: UUID, scope: Scope) -> Reconciliation:
    """One comparison. Raises NotFound alike for missing and forbidden."""
    row = Reconciliation.objects.within(scope).select_related("system").filter(pk=reconciliation_id).first()
    if row is None:
        raise NotFound(_("没有这次对账，或者它不在你的范围内"))
    return row


def waiting_returns(*, system: UpstreamSystem) -> dict[str, int]:
    """How many results still wait, and how many of them were tried in vain."""
    rows = ResultReturn.objects.everywhere("of a system already reached").filter(system=system)
    return rows.filter(UNSENT).aggregate(waiting=Count("pk"), failing=Count("pk", filter=Q(attempts__gt=0)))
