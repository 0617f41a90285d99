"""What was suggested when a matter came in, as the accept form offers it."""

from django.utils.translation import gettext as _

from wangge.core.areas.gazetteer import PlaceGuess, nearer_places
from wangge.core.cases.queries import CasePage
from wangge.faces.workbench.labels import area_label, category_label

OFFERED = 2


def suggested_categories(page: CasePage) -> list[tuple[str, str]]:
    """Buttons: the category the case has, then what was suggested, each with how sure that was."""
    detail = page.steps[0].detail
    codes = list(detail.get("suggested", ()))[:OFFERED]
    sure = dict(zip(codes, detail.get("confidence", ()), strict=False))
    known = {category.code for category in page.place.rules.categories}
    offered = dict.fromkeys(code for code in (page.case.category, *codes) if code in known)
    return [(code, _label(page, code, sure.get(code), detail)) for code in offered]


def _label(page: CasePage, code: str, confidence: float | None, detail: dict[str, object]) -> str:
    label = category_label(page.place.rules, code)
    if confidence is None:
        return label
    if detail.get("settled") and code == page.case.category:
        return _("{category}（已采用，把握 {percent}）").format(category=label, percent=f"{confidence:.0%}")
    return _("{category}（把握 {percent}）").format(category=label, percent=f"{confidence:.0%}")


def nearer_words(page: CasePage) -> str:
    """Where the words of a matter point to below the area it is registered at; "" where they say no more."""
    case = page.case
    found = nearer_places(text=f"{case.where_words}\n{case.title}\n{case.body}", area_id=case.area_id)
    if case.lon is not None or not found:
        return ""
    if found[0].is_sure:
        return _("话里说的地方像是{place}。只是提示，不会自动改。").format(place=place_words(found[0]))
    several = _("、").join(place_words(one) for one in found)
    return _("话里说的地方可能是：{places}。请问清楚。").format(places=several)


def place_words(guess: PlaceGuess) -> str:
    """荣星村第二网格（惠民小区）."""
    area = area_label(guess.area_id)
    return area if guess.name in area else _("{area}（{place}）").format(area=area, place=guess.name)
