"""Checks of how disputes are mediated."""

from collections.abc import Iterator

from wangge.ground.rulebook.checks.finding import Check, Finding, repeated, unknown
from wangge.ground.rulebook.checks.matters import codes
from wangge.ground.rulebook.dispute_codes import dispute_codes
from wangge.ground.rulebook.schema.categories import Category
from wangge.ground.rulebook.schema.channels import Channel
from wangge.ground.rulebook.schema.mediation import Mediation
from wangge.ground.rulebook.schema.posts import Posts
from wangge.ground.rulebook.schema.units import Units


def disputes_are_categories(
    mediation: Mediation, categories: tuple[Category, ...], channels: tuple[Channel, ...]
) -> Iterator[Finding]:
    """Categories, dispute codes and the channel of the quick log are known; a quick log is for a minor dispute."""
    yield from repeated("mediation", ("disputes", "category"), (one.category for one in mediation.disputes), "类别")
    for index, one in enumerate(mediation.disputes):
        yield from unknown(
            "mediation", ("disputes", index, "category"), one.category, codes(categories), "categories.toml"
        )
        yield from unknown("mediation", ("disputes", index, "code"), one.code, dispute_codes(), "纠纷分类表")
    if mediation.disputes and not mediation.steps:
        yield Finding("mediation", ("disputes",), "有纠纷，就要写明分几步调处（steps）")
    if mediation.quick is None:
        return
    yield from unknown("mediation", ("quick", "channel"), mediation.quick.channel, codes(channels), "channels.toml")
    venues = [venue.code for venue in mediation.venues if not venue.needs]
    yield from unknown("mediation", ("quick", "venue"), mediation.quick.venue, venues, "venues（没有 needs 的）")
    minor = [c.code for c in categories if c.minor and mediation.is_dispute(c.code)]
    if mediation.quick.category not in minor:
        yield Finding("mediation", ("quick", "category"), "要是一种纠纷，而且在 categories.toml 里写了 minor = true")


def who_mediates_exists(mediation: Mediation, units: Units, posts: Posts) -> Iterator[Finding]:
    """Steps, mediators and venues once each; posts, unit kinds and the mediators a venue needs are known."""
    yield from repeated("mediation", ("steps", "code"), (one.code for one in mediation.steps), "步骤")
    yield from repeated("mediation", ("mediators", "code"), (one.code for one in mediation.mediators), "调解员")
    yield from repeated("mediation", ("venues", "code"), (one.code for one in mediation.venues), "场所")
    kinds, known_posts = [kind.code for kind in units.kinds], [post.code for post in posts.kinds]
    for index, code in enumerate(mediation.offices):
        yield from unknown("mediation", ("offices", index), code, kinds, "units.toml 的 kinds")
    for index, mediator in enumerate(mediation.mediators):
        for row, code in enumerate(mediator.posts):
            yield from unknown("mediation", ("mediators", index, "posts", row), code, known_posts, "posts.toml")
    known = [one.code for one in mediation.mediators]
    for index, venue in enumerate(mediation.venues):
        for row, code in enumerate(venue.needs):
            yield from unknown("mediation", ("venues", index, "needs", row), code, known, "mediators")


CHECKS: tuple[Check, ...] = (
    (("mediation", "categories", "channels"), disputes_are_categories),
    (("mediation", "units", "posts"), who_mediates_exists),
)
