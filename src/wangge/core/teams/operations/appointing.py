from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from wangge.core.access.models import Account, AuditAction
from wangge.core.access.operations import grant_roles, record
from wangge.core.access.operations.grants import NewGrant
from wangge.core.access.queries import Actor
from wangge.core.areas.queries import AreaRow
from wangge.core.teams.doors import area_to_edit, check, grant_source, person_name, rules_at
from wangge.core.teams.events import AppointmentStarted
from wangge.core.teams.models import Appointment
from wangge.core.teams.models.appointment import TOKEN_LENGTH
from wangge.core.teams.terms import Held, last_day_of_term, most_at_once
from wangge.core.teams.units import Unit, units
from wangge.ground.foundation.calendar.days import day_of, midnight
from wangge.ground.foundation.constraints import refusing
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal
from wangge.ground.foundation.ids import readable_code, uuid7
from wangge.ground.foundation.outbox import publish
from wangge.ground.rulebook.rulebook import Rulebook
from wangge.ground.rulebook.schema.base import UnknownCode
from wangge.ground.rulebook.schema.posts import PostKind

from .numbers import NumberRun

ONE_DAY = timedelta(days=1)
IN_POST_TWICE = _("同一个人不能同时两次担任同一个岗位")
BROKEN = {
    "appointment_name_once_in_post": IN_POST_TWICE,
    "appointment_account_once_in_post": IN_POST_TWICE,
    "appointment_number_once": _("聘书编号重复，请重试"),
    "appointment_renewed_once": _("这次任职已经续聘过了"),
}


@dataclass(frozen=True)
class NewAppointment:
    """Who takes which post where; without `ends_on` the term is the rulebook's, without `is_public` too."""

    post_kind: str
    area_id: UUID
    organisation_id: UUID
    person_name: str
    starts_on: date
    ends_on: date | None = None
    account_id: UUID | None = None
    is_public: bool | None = None
    renewal_of: UUID | None = None
    member_id: UUID = field(default_factory=uuid7)  # a renewal keeps that of the first term


@transaction.atomic
def appoint(*, actor: Actor, new: NewAppointment, at: datetime) -> Appointment:
    """Put a person into a post (任职、聘任); with an account, the post's role follows.

    Raises NotFound, NotAllowed, Conflict, Refusal.
    """
    return appoint_many(actor=actor, new=[new], at=at)[0]


@transaction.atomic
def appoint_many(*, actor: Actor, new: Sequence[NewAppointment], at: datetime) -> list[Appointment]:
    """Put many persons into posts at once (批量聘任), all or none.

    Raises NotFound, NotAllowed, Conflict, Refusal.
    """
    if not new:
        return []
    wanted = [_checked(actor, one) for one in new]
    lock_places(sorted({one.place for one in wanted}))
    _check_accounts(actor, wanted)
    _check_seats(wanted)
    numbers = NumberRun()
    rows = [
        _built(one, number=numbers.take(one.place, one.prefix, one.starts_on.year), actor=actor, at=at)
        for one in wanted
    ]
    with refusing(BROKEN):
        Appointment.objects.bulk_create(rows, batch_size=1000)
    _grant(actor, wanted, rows, at=at)
    publish(*(_started(row) for row in rows), at=at)
    return rows


@transaction.atomic
def renew(*, actor: Actor, appointment_id: UUID, ends_on: date | None = None, at: datetime) -> Appointment:
    """Appoint the same person for another term (续聘), from the day after the first one.

    Raises NotFound, NotAllowed, Conflict, Refusal.
    """
    row = (
        Appointment.objects.everywhere("the door is checked next").select_for_update().filter(pk=appointment_id).first()
    )
    if row is None:
        raise NotFound(_("没有这次任职"))
    check(actor, "team.edit", at_path=row.area_path)
    if row.ended_on is not None:
        raise Conflict(_("这次任职已经提前结束，不能续聘"))
    if row.ends_on is None:
        raise Conflict(_("这次任职没有期限，不用续聘"))
    return appoint(
        actor=actor,
        new=NewAppointment(
            post_kind=row.post_kind,
            area_id=row.area_id,
            organisation_id=row.organisation_id,
            person_name=row.person_name,
            starts_on=max(row.ends_on + ONE_DAY, day_of(at)),
            ends_on=ends_on,
            account_id=row.account_id,
            is_public=row.is_public,
            renewal_of=row.pk,
            member_id=row.member_id,
        ),
        at=at,
    )


@dataclass(frozen=True)
class _Wanted:
    """An appointment whose post, unit, area and term have been found sound."""

    new: NewAppointment
    area: AreaRow
    unit: Unit
    place: str
    rules: Rulebook
    post: PostKind
    person_name: str
    ends_on: date | None

    @property
    def starts_on(self) -> date:
        return self.new.starts_on

    @property
    def prefix(self) -> str:
        return self.post.number_prefix or self.rules.place.short

    @property
    def seat(self) -> tuple[UUID, str, UUID]:
        return self.area.id, self.post.code, self.unit.id

    @property
    def held(self) -> Held:
        return Held(self.person_name, self.starts_on, None if self.ends_on is None else self.ends_on + ONE_DAY)


def _checked(actor: Actor, new: NewAppointment) -> _Wanted:
    area = area_to_edit(actor, new.area_id)
    place, rules = rules_at(area)
    post = _post(rules, new.post_kind, area)
    unit = _unit(post, new.organisation_id, area, place)
    name = person_name(new.person_name)
    return _Wanted(new, area, unit, place, rules, post, name, _ends_on(post, new))


def _post(rules: Rulebook, code: str, area: AreaRow) -> PostKind:
    try:
        post = rules.post(code)
    except UnknownCode as unknown:
        raise Refusal(str(unknown), field="post_kind") from unknown
    if post.level != area.level:
        level = rules.level_rule(post.level).label
        raise Refusal(_("“{post}”是{level}一级的岗位").format(post=post.label, level=level), field="area_id")
    return post


def _unit(post: PostKind, organisation_id: UUID, area: AreaRow, place: str) -> Unit:
    unit = units().by_id.get(organisation_id)
    if unit is None or unit.place != place or not area.path.startswith(unit.area_path):
        raise Refusal(_("没有管到{area}的这个单位").format(area=area.name), field="organisation_id")
    if unit.unit_kind != post.unit_kind:
        raise Refusal(_("“{post}”不设在{unit}").format(post=post.label, unit=unit.name), field="organisation_id")
    return unit


def _ends_on(post: PostKind, new: NewAppointment) -> date | None:
    longest = None if post.term_years is None else last_day_of_term(new.starts_on, years=post.term_years)
    ends_on = new.ends_on or longest
    if ends_on is not None and ends_on < new.starts_on:
        raise Refusal(_("聘期的最后一天不能早于第一天"), field="ends_on")
    if ends_on is not None and longest is not None and ends_on > longest:
        raise Refusal(_("聘期最长 {years} 年").format(years=post.term_years), field="ends_on")
    return ends_on


def lock_places(places: Sequence[str]) -> None:
    """Seats and numbers of a place are handed out one after the other."""
    with connection.cursor() as cursor:
        for place in places:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"teams.appoint:{place}"])


def _check_accounts(actor: Actor, wanted: Sequence[_Wanted]) -> None:
    ids = {one.new.account_id for one in wanted if one.new.account_id is not None}
    if not ids:
        return
    if actor.account_id in ids:
        raise Refusal(_("不能给自己任职"), field="account_id")
    accounts = list(Account.objects.filter(pk__in=ids))
    for account in accounts:
        if not account.is_active:
            raise Refusal(_("{name}的账号已经停用").format(name=account.name), field="account_id")
    known = {
        a.pk
        for a in accounts
        if actor.can("team.edit", at_path=a.home_path) or actor.can("account.see", at_path=a.home_path)
    }
    if ids - known:
        raise NotFound(_("没有这个账号"))
    if any(actor.can("account.edit", at_path=a.home_path) for a in accounts):
        raise NotAllowed(_("开账号的人不能把岗位交给账号，请由地方负责人任职，或者由安全管理员授权"))


def _check_seats(wanted: Sequence[_Wanted]) -> None:
    """Nobody twice in one post of an area, and never more holders at once than the rulebook has seats."""
    held = _held_by_seat(wanted)
    by_name: dict[tuple[UUID, str, str], list[Held]] = defaultdict(list)
    for (area_id, post, _unit), terms in held.items():
        for term in terms:
            by_name[area_id, post, term.person_name].append(term)
    for one in wanted:
        others, own = held[one.seat], by_name[one.area.id, one.post.code, one.person_name]
        if any(term.overlaps(one.held) for term in own):
            raise Conflict(
                _("{name}已经担任{area}{post}").format(name=one.person_name, area=one.area.name, post=one.post.label)
            )
        most = one.post.seats.max
        if most is not None and most_at_once([*others, one.held], within=one.held) > most:
            raise Conflict(
                _("{area}的{post}最多 {most} 人，已经满了").format(area=one.area.name, post=one.post.label, most=most)
            )
        others.append(one.held)
        own.append(one.held)


def _held_by_seat(wanted: Sequence[_Wanted]) -> dict[tuple[UUID, str, UUID], list[Held]]:
    rows = (
        Appointment.objects.everywhere("seats of the wanted posts only")
        .filter(area_id__in={one.area.id for one in wanted}, post_kind__in={one.post.code for one in wanted})
        .exclude(term__isempty=True)
        .values_list("area_id", "post_kind", "organisation_id", "person_name", "term")
    )
    held: dict[tuple[UUID, str, UUID], list[Held]] = defaultdict(list)
    for area_id, post_kind, organisation_id, name, term in rows:
        held[area_id, post_kind, organisation_id].append(Held(name, term.lower, term.upper))
    return held


def _built(wanted: _Wanted, *, number: str, actor: Actor, at: datetime) -> Appointment:
    is_public = wanted.new.is_public
    return Appointment(
        town_id=wanted.area.town_id or wanted.area.id,
        place=wanted.place,
        post_kind=wanted.post.code,
        member_id=wanted.new.member_id,
        area_id=wanted.area.id,
        area_path=wanted.area.path,
        organisation_id=wanted.unit.id,
        person_name=wanted.person_name,
        account_id=wanted.new.account_id,
        number=number,
        starts_on=wanted.starts_on,
        ends_on=wanted.ends_on,
        is_public=wanted.post.public if is_public is None else is_public and wanted.post.public,
        token=readable_code(TOKEN_LENGTH),
        renewal_of_id=wanted.new.renewal_of,
        appointed_at=at,
        appointed_by=actor.name,
    )


def _grant(actor: Actor, wanted: Sequence[_Wanted], rows: Sequence[Appointment], *, at: datetime) -> None:
    """The role of the post, at its area and for its unit, as long as the term lasts."""
    grants = [
        NewGrant(
            account_id=row.account_id,
            role=one.post.role,
            place=one.place,
            area_path=one.area.path,
            unit_id=one.unit.id,
            source=grant_source(row.pk),
            valid_from=max(at, midnight(row.starts_on)),
            valid_to=None if row.ends_on is None else midnight(row.ends_on + ONE_DAY),
        )
        for one, row in zip(wanted, rows, strict=True)
        if row.account_id is not None
    ]
    grants = [grant for grant in grants if grant.valid_to is None or grant.valid_to > at]
    if not grants:
        return
    grant_roles(granted_by=actor.name, new=grants, at=at)
    record(
        actor=actor,
        action=AuditAction.GRANTED,
        at=at,
        target=rows[0].number,
        area_path=rows[0].area_path,
        detail={"sources": [grant.source for grant in grants[:50]], "count": len(grants)},
    )


def _started(row: Appointment) -> AppointmentStarted:
    return AppointmentStarted(
        appointment_id=row.pk,
        place=row.place,
        post_kind=row.post_kind,
        area_id=row.area_id,
        area_path=row.area_path,
        organisation_id=row.organisation_id,
        account_id=row.account_id,
        starts_on=row.starts_on.isoformat(),
    )
