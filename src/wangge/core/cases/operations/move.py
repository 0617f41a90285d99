"""One step of a case's life: reached through the permission, checked against the table, written at once."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.cases.deadlines import deadline_of
from wangge.core.cases.events import CaseMoved
from wangge.core.cases.lifecycle import FINAL, STEPS, Action, By, ClockKind, State, Step
from wangge.core.cases.models import Case, CaseClock, CasePhoto, CaseStep
from wangge.core.cases.routing import desk
from wangge.core.places.queries import InForce, rulebook_of_version
from wangge.core.teams.units import Unit, unit_by_id, units
from wangge.ground.foundation import files, outbox
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal
from wangge.ground.foundation.files import PreparedImage
from wangge.ground.foundation.ids import uuid7
from wangge.ground.foundation.text import clean_text
from wangge.ground.rulebook.schema.routing import DeskDuty

MAX_NOTE = 5000


@dataclass
class Move:
    """A step being taken on a locked case; nothing is written before `finish`."""

    case: Case
    action: Action
    actor: Actor
    at: datetime
    place: InForce
    steps: list[CaseStep]
    clocks: list[CaseClock]
    owned_by: UUID
    _stopped: list[CaseClock] = field(default_factory=list)
    _started: list[CaseClock] = field(default_factory=list)

    @property
    def newest(self) -> CaseStep:
        return self.steps[-1]

    def stop(self, *kinds: ClockKind, owed: bool = True) -> None:
        """Stop running clocks; `owed` is False when what they waited for is no longer expected."""
        for clock in [c for c in self.clocks if c.kind in kinds]:
            clock.stopped_at = self.at
            clock.was_met = self.at <= clock.due_at if owed else None
            self.clocks.remove(clock)
            self._stopped.append(clock)

    def start(self, kind: ClockKind, *, unit_id: UUID) -> None:
        """Start a clock now, unless one of its kind runs already."""
        if any(c.kind == kind for c in self.clocks):
            return
        found = deadline_of(
            place=self.place, kind=kind, channel=self.case.channel, category=self.case.category, start=self.at
        )
        clock = CaseClock(
            town_id=self.case.town_id,
            case_id=self.case.pk,
            kind=kind,
            unit_id=unit_id,
            rulebook_version_id=self.place.version_id,
            started_at=self.at,
            due_at=found.due_at,
            derivation=found.derivation,
        )
        self._started.append(clock)
        self.clocks.append(clock)

    def finish(
        self, *, owner_id: UUID | None = None, note: str = "", public_note: str = "", to_unit_id: UUID | None = None,
        detail: dict[str, Any] | None = None, photos: tuple[PreparedImage, ...] = (), photos_public: bool = False,
    ) -> Case:  # fmt: skip
        """Write the step, the clocks, the case and the fact."""
        case, row = self.case, STEPS[self.action]
        case.state = row.target or case.state
        case.closed_at = (case.closed_at or self.at) if case.state in FINAL else None
        if owner_id is not None:
            case.owner_unit_id = owner_id
        if row.target is not None:  # a remark does not hide why the case waits
            case.last_action = self.action
        self._set_due()
        step = self._step(row, note=note, public_note=public_note, to_unit_id=to_unit_id, detail=detail)
        self._write(step, photos=photos, photos_public=photos_public)
        return case

    def _set_due(self) -> None:
        first = min(self.clocks, key=lambda c: c.due_at, default=None)
        self.case.due_at = first.due_at if first else None
        self.case.due_kind = first.kind if first else ""

    def _step(
        self, row: Step, *, note: str, public_note: str, to_unit_id: UUID | None, detail: dict[str, Any] | None
    ) -> CaseStep:
        return CaseStep(
            pk=uuid7(),
            town_id=self.case.town_id,
            case_id=self.case.pk,
            action=self.action,
            state_after=self.case.state,
            actor_id=self.actor.account_id,
            actor_name=self.actor.name,
            unit_name=self.acting_unit.name if self.acting_unit else "",
            to_unit_id=to_unit_id,
            note=clean_text(note, max_length=MAX_NOTE, field="note"),
            public_note=clean_text(public_note, max_length=20_000, field="note"),
            is_public=row.is_public,
            detail=detail or {},
            at=self.at,
            recorded_at=self.at,
        )

    @property
    def acting_unit(self) -> Unit | None:
        """On whose behalf: the unit that owned the case, when the person acts for it, else the person's first."""
        known = [units().by_id[u] for u in self.actor.units if u in units().by_id]
        owning = [u for u in known if u.id == self.owned_by]
        return next(iter(owning or known), None)

    def desk_with(self, duty: DeskDuty) -> Unit:
        """The desk that checks or answers this case: whoever handed it out, where that is its duty."""
        handed = next((s for s in reversed(self.steps) if s.action == Action.DISPATCH), None)
        giver = units().by_id.get(UUID(handed.detail["from_unit"])) if handed and "from_unit" in handed.detail else None
        return desk(rules=self.place.rules, area_path=self.case.area_path, duty=duty, giver=giver)

    def _write(self, step: CaseStep, *, photos: tuple[PreparedImage, ...], photos_public: bool) -> None:
        case = self.case
        if self._stopped:
            CaseClock.objects.bulk_update(self._stopped, ["stopped_at", "was_met"])
        case.save(update_fields=MOVING_FIELDS)
        outbox.publish(_fact(case, step), at=self.at, alongside=([step], self._started))
        if photos:
            CasePhoto.objects.bulk_create(
                CasePhoto(
                    town_id=case.town_id,
                    case_id=case.pk,
                    step_id=step.pk,
                    file=files.keep(image, town_id=case.town_id, purpose="case.evidence", at=self.at),
                    is_public=photos_public,
                )
                for image in photos
            )


MOVING_FIELDS = (
    "state", "outcome", "category", "owner_unit", "handler_unit", "due_at", "due_kind", "last_action", "closed_at",
)  # fmt: skip


def _fact(case: Case, step: CaseStep) -> CaseMoved:
    return CaseMoved(
        case_id=case.pk,
        step_id=step.pk,
        town_id=case.town_id,
        area_path=case.area_path,
        number=case.number,
        action=step.action,
        state=case.state,
        owner_unit_id=case.owner_unit_id,
        actor_id=step.actor_id,
    )


def begin(
    *, actor: Actor, case_id: UUID, action: Action, at: datetime, seen_step: UUID | None = None, note: str | None = None
) -> Move:
    """Lock a case for a step by staff. Raises NotFound, Conflict, NotAllowed, Refusal in this order.

    `seen_step` is the newest step on the page the person acted from; when the case has moved on since,
    the Conflict says who did what.
    """
    _must_be_in_transaction()
    case = Case.objects.select_for_update(of=("self",)).within(actor.scope("case.see")).filter(pk=case_id).first()
    if case is None:
        raise NotFound(_("没有找到这个事项，或者它不在你的范围内"))
    return begin_locked(case=case, actor=actor, action=action, at=at, seen_step=seen_step, note=note)


def begin_locked(
    *, case: Case, actor: Actor, action: Action, at: datetime, seen_step: UUID | None = None, note: str | None = None
) -> Move:
    """The checks of `begin` for a case that was reached another way (the asker's code)."""
    row = STEPS[action]
    steps = list(CaseStep.objects.filter(case_id=case.pk).order_by("id"))
    newest = steps[-1]
    if case.state not in row.sources or (seen_step is not None and newest.pk != seen_step):
        raise Conflict(_what_changed(case, newest), state=case.state)
    _check_permission(case, row, actor)
    if row.needs_note and note is not None and not note.strip():
        raise Refusal(_("请填写说明"), field="note")
    clocks = list(CaseClock.objects.filter(case_id=case.pk, stopped_at=None))
    return Move(
        case,
        action,
        actor,
        at,
        rulebook_of_version(version_id=case.rulebook_version_id),
        steps,
        clocks,
        case.owner_unit_id,
    )


def _must_be_in_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("a case moves inside a transaction")


def _what_changed(case: Case, newest: CaseStep) -> str:
    return _("这个事项刚刚有变化：{who} 于 {when} 已{what}，现在是「{state}」。请看过后再办。").format(
        who=newest.actor_name or _("反映人"),
        when=timezone.localtime(newest.at).strftime("%m-%d %H:%M"),
        what=Action(newest.action).label,
        state=State(case.state).label,
    )


def _check_permission(case: Case, row: Step, actor: Actor) -> None:
    if row.by == By.ASKER or row.permission is None:
        return
    at_path = case.area_path if row.by == By.DESK else ""
    if not actor.can(row.permission, at_path=at_path, for_unit=case.owner_unit_id):
        owner = unit_by_id(unit_id=case.owner_unit_id)
        raise NotAllowed(_("这一步由{unit}办理，您可以查看，不能代办").format(unit=owner.name))
