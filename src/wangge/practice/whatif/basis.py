"""What is played: the numbers of a place with where each comes from, its kinds of cases, its ladder, its calendar."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wangge.ground.foundation.errors import Refusal

from .lifecycle import Source

Words = str | Promise


@dataclass(frozen=True)
class Meaning:
    """What a number is called, its unit, what is assumed where nothing is known, and what it can be."""

    label: Words
    unit: Words
    usual: float
    least: float
    most: float
    places: int = 0


MEANINGS: dict[str, Meaning] = {
    "households": Meaning(_("户数"), _("户"), 10_000, 1, 5_000_000),
    "households_per_grid": Meaning(_("每个网格的户数"), _("户"), 400, 1, 5_000),
    "members_per_grid": Meaning(_("每个网格的网格员"), _("人"), 2, 0.1, 50, 1),
    "visits_per_household": Meaning(_("每户一年走访"), _("次"), 2, 0, 120, 1),
    "visit_minutes": Meaning(_("走访一户（含路上）"), _("分钟"), 16, 1, 240),
    "cases": Meaning(_("一年的事项"), _("件"), 1_000, 1, 2_000_000),
    "urgent": Meaning(_("其中紧急、重大的"), _("%"), 5, 0, 100, 1),
    "escalated": Meaning(_("网格里办不了、交出去的"), _("%"), 25, 0, 100, 1),
    "returned": Meaning(_("承办单位退回的"), _("%"), 3, 0, 90, 1),
    "repeated": Meaning(_("答复后重办的"), _("%"), 5, 0, 90, 1),
    "member_minutes": Meaning(_("网格员办一件"), _("分钟"), 25, 1, 2_000),
    "closing_minutes": Meaning(_("网格员回复反映人"), _("分钟"), 5, 0.5, 500, 1),
    "desks": Meaning(_("派遣的中心"), "", 1, 1, 2_000),
    "officers_a_desk": Meaning(_("每个中心值班的"), _("人"), 2, 1, 200, 1),
    "desk_minutes": Meaning(_("派遣一件"), _("分钟"), 15, 0.5, 500, 1),
    "departments": Meaning(_("承办单位"), "", 8, 1, 2_000),
    "handlers": Meaning(_("每个承办单位办事的"), _("人"), 3, 0.1, 2_000, 1),
    "at_once": Meaning(_("一个人手里同时办的"), _("件"), 5, 1, 100),
    "department_days": Meaning(_("承办单位办一件（中位数）"), _("个工作日"), 1.5, 0.05, 100, 2),
    "department_spread": Meaning(_("办理时间的离散程度（对数标准差）"), "", 0.8, 0, 3, 2),
}


def checked(numbers: Mapping[str, float]) -> Mapping[str, float]:
    """Numbers put in by hand, each within what it can be. Raises Refusal, which names the one at fault."""
    for code, value in numbers.items():
        meaning = MEANINGS.get(code)
        if meaning is None:
            raise Refusal(gettext("没有“{code}”这个数").format(code=code))
        if not meaning.least <= value <= meaning.most:
            raise Refusal(
                gettext("{label}在 {least:g} 到 {most:g} 之间").format(
                    label=meaning.label, least=meaning.least, most=meaning.most
                ),
                field=code,
            )
    return numbers


@dataclass(frozen=True)
class Number:
    """One number; `n` is how many rows it was read from, `note` says how."""

    value: float
    source: str
    n: int = 0
    note: str = ""


@dataclass(frozen=True)
class Limit:
    """A time limit in the rulebook's own unit."""

    amount: float
    unit: str


@dataclass(frozen=True)
class CaseKind:
    """Cases that one rule of the clocks is for, by its name; `share` is of its group, the urgent or the others."""

    code: str
    share: float
    is_urgent: bool
    direct: float
    close: Limit
    sign: Limit
    redo: Limit
    n: int = 0
    source: str = Source.CASES


@dataclass(frozen=True)
class Step:
    """A rung of the place's ladder."""

    code: str
    label: str
    overdue: Limit | None = None
    early: float = 0.0


@dataclass(frozen=True)
class Basis:
    """Everything a year of the place is played from."""

    place: str
    version: int
    numbers: Mapping[str, Number]
    kinds: tuple[CaseKind, ...]
    ladder: tuple[Step, ...]
    returns_most: int
    minutes_a_day: float
    from_open_to_close: float
    worked: str
    """A mark for each date from the first on: 1 is worked."""
    first_day: str
    capacity: float = 1.0
    notes: tuple[str, ...] = field(default=())

    def value(self, code: str) -> float:
        return self.numbers[code].value

    def with_numbers(self, given: Mapping[str, float]) -> "Basis":
        """The same with some numbers put in by hand; what is as it was keeps its source."""
        changed = {
            code: Number(value, Source.GIVEN)
            for code, value in given.items()
            if abs(value - self.value(code)) > 0.5 * 10 ** -MEANINGS[code].places
        }
        return replace(self, numbers={**self.numbers, **changed})

    @property
    def assumed(self) -> list[str]:
        """The codes of what nobody knows."""
        return [code for code, number in self.numbers.items() if number.source == Source.ASSUMED]

    def as_json(self) -> dict[str, Any]:
        return asdict(replace(self, numbers=dict(self.numbers)))


def basis_from(kept: Mapping[str, Any]) -> Basis:
    """What was kept of a run."""
    return Basis(
        **{
            **kept,
            "numbers": {code: Number(**one) for code, one in kept["numbers"].items()},
            "kinds": tuple(_kind(one) for one in kept["kinds"]),
            "ladder": tuple(
                Step(**{**one, "overdue": Limit(**one["overdue"]) if one["overdue"] else None})
                for one in kept["ladder"]
            ),
            "notes": tuple(kept["notes"]),
        }
    )


def _kind(kept: Mapping[str, Any]) -> CaseKind:
    return CaseKind(**{**kept, **{clock: Limit(**kept[clock]) for clock in ("close", "sign", "redo")}})
