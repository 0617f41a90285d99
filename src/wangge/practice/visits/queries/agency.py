"""Errands done for people at offices: the list, one with its steps."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from wangge.core.areas.memory import areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.people.second_line import scoped
from wangge.ground.foundation.errors import NotFound
from wangge.practice.visits.doors import STRANGE
from wangge.practice.visits.lifecycle import AGENCY_OVER
from wangge.practice.visits.models import Agency, AgencyNote


@dataclass(frozen=True)
class AgencyRow:
    """One errand as a list names it."""

    id: UUID
    household_id: UUID
    area_id: UUID
    what: str
    authority: str
    papers: tuple[str, ...]
    asked_at: datetime
    due_on: date | None
    done_by: str
    state: str

    @property
    def holds_papers(self) -> bool:
        """Whether papers of the household are still out."""
        return bool(self.papers) and self.state not in AGENCY_OVER


NAMES = (
    *("id", "household_id", "area_id", "what", "authority", "papers"),
    *("asked_at", "due_on", "done_by", "state"),
)


@scoped
def agencies(
    *, scope: Scope, path: str = "", is_open: bool | None = None, before: UUID | None = None, size: int = 50
) -> list[AgencyRow]:
    """Errands of the scope, the newest first, by key; one statement."""
    areas = [row.id for row in areas_in_memory().below(path or "/") if scope.covers(row.path)]
    rows = Agency.objects.within(scope).filter(area__in=areas)
    if is_open is not None:
        rows = rows.exclude(state__in=AGENCY_OVER) if is_open else rows.filter(state__in=AGENCY_OVER)
    found = (rows.filter(pk__lt=before) if before else rows).order_by("-id")[:size]
    return [_row(values) for values in found.values_list(*NAMES)]


def _row(values: tuple[object, ...]) -> AgencyRow:
    *before, papers, asked, due, by, state = values
    return AgencyRow(*before, tuple(papers), asked, due, by, state)  # type: ignore[call-arg, arg-type]  # as the columns are


@dataclass(frozen=True)
class AgencyPage:
    """One errand with what was said about it and its steps, the first first."""

    row: AgencyRow
    area_path: str
    words: str
    authorised_by: str
    notes: tuple[AgencyNote, ...]


@scoped
def agency_page(*, scope: Scope, agency_id: UUID) -> AgencyPage:
    """Raises NotFound alike for a missing one and one of another place; two statements."""
    one = Agency.objects.within(scope).filter(pk=agency_id).first()
    if one is None:
        raise NotFound(STRANGE)
    row = _row(tuple(getattr(one, name) for name in NAMES))
    notes = AgencyNote.objects.within(scope).filter(agency=one).order_by("at", "id")
    return AgencyPage(row, one.area_path, one.words, one.authorised_by, tuple(notes))
