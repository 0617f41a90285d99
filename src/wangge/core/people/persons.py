"""A person as given, checked and built: one way for a form, a phone and a file of a hundred thousand."""

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.core.areas.queries import AreaRow
from wangge.ground.foundation.errors import Refusal
from wangge.ground.foundation.identity import read_id_number, tidy_number
from wangge.ground.foundation.ids import uuid7
from wangge.ground.foundation.text.cleaning import clean_line
from wangge.ground.rulebook.schema.base import UnknownCode
from wangge.ground.rulebook.schema.people import People

from .doors import town_of
from .lifecycle import ResidenceKind, Role, Sex
from .models import Person
from .searching import document_index, phone_index, terms_of

NAME_LENGTH = 50
ROLES, KINDS, SEXES = frozenset(Role.values), frozenset(ResidenceKind.values), frozenset(Sex.values)
PHONE = re.compile(r"1[3-9]\d{9}|0\d{9,11}|[48]00\d{7}|\d{7,8}")
FORMS = {
    "permit": re.compile(r"[0-9A-Z]{8,18}"),
    "passport": re.compile(r"[0-9A-Z]{5,17}"),
    "free": re.compile(r"[0-9A-Z()（）/]{1,40}"),
}
STRANGE_PLACE = gettext_lazy("身份证号开头的地区代码不认识，请再看一眼；没有抄错就不用改")


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """Somebody to register; `role` is what he is in the household, `kinds` in what ways he belongs to its dwelling."""

    name: str
    document_kind: str = ""
    document_number: str = ""
    born_on: date | None = None
    sex: str = Sex.UNKNOWN
    phone: str = ""
    role: str = Role.OTHER
    kinds: tuple[str, ...] = (ResidenceKind.LIVES,)
    id: UUID | None = None


@dataclass(frozen=True)
class Checked:
    """What of a person has been checked."""

    name: str
    document_kind: str
    document_number: str
    born_on: date | None
    sex: str
    phone: str
    warnings: tuple[str | Promise, ...] = ()


def checked_person(rules: People, new: NewPerson, *, today: date) -> Checked:
    """The person as it will be kept. Raises Refusal with the field to mend."""
    if new.role not in ROLES:
        raise Refusal(_("没有“{role}”这种户内关系").format(role=new.role), field="role")
    if not KINDS.issuperset(new.kinds):
        raise Refusal(_("没有这种居住方式"), field="kinds")
    if new.sex not in SEXES:
        raise Refusal(_("性别只能是男、女或不详"), field="sex")
    name, phone = checked_name(new.name), checked_phone(new.phone)
    born_on = checked_birth(new.born_on, today=today)
    kind, number, sex = new.document_kind, "", new.sex
    warnings: tuple[str | Promise, ...] = ()
    if new.document_number.strip():
        kind = kind or "id_card"
        found = read_document(rules, kind, new.document_number, today=today)
        number, warnings = found.number, found.warnings
        born_on, sex = _agreeing(found, born_on, sex)
    return Checked(name, kind if number else "", number, born_on, sex, phone, warnings)


@dataclass(frozen=True)
class Document:
    """A document number as it is kept, and what it says."""

    number: str
    born_on: date | None = None
    sex: str = Sex.UNKNOWN
    warnings: tuple[str | Promise, ...] = ()


def read_document(rules: People, kind: str, raw: str, *, today: date) -> Document:
    """A number of a kind of document, checked. Raises Refusal."""
    try:
        form = rules.document(kind).form
    except UnknownCode as error:
        raise Refusal(_("没有“{kind}”这种证件").format(kind=kind), field="document_kind") from error
    if form == "id":
        found = read_id_number(raw, today=today)
        warnings = () if found.is_place_known else (STRANGE_PLACE,)
        return Document(found.number, found.born_on, Sex.MALE if found.is_male else Sex.FEMALE, warnings)
    number = tidy_number(raw)
    if not FORMS[form].fullmatch(number):
        raise Refusal(_("证件号码的位数或者字符不对"), field="document_number")
    return Document(number)


def _agreeing(found: Document, born_on: date | None, sex: str) -> tuple[date | None, str]:
    """The birth and sex of both; Refusal where they differ, for then one of them is wrong."""
    if found.born_on and born_on and found.born_on != born_on:
        raise Refusal(_("出生日期和身份证号不一致"), field="born_on")
    if found.sex and sex and found.sex != sex:
        raise Refusal(_("性别和身份证号不一致"), field="sex")
    return found.born_on or born_on, found.sex or sex


def checked_name(raw: str) -> str:
    """A name as it is kept. Raises Refusal."""
    name = re.sub(r"\s*[•・‧．.]\s*", "·", clean_line(raw, NAME_LENGTH, field="name"))
    if not name:
        raise Refusal(_("请填写姓名"), field="name")
    return name


def checked_phone(raw: str) -> str:
    """A telephone number as it is kept, or none. Raises Refusal."""
    phone = tidy_number(raw).removeprefix("+86")
    if phone and not PHONE.fullmatch(phone):
        raise Refusal(_("电话号码不对，请核对"), field="phone")
    return phone


def checked_birth(born_on: date | None, *, today: date) -> date | None:
    """A day of birth that can be. Raises Refusal."""
    if born_on is not None and not (today.year - 130 <= born_on.year and born_on <= today):
        raise Refusal(_("出生日期不对，请核对"), field="born_on")
    return born_on


def built_person(area: AreaRow, found: Checked, *, pk: UUID | None = None) -> Person:
    """The row of a checked person in an area."""
    person = Person(id=pk or uuid7(), town_id=town_of(area), area_id=area.id, area_path=area.path)
    fill(person, found)
    return person


def fill(person: Person, found: Checked) -> None:
    """Write what was checked into a row, with all it is found by."""
    person.name, person.phone = found.name, found.phone
    person.document_kind, person.document_number = found.document_kind, found.document_number
    person.document_index = document_index(found.document_number) if found.document_number else None
    person.phone_index = phone_index(found.phone) if found.phone else None
    person.born_on = found.born_on.isoformat() if found.born_on else ""
    person.birth_year = found.born_on.year if found.born_on else None
    person.sex = found.sex
    person.terms = terms_of(town_id=person.town_id, name=found.name, document=found.document_number, phone=found.phone)


def as_checked(person: Person) -> Checked:
    """What a row holds, in clear, to be changed in one field and filled in again."""
    born_on = date.fromisoformat(person.born_on) if person.born_on else None
    return Checked(person.name, person.document_kind, person.document_number, born_on, person.sex, person.phone)
