"""people.toml: what a place keeps about its residents: papers, care, the resident sheet, hazards.

There are care kinds only: lists of people to be controlled, and biometrics, are refused by the checks.
"""

from typing import Annotated, Literal, TypeVar

from pydantic import StringConstraints

from wangge.ground.rulebook.schema.base import Code, Count, Label, Sentence, Strict, UnknownCode, YesNo

About = Literal["person", "household", "dwelling"]
ItemType = Literal["text", "number", "yes_no", "choice", "date"]
NumberForm = Literal["id", "permit", "passport", "free"]  # how a number is checked
Purpose = Annotated[str, StringConstraints(min_length=4, max_length=200, strip_whitespace=True)]


class DocumentKind(Strict):
    """A kind of paper by which a person is known (居民身份证、护照 …)."""

    code: Code
    label: Label
    form: NumberForm


DOCUMENTS = (
    DocumentKind(code="id_card", label="居民身份证", form="id"),
    DocumentKind(code="hmt_residence", label="港澳台居民居住证", form="id"),
    DocumentKind(code="foreign_residence", label="外国人永久居留身份证", form="permit"),
    DocumentKind(code="hm_pass", label="港澳居民来往内地通行证", form="permit"),
    DocumentKind(code="tw_pass", label="台湾居民来往大陆通行证", form="permit"),
    DocumentKind(code="passport", label="护照", form="passport"),
    DocumentKind(code="other", label="其他证件", form="free"),
)


class CareKind(Strict):
    """A kind of people or households to care for (独居老人 …): why, by which right, looked at again how soon."""

    code: Code
    label: Label
    about: Literal["person", "household"] = "person"
    purpose: Purpose
    basis: Sentence  # the law or document by which it may be kept
    review_months: Count
    sensitive: YesNo = False  # health, disability, faith: shown as a flag only, needs a second person's consent
    lives_alone: YesNo = False  # asked for first in an evacuation


class SheetItem(Strict):
    """An item of the resident sheet (住户信息表)."""

    code: Code
    label: Label
    about: About
    type: ItemType = "text"
    choices: tuple[Label, ...] = ()
    purpose: Purpose
    source: Sentence  # whence it is known: 本人申报, 上级共享 …
    refresh_months: Count = 12
    sensitive: YesNo = False  # encrypted; shown for a purpose only
    admission: Label | None = None  # the admitted request by which a place may add an item to the usual ones


class HazardKind(Strict):
    """A kind of hazard on a place (电路老化、危房 …) and how soon it is to be ordered and fixed."""

    code: Code
    label: Label
    fix_days: Count = 30
    recheck_months: Count = 6
    evacuate: YesNo = False  # people of such a house are called first in a storm


class Retention(Strict):
    """How long what is no longer needed stays readable; the law's own limits stand in the code."""

    moved_out_months: Count = 24
    died_months: Count = 60
    request_months: Count = 36


class People(Strict):
    """All of it; a place without the file keeps persons and households and nothing more."""

    documents: tuple[DocumentKind, ...] = DOCUMENTS
    care: tuple[CareKind, ...] = ()
    items: tuple[SheetItem, ...] = ()
    hazards: tuple[HazardKind, ...] = ()
    retention: Retention = Retention()
    confirm_days: Count = 30  # a household should be confirmed within (每月更新)

    def document(self, code: str) -> DocumentKind:
        """Raises UnknownCode."""
        return _found(self.documents, code, "证件")

    def care_kind(self, code: str) -> CareKind:
        """Raises UnknownCode."""
        return _found(self.care, code, "关爱类别")

    def item(self, code: str) -> SheetItem:
        """Raises UnknownCode."""
        return _found(self.items, code, "信息项")

    def hazard(self, code: str) -> HazardKind:
        """Raises UnknownCode."""
        return _found(self.hazards, code, "隐患")


KindT = TypeVar("KindT", DocumentKind, CareKind, SheetItem, HazardKind)


def _found(items: tuple[KindT, ...], code: str, what: str) -> KindT:
    for item in items:
        if item.code == code:
            return item
    raise UnknownCode(f"规则里没有“{code}”这种{what}")
