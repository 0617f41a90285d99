"""What goes onto paper, gathered from the tables; the addresses inside the codes come from the faces."""

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from wangge.core.areas.queries import area_by_id, areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.teams.labels import area_name, post_of, rules_of, unit_of
from wangge.core.teams.models import Appointment
from wangge.core.teams.printing.papers import Certificate, DutiesNotice, GridPoster, PostedPerson, WorkCard
from wangge.core.teams.units import Unit
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.errors import NotFound, Refusal

from .duty import standing_unit
from .posts import PublicPerson, public_people

Address = Callable[[str], str]


def certificates(
    *, scope: Scope, appointment_ids: Sequence[UUID], verify_url: Address, issuer: str = "", with_duties: bool = False
) -> list[Certificate]:
    """Letters of appointment (聘书); `verify_url` makes the address of a code, `issuer` is who seals them.

    Raises NotFound, Refusal when a post has no certificate.
    """
    return [
        _certificate(row, verify_url=verify_url, issuer=issuer, with_duties=with_duties)
        for row in _rows(scope, appointment_ids)
    ]


def work_cards(*, scope: Scope, appointment_ids: Sequence[UUID], on: date, verify_url: Address) -> list[WorkCard]:
    """Work cards (工作证) of people in post on a day. Raises NotFound, Refusal."""
    rows = _rows(scope, appointment_ids)
    if any(on not in row.term for row in rows):
        raise Refusal(_("只能给在任人员打印工作证"))
    return [_card(row, verify_url=verify_url) for row in rows]


def grid_poster(*, area_id: UUID, page_url: str, code: str, on: date) -> GridPoster:
    """The poster of an area: its people, its duty phone, and the code that opens its page. Raises NotFound."""
    area = area_by_id(area_id=area_id)
    rules = rules_of(areas_in_memory().place_of(area.id))
    people = public_people(area_id=area_id, on=on)
    unit = standing_unit(area_id=area_id)
    return GridPoster(
        grid_name=area.name,
        place_name=rules.place.name if rules else "",
        code_name=rules.label("word.public_code") if rules else "",
        promise=rules.label("word.promise") if rules else "",
        people=tuple(_posted(person) for person in people),
        duty_unit=unit.name if unit else "",
        duty_phone=unit.duty_phone if unit else "",
        page_url=page_url,
        code=code,
    )


def duties_notice(*, area_id: UUID, page_url: str, on: date) -> DutiesNotice:
    """Who answers for an area, what for, and what they may decide (岗位职责公示). Raises NotFound."""
    people = public_people(area_id=area_id, on=on)
    rules = rules_of(areas_in_memory().place_of(area_id))
    return DutiesNotice(
        area_name=area_name(area_id),
        place_name=rules.place.name if rules else "",
        people=tuple(_posted(person) for person in people),
        posted_on=on,
        page_url=page_url,
    )


def _rows(scope: Scope, ids: Sequence[UUID]) -> list[Appointment]:
    found = Appointment.objects.within(scope).in_bulk(ids)
    if len(found) != len(set(ids)):
        raise NotFound(_("没有找到，或者不在你的范围内"))
    return [found[one] for one in dict.fromkeys(ids)]


def _certificate(row: Appointment, *, verify_url: Address, issuer: str, with_duties: bool) -> Certificate:
    post = post_of(row.place, row.post_kind)
    if post is None or not post.certificate:
        raise Refusal(_("“{post}”不发聘书").format(post=post.label if post else row.post_kind))
    rules = rules_of(row.place)
    return Certificate(
        person_name=row.person_name,
        post_label=post.label,
        area_name=area_name(row.area_id),
        place_name=rules.place.name if rules else "",
        issuer=issuer or _issuer(unit_of(row.organisation_id)),
        number=row.number,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        issued_on=day_of(row.appointed_at),
        verify_url=verify_url(row.token),
        duties=post.duties if with_duties else (),
    )


def _issuer(unit: Unit | None) -> str:
    """The topmost unit that the appointing one is part of."""
    while unit is not None and unit.part_of_id is not None and (above := unit_of(unit.part_of_id)) is not None:
        unit = above
    return unit.name if unit else ""


def _card(row: Appointment, *, verify_url: Address) -> WorkCard:
    post, unit, rules = post_of(row.place, row.post_kind), unit_of(row.organisation_id), rules_of(row.place)
    return WorkCard(
        person_name=row.person_name,
        post_label=post.label if post else row.post_kind,
        area_name=area_name(row.area_id),
        place_name=rules.place.name if rules else "",
        unit_name=unit.name if unit else "",
        number=row.number,
        valid_until=row.ends_on,
        duty_phone=unit.duty_phone if unit else "",
        verify_url=verify_url(row.token),
    )


def _posted(person: PublicPerson) -> PostedPerson:
    return PostedPerson(
        name=person.name,
        post_label=person.post_label,
        duties=person.duties,
        may_decide=person.may_decide,
        unit_name=person.unit_name,
        duty_phone=person.duty_phone,
    )
