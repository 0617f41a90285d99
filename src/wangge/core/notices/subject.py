"""What a notice is about: a thing of a package above, mentioned and never held by key."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class SubjectRef:
    """A case, an appointment …: its kind and id, and the short name people know it by (事项编号); nothing personal."""

    kind: str
    id: UUID | None
    label: str


NO_SUBJECT = SubjectRef("", None, "")
