"""How a case is graded, supervised and answered for, as facts on its page."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.core.cases.queries import CasePage
from wangge.faces.shell.parts import Fact
from wangge.faces.shell.templatetags.shell import when
from wangge.ground.rulebook.schema.base import UnknownCode

MARKS = ("", gettext_lazy("已催办"), gettext_lazy("黄牌督办"), gettext_lazy("红牌督办"), gettext_lazy("已报领导"))
PETITIONS = {
    "first": gettext_lazy("初访"),
    "repeat": gettext_lazy("重访"),
    "backlog": gettext_lazy("积案"),
}
URGENCIES = {"urgent": gettext_lazy("紧急"), "major": gettext_lazy("重大")}


def grading_facts(page: CasePage) -> Iterator[Fact]:
    """Grade with its mode, urgency, who asks, petition, supervision; what is usual is left out."""
    case, grading = page.case, page.place.rules.grading
    if case.grade:
        try:
            yield Fact(_("难度"), grading.grade(case.grade).label, note=grading.mode_of(case.grade).label)
        except UnknownCode:  # the rules dropped it since
            yield Fact(_("难度"), case.grade)
    if case.urgency in URGENCIES:
        yield Fact(_("紧急程度"), str(URGENCIES[case.urgency]))
    if case.asker_kind == "enterprise":
        yield Fact(_("反映人类别"), _("企业"))
    if case.petition_kind:
        yield Fact(_("信访"), str(PETITIONS[case.petition_kind]))
    if case.supervision:
        yield Fact(_("督办"), str(MARKS[case.supervision]))
    if case.merged_into_id:
        number = next((s.detail["number"] for s in reversed(page.steps) if "into" in s.detail), "")
        yield Fact(_("并入"), number, reverse("workbench:case", args=[case.merged_into_id]))


def custody_facts(page: CasePage) -> Iterator[Fact]:
    """The leader who answers for the case, and who works under him."""
    leader, _bar, responsible = getattr(page.case, "custody", "").partition("|")
    if leader:
        yield Fact(_("包案领导"), leader, note=_("责任人 {name}").format(name=responsible) if responsible else "")


def upstream_facts(page: CasePage) -> Iterator[Fact]:
    """What the platform says the case came from: its number, its categories, its own status and deadline."""
    ticket = getattr(page.case, "upstream", None)
    if ticket is None:
        return
    yield Fact(_("上级工单"), f"{ticket.system} {ticket.upstream_id}", note=ticket.get_role_display())
    if ticket.categories:
        yield Fact(_("上级类别"), " / ".join(ticket.categories))
    if ticket.status or ticket.due_at:
        until = _("{when}前").format(when=when(ticket.due_at)) if ticket.due_at else ""
        yield Fact(_("上级状态"), ticket.status or _("未写"), note=until)
    if ticket.urged:
        yield Fact(_("上级催办"), _("{count} 次").format(count=ticket.urged))
