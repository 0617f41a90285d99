"""While the operator types: categories the words sound like, grids they name. Nothing is chosen by itself."""

from collections.abc import Mapping
from typing import Any

from wangge.core.areas.gazetteer import places_in_text
from wangge.core.areas.scope import Scope
from wangge.core.cases.suggesting import Suggestion, suggest_category
from wangge.faces.workbench.cases.suggested import OFFERED, place_words
from wangge.faces.workbench.labels import area_label, category_label

from .ground import Ground

Button = dict[str, Any]


def suggestions_for(ground: Ground, typed: Mapping[str, str]) -> dict[str, Any]:
    """What the fragment with the buttons takes; what was pressed before stays pressed."""
    body, where = typed.get("body", "").strip(), typed.get("where_words", "").strip()
    return {
        "picks": _picks(ground, _sounds_like(ground, typed), chosen=typed.get("pick", "")),
        "spots": _spots(ground, f"{where}\n{body}", chosen=typed.get("area", "")),
    }


def usual_asker(ground: Ground, typed: Mapping[str, str]) -> str:
    """Who matters like this one are from, person or enterprise: of the chosen category, else of the likeliest."""
    known = {category.code for category in ground.rules.categories}
    chosen = typed.get("category", "") or typed.get("pick", "")
    if chosen not in known:
        chosen = next(iter(_sounds_like(ground, typed).codes), "")
    return ground.rules.usual_asker(chosen) if chosen in known else ""


def _sounds_like(ground: Ground, typed: Mapping[str, str]) -> Suggestion:
    body = typed.get("body", "").strip()
    return suggest_category(rules=ground.rules, town_id=ground.town.id, body=body) if body else Suggestion()


def _picks(ground: Ground, found: Suggestion, *, chosen: str) -> list[Button]:
    sure = dict(zip(found.codes, found.confidences, strict=False))
    codes = dict.fromkeys(found.codes[:OFFERED])
    known = {category.code for category in ground.rules.categories}
    if chosen in known:
        codes.setdefault(chosen)
    return [
        {
            "code": code,
            "label": category_label(ground.rules, code),
            "percent": f"{sure[code]:.0%}" if code in sure else "",
            "is_chosen": code == chosen,
        }
        for code in codes
    ]


def _spots(ground: Ground, text: str, *, chosen: str) -> list[Button]:
    """Grids and villages the operator may choose that the words name; the one chosen stays among them."""
    allowed = {row.id for row in ground.areas}
    guesses = places_in_text(text=text, scope=Scope((ground.town.path,)))
    spots = [
        {"id": g.area_id, "label": place_words(g), "is_sure": g.is_sure, "is_chosen": str(g.area_id) == chosen}
        for g in guesses
        if g.area_id in allowed
    ]
    if spots and chosen and not any(spot["is_chosen"] for spot in spots):
        spots += [
            {"id": i, "label": area_label(i), "is_sure": False, "is_chosen": True} for i in allowed if str(i) == chosen
        ]
    return spots
