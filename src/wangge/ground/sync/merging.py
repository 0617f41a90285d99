"""Two people change one thing without knowing of each other: what goes together, what a person must decide.

Field by field: what nobody else changed since the phone's version is taken; the same field changed by another device
is a conflict, of which the later observation shows until a person has decided. A device never conflicts with itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .lifecycle import Shown
from .rows import HeldRow, leaves


@dataclass(frozen=True)
class FieldConflict:
    """Two values of one field, and which of them is shown."""

    field: str
    mine: Any
    theirs: Any
    shown: Shown


@dataclass(frozen=True)
class Merge:
    """The fields to take over, and those where two persons said different things."""

    take: dict[str, Any]
    conflicts: tuple[FieldConflict, ...]
    is_behind: bool

    @property
    def is_clean(self) -> bool:
        return not self.conflicts


def merge(*, held: HeldRow, data: Mapping[str, Any], base: int, device: str, at: datetime) -> Merge:
    """Bring changed fields, made on version `base` by a device and observed at a moment, together with what is held.

    Fields of a table within the payload are named with a point: `sheet.education`.
    """
    take: dict[str, Any] = {}
    conflicts = []
    fields = leaves(held.payload)
    for name, value in data.items():
        ver, by, observed = held.marks.get(name, (0, device, ""))
        theirs = fields.get(name)
        if ver <= base or by == device or theirs == value:
            take[name] = value
            continue
        is_later = at > datetime.fromisoformat(observed)
        if is_later:
            take[name] = value
        conflicts.append(FieldConflict(name, value, theirs, Shown.MINE if is_later else Shown.THEIRS))
    return Merge(take, tuple(conflicts), held.ver > base)
