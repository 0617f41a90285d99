"""How a file or a pull went, row by row."""

from dataclasses import dataclass, field


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
