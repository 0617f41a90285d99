"""How a file or a pull went, row by row."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from .tables import plain


@dataclass(frozen=True)
class Fault:
    """Why a row was refused."""

    row: int
    id: str
    reason: str


@dataclass
class Tally:
    """How an import went; accepted + repeated + refused = rows, always. `changed` are among the repeated."""

    rows: int = 0
    accepted: int = 0
    answered: int = 0
    repeated: int = 0
    changed: int = 0
    refused: list[Fault] = field(default_factory=list)

    @property
    def reconciles(self) -> bool:
        return self.accepted + self.repeated + len(self.refused) == self.rows


def fault_lines(tally: Tally) -> list[list[str]]:
    """The refused rows as lines of a report, with their heading."""
    heading = [_("行"), _("编号"), _("原因")]
    return [heading, *([str(f.row), plain(f.id), plain(f.reason)] for f in tally.refused)]
