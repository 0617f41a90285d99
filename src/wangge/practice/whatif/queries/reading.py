"""A place as it is, ready to be played: what its rules say, its registers hold, its cases show, the rest assumed."""

from datetime import datetime

from django.utils.translation import gettext as _

from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.cases.deadlines import work_hours_of
from wangge.core.places.queries import in_force
from wangge.ground.engines.simulation.county import MOST_RETURNS
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.rulebook.rulebook import Rulebook
from wangge.practice.whatif.basis import MEANINGS, Basis, Number
from wangge.practice.whatif.lifecycle import LEAST_SAMPLE, Source

from .counted import Counted, counted_in
from .declared import CARED_FOR, YearAhead, kinds_of, ladder, visits_a_year, year_ahead
from .habits import Habits, habits_of

ERRAND_MINUTES, WAY_MINUTES = 4, 10


def read_basis(*, area: AreaRow, at: datetime) -> Basis:
    """Everything a year of an area is played from, each number with its source. Raises NotFound without rules."""
    place = in_force(place=areas_in_memory().place_of(area.id))
    rules = place.rules
    counted = counted_in(area, rules, on=day_of(at))
    habits = habits_of(path=area.path, hours=work_hours_of(rules), at=at)
    year = year_ahead(rules, first_day=day_of(at))
    numbers = {code: Number(meaning.usual, Source.ASSUMED) for code, meaning in MEANINGS.items()}
    numbers |= _registered(counted) | _shown(habits, year)
    visits, notes = _visiting(rules, counted, numbers["households"].value, habits)
    return Basis(
        place=rules.code, version=place.number, numbers=_within_reason(numbers | visits),
        kinds=kinds_of(rules, mix=habits.mix, least=LEAST_SAMPLE), ladder=ladder(rules),
        returns_most=min(MOST_RETURNS, rules.routing.return_cap), minutes_a_day=year.minutes_a_day,
        from_open_to_close=year.from_open_to_close, worked=year.worked, first_day=year.first_day.isoformat(),
        notes=tuple(notes),
    )  # fmt: skip


def _registered(counted: Counted) -> dict[str, Number]:
    """What is counted, left out where nothing is."""
    pairs = {
        "households": (counted.households, 1),
        "households_per_grid": (counted.households, counted.grids),
        "members_per_grid": (counted.members, counted.grids),
        "desks": (counted.desks, 1),
        "officers_a_desk": (counted.officers, counted.desks),
        "departments": (counted.departments, 1),
        "handlers": (counted.handlers, counted.departments),
    }
    return {
        code: Number(count / parts, Source.COUNTED, count) for code, (count, parts) in pairs.items() if count and parts
    }


def _shown(habits: Habits, year: YearAhead) -> dict[str, Number]:
    """What the place's own cases show, left out where they are too few."""
    found: dict[str, Number] = {}
    if habits.cases >= LEAST_SAMPLE:
        note = _("{days:.0f} 天里 {count} 件").format(days=habits.days, count=habits.cases)
        found["cases"] = Number(round(habits.cases_a_year), Source.CASES, habits.cases, note)
        found["urgent"] = Number(habits.urgent * 100, Source.CASES, habits.cases)
    for code in ("escalated", "returned", "repeated"):
        share, whole = getattr(habits, code)
        if whole >= LEAST_SAMPLE:
            found[code] = Number(share * 100, Source.CASES, whole)
    minutes, spread, count = habits.department_minutes
    if count >= LEAST_SAMPLE:
        found["department_days"] = Number(minutes / year.minutes_a_day, Source.CASES, count)
        found["department_spread"] = Number(spread, Source.CASES, count)
    return found


def _visiting(
    rules: Rulebook, counted: Counted, households: float, habits: Habits
) -> tuple[dict[str, Number], list[str]]:
    """How often and how long, from the place's habits of visiting."""
    cared_for = counted.cared_for or households * CARED_FOR
    visits, notes = visits_a_year(rules, households=households, cared_for=cared_for, holders=counted.holders)
    found = {}
    if visits:
        note = _("近一年实际记下 {count} 次").format(count=habits.visits)
        found["visits_per_household"] = Number(visits / households, Source.RULES, len(notes), note)
    if rules.visits.kinds:
        minutes = rules.visits.minutes_a_visit + rules.visits.errands_a_visit * ERRAND_MINUTES + WAY_MINUTES
        note = _("规则的时间加路上 {way} 分钟（假定）").format(way=WAY_MINUTES)
        found["visit_minutes"] = Number(minutes, Source.RULES, 0, note)
    return found, notes


def _within_reason(numbers: dict[str, Number]) -> dict[str, Number]:
    """What the engine can play: a number outside its bounds is brought to the nearest."""
    found = {}
    for code, number in numbers.items():
        meaning = MEANINGS[code]
        value = round(min(meaning.most, max(meaning.least, number.value)), meaning.places)
        found[code] = Number(value, number.source, number.n, number.note)
    return found
