"""What somebody wants to try, put onto a basis and said in words; and the basis as a county that can be played."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from math import ceil
from typing import Any

from django.utils.translation import gettext as _

from wangge.ground.engines.simulation.clocks import Clock
from wangge.ground.engines.simulation.county import BadCounty, County, Kind, Rung
from wangge.ground.foundation.errors import Refusal
from wangge.ground.rulebook.schema.clocks import UNIT_LABELS

from .basis import MEANINGS, Basis, CaseKind, Limit, checked

CLOCKS = ("close", "sign")
TRIED = ("households_per_grid", "members_per_grid", "visits_per_household")
MOST_MEMBERS, MOST_VISITS = 100_000, 50_000_000
ALL_KINDS = ""


@dataclass(frozen=True)
class Changes:
    """What is tried; None and what is not named stays as it is today."""

    households_per_grid: float | None = None
    members_per_grid: float | None = None
    visits_per_household: float | None = None
    capacity: float | None = None
    """The departments' capacity in percent of today's."""
    clocks: Mapping[str, Mapping[str, Limit]] = field(default_factory=dict)
    """By the kind of cases ("" is all of them) and the clock."""

    def __bool__(self) -> bool:
        return self != Changes()

    def as_json(self) -> dict[str, Any]:
        return asdict(replace(self, clocks={kind: dict(clocks) for kind, clocks in self.clocks.items()}))


def changes_from(kept: Mapping[str, Any]) -> Changes:
    """What was kept of a run."""
    clocks = {kind: {name: Limit(**one) for name, one in given.items()} for kind, given in kept["clocks"].items()}
    return Changes(**{**kept, "clocks": clocks})


def changed(basis: Basis, changes: Changes) -> Basis:
    """The basis as it would be. Raises Refusal for a kind of cases the place does not have, a number that cannot be."""
    unknown = set(changes.clocks) - {ALL_KINDS, *(kind.code for kind in basis.kinds)}
    if unknown:
        raise Refusal(_("没有这一类事项：{names}").format(names="、".join(sorted(unknown))), field="clocks")
    given = {code: getattr(changes, code) for code in TRIED if getattr(changes, code) is not None}
    found = basis.with_numbers(checked(given))
    kinds = []
    for kind in basis.kinds:
        clocks = {**changes.clocks.get(ALL_KINDS, {}), **changes.clocks.get(kind.code, {})}
        close, sign = clocks.get("close", kind.close), clocks.get("sign", kind.sign)
        kinds.append(replace(kind, close=close, sign=sign))
    return replace(found, kinds=tuple(kinds), capacity=basis.capacity * (changes.capacity or 100) / 100)


def words_of(basis: Basis, changes: Changes) -> list[str]:
    """每个网格的户数：400 户 → 300 户; one line for each thing that is tried."""
    after = changed(basis, changes)
    found = [
        _("{label}：{before} {unit} → {after} {unit}").format(
            label=meaning.label, unit=meaning.unit, before=said(basis.value(code), meaning.places),
            after=said(after.value(code), meaning.places),
        )
        for code in TRIED
        if (meaning := MEANINGS[code]) and after.value(code) != basis.value(code)
    ]  # fmt: skip
    if after.capacity != basis.capacity:
        found.append(
            _("承办单位的力量：今天的 {percent}%").format(percent=said(after.capacity / basis.capacity * 100, 1))
        )
    labels = {"close": _("办结"), "sign": _("签收")}
    for was, now in zip(basis.kinds, after.kinds, strict=True):
        for clock in CLOCKS:
            if getattr(was, clock) != getattr(now, clock):
                found.append(
                    _("{kind}的{clock}时限：{before} → {after}").format(
                        kind=was.code, clock=labels[clock], before=limit_words(getattr(was, clock)),
                        after=limit_words(getattr(now, clock)),
                    )
                )  # fmt: skip
    return found


def said(value: float, places: int = 0) -> str:
    """A number without needless zeros."""
    text = f"{value:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def limit_words(limit: Limit) -> str:
    """5个工作日."""
    return f"{said(limit.amount, 1)}{unit_words(limit.unit)}"


def unit_words(unit: str) -> str:
    """个工作日."""
    return next(label for code, label in UNIT_LABELS.items() if code == unit)


def county_of(basis: Basis, *, seed: int = 1) -> County:
    """The basis as the engine plays it. Raises Refusal, which names the number at fault."""
    number = {code: basis.value(code) for code in MEANINGS}
    grids = max(1, ceil(number["households"] / number["households_per_grid"]))
    members = max(1, round(grids * number["members_per_grid"]))
    visits = number["households"] * number["visits_per_household"]
    if members > MOST_MEMBERS or visits > MOST_VISITS:
        raise Refusal(
            _("规模太大：最多 {members} 名网格员、一年 {visits} 次走访").format(
                members=MOST_MEMBERS, visits=MOST_VISITS
            )
        )
    days = basis.worked.count("1")
    minutes = number["visit_minutes"]
    try:
        return County(
            members=members, cases=round(number["cases"]), days=days, minutes_a_day=basis.minutes_a_day,
            from_open_to_close=basis.from_open_to_close, worked=tuple(mark == "1" for mark in basis.worked),
            visits_a_day=visits / members / days, visit_minutes=(minutes / 2, minutes * 3 / 2),
            member_minutes=number["member_minutes"], closing_minutes=number["closing_minutes"],
            kinds=tuple(_kind(kind, basis) for kind in basis.kinds if share_of(kind, basis) > 0),
            desks=round(number["desks"]), officers_a_desk=max(1, round(number["officers_a_desk"])),
            desk_minutes=number["desk_minutes"], departments=round(number["departments"]),
            handlers_a_department=max(1, round(number["handlers"] * number["at_once"] * basis.capacity)),
            department_spread=number["department_spread"], returned=number["returned"] / 100,
            returns_most=basis.returns_most, repeated=number["repeated"] / 100,
            rungs=tuple(
                Rung(step.code, _clock(step.overdue) if step.overdue else Clock(0.0), step.early)
                for step in basis.ladder
            ),
            seed=seed,
        )  # fmt: skip
    except BadCounty as fault:
        raise Refusal(_("这组数推演不了：{field}").format(field=str(fault)), field=fault.field) from fault


def kinds_played(basis: Basis) -> list[CaseKind]:
    """The kinds in the order in which the engine tells of them."""
    return [kind for kind in basis.kinds if share_of(kind, basis) > 0]


def share_of(kind: CaseKind, basis: Basis) -> float:
    """What part of all cases are of a kind."""
    urgent = basis.value("urgent") / 100
    return kind.share * (urgent if kind.is_urgent else 1 - urgent)


def _kind(kind: CaseKind, basis: Basis) -> Kind:
    return Kind(
        code=kind.code, share=share_of(kind, basis), close=_clock(kind.close), sign=_clock(kind.sign),
        redo=_clock(kind.redo), escalated=basis.value("escalated") / 100, direct=kind.direct,
        department_minutes=basis.value("department_days") * basis.minutes_a_day,
    )  # fmt: skip


def _clock(limit: Limit) -> Clock:
    """The rulebook's unit as the engine knows it."""
    if limit.unit == "work_hours":
        return Clock(limit.amount * 60, "worked")
    if limit.unit in ("minutes", "hours"):
        return Clock(limit.amount * (60 if limit.unit == "hours" else 1), "real")
    return Clock(limit.amount, "workdays" if limit.unit == "workdays" else "days")
