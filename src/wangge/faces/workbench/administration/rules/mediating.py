"""How a place mediates disputes, said in words."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from wangge.ground.rulebook.dispute_codes import dispute_name
from wangge.ground.rulebook.rulebook import Rulebook

from .tables import Table, joined, named, unit_words


def mediation_tables(rules: Rulebook) -> Iterable[Table]:
    """Which matters are disputes, the steps, who mediates and where."""
    mediation = rules.mediation
    if not mediation.disputes:
        return
    kinds = [(rules.category(one.category).label, dispute_name(one.code)) for one in mediation.disputes]
    yield Table(_("矛盾纠纷"), (_("类别"), _("通常归到")), kinds)
    steps = [(str(number), one.label, one.help or "—") for number, one in enumerate(mediation.steps, start=1)]
    yield Table(
        _("调处步骤（{days} 天内调结）").format(days=mediation.days), (_("第几步"), _("步骤"), _("说明")), steps
    )
    posts = named(rules.posts.kinds)
    people = [(one.label, joined(posts.get(post, post) for post in one.posts) or "—") for one in mediation.mediators]
    yield Table(_("可以请的调解员"), (_("哪一种人"), _("岗位")), people)
    venues = [
        (one.label, joined(mediation.mediator(code).label for code in one.needs) or "—") for one in mediation.venues
    ]
    yield Table(_("调解场所"), (_("场所"), _("要有谁到场")), venues)
    yield Table(_("调解单位"), (_("单位"),), [(unit_words(rules, code),) for code in mediation.offices])
