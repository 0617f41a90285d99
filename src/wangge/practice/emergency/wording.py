"""Why somebody is called, in words; what a person's illness or hardship is stays with those who may see it."""

from uuid import UUID

from django.utils.translation import gettext as _

from wangge.core.areas.memory import areas_in_memory
from wangge.core.places.queries import in_force
from wangge.ground.rulebook.schema.base import UnknownCode
from wangge.ground.rulebook.schema.people import People
from wangge.practice.emergency.lifecycle import Why


def why_words(town_id: UUID, reasons: list[str] | tuple[str, ...], *, sees_care: bool = False) -> list[str]:
    """危房、独居老人 …; a sensitive kind of care only as 需要帮扶, unless the reader may see it."""
    rules = in_force(place=areas_in_memory().place_of(town_id)).rules.people
    return list(dict.fromkeys(_word(rules, reason, sees_care) for reason in reasons))


def _word(rules: People, reason: str, sees_care: bool) -> str:
    kind, _colon, code = reason.partition(":")
    try:
        if kind == Why.HAZARD:
            return rules.hazard(code).label
        if kind == Why.CARE:
            care = rules.care_kind(code)
            return care.label if sees_care or not care.sensitive else _("需要帮扶")
        if kind == Why.SHEET:
            item, _equals, value = code.partition("=")
            return f"{rules.item(item).label} {value}"
    except UnknownCode:
        return str(Why(kind).label)
    return str(Why(kind).label)
