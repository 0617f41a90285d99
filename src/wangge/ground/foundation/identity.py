"""Numbers by which the state knows persons and organisations: read, checked, never looked up.

GB 11643 identity numbers (18 digits, and the 15 of before 1999), GB 32100 unified social credit codes. Divisions
come and go and people keep the codes of abolished ones: a code that nobody knows warns and never refuses.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from .errors import Refusal
from .ids import READABLE, check_character

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_PLACES = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9[0-9]")  # 9x: permanent residents
_OLDEST = date(1880, 1, 1)


@dataclass(frozen=True)
class IdNumber:
    """What an identity number says; `number` is its form of 18 characters."""

    number: str
    born_on: date
    is_male: bool
    is_place_known: bool


def tidy_number(raw: str) -> str:
    """A number as it is kept: narrow, upper case, without spaces and hyphens."""
    return re.sub(r"[\s\-·.]", "", unicodedata.normalize("NFKC", raw)).upper()


def id_check(body: str) -> str:
    """The check character of the first 17 digits (ISO 7064, MOD 11-2)."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11]


def read_id_number(raw: str, *, today: date | None = None) -> IdNumber:
    """An identity number (身份证号), checked. Raises Refusal in words."""
    number = tidy_number(raw)
    if re.fullmatch(r"[0-9]{15}", number):
        number = number[:6] + "19" + number[6:]
        number += id_check(number)
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise Refusal(_("身份证号要有 18 位，最后一位可以是 X"), field="document_number")
    if id_check(number[:17]) != number[17]:
        raise Refusal(_("身份证号的校验位不对，请核对有没有抄错"), field="document_number")
    return IdNumber(number, _born_on(number, today), int(number[16]) % 2 == 1, bool(_PLACES.fullmatch(number[:2])))


def _born_on(number: str, today: date | None) -> date:
    try:
        born_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        born_on = date.min
    if born_on < _OLDEST or (today is not None and born_on > today):
        raise Refusal(_("身份证号里的出生日期不存在"), field="document_number")
    return born_on


def read_credit_code(raw: str) -> str:
    """A unified social credit code (统一社会信用代码), checked. Raises Refusal in words."""
    code = tidy_number(raw)
    if not re.fullmatch(f"[{READABLE}]{{2}}[0-9]{{6}}[{READABLE}]{{10}}", code):
        raise Refusal(_("统一社会信用代码要有 18 位，不用字母 I、O、S、V、Z"), field="credit_code")
    if check_character(code[:17]) != code[17]:
        raise Refusal(_("统一社会信用代码的校验位不对，请核对有没有抄错"), field="credit_code")
    return code
