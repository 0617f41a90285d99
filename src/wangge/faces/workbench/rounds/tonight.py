"""今晚怎么走: a way around the doors where something is open; a proposal that nobody has to follow."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from wangge.core.areas.queries import centre_of
from wangge.core.people.queries.labels import DoorLabel
from wangge.faces.shell.parts import build_filter_bar
from wangge.faces.workbench.labels import area_label
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.engines import machine_code
from wangge.ground.engines.routes.bundle import Bundle, Door, Errand, bundled, errands_a_stop
from wangge.ground.engines.routes.plan import (
    CLOSES,
    DETOUR,
    NEAREST,
    NO_TIME,
    ON_THE_WAY,
    OPENS,
    OUT_OF_HOURS,
    TOO_FAR,
    WORTH,
    Plan,
    Reason,
    Round,
)
from wangge.ground.engines.routes.request import BY_BICYCLE, ON_FOOT, QUICK, ROUTINE, SOON, URGENT, Evening, Visitor
from wangge.ground.rulebook.schema.visits import Visits
from wangge.practice.visits.queries.doors import DoorOfList, doors_page

from .engine import planned
from .forms import TonightForm
from .parts import Seen, door_url, door_words, labels_of, rules_for, seen_by, tabs

MOST = 60  # doors of one evening
FIRST, LAST = time(17), time(20, 30)


@dataclass(frozen=True)
class Tonight:
    """The plan with what its keys stand for."""

    plan: Plan
    bundles: dict[str, Bundle]
    doors: dict[str, DoorOfList]
    labels: dict[UUID, DoorLabel]
    unplaced: tuple[DoorOfList, ...]


@require_GET
@staff_page(needs="visit.see")
def show_tonight(request: StaffRequest) -> HttpResponse:
    """Rounds for tonight, as a map and as a list with a reason for each place. Raises NotFound."""
    seen = seen_by(request)
    form = TonightForm(request.GET if "begins" in request.GET else None, initial=_usual(seen))
    preparing = machine_code.state()
    machine_code.start()
    tonight = _planned(request, seen, form)
    context = {
        "preparing": "" if preparing == "made" else preparing,
        "tabs": tabs(request),
        "bar": build_filter_bar(request.GET, [seen.chip(request, lead=_("看"))], has_words=False),
        "kept": [("area", request.GET["area"])] if request.GET.get("area") else [],
        "form": form,
        "rounds": [_round(number, one, tonight) for number, one in enumerate(tonight.plan.rounds)] if tonight else [],
        "left": _left_lines(tonight),
        "unplaced": _unplaced(tonight),
        "counts": _counts(tonight) if tonight else {},
        "ways_url": f"{reverse('workbench:tonight-ways')}?{request.GET.urlencode()}",
        "points_url": f"{reverse('workbench:tonight-doors')}?{request.GET.urlencode()}",
        "here": area_label(seen.here.id),
    }  # fmt: skip
    return render(request, "workbench/rounds/tonight.html", context)


def _left_lines(tonight: Tonight | None) -> list[tuple[str, str, str]]:
    """The doors for another evening, and why."""
    return [
        (door_words(_label(tonight, one.stop.key)), _url(tonight, one.stop.key), _left(one.reason))
        for one in (tonight.plan.left if tonight else ())
        if tonight is not None
    ]


def _unplaced(tonight: Tonight | None) -> list[tuple[str, str]]:
    """The doors whose buildings have no position."""
    doors = tonight.unplaced if tonight else ()
    return [(door_words(tonight.labels.get(d.household_id)), door_url(d.household_id)) for d in doors if tonight]


def _usual(seen: Seen) -> dict[str, Any]:
    """When the place usually goes in the evening."""
    cadences = rules_for(seen.here.id).cadences
    begins = next((one for one in cadences if one.begins and one.ends), None)
    hours = (begins.begins, begins.ends) if begins else (FIRST, LAST)
    return {"begins": f"{hours[0]:%H:%M}", "ends": f"{hours[1]:%H:%M}", "visitors": 2, "on_foot": False}


def _planned(request: StaffRequest, seen: Seen, form: TonightForm) -> Tonight | None:
    """The plan for what is asked, or for the usual evening; None for what cannot be asked, or not yet."""
    if machine_code.state() != "made":
        return None
    given = dict(form.initial) if not form.is_bound else form.cleaned_data if form.is_valid() else None
    if given is None:
        return None
    begins, ends = _seconds(given["begins"]), _seconds(given["ends"])
    today = localdate(request.at)
    doors = doors_page(scope=seen.scope, path=seen.path, today=today, size=MOST).rows
    labels = labels_of(request, [door.household_id for door in doors])
    placed = {str(one.household_id): one for one in doors if (label := labels.get(one.household_id)) and label.lon}
    bundles = _bundles(rules_for(seen.here.id), placed, labels, (begins, ends), today)
    people = _visitors(seen, given, labels, begins, ends)
    plan = planned(Evening(tuple(one.stop for one in bundles), people, effort=QUICK))
    if plan is None:
        return None
    unplaced = tuple(one for one in doors if str(one.household_id) not in placed)
    return Tonight(plan, {one.stop.key: one for one in bundles}, placed, labels, unplaced)


def _seconds(moment: time | str) -> int:
    at = time.fromisoformat(moment) if isinstance(moment, str) else moment
    return at.hour * 3600 + at.minute * 60


def _bundles(
    rules: Visits, doors: dict[str, DoorOfList], labels: dict[UUID, DoorLabel], hours: tuple[int, int], today: date
) -> list[Bundle]:
    """One stop a door, with all that is open there; a door whose own hours leave no time tonight is left out."""
    minutes = {one.code: one.minutes for one in rules.errands}
    places, errands = [], []
    for key, one in doors.items():
        label = labels[one.household_id]
        first = max(hours[0], _seconds(one.not_before) if one.not_before else 0)
        last = min(hours[1], _seconds(one.not_after) if one.not_after else hours[1])
        things = [
            Errand(str(errand.id), key, 60 * minutes.get(errand.kind, 4), _worth(errand.due_on, today))
            for errand in one.errands
        ]
        if last - first >= 60 * rules.minutes_a_visit + sum(thing.seconds for thing in things):
            places.append(Door(key, label.lon or 0.0, label.lat or 0.0, first, last))
            errands += things
    return bundled(doors=places, errands=errands, greeting=60 * rules.minutes_a_visit)


def _worth(due_on: date | None, today: date) -> int:
    if due_on is None or (due_on - today).days > 3:
        return ROUTINE
    return URGENT if due_on < today else SOON


def _visitors(
    seen: Seen, given: dict[str, Any], labels: dict[UUID, DoorLabel], begins: int, ends: int
) -> tuple[Visitor, ...]:
    """They set out together from the middle of the area; where it has none, from the middle of the doors."""
    spots = [(label.lon, label.lat) for label in labels.values() if label.lon is not None and label.lat is not None]
    middle = (sum(x for x, _y in spots) / len(spots), sum(y for _x, y in spots) / len(spots)) if spots else (0.0, 0.0)
    lon, lat = (centre_of(area_id=seen.here.id) if seen.area else None) or middle
    pace = ON_FOOT if given.get("on_foot") else BY_BICYCLE
    count = int(given["visitors"])
    return tuple(Visitor(f"{number + 1}", lon, lat, begins, ends, pace) for number in range(count))


def _label(tonight: Tonight, key: str) -> DoorLabel | None:
    return tonight.labels.get(tonight.doors[key.partition("#")[0]].household_id)


def _url(tonight: Tonight, key: str) -> str:
    return door_url(tonight.doors[key.partition("#")[0]].household_id)


def _round(number: int, one: Round, tonight: Tonight | None) -> dict[str, Any]:
    assert tonight is not None
    return {
        "name": _("第 {number} 路").format(number=number + 1),
        "home_at": clock(one.home_at),
        "travel": _("路上 {minutes} 分钟").format(minutes=round(one.travel / 60)),
        "steps": [
            {
                "name": door_words(_label(tonight, step.stop.key)),
                "url": _url(tonight, step.stop.key),
                "arrives": clock(step.arrives),
                "begins": clock(step.begins),
                "leaves": clock(step.leaves),
                "things": _things(tonight, step.stop.key),
                "why": _("；").join(reason_words(reason) for reason in step.reasons),
            }
            for step in one.steps
        ],
    }


def _things(tonight: Tonight, key: str) -> str:
    titles = {str(errand.id): errand.title for errand in tonight.doors[key.partition("#")[0]].errands}
    return _("、").join(titles[errand] for errand in tonight.bundles[key].errands)


def clock(seconds: int) -> str:
    """18:05."""
    return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}"


def reason_words(reason: Reason) -> str:
    """Why a stop stands where it stands."""
    minutes = max(1, round(reason.number / 60))
    if reason.why == OPENS:
        return _("{time} 以后才方便").format(time=clock(reason.number))
    if reason.why == CLOSES:
        return _("{time} 以前要办完").format(time=clock(reason.number))
    if reason.why == WORTH:
        return _("已经超期，优先")
    if reason.why == NEAREST:
        return _("离上一户最近")
    return {ON_THE_WAY: _("顺路"), DETOUR: _("绕 {minutes} 分钟").format(minutes=minutes)}[reason.why]


def _left(reason: Reason) -> str:
    words = {
        OUT_OF_HOURS: _("方便的时间今晚赶不上"),
        NO_TIME: _("今晚时间不够"),
        TOO_FAR: _("要多绕 {minutes} 分钟，改天顺路再去").format(minutes=max(1, round(reason.number / 60))),
    }
    return words[reason.why]


def _counts(tonight: Tonight) -> dict[str, Any]:
    bundles = [tonight.bundles[step.stop.key] for one in tonight.plan.rounds for step in one.steps]
    return {
        "doors": len(bundles),
        "errands": sum(len(one.errands) for one in bundles),
        "each": f"{errands_a_stop(bundles):.2f}",
        "travel": round(tonight.plan.travel / 60),
    }


@never_cache
@require_GET
@staff_page(needs="visit.see")
def show_ready(request: StaffRequest) -> HttpResponse:
    """Asked for while the program of the search is being made: then the page is asked for again."""
    return HttpResponse("", headers={"HX-Refresh": "true"} if machine_code.state() != "missing" else {})


@require_GET
@staff_page(needs="visit.see")
def send_ways(request: StaffRequest) -> JsonResponse:
    """The rounds as lines for the map. Raises NotFound."""
    tonight = _again(request)
    features = []
    for number, one in enumerate(tonight.plan.rounds if tonight else ()):
        spots = [[step.stop.lon, step.stop.lat] for step in one.steps]
        if len(spots) > 1:
            name = _("第 {number} 路").format(number=number + 1)
            line = {"type": "LineString", "coordinates": spots}
            features.append({"type": "Feature", "geometry": line, "properties": {"name": name, "is_current": True}})
    return JsonResponse({"type": "FeatureCollection", "features": features})


@require_GET
@staff_page(needs="visit.see")
def send_doors(request: StaffRequest) -> JsonResponse:
    """The stops as points for the map; no name stands in an answer that a browser may keep. Raises NotFound."""
    tonight = _again(request)
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [step.stop.lon, step.stop.lat]},
            "properties": {
                "name": _("第 {number} 路第 {place} 户").format(number=number + 1, place=place + 1),
                "note": clock(step.begins),
                "url": _url(tonight, step.stop.key),
            },
        }
        for number, one in enumerate(tonight.plan.rounds if tonight else ())
        for place, step in enumerate(one.steps)
        if tonight is not None
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})


def _again(request: StaffRequest) -> Tonight | None:
    """The same plan for the same question: the map and the list say the same."""
    seen = seen_by(request)
    return _planned(request, seen, TonightForm(request.GET if "begins" in request.GET else None, initial=_usual(seen)))
