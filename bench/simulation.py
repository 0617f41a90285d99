"""A year of a county: 4,000 members, 8 million visits, 500,000 cases of which a quarter goes to desks and departments,
in machine code; the readable model in SimPy on a part of it, reckoned up; the same statistics of both; and a sweep of a
hundred years. Compiling is done before."""

import time
from dataclasses import replace
from importlib.util import find_spec

TITLE = "Simulation: a year of a county"
PART = 25  # the SimPy model plays a county so many times smaller
SWEEP = 100


def run():
    from wangge.ground.engines.simulation import fast
    from wangge.ground.engines.simulation.county import County
    from wangge.ground.engines.simulation.sweep import years

    county = County(members=4000, cases=500_000)
    fast.play(replace(county, members=40, cases=500))  # machine code is made now
    began = time.process_time()
    year = fast.play(county)
    seconds = time.process_time() - began
    rows = [{"what": "county-year in machine code", "CPU s": seconds, "events": year.events, "goal": 2,
             "ratio": seconds / 2, "late": f"{year.late_share:.2%}"}]  # fmt: skip
    rows += _beside_simpy(county, seconds)
    began = time.process_time()
    years(county, seeds=SWEEP)
    sweep = time.process_time() - began
    rows.append(
        {"what": f"{SWEEP} county-years, one after the other", "CPU s": sweep, "goal": 240, "ratio": sweep / 240}
    )
    return rows


def _beside_simpy(county, seconds):
    if find_spec("simpy") is None:
        return [{"what": "SimPy: not installed (pip install simpy)"}]
    from wangge.ground.engines.simulation import reference
    from wangge.ground.engines.simulation.sweep import FIGURES, years
    from wangge.ground.engines.simulation.year import told

    part = replace(county, members=county.members // PART, cases=county.cases // PART, desks=county.desks // PART,
                   departments=county.departments // PART)  # fmt: skip
    began = time.process_time()
    slow = reference.play(part)
    whole = (time.process_time() - began) * PART
    quick = years(part, seeds=20)
    rows = [{"what": f"SimPy, reckoned up from 1/{PART}", "CPU s": whole, "times ours": whole / seconds, "goal": 50}]
    for name in ("late_share", "days_p50", "days_p90", "department_wait", "desk_wait", "member_minutes", "visits"):
        ours = told([FIGURES[name](year) for year in quick])
        theirs = FIGURES[name](slow)
        apart = abs(theirs / ours.mean - 1) if ours.mean else abs(theirs)
        rows.append({"what": f"{name}: SimPy beside ours (20 seeds)", "SimPy": theirs, "ours": ours.mean,
                     "apart": f"{apart:.2%}", "goal": "1%"})  # fmt: skip
    return rows
