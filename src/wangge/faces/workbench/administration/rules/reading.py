"""A rulebook said in words, topic by topic: what the files say, with every code replaced by what people call it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.ground.rulebook.permissions import PERMISSION_LABELS
from wangge.ground.rulebook.presets import PRESETS
from wangge.ground.rulebook.rulebook import Rulebook
from wangge.ground.rulebook.schema.clocks import CLOCK_KINDS, ClockKind, ClockRule, ClockSet
from wangge.ground.rulebook.words import LABELS, clock_face

from .handling import grading_tables, rights_tables, whistle_tables
from .mediating import mediation_tables
from .tables import Table, joined, level_words, named, unit_words, yes
from .visiting import people_tables, visits_tables


@dataclass(frozen=True)
class Topic:
    """One topic of a rulebook as a page shows it."""

    code: str
    heading: str | Promise
    tables: tuple[Table, ...]


def _place(rules: Rulebook) -> Iterable[Table]:
    place = rules.place
    yield Table(
        _("适用"),
        (_("项"), _("内容")),
        [
            (_("名称"), place.name),
            (_("区划代码"), place.division_code),
            (_("编号字头"), place.short),
            (_("网格怎么取名"), place.grid_name.replace("{village}", _("〔村〕")).replace("{ordinal}", _("〔几〕"))),
            (_("夜间不打扰"), f"{clock_face(place.quiet_hours.start)}–{clock_face(place.quiet_hours.end)}"),
        ],
    )
    yield Table(
        _("层级"),
        (_("层级"), _("指挥中心叫"), _("每处都有")),
        [(one.label, one.centre_label or "—", yes(one.required)) for one in place.levels],
    )
    yield Table(
        _("上班时间"),
        (_("时节"), _("从"), _("到"), _("时段")),
        [
            (s.name, s.first_day, s.last_day, joined(f"{clock_face(p.start)}–{clock_face(p.end)}" for p in s.spans))
            for s in place.seasons
        ],
    )
    if place.labels:
        own = [(LABELS.get(key, key), label) for key, label in place.labels.items()]
        yield Table(_("本地用语"), (_("通常叫"), _("这里叫")), own)
    if place.slogans:
        yield Table(_("清单"), (_("名称"), _("内容")), [(s.name, joined(s.items) or "—") for s in place.slogans])


def _units(rules: Rulebook) -> Iterable[Table]:
    yield Table(
        _("单位种类"),
        (_("种类"), _("设在"), _("公示")),
        [(kind.label, level_words(rules, kind.level), yes(kind.public)) for kind in rules.units.kinds],
    )
    if rules.units.named:
        names = {unit.code: unit.name.replace("{area}", "") for unit in rules.units.named}
        yield Table(
            _("每处都设的单位"),
            (_("名称"), _("种类"), _("上级")),
            [
                (
                    unit.name.replace("{area}", _("〔地名〕")),
                    unit_words(rules, unit.unit_kind),
                    names.get(unit.part_of or "", "—"),
                )
                for unit in rules.units.named
            ],
        )


def _posts(rules: Rulebook) -> Iterable[Table]:
    roles = named(rules.roles)
    yield Table(
        _("岗位"),
        (_("岗位"), _("设在"), _("管到"), _("人数"), _("必设"), _("角色"), _("任期"), _("聘书"), _("公示")),
        [
            (
                post.label,
                unit_words(rules, post.unit_kind),
                level_words(rules, post.level),
                _seats(post.seats.min, post.seats.max),
                yes(post.required),
                roles.get(post.role, post.role),
                _("{count} 年").format(count=post.term_years) if post.term_years else _("长期"),
                yes(post.certificate),
                yes(post.public),
            )
            for post in rules.posts.kinds
        ],
    )
    yield Table(
        _("职责和能定的事"),
        (_("岗位"), _("职责"), _("可当场决定")),
        [(post.label, joined(post.duties, "；"), joined(post.may_decide, "；") or "—") for post in rules.posts.kinds],
    )
    posts = named(rules.posts.kinds)
    if rules.posts.deputies:
        pairs = [(posts.get(one.post, one.post), posts.get(one.by, one.by)) for one in rules.posts.deputies]
        yield Table(_("AB 岗"), (_("岗位"), _("不在时由谁顶")), pairs)


def _seats(least: int, most: int | None) -> str:
    if most is None:
        return _("不限") if not least else _("至少 {least}").format(least=least)
    return str(most) if least == most else f"{least}–{most}"


def _roles(rules: Rulebook) -> Iterable[Table]:
    yield Table(
        _("角色和权限"),
        (_("角色"), _("能做什么")),
        [(role.label, joined(_(PERMISSION_LABELS[one]) for one in role.permissions)) for role in rules.roles],
    )


def _channels(rules: Rulebook) -> Iterable[Table]:
    yield Table(
        _("来源"),
        (_("来源"), _("居民自己用"), _("工作人员代填"), _("要留联系方式")),
        [(c.label, yes(c.public), yes(c.operator), yes(c.contact_required)) for c in rules.channels],
    )


def _categories(rules: Rulebook) -> Iterable[Table]:
    for domain in (one for one in rules.categories if one.parent is None):
        yield Table(
            domain.label,
            (_("类别"), _("通常在哪一级解决"), _("紧急程度"), _("可自办"), _("紧急不限次"), _("常用字词")),
            [
                (
                    kind.label,
                    level_words(rules, kind.level),
                    rules.label(f"urgency.{kind.urgency}"),
                    yes(kind.minor),
                    yes(kind.emergency),
                    joined(kind.words) or "—",
                )
                for kind in (domain, *rules.kinds_within(domain.code))
            ],
        )


def _clocks(rules: Rulebook) -> Iterable[Table]:
    clocks = rules.clocks
    columns = (_("规则"), _("用于"), *(rules.label(f"clock.{kind}") for kind in CLOCK_KINDS))
    usual = [clocks.default.of(kind) for kind in CLOCK_KINDS]
    rows = [(clocks.default.rule, _("其余全部"), *(one.words if one else "—" for one in usual))]
    for rule in clocks.rules:
        own = [_given(rule, clocks.default, kind) for kind in CLOCK_KINDS]
        rows.append((rule.name, _match(rules, rule.match), *own))
    yield Table(_("时限"), columns, rows)
    yield Table(
        _("评价和结案"),
        (_("项"), _("内容")),
        [
            (_("剩多少变黄"), f"{clocks.warn_before_percent}%"),
            (_("评价期"), _("{count} 天").format(count=clocks.rating_days)),
            (_("未评价可核实结案"), _("{count} 天后").format(count=clocks.close_unrated_after_days)),
        ],
    )


def _given(rule: ClockRule, default: ClockSet, kind: ClockKind) -> str:
    """What a rule or its preset gives, or that it is as usual."""
    taken = rule.over(default).of(kind)
    if taken is None:
        return "—"
    is_named = getattr(rule, kind) is not None or (rule.preset is not None and kind in PRESETS[rule.preset])
    return taken.words if is_named else _("同一般")


def _match(rules: Rulebook, match: object) -> str:
    """What a rule is for, in words."""
    words = []
    if channel := getattr(match, "channel", None):
        words.append(_("来自{name}").format(name=named(rules.channels).get(channel, channel)))
    if category := getattr(match, "category", None):
        words.append(_("属于{name}").format(name=named(rules.categories).get(category, category)))
    if urgency := getattr(match, "urgency", None):
        words.append(rules.label(f"urgency.{urgency}"))
    if asker := getattr(match, "asker", None):
        words.append(rules.label(f"asker.{asker}"))
    if grade := getattr(match, "grade", None):
        words.append(rules.grading.grade(grade).label)
    if level := getattr(match, "level", None):
        words.append(_("落在{name}").format(name=level_words(rules, level)))
    return joined(words, "，")


def _routing(rules: Rulebook) -> Iterable[Table]:
    routing = rules.routing
    rows = [(one.name, _match(rules, one.match), unit_words(rules, one.owner)) for one in routing.intake]
    rows.append((_("通常"), _("其余全部"), unit_words(rules, routing.intake_default)))
    yield Table(_("首问"), (_("规则"), _("用于"), _("先交给")), rows)
    yield Table(
        _("谁派遣、核查、答复"),
        (_("单位"), _("做什么")),
        [
            (unit_words(rules, desk.unit_kind), joined(rules.label(f"step.{duty}") for duty in desk.duties))
            for desk in routing.desks
        ],
    )
    if routing.escalation:
        yield Table(
            _("超期上报"),
            (_("名称"), _("超期多久"), _("报到哪一级")),
            [
                (one.label, one.overdue.words if one.overdue else _("一超期就报"), level_words(rules, one.level))
                for one in routing.escalation
            ],
        )
    reasons = [(reason.label, reason.public) for reason in routing.return_reasons]
    heading = _("退回（最多 {count} 次）").format(count=routing.return_cap)
    yield Table(heading, (_("理由"), _("对反映人怎么说")), reasons)


DAYS: Mapping[str, str | Promise] = {
    "every_day": gettext_lazy("每天"),
    "workdays": gettext_lazy("工作日"),
    "rest_days": gettext_lazy("休息日"),
}


def _duty(rules: Rulebook) -> Iterable[Table]:
    posts = named(rules.posts.kinds)
    yield Table(
        _("排班"),
        (_("单位"), _("哪些天"), _("时段"), _("按顺序找")),
        [
            (
                unit_words(rules, rota.unit_kind),
                str(DAYS[rota.days]),
                _("整天") if rota.round_the_clock else f"{clock_face(rota.start)}–{clock_face(rota.end)}",
                joined(posts.get(post, post) for post in rota.posts),
            )
            for rota in rules.duty.rotas
        ],
    )
    chain = joined((unit_words(rules, kind) for kind in rules.duty.fallback), " → ")
    yield Table(_("没人时找谁"), (_("顺序"),), [(chain,)])


def _rating(rules: Rulebook) -> Iterable[Table]:
    rating = rules.rating
    yield Table(
        _("评价"),
        (_("分"), _("评价"), _("可选的原因"), _("要重办")),
        [
            (str(one.score), one.label, joined(r.label for r in one.reasons) or "—", yes(rating.is_unhappy(one.score)))
            for one in rating.levels
        ],
    )


def _limits(rules: Rulebook) -> Iterable[Table]:
    limits = rules.limits
    windows = (
        (_("同一网址报事"), limits.report_per_address),
        (_("同一网格报事"), limits.report_per_grid),
        (_("同一网址查进度"), limits.track_per_address),
    )
    rows = [
        (label, _("{minutes} 分钟 {count} 次").format(minutes=window.minutes, count=window.count))
        for label, window in windows
    ]
    rows += [
        (_("照片"), _("{count} 张，每张 {size} MB").format(count=limits.photos_max, size=limits.photo_mb_max)),
        (_("文字"), _("{count} 字").format(count=limits.words_max)),
    ]
    yield Table(_("限制（紧急的从不限）"), (_("项"), _("最多")), rows)


TOPICS: Mapping[str, tuple[str | Promise, Callable[[Rulebook], Iterable[Table]]]] = {
    "place": (gettext_lazy("层级和用语"), _place),
    "units": (gettext_lazy("单位"), _units),
    "posts": (gettext_lazy("岗位"), _posts),
    "roles": (gettext_lazy("角色"), _roles),
    "channels": (gettext_lazy("来源"), _channels),
    "categories": (gettext_lazy("类别"), _categories),
    "clocks": (gettext_lazy("时限"), _clocks),
    "routing": (gettext_lazy("流转"), _routing),
    "grading": (gettext_lazy("难度"), grading_tables),
    "rights": (gettext_lazy("申请和审定"), rights_tables),
    "whistle": (gettext_lazy("吹哨"), whistle_tables),
    "mediation": (gettext_lazy("调解"), mediation_tables),
    "people": (gettext_lazy("居民底册"), people_tables),
    "visits": (gettext_lazy("走访"), visits_tables),
    "duty": (gettext_lazy("值班"), _duty),
    "rating": (gettext_lazy("评价"), _rating),
    "limits": (gettext_lazy("限制"), _limits),
}


def read_topic(rules: Rulebook, code: str) -> Topic:
    """One topic in words; the first where the code names none."""
    code = code if code in TOPICS else "place"
    heading, tables = TOPICS[code]
    return Topic(code, heading, tuple(tables(rules)))
