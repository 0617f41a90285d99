"""How a place grades matters, what may be asked for meanwhile, and whom its whistles call, said in words."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from wangge.ground.rulebook.rulebook import Rulebook
from wangge.ground.rulebook.schema.clocks import Allowance
from wangge.ground.rulebook.schema.grading import Grade

from .tables import Table, joined, level_words, unit_words, yes


def grading_tables(rules: Rulebook) -> Iterable[Table]:
    """Grades with their modes and the level where such a matter should stop."""
    grading = rules.grading
    if not grading.grades:
        return
    yield Table(
        _("难度"),
        (_("难度"), _("什么样的"), _("办理方式"), _("止于"), _("要领导包案")),
        [
            (one.label, one.help, grading.mode_of(one.code).label, level_words(rules, one.solved_at), yes(_is_led(one)))
            for one in grading.grades
        ],
    )  # fmt: skip
    yield Table(
        _("办理方式"),
        (_("方式"), _("怎么办"), _("几个单位一起")),
        [(mode.label, mode.help, yes(mode.joint)) for mode in grading.modes],
    )


def _is_led(grade: Grade) -> bool:
    return grade.backlog or grade.supervised


def rights_tables(rules: Rulebook) -> Iterable[Table]:
    """Extensions, pauses, suspension, lawful refusals, sign-off, custody, petitions."""
    rights = rules.rights
    lines = []
    if rights.extension is not None:
        times = _("最多 {times} 次，一次不超过 {most}")
        lines.append((_("延期"), times.format(times=rights.extension.times, most=rights.extension.most.words)))
    if rights.suspension is not None:
        words = _("只限没有权限、没有资金、法定程序三种理由，{days} 天内复核")
        lines.append((_("挂账"), words.format(days=rights.suspension.review_days)))
    if rights.sign_off.channels:
        channels = joined(rules.channel(code).label for code in rights.sign_off.channels)
        posts = joined(rules.post(code).label for code in rights.sign_off.posts)
        lines.append((_("签批"), _("{channels}由{posts}签批").format(channels=channels, posts=posts)))
    if rights.custody_posts:
        lines.append((_("包案"), joined(rules.post(code).label for code in rights.custody_posts)))
    if rights.petition is not None:
        words = _("{days} 天办结，可延 {more} 天；{repeat} 天内再来是重访，超过 {old} 天没办完是积案")
        lines.append((_("信访"), words.format(
            days=rights.petition.days, more=rights.petition.extension_days, repeat=rights.petition.repeat_within_days,
            old=rights.petition.backlog_after_days,
        )))  # fmt: skip
    if lines:
        yield Table(_("可以申请的"), (_("项"), _("规定")), lines)
    if rights.pauses:
        yield Table(
            _("可以暂停计时的理由"),
            (_("理由"), _("最长几天"), _("要凭据"), _("告诉反映人")),
            [(p.label, str(p.days_at_most), yes(p.needs_evidence), p.public) for p in rights.pauses],
        )
    if rights.refusals:
        heads = (_("理由"), _("依据"), _("告诉反映人"))
        yield Table(_("不予受理的理由"), heads, [(r.label, r.law, r.public) for r in rights.refusals])


def whistle_tables(rules: Rulebook) -> Iterable[Table]:
    """The kinds of whistle: who asks, who blows, who is called, how fast."""
    if not rules.whistle.kinds:
        return
    yield Table(
        _("吹哨"),
        (_("哨"), _("谁可以请求"), _("谁吹"), _("叫谁"), _("签收"), _("到场"), _("报结果")),
        [
            (
                kind.label,
                joined(unit_words(rules, code) for code in kind.asked_by),
                joined(unit_words(rules, code) for code in kind.blown_by),
                joined(rules.post(code).label for code in kind.member_posts) or _("单位"),
                *(_words(allowance) for allowance in (kind.sign, kind.arrive, kind.report)),
            )
            for kind in rules.whistle.kinds
        ],
    )


def _words(allowance: Allowance | None) -> str:
    return allowance.words if allowance is not None else "—"
