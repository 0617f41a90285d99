"""便民联系卡: how many households have one, handing them out, printing them."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.areas.scope import Scope
from wangge.core.people.queries import sight_of
from wangge.faces.shell.parts import build_filter_bar
from wangge.faces.workbench.administration.asking import Asked, ask, posted
from wangge.faces.workbench.administration.fields import DayField
from wangge.faces.workbench.administration.listing import area_code, page_of, pager_behind
from wangge.faces.workbench.administration.papers import pdf_response
from wangge.faces.workbench.labels import area_label
from wangge.faces.workbench.matters.parts import Cell, Empty, Line
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import Refusal
from wangge.practice.gridteams.operations import issue_cards_below
from wangge.practice.gridteams.printing import contact_cards_pdf
from wangge.practice.gridteams.queries import CardCoverage, card_coverage, contact_cards, households_at

from .parts import ROWS_A_PAGE, Listed, area_of, page_address, seen_by, share_words, show_list

PRINTED_AT_ONCE = 500


@require_GET
@staff_page(needs="team.see")
def show_cards(request: StaffRequest) -> HttpResponse:
    """The coverage of contact cards, grid by grid. Raises NotFound."""
    seen = seen_by(request)
    view = card_coverage(scope=seen.here)
    rows = [row for row in view.areas if request.GET.get("left") != "1" or row.cards < row.households]
    shown, after = page_of(rows, [row.area_path for row in rows], after=request.GET.get("after", ""), size=ROWS_A_PAGE)
    page = Listed(
        heading=_("便民联系卡"),
        figures=[
            (view.whole.cards, "", _("已发")),
            (view.whole.households, reverse("workbench:people"), _("在册住户")),
            (view.whole.households - view.whole.cards, "?left=1", _("还没发")),
            (share_words(view.whole.share), "", _("覆盖率")),
        ],
        note=_("覆盖率＝有卡的住户÷在册住户；一户算一张，补发的不重复算。卡上只有找谁、打哪个电话，没有住户的信息。"),
        bar=build_filter_bar(request.GET, [seen.chip(request)], has_words=False),
        lines=[_line(request, row, may_keep=seen.may_keep) for row in shown],
        empty=Empty(_("还没有在册的住户"), _("底册登记了住户，联系卡才有发给谁。"), sign="id-badge-2"),
        pager=pager_behind(request.GET, after=after, shown=len(shown)),
    )
    return show_list(request, page)


def _line(request: StaffRequest, row: CardCoverage, *, may_keep: bool) -> Line:
    code = area_code(row.area_id) if row.area_id else ""
    printed = [(_("打印"), f"{reverse('workbench:contact-cards-print')}?area={code}")]
    issue = [(_("发卡"), f"{reverse('workbench:contact-cards-issue')}?area={code}")]
    return Line(
        area_label(row.area_id) if row.area_id else row.area_name,
        [
            Cell(_("已发"), str(row.cards), is_number=True),
            Cell(_("住户"), str(row.households), is_number=True),
            Cell(_("还没发"), str(row.households - row.cards), is_number=True),
            Cell(_("覆盖率"), share_words(row.share), is_number=True),
        ],
        actions=[*(issue if may_keep and row.cards < row.households else []), *(printed if may_keep else [])],
    )


class IssueForm(forms.Form):
    """When, and to how many households."""

    on = DayField(label=gettext_lazy("哪一天发的"))
    most = forms.IntegerField(
        label=gettext_lazy("发了多少户"),
        min_value=1,
        max_value=5000,
        help_text=gettext_lazy("从第一扇门数起，没有卡的"),
    )


@require_http_methods(["GET", "POST"])
@staff_page(needs="team.keep")
def issue(request: StaffRequest) -> HttpResponseBase:
    """Write down that cards were handed out in an area, from door to door. Raises NotFound, NotAllowed."""
    area = area_of(request)
    whole = card_coverage(scope=Scope((area.path,))).whole
    left = whole.households - whole.cards
    back = f"{reverse('workbench:contact-cards')}?area={area.code}"

    def act(given: dict[str, Any]) -> HttpResponseBase:
        done = issue_cards_below(
            actor=request.actor, area_id=area.id, on=given["on"], most=given["most"], at=request.at
        )
        say_done(request, _("记下了 {count} 张").format(count=done.cards))
        return HttpResponseRedirect(back)

    words = _("{area}有 {left} 户还没有联系卡。").format(area=area_label(area.id), left=left)
    form = IssueForm(posted(request), initial={"on": localdate(request.at), "most": left or None})
    return ask(request, form, Asked(_("发联系卡"), _("记下"), back, words), act)


@require_GET
@staff_page(needs="team.keep")
def send_cards(request: StaffRequest) -> HttpResponse:
    """The cards of an area to print, ten to a page. Raises NotFound, Refusal for an area without households."""
    area = area_of(request)
    ids = households_at(sight=sight_of(actor=request.actor), path=area.path, size=PRINTED_AT_ONCE)
    if not ids:
        raise Refusal(_("这里还没有在册的住户"))
    cards = contact_cards(
        scope=Scope((area.path,)), household_ids=ids, on=localdate(request.at), page_url=page_address()
    )
    return pdf_response(contact_cards_pdf(cards=cards, at=request.at), _("联系卡 {area}").format(area=area.name))
