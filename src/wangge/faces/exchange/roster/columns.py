"""Which column of a roster holds what: recognised by the names that towns use, and remembered once somebody said it.

A person's fields may come several times in a row: the second time they are of the second person.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from wangge.faces.shell.parts import Words
from wangge.ground.foundation.text import fold

OF_A_PERSON: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "名字", "人员姓名", "居民姓名", "成员姓名"),
    "document": ("身份证号", "身份证号码", "公民身份号码", "证件号码", "证件号", "身份证", "居民身份证号码"),
    "document_kind": ("证件种类", "证件类型"),
    "sex": ("性别",),
    "born": ("出生日期", "出生年月", "出生年月日", "生日", "出生时间"),
    "phone": ("电话", "联系电话", "手机", "手机号", "手机号码", "联系方式", "电话号码"),
    "role": ("与户主关系", "与户主的关系", "关系", "户主关系", "家庭关系"),
    "kind": ("居住类型", "居住情况", "人户情况", "人口类型", "户籍情况", "居住方式", "人口类别"),
}
OF_A_HOUSEHOLD: dict[str, tuple[str, ...]] = {
    "household": ("户号", "户编号", "家庭编号", "户籍编号"),
    "head": ("户主姓名", "户主", "所属户主"),
    "grid": ("网格", "所属网格", "网格名称", "网格编码"),
    "address": ("门牌", "地址", "住址", "门牌号", "详细地址", "家庭住址", "居住地址", "现住址", "现居住地址", "户址"),
    "building": ("楼栋", "楼号", "幢", "栋", "幢号"),
    "unit": ("单元", "单元号"),
    "room": ("室", "房号", "室号", "户室", "房间号"),
}
LABELS: dict[str, Words] = {
    "name": _("姓名"), "document": _("证件号码"), "document_kind": _("证件种类"), "sex": _("性别"),
    "born": _("出生日期"), "phone": _("电话"), "role": _("与户主关系"), "kind": _("居住类型"),
    "household": _("户编号"), "head": _("户主姓名"), "grid": _("网格"), "address": _("门牌"), "building": _("楼栋"),
    "unit": _("单元"), "room": _("户室"),
}  # fmt: skip
_NOISE = re.compile(r"[\s*＊:：()（）\[\]【】#]|必填|选填|填写|\d+|[一二三四五六七八九十]$")
_MEMBER = re.compile(r"^(家庭)?成员(?=.)")
_KNOWN = {word: field for fields in (OF_A_PERSON, OF_A_HOUSEHOLD) for field, words in fields.items() for word in words}


def _plain(heading: str) -> str:
    return _NOISE.sub("", fold(heading))


def field_of(heading: str) -> str:
    """What a heading means; "" for one we do not know. 户主身份证号 is the document of the head, a person as others."""
    plain = _plain(heading)
    for said in (plain, _MEMBER.sub("", plain), plain.removeprefix("户主")):
        if said in _KNOWN:
            return _KNOWN[said]
    return ""


def count_known(headings: Sequence[str]) -> int:
    """How many different things these headings mean."""
    return len({field for field in map(field_of, headings) if field})


def recognise(headings: Sequence[str]) -> dict[str, str]:
    """What each column holds: name, document, name#2 …; the second of a kind is of the second person of the row."""
    plain = [_plain(one) for one in headings]
    names = {"姓名", "名字", "人员姓名", "居民姓名"}
    has_own_names = any(one in names for one in plain)
    counts: dict[str, int] = {}
    found: dict[str, str] = {}
    for heading in headings:
        field = field_of(heading)
        if field == "head" and not has_own_names:
            field = "name"  # a row of the head with columns for the others
        if not field or (field in OF_A_HOUSEHOLD and field in found.values()):
            continue
        if field in OF_A_PERSON:
            counts[field] = counts.get(field, 0) + 1
            field = f"{field}#{counts[field]}" if counts[field] > 1 else field
        found[heading] = field
    return _in_groups(headings, found)


def _in_groups(headings: Sequence[str], found: Mapping[str, str]) -> dict[str, str]:
    """Fields of a person belong to the name before them, where names come several times."""
    if sum(field.partition("#")[0] == "name" for field in found.values()) < 2:
        return dict(found)
    number = 0
    grouped: dict[str, str] = {}
    for heading in headings:
        field = found.get(heading, "")
        base = field.partition("#")[0]
        number += base == "name"
        if field:
            grouped[heading] = f"{base}#{max(number, 1)}" if base in OF_A_PERSON and number > 1 else base
    return grouped


def header_mark(headings: Iterable[str]) -> str:
    """By which the columns of a file like this one are remembered."""
    return hashlib.sha256("\x1f".join(headings).encode()).hexdigest()
