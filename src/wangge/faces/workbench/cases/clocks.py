"""The clocks of a case, each with how it was reckoned."""

from dataclasses import dataclass
from datetime import datetime

from wangge.core.cases.lifecycle import ClockKind
from wangge.core.cases.queries import CasePage
from wangge.faces.workbench.labels import unit_label
from wangge.ground.foundation.calendar.words import derivation_words


@dataclass(frozen=True)
class ClockLine:
    """One clock in words; `is_owed` is False for one that was stopped because nothing was expected any more."""

    label: str
    due_at: datetime
    done_at: datetime | None
    unit: str
    rule: str
    derivation: str
    is_owed: bool
    is_askers: bool


def clock_lines(page: CasePage) -> tuple[list[ClockLine], list[ClockLine]]:
    """The running clocks, the nearest first, and those that have stopped; called units show their own elsewhere."""
    lines = [
        ClockLine(
            label=str(ClockKind(clock.kind).label),
            due_at=clock.due_at,
            done_at=clock.stopped_at,
            unit=unit_label(clock.unit_id),
            rule=str(clock.derivation.get("rule", "")),
            derivation=derivation_words(clock.derivation),
            is_owed=clock.stopped_at is None or clock.was_met is not None,
            is_askers=clock.kind == ClockKind.RATE,
        )
        for clock in page.clocks
        if clock.party_id is None
    ]
    running = sorted((line for line in lines if line.done_at is None), key=lambda line: line.due_at)
    return running, [line for line in lines if line.done_at is not None]
