"""A call is received, placed on its grid, given an owner and a clock, in one transaction."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.areas.queries import SWAPPED, AreaRow, areas_in_memory, locate
from wangge.core.cases.deadlines import deadline_of, next_rung_at, warn_at
from wangge.core.cases.events import CaseReported
from wangge.core.cases.lifecycle import Action, ClockKind, Outcome, State
from wangge.core.cases.models import Case, CaseAsker, CaseClock, CasePhoto, CaseStep
from wangge.core.cases.numbers import compose_number, take_numbers, tracking_code
from wangge.core.cases.reports import CaseReport, Reported
from wangge.core.cases.routing import first_owner
from wangge.core.cases.suggesting import suggest_category
from wangge.core.cases.texts import title_of
from wangge.core.places.queries import InForce, in_force
from wangge.core.teams.units import Unit
from wangge.ground.foundation import files, outbox
from wangge.ground.foundation.crypto import blind_index
from wangge.ground.foundation.errors import NotFound, Refusal
from wangge.ground.foundation.ids import uuid7
from wangge.ground.foundation.inserts import row_of
from wangge.ground.foundation.text import clean_text
from wangge.ground.rulebook.rulebook import Rulebook
from wangge.ground.rulebook.schema.base import Level, UnknownCode

MAX_WORDS = 5000
SOURCE_TAKEN = "case_source_once"


def report_case(*, report: CaseReport, actor: Actor, at: datetime) -> Reported:
    """Register a matter (上报). Raises Refusal, NotFound; a form sent twice gives the same case."""
    draft = _draft(report, actor=actor, at=at)
    is_whole = not (report.photos or connection.in_atomic_block)
    try:
        with nullcontext() if is_whole else transaction.atomic():
            return _write([draft], at=at, is_whole=is_whole)[0]
    except IntegrityError as error:
        if SOURCE_TAKEN not in str(error):
            raise
        return _already_taken(report)


def _already_taken(report: CaseReport) -> Reported:
    area = _area(report)
    case = Case.objects.everywhere("a form sent twice is answered with its own case").get(
        town_id=_town_of(area), source_ref=report.source_ref
    )
    return Reported(case.pk, case.number, tracking_code(case_id=case.pk), is_new=False)


@transaction.atomic
def report_cases(
    *, reports: Sequence[CaseReport], actor: Actor, at: datetime, dry_run: bool = False
) -> list[Reported | Refusal]:
    """Register many matters in a fixed number of statements (导入); a faulty one gives its refusal in its place.

    A dry run finds the same faults and the same repeats and writes nothing.
    """
    drafts: list[Draft | Refusal] = []
    for report in reports:
        try:
            drafts.append(_draft(report, actor=actor, at=at))
        except Refusal as refusal:
            drafts.append(refusal)
    sound = [d for d in drafts if isinstance(d, Draft)]
    taken = _taken_before(sound)
    fresh = list({d.source: d for d in reversed(sound) if d.source not in taken}.values())[::-1]
    results = [_on_paper(d) for d in fresh] if dry_run else _write(fresh, at=at, is_imported=True)
    written = dict(zip([d.source for d in fresh], results, strict=True))
    return [d if isinstance(d, Refusal) else _answer(d, taken, written) for d in drafts]


def _on_paper(draft: "Draft") -> Reported:
    return Reported(draft.case.pk, "", "", is_new=True, warnings=tuple(draft.warnings))


def _answer(
    draft: "Draft", taken: dict[tuple[UUID, str], Reported], written: dict[tuple[UUID, str], Reported]
) -> Reported:
    if draft.source in taken:
        return taken[draft.source]
    found = written[draft.source]
    if found.case_id == draft.case.pk:
        return found
    return Reported(found.case_id, found.number, found.tracking_code, is_new=False)


def _taken_before(drafts: "list[Draft]") -> dict[tuple[UUID, str], Reported]:
    rows = (
        Case.objects.everywhere("rows of a file imported before are skipped")
        .filter(town_id__in={d.case.town_id for d in drafts}, source_ref__in=[d.case.source_ref for d in drafts])
        .values_list("pk", "number", "town_id", "source_ref")
    )
    return {
        (town_id, ref): Reported(pk, number, tracking_code(case_id=pk), is_new=False)
        for pk, number, town_id, ref in rows
    }


@dataclass
class Draft:
    """Everything one report will write, made in memory."""

    case: Case
    place: InForce
    owner: Unit
    asker: CaseAsker | None
    steps: list[CaseStep]
    clocks: list[CaseClock]
    report: CaseReport
    warnings: list[str] = field(default_factory=list)

    @property
    def source(self) -> tuple[UUID, str]:
        return self.case.town_id, self.case.source_ref


def _town_of(area: AreaRow) -> UUID:
    if area.town_id is None:
        raise NotFound(_("没有这个网格，或者它已经撤销"))
    return area.town_id


def _area(report: CaseReport) -> AreaRow:
    area = areas_in_memory().by_id.get(report.area_id)
    if area is None or area.town_id is None:
        raise NotFound(_("没有这个网格，或者它已经撤销"))
    return area


@dataclass(frozen=True)
class Spot:
    """Where a matter lies as it is kept, and what looked wrong about it."""

    area: AreaRow
    lon: float | None = None
    lat: float | None = None
    warnings: tuple[str, ...] = ()


def _placed(report: CaseReport) -> Spot:
    """The deepest area the matter lies in: by its point inside the same town, else the door that was used."""
    door = _area(report)
    if report.lon is None or report.lat is None:
        return Spot(door)
    lon, lat = report.lon, report.lat
    placement = locate(lon=lon, lat=lat)
    warnings = tuple(str(w) for w in placement.warnings)
    if SWAPPED in placement.warnings:
        lon, lat = lat, lon
        placement = locate(lon=lon, lat=lat)
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        return Spot(door, warnings=(_("地图上的位置看不懂，没有用它"),))
    found = areas_in_memory().by_id.get(placement.area_id) if placement.area_id else None
    if found is not None and found.town_id != door.town_id:
        return Spot(door, lon, lat, (*warnings, _("地图上的位置不在本乡镇，已按您选的网格登记")))
    if found is None or door.path.startswith(found.path):  # the outline known is wider than the door
        found = door
    return Spot(found, lon, lat, warnings)


def _draft(report: CaseReport, *, actor: Actor, at: datetime) -> Draft:
    body = clean_text(report.body, max_length=MAX_WORDS, field="body")
    if not body and not report.title.strip():
        raise Refusal(_("请写一写发生了什么"), field="body")
    spot = _placed(report)
    area = spot.area
    place = in_force(place=areas_in_memory().place_of(area.id))
    rules = place.rules
    suggestion = suggest_category(rules=rules, town_id=_town_of(area), title=report.title, body=body)
    category = report.category or suggestion.category(rules)
    _check_codes(rules, channel=report.channel, category=category)
    owner = first_owner(
        rules=rules, area_path=area.path, level=cast(Level, area.level), channel=report.channel, category=category
    )
    case = _case(report, spot, place, category=category, body=body, owner=owner, at=at)
    draft = Draft(case, place, owner, _asker(case, report), [], [], report, list(spot.warnings))
    case.petition_kind = petition_kind_of(case=case, asker=draft.asker, rules=rules, at=at)
    _add_step(draft, Action.REPORT, State.REPORTED, actor=actor, at=case.reported_at, recorded_at=at,
              detail=suggestion.detail(chosen=bool(report.category)))  # fmt: skip
    if report.past_answer is None:
        _start_accept_clock(draft, at=at)
    else:
        _close_as_answered(draft, actor=actor, at=at)
    return draft


def _case(
    report: CaseReport, spot: Spot, place: InForce, *, category: str, body: str, owner: Unit, at: datetime
) -> Case:
    rules, area = place.rules, spot.area
    return row_of(
        Case,
        id=report.id or uuid7(),
        town_id=_town_of(area),
        area_id=area.id,
        area_path=area.path,
        rulebook_version_id=place.version_id,
        source_ref=report.source_ref,
        channel=report.channel,
        category=category,
        grade=rules.first_grade(category),
        number="",
        urgency=report.urgency or rules.category(category).urgency,
        asker_kind=report.asker_kind or rules.usual_asker(category),
        petition_kind="",
        solved_level="",
        first_unit_id=owner.id,
        title=title_of(given=report.title, body=body),
        body=body,
        where_words=clean_text(report.where_words, max_length=200, field="where_words"),
        lon=spot.lon,
        lat=spot.lat,
        state=State.REPORTED,
        outcome=Outcome.UNKNOWN,
        owner_unit_id=owner.id,
        reported_at=min(report.reported_at or at, at),
        recorded_at=at,
        due_kind="",
        last_action=Action.REPORT,
    )


def petition_kind_of(*, case: Case, asker: CaseAsker | None, rules: Rulebook, at: datetime) -> str:
    """初访 or 重访: whether the same person has petitioned here before; "" for what is no petition."""
    rule = rules.rights.petition
    if rule is None or case.channel not in rule.channels:
        return ""
    if asker is None or asker.phone_index is None:
        return "first"
    before = Case.objects.everywhere("whether this person petitioned the same town before").filter(
        town_id=case.town_id, asker__phone_index=asker.phone_index, reported_at__lt=at,
        reported_at__gte=at - timedelta(days=rule.repeat_within_days),
    )  # fmt: skip
    return "repeat" if before.exclude(petition_kind="").exists() else "first"


def _check_codes(rules: Rulebook, *, channel: str, category: str) -> None:
    try:
        rules.channel(channel)
        rules.category(category)
    except UnknownCode as unknown:
        raise Refusal(str(unknown)) from unknown


def _asker(case: Case, report: CaseReport) -> CaseAsker | None:
    phone = "".join(c for c in report.phone if c.isdigit())
    name = clean_text(report.name, max_length=50, field="name")
    if not (phone or name or report.account_id):
        return None
    if phone and not 5 <= len(phone) <= 15:
        raise Refusal(_("电话号码不对，请核对；不想留可以空着"), field="phone")
    return row_of(
        CaseAsker,
        case_id=case.pk,
        town_id=case.town_id,
        name=name,
        phone=phone,
        phone_index=blind_index(phone, purpose="cases.phone") if phone else None,
        is_confidential=report.is_confidential,
        account_id=report.account_id,
    )


def _add_step(
    draft: Draft, action: Action, state: State, *, actor: Actor, at: datetime, recorded_at: datetime,
    public_note: str = "", note: str = "", detail: dict[str, object] | None = None,
) -> None:  # fmt: skip
    draft.steps.append(
        row_of(
            CaseStep,
            id=uuid7(),
            town_id=draft.case.town_id,
            case_id=draft.case.pk,
            action=action,
            state_after=state,
            actor_id=actor.account_id,
            actor_name=actor.name,
            unit_name="",
            to_unit_id=draft.owner.id if action == Action.REPORT else None,
            note=note,
            public_note=public_note,
            detail=detail or {},
            at=at,
            recorded_at=recorded_at,
        )
    )


def _start_accept_clock(draft: Draft, *, at: datetime) -> None:
    case = draft.case
    found = deadline_of(place=draft.place, kind=ClockKind.ACCEPT, case=case, start=at)
    assert found is not None  # every place has this clock
    near = warn_at(rules=draft.place.rules, start=at, due=found.due_at)
    draft.clocks.append(
        row_of(
            CaseClock,
            id=uuid7(),
            town_id=case.town_id,
            case_id=case.pk,
            kind=ClockKind.ACCEPT,
            unit_id=draft.owner.id,
            rulebook_version_id=draft.place.version_id,
            started_at=at,
            due_at=found.due_at,
            warn_at=near,
            next_rung_at=next_rung_at(place=draft.place, kind=ClockKind.ACCEPT, rung=0, start=at, due=found.due_at),
            derivation=found.derivation,
        )
    )
    case.due_at, case.due_kind, case.warn_at = found.due_at, ClockKind.ACCEPT, near


def _close_as_answered(draft: Draft, *, actor: Actor, at: datetime) -> None:
    """A matter that had its answer before it came here: the answer and its closing are history."""
    answer = draft.report.past_answer
    assert answer is not None
    case, when = draft.case, min(max(answer.at, draft.case.reported_at), at)
    _add_step(draft, Action.ANSWER, State.ANSWERED, actor=actor, at=when, recorded_at=at,
              public_note=clean_text(answer.words, max_length=20_000), detail={"imported": True})  # fmt: skip
    _add_step(draft, Action.CLOSE, State.CLOSED, actor=actor, at=when, recorded_at=at,
              note=_("导入时原件已经答复，据此结案"), detail={"imported": True})  # fmt: skip
    case.state, case.closed_at, case.last_action = State.CLOSED, when, Action.CLOSE


def _write(
    drafts: list[Draft], *, at: datetime, is_imported: bool = False, is_whole: bool = False
) -> list[Reported]:  # fmt: skip
    """Insert everything, one statement a table; without photos a single report is one statement, whole by itself."""
    if not drafts:
        return []
    for draft, running in zip(drafts, take_numbers(count=len(drafts)), strict=True):
        draft.case.number = compose_number(
            short=draft.place.rules.place.short, year=draft.case.recorded_at.year, running=running
        )
    rows = (
        [d.case for d in drafts],
        [d.asker for d in drafts if d.asker is not None],
        [s for d in drafts for s in d.steps],
        [c for d in drafts for c in d.clocks],
    )
    outbox.publish(*(_fact(d, is_imported) for d in drafts), at=at, alongside=rows, is_whole=is_whole)
    _keep_photos(drafts, at=at)
    return [
        Reported(d.case.pk, d.case.number, tracking_code(case_id=d.case.pk), is_new=True, warnings=tuple(d.warnings))
        for d in drafts
    ]


def _keep_photos(drafts: list[Draft], *, at: datetime) -> None:
    photos = [
        CasePhoto(
            town_id=d.case.town_id,
            case_id=d.case.pk,
            step_id=d.steps[0].pk,
            file=files.keep(image, town_id=d.case.town_id, purpose="case.report", at=at),
        )
        for d in drafts
        for image in d.report.photos
    ]
    if photos:
        CasePhoto.objects.bulk_create(photos)


def _fact(draft: Draft, is_imported: bool) -> CaseReported:
    case = draft.case
    return CaseReported(
        case_id=case.pk,
        town_id=case.town_id,
        area_path=case.area_path,
        number=case.number,
        channel=case.channel,
        category=case.category,
        owner_unit_id=draft.owner.id,
        is_imported=is_imported,
    )
