"""Personal data shown in part (脱敏). Lists show the masked form; the whole is a reveal, elsewhere."""

import re
import unicodedata

from .surnames import OF_TWO

_CHARACTER = re.compile("[\\s\\S][\u0300-\u036f\ufe00-\ufe0f\U000e0100-\U000e01ef]*")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_MOBILE = re.compile(r"(?:(?:\+|00)?86)?(1[3-9]\d{9})")
_LANDLINE = re.compile(r"(0(?:10|2\d|[3-9]\d{2}))(\d{7,8})")
_PLATE = re.compile("([\u4e00-\u9fff][A-Z])([A-Z0-9挂学警港澳]{5,6})")
_COUNT = "[0-9A-Za-z〇零一二三四五六七八九十百]+"
_BUILDING = re.compile(f"^.*?{_COUNT}(?:幢|栋|号楼|座|号院|#楼?)")
_HOUSE = re.compile(f"^.*?{_COUNT}号(?!楼|院|线)")
_DASHED = re.compile(r"^(.*?\d+)[-－—]\d+(?:[-－—]\d+)*")
_ROOM = re.compile(f"{_COUNT}(?:单元|层|楼|室|户|房|铺)")
_COMMUNITY = re.compile("^.*?(?:社区|居委会|村委会|村)(?![路街巷道镇乡里口小])")
_TOWN = re.compile("^.*?(?:镇|街道|乡)(?![路街巷])")
_IN_TEXT = re.compile(
    r"(?P<identity>(?<!\d)\d{14,18}[\dXxＸｘ](?![\dA-Za-z]))"
    r"|(?P<phone>(?<!\d)(?:(?:\+|00)?86[ -]?)?[1１][3-9３-９]\d[ -]?\d{4}[ -]?\d{4}(?!\d)"
    r"|(?<!\d)0\d{2,3}-?\d{7,8}(?!\d))"
    "|(?P<plate>[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z]"
    "[·• ]?[A-Z0-9]{4,5}[A-Z0-9挂学警港澳](?![A-Za-z0-9]))"
)
HIDDEN = "***"


def mask_name(name: str) -> str:
    """张大力 → 张*力, 李力 → 李*; longer names keep their first and last character."""
    characters = _CHARACTER.findall(name.strip())
    if len(characters) <= 1:
        return "*" * len(characters)
    if len(characters) == 2:
        return f"{characters[0]}*"
    return f"{characters[0]}{'*' * min(len(characters) - 2, 3)}{characters[-1]}"


def mask_name_public(name: str) -> str:
    """李芳 → 李某, 李小芳 → 李某某, 欧阳小芳 → 欧阳某某: the form for notices."""
    name = name.strip()
    characters = _CHARACTER.findall(name)
    if not characters:
        return ""
    if not all(_HAN.match(character) for character in characters):
        return f"{characters[0]}某某"
    of_surname = 2 if len(characters) > 2 and name[:2] in OF_TWO else min(1, len(characters) - 1)
    return "".join(characters[:of_surname]) + "某" * min(len(characters) - of_surname, 2)


def mask_id_number(number: str) -> str:
    """Only the last four are left of an identity number; of shorter numbers a third at most."""
    return _keep_last(_plain(number))


def mask_phone(number: str) -> str:
    """13812341234 → 138****1234, 0573-88881234 → 0573-****1234; public short numbers (12345) stay."""
    digits = re.sub(r"[\s()-]", "", _plain(number))
    if mobile := _MOBILE.fullmatch(digits):
        return f"{mobile[1][:3]}****{mobile[1][-4:]}"
    if landline := _LANDLINE.fullmatch(digits):
        return f"{landline[1]}-{'*' * (len(landline[2]) - 4)}{landline[2][-4:]}"
    if len(digits) <= 5 and digits.isdigit():
        return digits
    return _keep_last(digits)


def mask_plate(plate: str) -> str:
    """浙F12323 → 浙F·1**23; plates of eight characters keep as many."""
    compact = re.sub(r"[\s·•.-]", "", _plain(plate)).upper()
    found = _PLATE.fullmatch(compact)
    if found is None:
        return _keep_last(compact)
    return f"{found[1]}·{found[2][0]}{'*' * (len(found[2]) - 3)}{found[2][-2:]}"


def mask_address(address: str) -> str:
    """The address down to the building; unit, floor and room are hidden."""
    address = address.strip()
    for pattern in (_BUILDING, _HOUSE):
        if found := pattern.match(address):
            return _cut(address, found.end())
    if dashed := _DASHED.match(address):
        return _cut(address, dashed.end(1))
    if room := _ROOM.search(address):
        return _cut(address, room.start())
    return address


def mask_address_public(address: str) -> str:
    """The address down to the village or community, else the town; nothing when neither is named."""
    address = address.strip()
    found = _COMMUNITY.match(address) or _TOWN.match(address)
    return _cut(address, found.end() if found else 0)


def mask_within(text: str) -> str:
    """A running text with the identity numbers, phones and plates in it masked."""
    return _IN_TEXT.sub(_mask_found, text)


def phones_in(text: str) -> list[str]:
    """The telephone numbers in a running text as digits alone, each once, in their order."""
    found = (re.sub(r"\D", "", _plain(one[0])) for one in _IN_TEXT.finditer(text) if one.lastgroup == "phone")
    return list(dict.fromkeys(re.sub(r"^(00)?86(?=1[3-9]\d{9}$)", "", number) for number in found))


def _mask_found(found: re.Match[str]) -> str:
    masks = {"identity": mask_id_number, "phone": mask_phone, "plate": mask_plate}
    return masks[str(found.lastgroup)](found[0])


def _plain(number: str) -> str:
    return unicodedata.normalize("NFKC", number).strip()


def _keep_last(number: str) -> str:
    shown = min(4, len(number) // 3)
    return "*" * (len(number) - shown) + number[len(number) - shown :]


def _cut(address: str, end: int) -> str:
    return address if end == len(address) else address[:end] + HIDDEN
