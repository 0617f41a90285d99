"""What waits in the roster: changes to decide, tags to agree to and to review, hazards to fix and to look at again."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from wangge.core.areas.scope import Scope
from wangge.core.people.doors import rules_of
from wangge.core.people.lifecycle import OPEN_HAZARDS, HazardState, IdentityField, RequestState
from wangge.core.people.models import CareTag, ChangeRequest, Consent, Hazard, HazardStep, RosterEvent
from wangge.core.people.second_line import scoped
from wangge.ground.foundation.errors import NotFound

from .households import care_label
from .sight import Sight


@dataclass(frozen=True)
class ChangeRow:
    """A change that waits; the values are masked, whoever decides reveals them."""

    id: UUID
    person_id: UUID
    area_path: str
    field: str
    field_label: str
    before: str
    after: str
    reason: str
    asked_by: str
    asked_by_id: UUID | None


@scoped
def waiting_changes(*, sight: Sight, after: UUID | None = None, size: int = 50) -> list[ChangeRow]:
    """Changes of identity fields to be decided, newest first, by key; one statement."""
    rows = ChangeRequest.objects.within(sight.scope).filter(state=RequestState.ASKED).order_by("-id")
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return [change_row(sight, row) for row in rows[:size]]


def change_row(sight: Sight, row: ChangeRequest) -> ChangeRow:
    """A request as a list shows it."""

    def shown(value: str) -> str:
        if row.field == IdentityField.DOCUMENT:
            return sight.document(value)
        return sight.name(value, row.area_path) if row.field == IdentityField.NAME else value

    return ChangeRow(
        row.pk, row.person_id, row.area_path, row.field, str(IdentityField(row.field).label), shown(row.value_before),
        shown(row.value), row.reason, row.asked_by, row.asked_by_id,
    )  # fmt: skip


@dataclass(frozen=True)
class CareRow:
    """A tag that wants somebody: to be agreed to, or to be looked at again."""

    id: UUID
    label: str
    person_id: UUID | None
    household_id: UUID | None
    area_path: str
    owner_name: str
    review_on: date
    proposed_by: str
    is_agreed: bool


@scoped
def care_due(
    *, sight: Sight, on: date, owner_id: UUID | None = None, after: tuple[date, UUID] | None = None, size: int = 50
) -> list[CareRow]:
    """Tags to be looked at again by a day, the longest due first, by key; one statement."""
    rows = CareTag.objects.within(sight.scope).filter(ended_at=None, agreed_at__isnull=False, review_on__lte=on)
    if owner_id is not None:
        rows = rows.filter(owner_id=owner_id)
    if after is not None:
        rows = rows.filter(review_on__gte=after[0]).exclude(review_on=after[0], pk__lte=after[1])
    return [_care(sight, row) for row in rows.defer("reason").order_by("review_on", "id")[:size]]


@scoped
def care_to_agree(*, sight: Sight, size: int = 50) -> list[CareRow]:
    """Sensitive tags that wait for a second person, oldest first; one statement."""
    rows = CareTag.objects.within(sight.scope).filter(ended_at=None, agreed_at=None)
    return [_care(sight, row) for row in rows.defer("reason").order_by("id")[:size]]


def _care(sight: Sight, row: CareTag) -> CareRow:
    return CareRow(
        row.pk, care_label(sight, row), row.person_id, row.household_id, row.area_path, row.owner_name, row.review_on,
        row.proposed_by, row.agreed_at is not None,
    )  # fmt: skip


@dataclass(frozen=True)
class HazardRow:
    """A hazard on the list; `is_late` says that its day of fixing has passed."""

    id: UUID
    kind: str
    label: str
    grade: int
    words: str
    state: str
    state_label: str
    address: str
    area_path: str
    due_on: date
    recheck_on: date | None
    is_late: bool


@scoped
def hazards(
    *,
    sight: Sight,
    path: str,
    on: date,
    states: tuple[str, ...] = tuple(OPEN_HAZARDS),
    kind: str = "",
    after: tuple[date, UUID] | None = None,
    size: int = 50,
) -> list[HazardRow]:
    """Hazards under a path, the soonest due first, by key; fixed and checked ones drop off; one statement."""
    rows = Hazard.objects.within(sight.scope).filter(area__in=sight.areas(path), state__in=states)
    if kind:
        rows = rows.filter(kind=kind)
    if after is not None:
        rows = rows.filter(due_on__gte=after[0]).exclude(due_on=after[0], pk__lte=after[1])
    found = rows.select_related("building", "dwelling", "enterprise").order_by("due_on", "id")[:size]
    return [hazard_row(sight, row, on) for row in found]


@scoped
def hazards_to_recheck(*, sight: Sight, on: date, size: int = 50) -> list[HazardRow]:
    """Checked hazards that are to be looked at again by a day; one statement."""
    rows = Hazard.objects.within(sight.scope).filter(state=HazardState.CHECKED, recheck_on__lte=on)
    found = rows.select_related("building", "dwelling", "enterprise").order_by("recheck_on", "id")[:size]
    return [hazard_row(sight, row, on) for row in found]


def hazard_row(sight: Sight, row: Hazard, on: date) -> HazardRow:
    """A hazard as a list shows it."""
    place = row.dwelling or row.building or row.enterprise
    label = next((kind.label for kind in rules_of(row.town_id).hazards if kind.code == row.kind), row.kind)
    is_late = row.state in (HazardState.FOUND, HazardState.ORDERED) and row.due_on < on
    return HazardRow(
        row.pk, row.kind, label, row.grade, row.words, row.state, str(HazardState(row.state).label),
        sight.address(str(place), row.area_path), row.area_path, row.due_on, row.recheck_on, is_late,
    )  # fmt: skip


@scoped
def hazard_steps(*, sight: Sight, hazard_id: UUID) -> list[HazardStep]:
    """What was done about a hazard, in order. Raises NotFound; two statements."""
    if not Hazard.objects.within(sight.scope).filter(pk=hazard_id).exists():
        raise NotFound(_("没有找到，或者不在你的范围内"))
    return list(HazardStep.objects.filter(hazard_id=hazard_id).order_by("at", "id"))


@scoped
def roster_events(*, scope: Scope, before: UUID | None = None, size: int = 50) -> list[RosterEvent]:
    """What happened in these areas, newest first, by key; one statement."""
    rows = RosterEvent.objects.within(scope).order_by("-id")
    return list((rows.filter(pk__lt=before) if before else rows)[:size])


@scoped
def consents(*, scope: Scope, person_id: UUID, on: date) -> list[tuple[Consent, bool]]:
    """What a person agreed to, newest first, and whether it still holds; one statement."""
    rows = Consent.objects.within(scope).filter(person=person_id).select_related("text").order_by("-id")
    return [(row, row.withdrawn_at is None and (row.expires_on is None or row.expires_on >= on)) for row in rows]
