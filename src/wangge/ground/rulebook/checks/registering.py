"""Checks of what a place keeps about its residents."""

import re
from collections.abc import Iterator

from wangge.ground.rulebook.checks.finding import Check, Finding, repeated
from wangge.ground.rulebook.schema.people import People, SheetItem

# The items every resident sheet may have; the value tells whether the law holds them to be sensitive.
USUAL_ITEMS = {
    **dict.fromkeys(("education", "occupation", "workplace", "marital", "ethnicity", "political", "skills"), False),
    **dict.fromkeys(("insurance", "reach_time", "needs", "ebike", "dog"), False),
    **dict.fromkeys(("tenure", "structure", "floor_area", "built_year", "gas", "wiring", "smoke_alarm"), False),
    **dict.fromkeys(("health", "income", "emergency_contact"), True),
}
CONTROL = re.compile("管控|稳控|重点人员|重点人口|上访|涉稳|盯防")
BIOMETRIC = re.compile("指纹|人脸|虹膜|声纹|步态|DNA|基因", re.IGNORECASE)


def codes_stand_once(people: People) -> Iterator[Finding]:
    """Documents, care kinds, items and hazards once each; the identity card is always among the documents."""
    for name, rows, what in (
        ("documents", people.documents, "证件"),
        ("care", people.care, "关爱类别"),
        ("items", people.items, "信息项"),
        ("hazards", people.hazards, "隐患"),
    ):
        yield from repeated("people", (name, "code"), (row.code for row in rows), what)
    if "id_card" not in {kind.code for kind in people.documents}:
        yield Finding("people", ("documents",), "要有 id_card（居民身份证）")


def care_is_care(people: People) -> Iterator[Finding]:
    """No list of people to be controlled, nothing biometric."""
    for index, kind in enumerate(people.care):
        if CONTROL.search(kind.label + kind.purpose):
            yield Finding("people", ("care", index, "label"), "只登记要关心帮助的人，不设管控名单")
    for index, item in enumerate(people.items):
        if BIOMETRIC.search(item.label):
            yield Finding("people", ("items", index, "label"), "不收集人脸、指纹等生物识别信息")
        if CONTROL.search(item.label):
            yield Finding("people", ("items", index, "label"), "只登记要关心帮助的人，不设管控名单")


def items_are_typed_and_admitted(people: People) -> Iterator[Finding]:
    """Choices where the type asks for them, sensitive where the law does, admitted where the place adds an item."""
    for index, item in enumerate(people.items):
        yield from (Finding("people", ("items", index, key), words) for key, words in _item_faults(item))


def _item_faults(item: SheetItem) -> Iterator[tuple[str, str]]:
    if (item.type == "choice") != bool(item.choices):
        yield "choices", 'type = "choice" 的写 choices，别的不写'
    if USUAL_ITEMS.get(item.code) and not item.sensitive:
        yield "sensitive", "属于敏感个人信息，要写 sensitive = true"
    if item.code not in USUAL_ITEMS and item.admission is None:
        yield "code", "本地增加的信息项要先准入，写明准入的名称或编号（admission）"


CHECKS: tuple[Check, ...] = (
    (("people",), codes_stand_once),
    (("people",), care_is_care),
    (("people",), items_are_typed_and_admitted),
)
