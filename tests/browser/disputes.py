"""A dispute at every stage, one with words as long as they can be; and the pages that show them."""

from datetime import timedelta
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from tests.browser.pages import Address, at
from tests.browser.worlds import LONGEST_NAME
from tests.cases.disputes import NEIGHBOURS, agreed, facts_of
from tests.cases.town import Town
from wangge.core.cases.operations import mediating, risks
from wangge.core.cases.operations.agreement import ask_confirmation
from wangge.core.cases.operations.mediating import PartyOf


def add_disputes(town: Town) -> dict[str, UUID]:
    """One not on record, one in mediation with a risk and a referral, one agreed, one before the court."""
    now = timezone.now()
    today = timezone.localdate(now)
    words = ("两家争地界", "为院墙滴水争起来", f"赡养老人{LONGEST_NAME}", "借款不还", "邻里争过道")
    new, open_, long, done, court = (town.report(one, category="dispute_neighbour", at=now).case_id for one in words)
    by = {"actor": town.village_officer, "at": now}
    long_party = PartyOf("applicant", LONGEST_NAME[:60], LONGEST_NAME[:200])
    for case_id in (open_, long, done, court):
        parties = (long_party, NEIGHBOURS[1]) if case_id == long else NEIGHBOURS
        mediating.open_dispute(case_id=case_id, facts=facts_of(parties=parties), **by)
    mediating.invite_mediator(case_id=open_, kind="old_party_member", name="老党员甲", **by)
    mediating.take_dispute_step(case_id=open_, step="on_site", **by)
    mediating.add_dispute_line(case_id=open_, kind="witness", subject="邻居", words=LONGEST_NAME, **by)
    soon = today + timedelta(days=5)
    risks.flag_risk(case_id=open_, reason=f"酒后扬言动手{LONGEST_NAME}", contact="派出所 110", review_on=soon, **by)
    referral = risks.refer_to_counselling(case_id=open_, reason="整夜睡不着", **by)
    agreed(town, done, at=now, perform_by=soon)
    agreed(town, court, at=now, perform_by=soon)
    ask_confirmation(case_id=court, court="渭源县人民法院", on=today, **by)
    return {"new": new, "open": open_, "long": long, "done": done, "court": court, "referral": referral.pk}


def of(name: str, which: str, *more: object) -> Address:
    """A page about one of them."""
    return lambda sites: reverse(f"workbench:{name}", args=[sites.disputes[which], *more])


def step(which: str, code: str) -> Address:
    return of("dispute-step", which, code)


IN_MEDIATION = (
    *("change", "party", "step", "invite", "session", "line", "extend", "agree", "end"),
    *("risk-review", "refer"),
)  # fmt: skip
DISPUTES: dict[tuple[str, str], Address] = {
    ("town_desk", "disputes"): at("workbench:disputes"),
    ("town_desk", "disputes, nothing found"): at("workbench:disputes", query="?result=failed&grade=-"),
    ("town_desk", "dispute-figures"): at("workbench:dispute-figures"),
    ("town_desk", "dispute-figures, none"): at("workbench:dispute-figures", query="?to=2020-01-01"),
    ("town_desk", "dispute-export"): at("workbench:dispute-export"),
    ("grid_leader", "dispute-small"): at("workbench:dispute-small"),
    **{("village_desk", f"case, dispute {which}"): of("case", which) for which in ("new", "open", "long", "court")},
    ("village_desk", "dispute open"): step("new", "open"),
    **{("village_desk", f"dispute {code}"): step("open", code) for code in IN_MEDIATION},
    **{("village_desk", f"dispute {code}"): step("done", code) for code in ("performance", "confirm-ask", "risk")},
    ("village_desk", "dispute confirmed"): step("court", "confirmed"),
    ("village_desk", "dispute-names"): of("dispute-names", "open"),
    ("village_desk", "dispute-paper"): of("dispute-paper", "done"),
    ("counsellor", "counselling"): at("workbench:counselling"),
    ("counsellor", "referral"): of("referral", "referral"),
}
