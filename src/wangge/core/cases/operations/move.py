"""One step of a case's life: reached through the permission, checked against the table, written at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.cases.deadlines import Given, deadline_of, next_rung_at, recounted, warn_at
from wangge.core.cases.events import CaseMoved
from wangge.core.cases.lifecycle import FINAL, OPEN, STEPS, Action, By, ClockKind, State, Step
from wangge.core.cases.models import Case, CaseClock, CasePause, CasePhoto, CaseRequest, CaseStep
from wangge.core.cases.reckoning import Change, pause, with_change
from wangge.core.cases.routing import desk
from wangge.core.places.queries import InForce, rulebook_of_version
from wangge.core.teams.units import Unit, unit_by_id, units
from wangge.ground.foundation import files, outbox
from wangge.ground.foundation.calendar.days import Deadline
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal
from wangge.ground.foundation.files import PreparedImage
from wangge.ground.foundation.ids import uuid7
from wangge.ground.foundation.text import clean_text
from wangge.ground.rulebook.schema.routing import DeskDuty

MAX_NOTE = 5000
UNTIL_DONE = "until_done"  # why a clock that stood still went on: what it was for was done meanwhile


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
    _changed: list[CaseClock] = field(default_factory=list)
    _started: list[CaseClock] = field(default_factory=list)

    @property
    def newest(self) -> CaseStep:
        return self.steps[-1]

    def stop(self, *kinds: ClockKind, owed: bool = True, party_id: UUID | None = None) -> None:
        """Stop running clocks; `owed` is False when what they waited for is no longer expected.

        One that stands still is judged by the end it has after its pause.
        """
        for clock in [c for c in self.clocks if c.kind in kinds and c.party_id == party_id]:
            self._go_on(clock, reason=UNTIL_DONE, until=self.at)
            clock.stopped_at = self.at
            clock.was_met = self.at <= clock.due_at if owed else None
            self.clocks.remove(clock)
            self._changed.append(clock)

    def start(
        self, kind: ClockKind, *, unit_id: UUID, party_id: UUID | None = None, given: Given | None = None
    ) -> None:
        """Start a clock now, unless one of its kind runs already or the place has none."""
        if any(c.kind == kind and c.party_id == party_id for c in self.clocks):
            return
        found = deadline_of(place=self.place, kind=kind, case=self.case, start=self.at, given=given)
        if found is None:
            return
        near = warn_at(rules=self.place.rules, start=self.at, due=found.due_at)
        clock = CaseClock(
            town_id=self.case.town_id,
            case_id=self.case.pk,
            kind=kind,
            unit_id=unit_id,
            party_id=party_id,
            rulebook_version_id=self.place.version_id,
            started_at=self.at,
            due_at=found.due_at,
            warn_at=near,
            next_rung_at=next_rung_at(
                place=self.place, kind=kind, rung=0, start=self.at, due=found.due_at, of_party=party_id is not None
            ),
            derivation=found.derivation,
        )
        self._started.append(clock)
        self.clocks.append(clock)

    def hand_to(self, unit: Unit) -> None:
        """Give the work to a unit: its clocks start, those that run already go on."""
        self.stop(ClockKind.DISPATCH)
        self.stop(ClockKind.SIGN, owed=False)
        self.case.handler_unit_id = unit.id
        for kind in (ClockKind.SIGN, ClockKind.CONTACT, ClockKind.INTERIM, ClockKind.CLOSE):
            self.start(kind, unit_id=unit.id)

    def change(self, clock: CaseClock, change: Change) -> None:
        """Lengthen a running clock, or let it go on after a pause: counted anew from its start."""
        set_end(clock, self.place, recounted(place=self.place, derivation=with_change(clock.derivation, change)))
        self._changed.append(clock)

    def restart(self, clock: CaseClock) -> None:
        """Count a running clock anew from its own beginning, because the case is another one now (定级)."""
        kind = ClockKind(clock.kind)
        found = deadline_of(place=self.place, kind=kind, case=self.case, start=clock.started_at)
        if found is None:
            self.stop(kind, owed=False)
            return
        kept = {"changes": clock.derivation["changes"]} if "changes" in clock.derivation else {}
        set_end(clock, self.place, recounted(place=self.place, derivation=found.derivation | kept))
        self._changed.append(clock)

    def pause(self, *kinds: ClockKind) -> list[CaseClock]:
        """Let the case's own running clocks stand still; those that are late already are not touched."""
        own = [c for c in self.clocks if c.kind in kinds and c.party_id is None and c.paused_at is None]
        found = [c for c in own if c.due_at > self.at]
        for clock in found:
            clock.paused_at = self.at
            self._changed.append(clock)
        return found

    def resume(self, *, reason: str, until: datetime) -> None:
        """Let all paused clocks go on from `until`; each ends later by exactly what it stood still."""
        for clock in self.clocks:
            self._go_on(clock, reason=reason, until=until)

    def _go_on(self, clock: CaseClock, *, reason: str, until: datetime) -> None:
        if clock.paused_at is not None:
            stretch = pause(start=clock.paused_at, end=max(until, clock.paused_at), reason=reason)
            clock.paused_at = None
            self.change(clock, stretch)

    def finish(
        self, *, owner_id: UUID | None = None, note: str = "", public_note: str = "", to_unit_id: UUID | None = None,
        detail: dict[str, Any] | None = None, photos: tuple[PreparedImage, ...] = (), photos_public: bool = False,
    ) -> Case:  # fmt: skip
        """Write the step, the clocks, the case and the fact."""
        case, row = self.case, STEPS[self.action]
        case.state = row.target or case.state
        case.closed_at = (case.closed_at or self.at) if case.state in FINAL else None
        if case.state in FINAL:
            self._stop_rest()
        if owner_id is not None:
            case.owner_unit_id = owner_id
        if row.target is not None:  # a remark does not hide why the case waits
            case.last_action = self.action
        self._set_due()
        step = self._step(row, note=note, public_note=public_note, to_unit_id=to_unit_id, detail=detail)
        self._write(step, photos=photos, photos_public=photos_public)
        return case

    def _stop_rest(self) -> None:
        """Nothing of a finished case is expected any more."""
        for clock in self.clocks:
            clock.stopped_at, clock.was_met = self.at, None
            self._changed.append(clock)
        self.clocks.clear()

    def _set_due(self) -> None:
        set_due(self.case, self.clocks)

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
        kept = [clock for clock in dict.fromkeys(self._changed) if clock not in self._started]
        if kept:
            CaseClock.objects.bulk_update(kept, CHANGING_FIELDS)
        case.save(update_fields=MOVING_FIELDS)
        self._end_what_is_over()
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

    def _end_what_is_over(self) -> None:
        """A pause in which nothing stands still any more ends; what was asked for of a case no longer worked lapses."""
        taken = {step.action for step in self.steps}
        if Action.PAUSE in taken and not any(clock.paused_at for clock in self.clocks):
            CasePause.objects.filter(case_id=self.case.pk, ended_at=None).update(ended_at=self.at)
        if Action.ASK in taken and self.case.state not in OPEN:
            CaseRequest.objects.filter(case_id=self.case.pk, decided_at=None).update(
                is_granted=False, decided_at=self.at, decision=_("事项已经往下办了，这个申请不用再审定")
            )


MOVING_FIELDS = (
    "state", "outcome", "category", "grade", "urgency", "asker_kind", "owner_unit", "handler_unit", "merged_into",
    "petition_kind", "supervision", "solved_level", "due_at", "due_kind", "warn_at", "last_action", "closed_at",
)  # fmt: skip
CHANGING_FIELDS = ("stopped_at", "was_met", "paused_at", "due_at", "warn_at", "next_rung_at", "derivation")


def set_end(clock: CaseClock, place: InForce, found: Deadline) -> None:
    """Give a clock another end, and with it the moments from which it is near and is escalated."""
    clock.due_at, clock.derivation = found.due_at, found.derivation
    clock.warn_at = warn_at(rules=place.rules, start=clock.started_at, due=found.due_at)
    clock.next_rung_at = next_rung_at(
        place=place, kind=ClockKind(clock.kind), rung=clock.rung, start=clock.started_at, due=found.due_at,
        of_party=clock.party_id is not None,
    )  # fmt: skip


def set_due(case: Case, clocks: Iterable[CaseClock]) -> None:
    """The case is due when the first of its own running clocks is; a paused one, or a helper's, does not count."""
    running = [c for c in clocks if c.paused_at is None and c.party_id is None and c.stopped_at is None]
    first = min(running, key=lambda c: c.due_at, default=None)
    case.due_at, case.due_kind = (first.due_at, first.kind) if first else (None, "")
    case.warn_at = first.warn_at if first else None


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
        to_unit_id=step.to_unit_id,
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
    *, case: Case, actor: Actor, action: Action, at: datetime, seen_step: UUID | None = None, note: str | None = None,
    by_time: bool = False,
) -> Move:  # fmt: skip
    """The checks of `begin` for a case that was reached another way: the asker's code, or time itself."""
    row = STEPS[action]
    steps = list(CaseStep.objects.filter(case_id=case.pk).order_by("id"))
    newest = steps[-1]
    if case.state not in row.sources or (seen_step is not None and newest.pk != seen_step):
        raise Conflict(_what_changed(case, newest), state=case.state)
    if not by_time:
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
