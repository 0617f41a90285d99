"""组织检查: what the rules ask of the organisation and where it is not so, who mends it and where; as a file."""

from collections.abc import Sequence

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from wangge.faces.shell.addresses import address_of
from wangge.faces.shell.parts import Chip, build_chip, build_filter_bar, changed_query
from wangge.faces.workbench.administration.asking import Asked, NoFields, ask, posted
from wangge.faces.workbench.administration.listing import area_code, page_of, pager_behind
from wangge.faces.workbench.cases.export import stamp_of
from wangge.faces.workbench.labels import area_label
from wangge.faces.workbench.matters.files import sheet_response
from wangge.faces.workbench.matters.parts import Cell, Empty, Line
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.practice.gridteams.operations import record_export
from wangge.practice.gridteams.queries import Breach, Review, review

from .parts import ROWS_A_PAGE, Action, Figure, Listed, Seen, seen_by, show_list

MEND_LABELS = {
    "appoint": gettext_lazy("任命"),
    "unit": gettext_lazy("设组织"),
    "share_out": gettext_lazy("分户"),
    "links": gettext_lazy("看联户"),
    "charge": gettext_lazy("登记"),
    "field": gettext_lazy("认领"),
    "wall": gettext_lazy("上墙"),
    "group": gettext_lazy("登记"),
    "supply": gettext_lazy("发放"),
    "net": gettext_lazy("登记"),
    "area": gettext_lazy("改名"),
    "place": gettext_lazy("改地名"),
}


@require_GET
@staff_page(needs="team.see")
def show_checks(request: StaffRequest) -> HttpResponse:
    """All checks of the person's areas with what they found. Raises NotFound."""
    seen = seen_by(request)
    found = review(scope=seen.here, on=localdate(request.at))
    wanted = _wanted(request.GET, found)
    keys = [f"{number}" for number in range(len(wanted))]
    shown, after = page_of(wanted, keys, after=request.GET.get("after", ""), size=ROWS_A_PAGE)
    export = f"{reverse('workbench:checks-export')}?{request.GET.urlencode()}"
    page = Listed(
        heading=_("组织检查"),
        figures=_figures(request.GET, found),
        note=_("按本地规则查组织：该有的有没有，该由谁去补。只列事，不给人排名。") if found.checks else "",
        bar=build_filter_bar(request.GET, _chips(request, seen, found), has_words=False),
        lines=[_line(request, one) for one in shown],
        empty=Empty(_("都好"), _("规则要查的，这里一样也不缺。"), sign="check"),
        pager=pager_behind(request.GET, after=after, shown=len(shown)),
        actions=[Action(_("导出"), export, "download")] if wanted and seen.may_keep else [],
    )
    return show_list(request, page)


def _wanted(query: QueryDict, found: Review) -> Sequence[Breach]:
    check, mender = query.get("check", ""), query.get("mender", "")
    return [
        one for one in found.breaches if check in ("", one.check) and mender in ("", one.mender_label)
    ]  # fmt: skip


def _figures(query: QueryDict, found: Review) -> list[Figure]:
    """By check: how many things are not right, leading to them; several places add up."""
    broken: dict[str, tuple[str, int]] = {}
    for one in found.checks:
        broken[one.check] = (one.label, broken.get(one.check, ("", 0))[1] + one.broken)
    return [
        (count, changed_query(query, {"check": code, "after": None}) if count else "", label)
        for code, (label, count) in broken.items()
    ]


def _chips(request: StaffRequest, seen: Seen, found: Review) -> list[Chip]:
    checks = {one.check: one.label for one in found.checks}
    menders = dict.fromkeys(one.mender_label for one in found.breaches)
    return [
        seen.chip(request),
        build_chip(request.GET, "check", list(checks.items()), anything=_("各项检查"), lead=_("的")),
        build_chip(request.GET, "mender", [(one, one) for one in menders], anything=_("谁都行"), lead=_("，该补的是")),
    ]


def _line(request: StaffRequest, one: Breach) -> Line:
    place = area_label(one.area_id)
    url = mend_url(one)
    may = request.actor.can("team.keep", at_path=one.area_path) and one.mend in MEND_LABELS
    return Line(
        one.subject or place,
        [
            Cell(_("查出来"), one.words),
            Cell(_("该谁补"), who_mends(one)),
        ],
        url=url,
        below=f"{one.check_label} · {place}" if one.subject else one.check_label,
        actions=[(MEND_LABELS[one.mend], url)] if may else [],
    )


def who_mends(one: Breach) -> str:
    """村党支部书记 张三; without anybody in the post, the post with a word."""
    names = "、".join(dict.fromkeys(one.menders)) or _("还没有人")
    return _("{post} {names}").format(post=one.mender_label, names=names)


def mend_url(one: Breach) -> str:
    """Where a breach is put right."""
    code = area_code(one.area_id)
    match one.mend:
        case "appoint":
            return f"{reverse('workbench:appoint')}?area={code}&post={one.mend_id}"
        case "unit":
            return f"{reverse('workbench:organisations')}?area={code}"
        case "profile":
            return f"{reverse('workbench:appointments')}?area={code}"
        case "links":
            return reverse("workbench:links-of", args=[one.mend_id])
        case "share_out":
            return f"{reverse('workbench:links-share')}?area={code}"
        case "place":
            return reverse("workbench:area-places", args=[code])
        case "charge":
            return f"{reverse('workbench:charge-new')}?area={code}&place={one.mend_id}"
        case "field":
            return f"{reverse('workbench:charge-new')}?area={code}&member={one.mend_id}"
        case "wall":
            return f"{reverse('workbench:charges')}?area={code}"
        case "net":
            return f"{reverse('workbench:nets')}?area={code}"
        case "group":
            return f"{reverse('workbench:chat-group-new')}?area={code}"
        case "supply":
            return f"{reverse('workbench:supply-new')}?area={code}"
        case "training" | "appointment":
            return reverse("workbench:appointment", args=[one.mend_id])
        case "area":
            return reverse("workbench:area", args=[code])


@require_http_methods(["GET", "POST"])
@staff_page(needs="team.keep")
def export(request: StaffRequest) -> HttpResponseBase:
    """Say what the file will hold; make it on POST, with a line in the audit. Raises NotFound."""
    seen = seen_by(request)
    found = review(scope=seen.here, on=localdate(request.at))
    wanted = _wanted(request.GET, found)
    words = _words(seen, found, request.GET)
    back = f"{reverse('workbench:checks')}?{request.GET.urlencode()}"
    said = _("{words}，{count} 条；导出会记入审计。").format(words=words, count=len(wanted))
    question = Asked(_("导出组织检查"), _("导出 Excel"), back, said)

    def make(_given: dict[str, object]) -> HttpResponseBase:
        record_export(
            actor=request.actor, scope=seen.here, what=_("组织检查"), words=words, rows=len(wanted),
            address=address_of(request), at=request.at,
        )  # fmt: skip
        stamp = stamp_of(request.actor, login_name=request.account.login_name, at=request.at)
        name = _("组织检查 {day}.xlsx").format(day=localdate(request.at).isoformat())
        return sheet_response(name, _headings(), [_cells(one) for one in wanted], stamp=stamp, words=words)

    return ask(request, NoFields(posted(request)), question, make)


def _words(seen: Seen, found: Review, query: QueryDict) -> str:
    labels = {one.check: one.label for one in found.checks}
    parts = [seen.root.name if seen.root else "", labels.get(query.get("check", ""), ""), query.get("mender", "")]
    return "，".join(filter(None, parts))


def _headings() -> list[str]:
    return [_("检查"), _("地方"), _("人或地点"), _("查出来"), _("应有"), _("现有"), _("该谁补"), _("姓名")]


def _cells(one: Breach) -> list[object]:
    return [
        one.check_label, area_label(one.area_id), one.subject, one.words, "" if one.needed is None else one.needed,
        "" if one.held is None else one.held, one.mender_label, "、".join(dict.fromkeys(one.menders)),
    ]  # fmt: skip
