"""What a cell of a roster says: numbers that a spreadsheet spoiled, dates in every way of writing, words for kin."""

import re
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from wangge.core.people.lifecycle import ResidenceKind, Role, Sex
from wangge.ground.foundation.errors import Refusal
from wangge.ground.foundation.text import fold

_FIRST_DAY = date(1899, 12, 30)  # of which spreadsheets count
_DATE = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})\D*")
_MONTH = re.compile(r"(\d{4})\D{0,2}(\d{1,2})?\D?")
_SPLIT = re.compile(r"[、,，;；/／\n\r]+|\s{1,}")
_BRACKETS = re.compile(r"[（(]([^（）()]*)[）)]")
_EXPONENT = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
LONGEST_EXACT = 10**15  # beyond it a spreadsheet's number has lost its last digits

_KIN: tuple[tuple[Role, str], ...] = (
    (Role.HEAD, "户主|本人|户"),
    (Role.CHILD_IN_LAW, "儿媳|媳妇|女婿|长媳|次媳|子媳"),
    (Role.PARENT_IN_LAW, "公公|婆婆|岳父|岳母|公婆|配偶父母"),
    (Role.GRANDCHILD, ".*孙.*|重孙|曾孙"),
    (Role.GRANDPARENT, "祖父|祖母|爷爷|奶奶|外公|外婆|外祖父|外祖母"),
    (Role.SPOUSE, "妻|夫|妻子|丈夫|配偶|爱人"),
    (
        Role.CHILD,
        "子|女|儿子|女儿|[长次三四五六独]+[子女]|独生[子女]|养子|养女|继子|继女|[大二三四五]儿|儿|子女|[大二三]女儿?",
    ),
    (Role.PARENT, "父|母|父亲|母亲|爸爸|妈妈|继父|继母|养父|养母|父母"),
    (Role.SIBLING, "兄|弟|姐|妹|哥哥|弟弟|姐姐|妹妹|兄弟姐妹|兄弟|姐妹"),
    (Role.RELATIVE, "侄.*|外甥.*|伯.*|叔.*|姑.*|舅.*|姨.*|亲属|其他亲属|嫂.*|弟媳"),
)
_ROLES = tuple((role, re.compile(words)) for role, words in _KIN)
_BOTH = (ResidenceKind.REGISTERED, ResidenceKind.LIVES)
_KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("空挂", (ResidenceKind.NOMINAL,)),
    ("户在人不在", (ResidenceKind.REGISTERED,)),
    ("人在户不在", (ResidenceKind.LIVES,)),
    ("租", (ResidenceKind.RENTS,)),
    ("流动", (ResidenceKind.STAYS,)),
    ("暂住", (ResidenceKind.STAYS,)),
    ("外出", (ResidenceKind.REGISTERED,)),
    ("人户一致", _BOTH),
    ("户籍", _BOTH),
    ("常住", _BOTH),
)


def words_of(cell: object) -> str:
    """A cell as words: 3.0 is 3, a leading apostrophe of a spreadsheet goes."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return str(cell).strip().lstrip("'’‘`").strip()


def document_of(cell: object) -> str:
    """A document number. Raises Refusal for one whose last digits a spreadsheet has lost."""
    spoiled = isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= LONGEST_EXACT
    words = words_of(cell)
    if spoiled or _EXPONENT.fullmatch(words):
        raise Refusal(_("证件号码被表格当成了数字，后几位已经丢失；请把这一列设成文本，重新填写"), field="document")
    return words


def day_of_birth(cell: object) -> date | None:
    """A day in any way of writing; None where none or only the year and month is said. Raises Refusal."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    words = words_of(cell)
    digits = re.sub(r"\D", "", words)
    if isinstance(cell, int | float) and not isinstance(cell, bool) and 3_000 < cell < 60_000:
        return _FIRST_DAY + timedelta(days=int(cell))
    if len(digits) == 8 and len(words) == 8:
        return _day(words[:4], words[4:6], words[6:])
    if found := _DATE.fullmatch(fold(words)):
        return _day(*found.groups())
    if not words or _MONTH.fullmatch(fold(words)):
        return None
    raise Refusal(_("出生日期“{words}”看不懂").format(words=words[:20]), field="born")


def _day(year: str, month: str, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError as error:
        words = f"{year}-{month}-{day}"
        raise Refusal(_("没有 {words} 这一天").format(words=words), field="born") from error


def sex_of(cell: object) -> str:
    """男、女, also 1 and 2; what else is said is unknown."""
    words = words_of(cell)[:1]
    return {"男": Sex.MALE, "1": Sex.MALE, "女": Sex.FEMALE, "2": Sex.FEMALE}.get(words, Sex.UNKNOWN).value


def role_of(cell: object) -> str:
    """What somebody is to the head, in the fixed words; other people are no kin."""
    words = re.sub(r"[\s之]", "", words_of(cell))
    return next((role.value for role, kin in _ROLES if kin.fullmatch(words)), Role.OTHER.value)


def kinds_of(cell: object) -> tuple[str, ...]:
    """In what ways somebody belongs to the door; without a word registered and living there."""
    words = words_of(cell)
    return next((tuple(map(str, kinds)) for word, kinds in _KINDS if word in words), tuple(map(str, _BOTH)))


def parts_of(cell: object) -> list[str]:
    """Several persons in one cell, each for himself."""
    if not isinstance(cell, str):
        return [words_of(cell)] if words_of(cell) else []
    words = words_of(cell)
    if "·" in words or re.search(r"[A-Za-z]", words):
        return [one for one in re.split(r"[、,，;；/／\n\r]+", words) if one.strip()]
    return [one for one in _SPLIT.split(words) if one]


def names_of(cell: object) -> list[tuple[str, str]]:
    """The names of a cell, each with what is said in brackets behind it: 李芳（妻）."""
    text = words_of(cell)
    if _is_one_name(text):
        return [(re.sub(r"\s", "", text), "")]
    found = []
    for part in parts_of(_BRACKETS.sub(lambda said: f"（{said[1].strip()}）", text)):
        said = _BRACKETS.search(part)
        name = _BRACKETS.sub("", part).strip()
        if name:
            found.append((name, said[1] if said else ""))
    return found


def _is_one_name(text: str) -> bool:
    """张 三: one name with a gap between its characters."""
    parts = text.split()
    return len(parts) > 1 and all(len(part) == 1 for part in parts) and len(parts) <= 3
