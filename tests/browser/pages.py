"""Every page of both faces, with data on it: who opens it, and where it is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from django.urls import reverse

from tests.browser.whistles import Whistles
from tests.browser.worlds import Jiaozuo, Qingping
from wangge.core.access.queries import Actor
from wangge.core.areas.models import Area
from wangge.core.cases.reports import Reported


@dataclass
class Sites:
    """What the pages show."""

    qingping: Qingping
    jiaozuo: Jiaozuo
    administrators: dict[str, Actor]
    dead_code: str
    upstream: dict[str, UUID] = field(default_factory=dict)
    matters: dict[str, UUID] = field(default_factory=dict)
    hot: UUID | None = None
    whistles: Whistles | None = None
    reports: dict[str, UUID] = field(default_factory=dict)
    closing: dict[str, UUID] = field(default_factory=dict)
    disputes: dict[str, UUID] = field(default_factory=dict)
    grid_teams: dict[str, UUID] = field(default_factory=dict)
    rounds: dict[str, UUID] = field(default_factory=dict)
    residents: dict[str, UUID] = field(default_factory=dict)
    plans: dict[str, UUID] = field(default_factory=dict)

    def case(self, name: str) -> Reported:
        return self.qingping.cases[name]

    def person(self, role: str) -> Actor:
        """Somebody who works in a role."""
        town, zone = self.qingping.town, self.jiaozuo
        return {
            "town_desk": town.officer, "town_lead": town.lead, "village_desk": town.village_officer,
            "grid_leader": town.grid_leader, "department": town.policeman, "district_desk": zone.operator,
            "street_desk": zone.street_desk, "station_desk": zone.station_desk, "grid_member": zone.member,
        }.get(role) or self.administrators[role]  # fmt: skip


Address = Callable[[Sites], str]


def at(name: str, area: Callable[[Sites], Area] | None = None, query: str = "") -> Address:
    """A page by its name; with the code of an area when it is one of an area."""
    return lambda sites: reverse(name, args=[area(sites).code] if area else []) + query


def tracked(case: str, name: str = "case") -> Address:
    """A page of the asker of a case."""
    return lambda sites: reverse(
        f"portal:{name}", args=[sites.case(case).number, sites.case(case).tracking_code.replace(" ", "")]
    )


def of_case(case: str, name: str = "case", query: str = "") -> Address:
    """A page of the workbench about a case."""
    return lambda sites: reverse(f"workbench:{name}", args=[sites.case(case).case_id]) + query


def of_code(name: str) -> Address:
    """A page about the code of a poster."""
    return lambda sites: reverse(f"workbench:{name}", args=[sites.qingping.code.pk])


def of_unit(name: str) -> Address:
    """A page about the centre of the town."""
    return lambda sites: reverse(f"workbench:{name}", args=[sites.qingping.town.centre.pk])


def of_card(name: str) -> Address:
    """A page about somebody's appointment."""
    return lambda sites: reverse(f"workbench:{name}", args=[sites.qingping.card.pk])


def of_account(name: str) -> Address:
    """A page about the account of the officer on duty."""
    return lambda sites: reverse(f"workbench:{name}", args=[sites.qingping.town.officer.account_id])


def of_matters(name: str, which: str, *more: object) -> Address:
    """A page about one request, demand or task."""
    return lambda sites: reverse(f"workbench:{name}", args=[sites.matters[which], *more])


def of_hot(name: str) -> Address:
    """A page about a hot issue."""
    return lambda sites: reverse(f"workbench:{name}", args=[sites.hot])


def of_line(name: str, *args: object) -> Address:
    """A form about a line of one of a town's lists."""
    return lambda _sites: reverse(f"workbench:{name}", args=args)


def of_rules(name: str, *more: object) -> Address:
    """A page about the rules of the place."""
    return lambda sites: reverse(f"workbench:{name}", args=["qingping", *more])


def of_upstream(name: str, what: str) -> Address:
    """A page about a platform, a file or a comparison of the exchange."""
    return lambda sites: reverse(f"workbench:{name}", args=[sites.upstream[what]])


def _town(sites: Sites) -> Area:
    return sites.qingping.town.area


def _village(sites: Sites) -> Area:
    return sites.qingping.town.village


def _grid(sites: Sites) -> Area:
    return sites.qingping.town.grid


def _long_grid(sites: Sites) -> Area:
    return sites.qingping.long_grid


def _other_street(sites: Sites) -> Area:
    return sites.jiaozuo.street


def of_closing(name: str, *which: str) -> Address:
    """A page about a return visit or a reception day."""
    return lambda sites: reverse(f"workbench:{name}", args=[sites.closing[one] for one in which])


def of_absence(sites: Sites) -> str:
    return reverse("workbench:absence-end", args=[sites.qingping.card.pk, sites.closing["absence"]])


def of_whistle(name: str, which: str, *more: object) -> Address:
    """A page about a whistle, a called unit or a case to whistle for."""
    return lambda sites: reverse(f"workbench:{name}", args=[getattr(sites.whistles, which), *more])


PUBLIC: dict[str, Address] = {
    "home": at("portal:home"),
    "home, found": at("portal:home", query="?q=荣星"),
    "home, nothing found": at("portal:home", query="?q=没有这个村"),
    "town": at("portal:area", _town),
    "street of the other place": at("portal:area", _other_street),
    "village": at("portal:area", _village),
    "grid": at("portal:area", _grid),
    "grid, long name": at("portal:area", _long_grid),
    "code of a poster": lambda sites: reverse("portal:code", args=[sites.qingping.code.token]),
    "report": at("portal:report", _grid),
    "report, long name": at("portal:report", _long_grid),
    "complaint": at("portal:complaint"),
    "complaint form": at("portal:complaint-form", _town),
    "look up": at("portal:look-up"),
    "sent": tracked("new", "sent"),
    "sent, long words": tracked("long", "sent"),
    "case, new": tracked("new"),
    "case, late": tracked("late"),
    "case, handled": tracked("handled"),
    "case, to rate": tracked("answered"),
    "case, closed": tracked("closed"),
    "case, long words": tracked("long"),
    "work card": lambda sites: reverse("portal:verify", args=[sites.qingping.card.token]),
    "people of the town": at("portal:people", _town),
    "people of a village": at("portal:people", _village),
    "plans under notice": at("portal:plans", _town),
    "plan under notice": lambda sites: reverse("portal:plan", args=[sites.plans["shown"]]),
    "privacy": at("portal:privacy"),
    "sign in": at("workbench:sign-in"),
}
MISSING: dict[str, Address] = {
    "no such page": lambda _sites: "/no/such/page/",
    "dead code": lambda sites: reverse("portal:code", args=[sites.dead_code]),
    "wrong tracking code": lambda sites: reverse("portal:case", args=[sites.case("new").number, "ABCDEFGHJK"]),
    "false work card": lambda _sites: reverse("portal:verify", args=["0000000000"]),
}
STAFF: dict[tuple[str, str], Address] = {
    **{
        (role, "todo"): at("workbench:todo")
        for role in (
            *("town_desk", "town_lead", "village_desk", "grid_leader", "department"),
            *("district_desk", "street_desk", "station_desk", "grid_member"),
            *("system_admin", "security_admin", "audit_admin"),
        )
    },
    ("town_desk", "todo, overdue"): at("workbench:todo", query="?reason=overdue"),
    ("town_desk", "cases"): at("workbench:cases"),
    ("town_desk", "cases, nothing found"): at("workbench:cases", query="?q=没有这样的事"),
    ("town_desk", "export"): at("workbench:export", query="?state=open"),
    ("town_desk", "case, long words"): of_case("long"),
    ("town_desk", "case, returned"): of_case("returned"),
    ("town_desk", "case, handled"): of_case("handled"),
    ("town_desk", "case, closed"): of_case("closed"),
    ("town_desk", "asker"): of_case("new", "asker"),
    ("town_desk", "intake"): at("workbench:intake"),
    ("town_desk", "corrections"): at("workbench:corrections"),
    ("town_desk", "corrections, lately"): at("workbench:corrections", query="?days=30"),
    ("town_desk", "hot"): at("workbench:hot"),
    ("town_desk", "hot, nothing found"): at("workbench:hot", query="?planned=0&days=7"),
    **{("town_desk", name): of_hot(name) for name in ("hot-issue", "hot-plan", "hot-result", "hot-put-in")},
    ("grid_leader", "hot"): at("workbench:hot"),
    ("town_desk", "password"): at("workbench:password"),
    ("town_desk", "two-factor"): at("workbench:two-factor"),
    ("town_lead", "case, late"): of_case("late"),
    ("town_lead", "requests"): at("workbench:requests"),
    ("town_lead", "case, a request to decide"): of_case("asked_for"),
    ("town_lead", "case, side steps"): of_case("late", query="?step=merge"),
    ("village_desk", "case, to rate"): of_case("answered"),
    ("grid_leader", "case, new"): of_case("new"),
    ("grid_leader", "cases"): at("workbench:cases"),
    ("grid_leader", "intake"): at("workbench:intake"),
    ("department", "case, late"): of_case("late"),
    ("department", "case, signed"): of_case("signed"),
    ("district_desk", "cases"): at("workbench:cases"),
    ("district_desk", "intake"): at("workbench:intake", query=""),
}
ADMINISTRATION: dict[tuple[str, str], Address] = {
    ("town_lead", "areas"): at("workbench:areas"),
    ("town_lead", "area, village"): at("workbench:area", _village),
    ("town_lead", "area, long name"): at("workbench:area", _long_grid),
    ("town_lead", "area-find"): at("workbench:area-find", query="?q=荣星"),
    ("town_lead", "area-places"): at("workbench:area-places", _grid),
    **{("town_lead", name): at(f"workbench:{name}", _grid) for name in ("area-rename", "area-describe", "area-close")},
    **{("town_lead", name): at(f"workbench:{name}", _village) for name in ("area-add", "area-draw", "area-places-add")},
    **{("town_lead", name): at(f"workbench:{name}", _village) for name in ("code-issue", "codes-issue-below")},
    ("town_lead", "code-revoke"): of_code("code-revoke"),
    ("town_lead", "code-replace"): of_code("code-replace"),
    ("system_admin", "boundaries"): at("workbench:boundaries"),
    ("town_lead", "organisations"): at("workbench:organisations"),
    ("town_lead", "organisation-tree"): at("workbench:organisation-tree"),
    ("town_lead", "organisation"): of_unit("organisation"),
    ("town_lead", "members"): of_unit("members"),
    ("town_lead", "organisation-add"): at("workbench:organisation-add"),
    **{
        ("town_lead", name): of_unit(name)
        for name in ("organisation-rename", "organisation-phone", "organisation-close")
    },
    ("town_lead", "appointments"): at("workbench:appointments"),
    ("town_lead", "appointment"): of_card("appointment"),
    ("town_lead", "appoint"): at("workbench:appoint"),
    ("town_lead", "appoint in a grid"): lambda sites: f"{reverse('workbench:appoint')}?area={_grid(sites).code}",
    ("town_lead", "appointment-renew"): of_card("appointment-renew"),
    ("town_lead", "appointment-end"): of_card("appointment-end"),
    ("town_lead", "vacancies"): at("workbench:vacancies"),
    ("town_lead", "duty"): at("workbench:duty"),
    ("town_lead", "duty-month"): of_unit("duty-month"),
    ("town_lead", "own-account"): at("workbench:own-account"),
    ("department", "inbox"): at("workbench:inbox"),
    ("system_admin", "accounts"): at("workbench:accounts"),
    ("system_admin", "account"): of_account("account"),
    ("system_admin", "account-add"): at("workbench:account-add"),
    **{("system_admin", name): of_account(name) for name in ("account-password", "account-active", "account-unlock")},
    ("security_admin", "account"): of_account("account"),
    ("security_admin", "account-two-factor"): of_account("account-two-factor"),
    ("security_admin", "grant"): of_account("grant"),
    ("system_admin", "rulebook"): of_rules("rulebook"),
    ("system_admin", "rulebook-version"): of_rules("rulebook-version", 1),
    ("system_admin", "rulebook-versions"): of_rules("rulebook-versions"),
    ("system_admin", "rulebook-upload"): of_rules("rulebook-upload"),
    ("system_admin", "jobs"): at("workbench:jobs"),
    ("system_admin", "facts"): at("workbench:facts"),
    ("system_admin", "deliveries"): at("workbench:deliveries"),
    ("system_admin", "calendar"): at("workbench:calendar"),
    ("system_admin", "calendar-import"): at("workbench:calendar-import"),
    ("town_desk", "upstream"): at("workbench:upstream"),
    ("town_desk", "upstream-system"): of_upstream("upstream-system", "system"),
    ("town_desk", "upstream-send"): at("workbench:upstream-send"),
    ("town_desk", "upstream-file, to check"): of_upstream("upstream-file", "waiting"),
    ("town_desk", "upstream-file, taken in"): of_upstream("upstream-file", "done"),
    ("town_desk", "upstream-comparison"): of_upstream("upstream-comparison", "comparison"),
    ("town_desk", "upstream-platforms"): at("workbench:upstream-platforms"),
    ("system_admin", "upstream"): at("workbench:upstream"),
    ("system_admin", "upstream-add"): at("workbench:upstream-add"),
    ("system_admin", "upstream-change"): of_upstream("upstream-change", "system"),
    ("system_admin", "upstream-secret"): of_upstream("upstream-secret", "system"),
    ("system_admin", "upstream-again"): of_upstream("upstream-again", "system"),
    ("audit_admin", "audit"): at("workbench:audit"),
    ("audit_admin", "audit-export"): at("workbench:audit-export"),
}
MATTERS: dict[tuple[str, str], Address] = {
    **{
        ("town_lead", name): at(f"workbench:{name}")
        for name in ("matters", "matters-import", "powers", "held-fields", "required-reports", "admissions", "demands")
    },
    ("town_lead", "powers, whom to call"): at("workbench:powers", query="?category=environment_litter"),
    ("town_lead", "matters, nothing found"): at("workbench:matters", query="?q=没有这样的事"),
    **{("town_lead", f"line-add {kind}"): of_line("line-add", kind) for kind in ("matter", "power", "field", "report")},
    ("town_lead", "line-change"): of_line("line-change", "matter", "Z-9"),
    ("town_lead", "line-end"): of_line("line-end", "report", "R-1"),
    ("town_lead", "admission"): of_matters("admission", "admission"),
    ("town_lead", "admission, long words"): of_matters("admission", "waiting"),
    ("town_lead", "admission-decide"): of_matters("admission-decide", "waiting"),
    ("town_lead", "admission-again"): of_matters("admission-again", "admission", "F-1"),
    ("department", "admission-new"): at("workbench:admission-new"),
    ("department", "demand-new"): at("workbench:demand-new"),
    ("town_lead", "demand"): of_matters("demand", "demand"),
    ("town_lead", "demand, refused"): of_matters("demand", "refused"),
    ("grid_leader", "demand-task"): of_matters("demand-task", "task"),
    ("town_lead", "burden"): at("workbench:burden"),
    ("town_lead", "burden-entries"): at("workbench:burden-entries"),
}
WHISTLES: dict[tuple[str, str], Address] = {
    ("town_desk", "whistles"): at("workbench:whistles"),
    ("department", "whistles"): at("workbench:whistles"),
    ("town_desk", "whistles, nothing found"): at("workbench:whistles", query="?state=refused"),
    ("town_desk", "whistle-rates"): at("workbench:whistle-rates"),
    ("grid_leader", "whistle-new"): of_whistle("whistle-new", "new"),
    ("grid_leader", "help-new"): of_whistle("help-new", "new"),
    **{
        ("village_desk", f"whistle {step}"): of_whistle("whistle-step", "asked", step) for step in ("approve", "refuse")
    },
    **{
        ("town_desk", f"whistle {step}"): of_whistle("whistle-step", "concluded", step) for step in ("conclude", "rate")
    },
    ("town_lead", "whistle review"): of_whistle("whistle-step", "concluded", "review"),
    **{
        ("department", f"party {step}"): of_whistle("party-step", "party", step)
        for step in ("sign", "contact", "arrive", "report", "decline")
    },
    ("town_desk", "party adjudicate"): of_whistle("party-step", "declined", "adjudicate"),
    **{("department", f"help {step}"): of_whistle("party-step", "help", step) for step in ("agree", "refuse")},
}
CLOSING: dict[tuple[str, str], Address] = {
    ("town_desk", "more"): at("workbench:more"),
    ("town_desk", "visits"): at("workbench:visits"),
    ("town_desk", "visits, done"): at("workbench:visits", query="?state=done"),
    ("town_desk", "visits, nothing found"): at("workbench:visits", query="?cause=sample"),
    ("town_desk", "visit"): of_closing("visit", "waiting"),
    ("town_desk", "visit, done"): of_closing("visit", "done"),
    ("town_desk", "registers"): at("workbench:registers"),
    ("town_lead", "registers, by unit"): at("workbench:registers", query="?by=unit"),
    **{
        ("town_lead", f"register {code}"): of_line("register", code)
        for code in ("open", "suspended", "first", "repeat", "backlog", "unled", "custody", "first_handler", "neither")
    },
    ("town_lead", "register, moved"): lambda _sites: f"{reverse('workbench:register', args=['first_handler'])}?moved=1",
    ("town_lead", "register-export"): of_line("register-export", "open"),
    ("town_lead", "figures"): at("workbench:figures"),
    ("town_lead", "figure"): of_line("figure", "misrouted"),
    ("town_lead", "median"): of_line("median", "handled"),
    ("town_lead", "figure, left out"): lambda _sites: f"{reverse('workbench:figure', args=['solved'])}?part=left_out",
    ("town_lead", "receptions"): at("workbench:receptions"),
    ("town_lead", "reception-new"): at("workbench:reception-new"),
    ("town_lead", "reception"): of_closing("reception", "day"),
    ("grid_leader", "receptions"): at("workbench:receptions", query="?month=2026-01"),
    ("town_lead", "absence-new"): of_card("absence-new"),
    ("town_lead", "absence-end"): of_absence,
}
NO_PAGES = {
    "portal": {"locate", "outlines", "poster", "rate", "add", "withdraw", "appeal", "photo", "thumb"},
    "workbench": {
        *("sign-out", "outlines", "units", "step", "decide", "photo"),
        *("intake-areas", "intake-asker", "intake-callers", "intake-repeats"),
        *("intake-suggestions", "corrections-export"),
        *("area-map", "area-notice", "boundaries-import", "boundaries-export", "code-poster", "code-qr"),
        *("certificate", "certificates", "work-card", "work-cards", "duty-plan", "shift-set", "shift-clear"),
        *("rulebooks", "rulebook-apply", "settings", "job-retry", "delivery-retry", "webhook-remove", "notice"),
        *("inbox-read", "grant-revoke", "own-address", "own-address-drop"),
        *("rulebook-diff", "webhooks", "webhook-add"),
        *("matters-take-over", "matters-export", "burden-export", "hot-take-out"),
        *("upstream-progress", "upstream-comparison-file"),
        *("report-paper", "report-figures", "meeting-paper"),
        *("contact-cards-print", "charge-notice", "chat-group-poster"),
        *("charge-publish", "charge-end", "chat-group-close", "group-text-withdraw", "net-lift", "supply-back"),
    },
}
"""Addresses that answer with a file, a part of a page, another address, only to a form, or ask as others do."""
