"""What is printed, as plain values: nothing here is read from the tables."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class CardContact:
    """Somebody a household may turn to; the telephone is a unit's."""

    name: str
    post_label: str
    duty_phone: str


@dataclass(frozen=True)
class Card:
    """A contact card (便民联系卡) that stays with a household; it holds nothing about the household."""

    title: str
    grid_name: str
    place_name: str
    contacts: tuple[CardContact, ...]
    duty_unit: str
    duty_phone: str
    page_url: str
    code_name: str


@dataclass(frozen=True)
class FieldNotice:
    """A notice for the wall: whose field this is (责任田)."""

    title: str
    heading: str
    place_name: str
    area_name: str
    person_name: str
    post_label: str
    unit_name: str
    duty_phone: str
    duties: tuple[str, ...]
    promise: str
    claimed_on: date
    page_url: str


@dataclass(frozen=True)
class GroupPoster:
    """A poster that leads into the chat group of a grid; without a code that holds, to the owner."""

    group_name: str
    grid_name: str
    place_name: str
    owner_name: str
    duty_phone: str
    join_words: str
    join_until: date | None
    page_url: str
