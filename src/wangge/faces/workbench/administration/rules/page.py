"""规则: which rules are in force where, what they say, what changed from one version to the next."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from wangge.core.areas.queries import areas_in_memory
from wangge.core.cases.queries import counts_by_rulebook_version
from wangge.core.places.queries import InForce, VersionRow, in_force, rulebook_of_version, versions
from wangge.faces.shell.parts import NavItem
from wangge.faces.workbench.administration.sections import SETTINGS, tabs_of
from wangge.faces.workbench.administration.teams.words import rules_within
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import NotFound
from wangge.ground.rulebook.document import diff
from wangge.ground.rulebook.rulebook import Rulebook

from .reading import TOPICS, read_topic
from .tables import shown

DIGEST_SHOWN = 12


@dataclass(frozen=True)
class Version:
    """One version with how many cases it decided."""

    row: VersionRow
    digest: str
    cases: int
    cases_url: str
    url: str
    diff_url: str
    is_in_force: bool


def places_of(request: StaffRequest) -> list[str]:
    """The places whose rules this person may read."""
    return [rules.place.code for rules in rules_within(request.actor.scope("rulebook.see"))]


def check_place(request: StaffRequest, place: str) -> InForce:
    """The rules of a place the person may read. Raises NotFound alike for missing and forbidden."""
    if place not in places_of(request):
        raise NotFound(_("没有这个地方的规则"))
    return in_force(place=place)


@require_GET
@staff_page(needs="rulebook.see")
def show_rulebooks(request: StaffRequest) -> HttpResponse:
    """The places one may read the rules of; straight to the only one."""
    places = places_of(request)
    if len(places) == 1:
        return HttpResponseRedirect(reverse("workbench:rulebook", args=places))
    found = [(in_force(place=place), _newest(request, place), _areas(place)) for place in places]
    context = {"tabs": tabs_of(SETTINGS, request.actor, here=request.path), "found": found}
    return render(request, "workbench/administration/rules/list.html", context)


def _areas(place: str) -> str:
    return "、".join(row.name for row in areas_in_memory().rows if row.place == place)


def _newest(request: StaffRequest, place: str) -> Version:
    return versions_of(request, place)[0]


def versions_of(request: StaffRequest, place: str) -> list[Version]:
    """All versions of a place's rules, newest first, with how many cases each decided; two statements."""
    rows = versions(place=place)
    sees_cases = request.actor.may("case.see")
    scope = request.actor.scope("case.see" if sees_cases else "rulebook.see")
    counts = counts_by_rulebook_version(scope=scope, version_ids=[row.id for row in rows])
    numbers = {row.number for row in rows}
    compare = reverse("workbench:rulebook-diff", args=[place])
    return [
        Version(
            row=row,
            digest=row.digest[:DIGEST_SHOWN],
            cases=counts.get(row.id, 0),
            cases_url=f"{reverse('workbench:cases')}?rules={row.id}" if sees_cases and counts.get(row.id) else "",
            url=reverse("workbench:rulebook-version", args=[place, row.number]),
            diff_url=f"{compare}?from={row.number - 1}&to={row.number}" if row.number - 1 in numbers else "",
            is_in_force=row == rows[0],
        )
        for row in rows
    ]


@require_GET
@staff_page(needs="rulebook.see")
def show_rulebook(request: StaffRequest, place: str, number: int = 0) -> HttpResponse:
    """One version of a place's rules, said in words; without a number the one in force. Raises NotFound."""
    current = check_place(request, place)
    history = versions_of(request, place)
    version = next((one for one in history if one.row.number == (number or current.number)), None)
    if version is None:
        raise NotFound(_("没有这一版规则"))
    rules = rulebook_of_version(version_id=version.row.id).rules
    topic = read_topic(rules, request.GET.get("topic", ""))
    context = {
        "tabs": tabs_of(SETTINGS, request.actor, here=reverse("workbench:rulebooks")),
        "rules": rules,
        "place": place,
        "version": version,
        "areas": _areas(place),
        "topic": topic,
        "topics": [
            NavItem(words, f"?topic={code}", "", code == topic.code) for code, (words, _tables) in TOPICS.items()
        ],
        "has_more": len(places_of(request)) > 1,
        "may_apply": may_apply(request, place),
    }
    return render(request, "workbench/administration/rules/rulebook.html", context)


def may_apply(request: StaffRequest, place: str) -> bool:
    """Whether the person may put rules in force everywhere the place's rules hold."""
    paths = [row.path for row in areas_in_memory().rows if row.place == place]
    return bool(paths) and all(request.actor.can("rulebook.apply", at_path=path) for path in paths)


@require_GET
@staff_page(needs="rulebook.see")
def show_versions(request: StaffRequest, place: str) -> HttpResponse:
    """The history of a place's rules. Raises NotFound."""
    rules = check_place(request, place).rules
    context = {
        "tabs": tabs_of(SETTINGS, request.actor, here=reverse("workbench:rulebooks")),
        "rules": rules,
        "place": place,
        "history": versions_of(request, place),
        "may_apply": may_apply(request, place),
    }
    return render(request, "workbench/administration/rules/versions.html", context)


@require_GET
@staff_page(needs="rulebook.see")
def show_diff(request: StaffRequest, place: str) -> HttpResponse:
    """What changed between two versions. Raises NotFound."""
    current = check_place(request, place)
    rows = versions(place=place)
    ids = {str(row.number): row.id for row in rows}
    newer = request.GET.get("to", str(current.number))
    older = request.GET.get("from", str(int(newer) - 1) if newer.isdigit() else "")
    changes = [(one.path, shown(one.before), shown(one.after)) for one in diff(_rules(ids, older), _rules(ids, newer))]
    context = {
        "rules": current.rules,
        "place": place,
        "older": older,
        "newer": newer,
        "rows": rows,
        "changes": changes,
    }
    return render(request, "workbench/administration/rules/diff.html", context)


def _rules(ids: dict[str, UUID], number: str) -> Rulebook:
    if number not in ids:
        raise NotFound(_("没有这一版规则"))
    return rulebook_of_version(version_id=ids[number]).rules
