"""The resident sheet: items of the place's rules, each of its type; what is sensitive is sealed."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.people.carried import carry
from wangge.core.people.doors import reached, rules_of
from wangge.core.people.models import Dwelling, Household, Person, Sheet
from wangge.core.people.persons import checked_phone
from wangge.core.people.searching import phone_index, terms_of
from wangge.ground.foundation.errors import Conflict, Refusal
from wangge.ground.foundation.ids import uuid7
from wangge.ground.foundation.text.cleaning import clean_line
from wangge.ground.rulebook.schema.base import UnknownCode
from wangge.ground.rulebook.schema.people import SheetItem

from .households import household_to_change

SUBJECTS: dict[str, type[Person | Household | Dwelling]] = {
    "person": Person,
    "household": Household,
    "dwelling": Dwelling,
}


@transaction.atomic
def fill_sheet(
    *, actor: Actor, about: str, subject_id: UUID, values: Mapping[str, Any], source: str = "", at: datetime
) -> Sheet:
    """Write items of the resident sheet (住户信息表): those given change, None takes one away; the old sheet stays.

    Raises NotFound, NotAllowed, Conflict when nothing changes, Refusal with the item as its field.
    """
    if about not in SUBJECTS:
        raise Refusal(_("信息表分人、户、房三种"), field="about")
    subject = reached(actor, SUBJECTS[about], subject_id)
    rows = Sheet.objects.everywhere("of a subject that was reached").select_for_update()
    former = rows.filter(until_at=None, **{about: subject}).first()
    clear = dict(former.values) if former else {}
    sealed = json.loads(former.sealed) if former and former.sealed else {}
    before = (dict(clear), dict(sealed))
    for code, value in values.items():
        item = _item(subject.town_id, about, code)
        kept, other = (sealed, clear) if item.sensitive else (clear, sealed)
        other.pop(code, None)
        kept.pop(code, None)
        if value not in (None, ""):
            kept[code] = item_value(item, value)
    if (clear, sealed) == before:
        raise Conflict(_("没有变化"))
    if former is not None:
        former.until_at = at
        former.save(update_fields=["until_at"])
    sheet = Sheet.objects.create(
        id=uuid7(),
        town_id=subject.town_id,
        area_path=subject.area_path,
        **{about: subject},
        values=clear,
        sealed=json.dumps(sealed, ensure_ascii=False) if sealed else "",
        since_at=at,
        said_by=actor.name,
        said_by_id=actor.account_id,
        source=clean_line(source, 80, field="source"),
    )
    carry(
        household_ids=[subject.pk] if about == "household" else [],
        person_ids=[subject.pk] if about == "person" else [],
        at=at,
    )
    return sheet


def _item(town_id: UUID, about: str, code: str) -> SheetItem:
    try:
        item = rules_of(town_id).item(code)
    except UnknownCode as error:
        raise Refusal(_("信息表里没有“{code}”这一项").format(code=code), field=code) from error
    if item.about != about:
        raise Refusal(_("“{item}”不是登记在这上面的").format(item=item.label), field=code)
    return item


def item_value(item: SheetItem, value: Any) -> str | int | float | bool:
    """A value as it is kept, of the type of its item. Raises Refusal."""
    wrong = Refusal(_("“{item}”填得不对").format(item=item.label), field=item.code)
    if item.type == "yes_no":
        if not isinstance(value, bool):
            raise wrong
        return value
    if item.type == "number":
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 10**9:
            raise wrong
        return value
    if not isinstance(value, str):
        raise wrong
    if item.type == "choice" and value not in item.choices:
        raise wrong
    if item.type == "date":
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError as error:
            raise wrong from error
    return clean_line(value, 200, field=item.code)


@transaction.atomic
def confirm_household(*, actor: Actor, household_id: UUID, at: datetime) -> None:
    """Somebody was there and all is as written (无变化). Raises NotFound, NotAllowed, Conflict."""
    household = household_to_change(actor, household_id)
    if household.confirmed_at is None or household.confirmed_at < at:
        household.confirmed_at, household.confirmed_by = at, actor.name
        household.save(update_fields=["confirmed_at", "confirmed_by"])
        carry(household_ids=[household.pk], at=at)


@transaction.atomic
def change_phone(*, actor: Actor, person_id: UUID, phone: str, at: datetime) -> None:
    """A person has another telephone (换电话); no second person is asked. Raises NotFound, NotAllowed, Refusal."""
    person = reached(actor, Person, person_id)
    person.phone = checked_phone(phone)
    person.phone_index = phone_index(person.phone) if person.phone else None
    person.terms = terms_of(
        town_id=person.town_id, name=person.name, document=person.document_number, phone=person.phone
    )
    person.save(update_fields=["phone", "phone_index", "terms"])
    carry(household_ids=[], person_ids=[person.pk], at=at)
