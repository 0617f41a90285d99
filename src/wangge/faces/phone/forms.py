"""What a place lets people fill in on phones, and the words of its codes: rows of the town's scope.

Written when a phone of the town signs in or asks who it is and the rules are others than before.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from wangge.core.areas.queries import areas_in_memory
from wangge.core.cases.lifecycle import Outcome, State
from wangge.core.people.lifecycle import HazardState, IdentityField, Role, Sex
from wangge.core.places.queries import InForce, in_force
from wangge.ground.rulebook.rulebook import Rulebook
from wangge.ground.rulebook.schema.people import About
from wangge.ground.rulebook.schema.visits import Visits
from wangge.ground.sync.rows import NewRow, put_rows
from wangge.practice.emergency.lifecycle import Step

FORM, DICT = "form", "dict"
NAMES = UUID("0193f6a0-7c1e-7d5a-8f00-70686f6e6573")
_kept: dict[UUID, UUID] = {}  # the version of the rules that a town's phones were given, as far as this process knows


def keep_forms(*, town_id: UUID, at: datetime) -> None:
    """Bring the forms and words of a town to its rules in force; nothing is asked while they are the same."""
    rules = in_force(place=areas_in_memory().place_of(town_id))
    if _kept.get(town_id) != rules.version_id:
        put_rows(forms_of(town_id=town_id, rules=rules), at=at)
        _kept[town_id] = rules.version_id


def forget_forms() -> None:
    """For tests, whose database begins anew."""
    _kept.clear()


def forms_of(*, town_id: UUID, rules: InForce) -> list[NewRow]:
    """The rows that the phones of a town should have."""
    with override(settings.LANGUAGE_CODE):
        forms = _forms(rules.rules)
        words = _words(rules.rules)
    row = partial(_row, town_id)
    return [
        *(row(FORM, key, {"key": key, "version": rules.number, **form}) for key, form in forms.items()),
        *(row(DICT, name, {"name": name, "words": known}) for name, known in words.items()),
    ]


def _row(town_id: UUID, kind: str, key: str, payload: dict[str, Any]) -> NewRow:
    return NewRow(town_id, kind, uuid5(NAMES, f"{town_id}:{kind}:{key}"), town_id, payload)


def _forms(rules: Rulebook) -> dict[str, dict[str, Any]]:
    visits, people = rules.visits, rules.people
    return {
        "visit": {
            "kinds": [_labelled(one) | {"aims": list(one.aims)} for one in visits.kinds if not one.is_meeting],
            "toggles": [_labelled(one) | {"leads_to": one.leads_to} for one in visits.checks],
            "unmet": list(visits.unmet),
            "cadences": [_labelled(one) | {"kind": one.kind} for one in visits.cadences],
            "errands": [_labelled(one) | {"minutes": one.minutes} for one in visits.errands],
            "quiet": _quiet(visits),
            "errands_a_visit": visits.errands_a_visit,
            "services": list(rules.teams.services),
        },
        "meeting": {"kinds": [_labelled(one) for one in visits.kinds if one.is_meeting]},
        "household": {"items": _items(rules, "household")},
        "person": {
            "items": _items(rules, "person"),
            "plain": ["phone"],
            "identity": [{"code": value, "label": str(label)} for value, label in IdentityField.choices],
        },
        "case": _case(rules),
        "case_step": {
            "outcomes": [{"code": value, "label": str(label)} for value, label in Outcome.choices if value],
            "return_reasons": [_labelled(one) for one in rules.routing.return_reasons],
        },
        "hazard": {
            "kinds": [_labelled(one) for one in people.hazards],
            "grades": [{"code": n, "label": word} for n, word in ((1, _("一般")), (2, _("较大")), (3, _("重大")))],
        },
        "care": {"kinds": [_labelled(one) | {"about": one.about} for one in people.care]},
        "wish": {"quiet": _quiet(visits)},
    }


def _quiet(visits: Visits) -> dict[str, str] | None:
    """When nobody knocks, as clocks show it: 20:30."""
    return {name: f"{getattr(visits.quiet, name):%H:%M}" for name in ("begins", "ends")} if visits.quiet else None


def _case(rules: Rulebook) -> dict[str, Any]:
    mine = [one for one in rules.channels if one.kind in ("patrol", "visit", "online", "phone_hotline", "window")]
    usual = next((one.code for one in mine if one.kind == "patrol"), mine[0].code if mine else "")
    return {
        "channels": [_labelled(one) for one in mine],
        "categories": [
            _labelled(one) | {"parent": one.parent, "minor": one.minor, "emergency": one.emergency}
            for one in rules.categories
        ],
        "disputes": [one.category for one in rules.mediation.disputes],
        "usual": usual,
    }


def _items(rules: Rulebook, about: About) -> list[dict[str, Any]]:
    return [
        _labelled(item) | {"type": item.type, "choices": list(item.choices)}
        for item in rules.people.items
        if item.about == about and not item.sensitive
    ]


def _words(rules: Rulebook) -> dict[str, dict[str, str]]:
    return {
        "role": _choices(Role.choices),
        "sex": _choices(Sex.choices),
        "care": {one.code: one.label for one in rules.people.care} | {"sensitive": _("敏感关爱")},
        "case_state": _choices(State.choices),
        "hazard_state": _choices(HazardState.choices),
        "visit_kind": {one.code: one.label for one in rules.visits.kinds},
        "task_kind": {
            "visit": _("走访"), "errand": _("上门事务"), "case": _("事项"), "hazard": _("隐患"), "care": _("关爱"),
        },
        "outcome": _choices(Outcome.choices),
        "tick": _choices(Step.choices),
    }  # fmt: skip


def _choices(choices: Iterable[tuple[Any, Any]]) -> dict[str, str]:
    return {str(code): str(label) for code, label in choices}


def _labelled(one: Any) -> dict[str, Any]:
    found: Mapping[str, Any] = {"code": one.code, "label": one.label}
    return dict(found)
