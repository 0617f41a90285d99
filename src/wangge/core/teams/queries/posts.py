"""Who holds which post where, and who answers meanwhile."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from wangge.core.areas.queries import AreaRow, area_by_id, areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.teams.labels import everyone_in_post, rules_of, unit_of
from wangge.core.teams.models import Appointment
from wangge.ground.rulebook.schema.posts import PostKind

from .absences import away, deputies_of
from .vacancies import HeldSeats, short_of


@dataclass(frozen=True)
class Holder:
    """A person in a post, for staff."""

    appointment_id: UUID
    person_name: str
    account_id: UUID | None
    unit_id: UUID
    unit_name: str
    duty_phone: str
    number: str
    starts_on: date
    ends_on: date | None
    is_public: bool


@dataclass(frozen=True)
class PostLine:
    """One post of an area with whoever holds it; `missing` counts the seats that the rules want filled."""

    post_kind: str
    label: str
    duties: tuple[str, ...]
    may_decide: tuple[str, ...]
    holders: tuple[Holder, ...]
    missing: int


@dataclass(frozen=True)
class AreaPosts:
    """An area with its posts."""

    area_id: UUID
    area_path: str
    area_name: str
    posts: tuple[PostLine, ...]


@dataclass(frozen=True)
class PublicPerson:
    """What anybody may know of a person in a post (公示): never a personal telephone."""

    name: str
    post_kind: str
    post_label: str
    duties: tuple[str, ...]
    may_decide: tuple[str, ...]
    area_name: str
    unit_name: str
    duty_phone: str


def posts_of_area(*, area_id: UUID, on: date) -> list[PostLine]:
    """The posts that answer for an area itself, in the order of the rulebook. Raises NotFound."""
    return list(_area_posts([area_by_id(area_id=area_id)], on=on)[0].posts)


def posts_of_areas(*, area_ids: Sequence[UUID], on: date) -> list[AreaPosts]:
    """The posts of each of these areas, in the order given; one statement. Raises NotFound."""
    return _area_posts([area_by_id(area_id=area_id) for area_id in area_ids], on=on)


def holder_of(*, name: str, on: date, scope: Scope) -> list[AreaPosts]:
    """The areas of that name with their holders; the name of a post may stand behind it (荣星村第二网格网格长)."""
    words = "".join(name.split())
    within = [area for area in areas_in_memory().rows if scope.covers(area.path)]
    found = [area for area in within if area.name == words]
    if found:
        return _area_posts(found, on=on)
    asked = [(area, words.removeprefix(area.name)) for area in within if area.name and words.startswith(area.name)]
    return [
        AreaPosts(one.area_id, one.area_path, one.area_name, lines)
        for one, post in zip(_area_posts([area for area, _post in asked], on=on), (p for _a, p in asked), strict=True)
        if (lines := tuple(line for line in one.posts if line.label == post))
    ]


def public_people(*, area_id: UUID, on: date, with_above: bool = False) -> list[PublicPerson]:
    """Who answers for an area, as the public may know it; `with_above` adds who answers for the areas above.

    Raises NotFound.
    """
    chain = _chain(area_by_id(area_id=area_id)) if with_above else [area_by_id(area_id=area_id)]
    return [person for one in _area_posts(chain, on=on) for person in _public(one)]


def public_directory(*, area_ids: Sequence[UUID], on: date) -> list[PublicPerson]:
    """Who answers for each of these areas, in the order given (公示); one statement. Raises NotFound."""
    areas = [area_by_id(area_id=area_id) for area_id in area_ids]
    return [person for one in _area_posts(areas, on=on) for person in _public(one)]


def _public(one: AreaPosts) -> Iterator[PublicPerson]:
    return (
        PublicPerson(
            name=holder.person_name,
            post_kind=line.post_kind,
            post_label=line.label,
            duties=line.duties,
            may_decide=line.may_decide,
            area_name=one.area_name,
            unit_name=holder.unit_name,
            duty_phone=holder.duty_phone,
        )
        for line in one.posts
        for holder in line.holders
        if holder.is_public
    )


def acting_holders(*, area_id: UUID, post_kind: str, on: date) -> list[Holder]:
    """Whoever holds the post at the area and is not away, else at the nearest area above its deputy (AB岗).

    Raises NotFound.
    """
    area = area_by_id(area_id=area_id)
    chain = _chain(area)
    lines = {one.area_id: {line.post_kind: line for line in one.posts} for one in _area_posts(chain, on=on)}
    rules = rules_of(areas_in_memory().place_of(area.id))
    deputy = None if rules is None else rules.deputy_of(post_kind)
    wanted = [lines[area.id].get(post_kind), *(lines[one.id].get(deputy.code) for one in chain if deputy is not None)]
    held = [list(line.holders) for line in wanted if line is not None]
    gone = away(appointment_ids=[holder.appointment_id for holders in held for holder in holders], on=on)
    here = ([holder for holder in holders if holder.appointment_id not in gone] for holders in held)
    return next((holders for holders in here if holders), [])


def _chain(area: AreaRow) -> list[AreaRow]:
    """The area and every one above it, nearest first."""
    return areas_in_memory().above(area.id)[::-1]


def _area_posts(areas: Sequence[AreaRow], *, on: date) -> list[AreaPosts]:
    found = everyone_in_post(on=on, reason="the posts of named areas").filter(area_id__in=[area.id for area in areas])
    rows = list(found.order_by("starts_on", "id"))
    held = HeldSeats((row.area_id, row.post_kind, row.organisation_id, 1) for row in rows)
    in_post: dict[tuple[UUID, str], list[Appointment]] = defaultdict(list)
    for row in rows:
        in_post[row.area_id, row.post_kind].append(row)
    return [AreaPosts(area.id, area.path, area.name, tuple(_lines(area, in_post, held))) for area in areas]


def _lines(area: AreaRow, in_post: dict[tuple[UUID, str], list[Appointment]], held: HeldSeats) -> Iterator[PostLine]:
    rules = rules_of(areas_in_memory().place_of(area.id))
    for post in rules.posts.kinds if rules else ():
        if rules is not None and post.level == area.level:
            holders = tuple(_holders(post, in_post[area.id, post.code]))
            missing = sum(one.needed - one.held for one in short_of(area=area, post=post, rules=rules, held=held))
            yield PostLine(post.code, post.label, post.duties, post.may_decide, holders, missing)


def _holders(post: PostKind, rows: Iterable[Appointment]) -> Iterator[Holder]:
    for row in rows:
        unit = unit_of(row.organisation_id)
        yield Holder(
            appointment_id=row.pk,
            person_name=row.person_name,
            account_id=row.account_id,
            unit_id=row.organisation_id,
            unit_name=unit.name if unit else "",
            duty_phone=unit.duty_phone if unit else "",
            number=row.number,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            is_public=row.is_public and post.public and unit is not None and unit.is_public,
        )


def accounts_of_posts(*, codes: Sequence[str], area_path: str, on: date) -> list[UUID]:
    """The accounts of those who hold these posts for an area or one around it, and of who acts for one away.

    Two statements, three while somebody is away.
    """
    pieces = area_path.strip("/").split("/")
    around = ["/" + "/".join(pieces[:end]) + "/" for end in range(1, len(pieces) + 1)]
    rows = everyone_in_post(on=on, reason="whom to tell of a late matter or call by whistle")
    held = rows.filter(post_kind__in=codes, area_path__in=around, account__isnull=False)
    found = list(held.order_by("account_id").values_list("account_id", flat=True).distinct())
    return list(dict.fromkeys([*found, *deputies_of(held, on=on)]))
