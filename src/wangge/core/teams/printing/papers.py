"""What is printed, as plain values: nothing here is read from the tables."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Certificate:
    """A letter of appointment (聘书); several issuers stand apart by a space."""

    person_name: str
    post_label: str
    area_name: str
    place_name: str
    issuer: str
    number: str
    starts_on: date
    ends_on: date | None
    issued_on: date
    verify_url: str
    duties: tuple[str, ...] = ()


@dataclass(frozen=True)
class WorkCard:
    """A card worn on visits (工作证), verified by scanning it."""

    person_name: str
    post_label: str
    area_name: str
    place_name: str
    unit_name: str
    number: str
    valid_until: date | None
    duty_phone: str
    verify_url: str


@dataclass(frozen=True)
class PostedPerson:
    """One line of a poster: who does what here."""

    name: str
    post_label: str
    duties: tuple[str, ...] = ()
    may_decide: tuple[str, ...] = ()
    unit_name: str = ""
    duty_phone: str = ""


@dataclass(frozen=True)
class GridPoster:
    """A poster of a grid (网格公示): people, duty phone, and the code that opens its page."""

    grid_name: str
    place_name: str
    code_name: str
    promise: str
    people: tuple[PostedPerson, ...]
    duty_unit: str
    duty_phone: str
    page_url: str
    code: str


@dataclass(frozen=True)
class DutiesNotice:
    """A notice of who answers for what, and what they may decide (岗位职责公示)."""

    area_name: str
    place_name: str
    people: tuple[PostedPerson, ...]
    posted_on: date
    page_url: str
