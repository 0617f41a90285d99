"""Which column holds what, remembered once somebody has looked at it."""

from datetime import datetime

from wangge.core.access.queries import Actor
from wangge.faces.exchange.columns import TICKET_KNOWN_AS, header_mark, map_columns
from wangge.faces.exchange.models import ColumnMapping, UpstreamSystem
from wangge.faces.exchange.queries import JSON, remembered_columns


def columns_for(
    *, system: UpstreamSystem, names: list[str], given: dict[str, str] | None = None, is_whole: bool = False
) -> dict[str, str]:
    """The columns of a header: as given, else as remembered, else by their usual names. Raises Refusal.

    What was remembered, and what is given whole, is what somebody agreed to: a column left out stays out.
    """
    known = given or remembered_columns(system=system, header=header_mark(names))
    guesses = not is_whole if given else not known
    return map_columns(names, known, known=TICKET_KNOWN_AS, needs_body=False, guesses=guesses)


def columns_for_records(*, system: UpstreamSystem, names: list[str]) -> dict[str, str]:
    """The names of JSON records, as remembered for the system's interface. Raises Refusal."""
    known = {f: name for f, name in remembered_columns(system=system, header=JSON).items() if name in names}
    return map_columns(names, known, known=TICKET_KNOWN_AS, needs_body=False)


def remember_columns(
    *, actor: Actor, system: UpstreamSystem, header: str, columns: dict[str, str], at: datetime
) -> None:
    """Keep what was shown and corrected, for the next file with this header."""
    rows = ColumnMapping.objects.everywhere("of a system already reached").filter(system=system, header=header)
    row = rows.first() or ColumnMapping(town_id=system.town_id, system=system, header=header)
    row.columns, row.changed_at, row.changed_by = columns, at, actor.name
    row.save()
