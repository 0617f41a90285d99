"""待核实: what phones sent that nobody could do for them, and fields of which two phones said different things."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.access.queries import account_names
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.notices.operations import NewNotice, notify
from wangge.faces.shell.parts import Fact
from wangge.faces.shell.templatetags.shell import when
from wangge.faces.workbench.administration.asking import Asked, NoFields, ask, posted
from wangge.faces.workbench.forms import set_choices
from wangge.faces.workbench.labels import area_label, crumbs_of
from wangge.faces.workbench.matters.parts import Cell, Line
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.sync.lifecycle import Shown
from wangge.ground.sync.reviewing import (
    HeldOp,
    OpenConflict,
    apply_held,
    dismiss_held,
    held_op,
    held_ops,
    open_conflict,
    open_conflicts,
    settle_conflict,
)

from .parts import (
    NEEDED,
    WHY,
    data_facts,
    field_words,
    grids_of,
    kind_words,
    reached,
    subject_words,
    tabs,
    value_words,
)


class ReasonForm(forms.Form):
    """Why it is laid aside."""

    note = forms.CharField(
        label=gettext_lazy("为什么不采用"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("记的人会收到这句话；原来的记录不会删"),
    )  # fmt: skip


class ChoiceForm(forms.Form):
    """Which of two values."""

    choice = forms.ChoiceField(label=gettext_lazy("采用哪一个"), widget=forms.RadioSelect)


@require_GET
@staff_page(needs=NEEDED)
def show_waiting(request: StaffRequest) -> HttpResponse:
    """What waits in the person's grids, the oldest first."""
    scopes = grids_of(request.actor.scope(NEEDED))
    held, conflicts = held_ops(scopes=scopes), open_conflicts(scopes=scopes)
    names = account_names(account_ids={*(op.author_id for op in held), *(one.author_id for one in conflicts)})
    context = {
        "tabs": tabs(request),
        "held": [_held_line(request, one, names) for one in held],
        "conflicts": [_conflict_line(request, one, names) for one in conflicts],
    }
    return render(request, "workbench/phones/list.html", context)


def _held_line(request: StaffRequest, op: HeldOp, names: dict[UUID, str]) -> Line:
    cells = [
        Cell(_("谁记的"), names.get(op.author_id, "")),
        Cell(_("网格"), area_label(op.scope)),
        Cell(_("什么时候"), when(op.happened_at, request.at)),
        Cell(_("为什么等着"), WHY.get(op.why, op.words)),
    ]
    return Line(kind_words(op.kind), cells, url=reverse("workbench:phone-held", args=[op.id]))


def _conflict_line(request: StaffRequest, one: OpenConflict, names: dict[UUID, str]) -> Line:
    cells = [
        Cell(_("这一次记的"), value_words(one.mine, one.field)),
        Cell(_("别人记的"), value_words(one.theirs, one.field)),
        Cell(_("谁记的"), names.get(one.author_id, "")),
        Cell(_("网格"), area_label(one.scope)),
    ]
    name = f"{kind_words(one.kind)} · {field_words(one.scope, one.field)}"
    return Line(name, cells, url=reverse("workbench:phone-conflict", args=[one.id]))


@require_GET
@staff_page(needs=NEEDED)
def show_held(request: StaffRequest, op_id: UUID) -> HttpResponse:
    """One held op. Raises NotFound."""
    op, area = _held(request, op_id)
    context = {
        "op": op,
        "heading": kind_words(op.kind),
        "about": _about(request, op, area),
        "facts": data_facts(area.id, op.data),
        "crumbs": crumbs_of(area.id),
        "is_own": op.author_id == request.account.pk,
        "is_gone": area.id not in areas_in_memory().by_id,
    }
    return render(request, "workbench/phones/held.html", context)


def _held(request: StaffRequest, op_id: UUID) -> tuple[HeldOp, AreaRow]:
    op = held_op(op_id=op_id)
    return op, reached(request.actor, op.scope)


def _about(request: StaffRequest, op: HeldOp, area: AreaRow) -> list[Fact]:
    facts = [
        Fact(_("谁记的"), account_names(account_ids=[op.author_id]).get(op.author_id, "")),
        Fact(_("网格"), area.name if area.id not in areas_in_memory().by_id else area_label(op.scope)),
        Fact(_("什么时候"), when(op.happened_at, request.at)),
        Fact(_("什么时候收到"), when(op.received_at, request.at)),
        Fact(_("为什么等着"), WHY.get(op.why, op.words)),
    ]
    subject = subject_words(request.actor, op.kind, op.row_id, op.data)
    return [Fact(_("关于"), subject), *facts] if subject else facts


@require_http_methods(["GET", "POST"])
@staff_page(needs=NEEDED)
def apply(request: StaffRequest, op_id: UUID) -> HttpResponseBase:
    """Do what a held op says. Raises NotFound."""
    op, area = _held(request, op_id)

    def act(given: dict[str, Any]) -> HttpResponseBase:
        assert area.town_id is not None
        apply_held(op_id=op.id, reviewer=request.account.pk, town_id=area.town_id, at=request.at)
        _tell_author(request, op, area, _("已照办"))
        say_done(request, _("已照办，记的人会收到消息"))
        return HttpResponseRedirect(reverse("workbench:phones"))

    words = _("照办以后算记的人做的，用的是您的权限。")
    return ask(request, NoFields(posted(request)), _asked(request, op, area, _("照办"), words), act)


@require_http_methods(["GET", "POST"])
@staff_page(needs=NEEDED)
def dismiss(request: StaffRequest, op_id: UUID) -> HttpResponseBase:
    """Lay a held op aside. Raises NotFound."""
    op, area = _held(request, op_id)

    def act(given: dict[str, Any]) -> HttpResponseBase:
        dismiss_held(op_id=op.id, reviewer=request.account.pk, note=given["note"], at=request.at)
        _tell_author(request, op, area, _("没有采用：{note}").format(note=given["note"]))
        say_done(request, _("已记下，记的人会收到消息"))
        return HttpResponseRedirect(reverse("workbench:phones"))

    return ask(request, ReasonForm(posted(request)), _asked(request, op, area, _("不采用")), act)


def _asked(request: StaffRequest, op: HeldOp, area: AreaRow, button: str, words: str = "") -> Asked:
    back = reverse("workbench:phone-held", args=[op.id])
    facts = [*_about(request, op, area), *data_facts(area.id, op.data)]
    heading = _("{button}：{kind}").format(button=button, kind=kind_words(op.kind))
    return Asked(heading, button, back, words, facts=facts, crumbs=crumbs_of(area.id))


def _tell_author(request: StaffRequest, op: HeldOp, area: AreaRow, words: str) -> None:
    """Who recorded it hears what became of it."""
    new = NewNotice(
        account_ids=(op.author_id,), kind="phone.reviewed", title=_("待核实的记录有了结果"), words=words,
        dedupe_key=f"phone.reviewed:{op.id}", area_path=area.path,
    )  # fmt: skip
    notify(new=[new], at=request.at)


@require_http_methods(["GET", "POST"])
@staff_page(needs=NEEDED)
def settle(request: StaffRequest, conflict_id: UUID) -> HttpResponseBase:
    """Both values of a field, side by side; one is chosen. Raises NotFound."""
    one = open_conflict(conflict_id=conflict_id)
    area = reached(request.actor, one.scope)
    name = account_names(account_ids=[one.author_id]).get(one.author_id, "")
    mine = _("{value}（{name}，{when}）").format(
        value=value_words(one.mine, one.field), name=name, when=when(one.happened_at, request.at)
    )
    theirs = _("{value}（别人记的）").format(value=value_words(one.theirs, one.field))
    form = ChoiceForm(posted(request), initial={"choice": one.shown})
    set_choices(form, "choice", [(Shown.MINE.value, mine), (Shown.THEIRS.value, theirs)])

    def act(given: dict[str, Any]) -> HttpResponseBase:
        settle_conflict(conflict_id=one.id, choice=Shown(given["choice"]), reviewer=request.account.pk, at=request.at)
        say_done(request, _("已定下，手机下次同步就会一致"))
        return HttpResponseRedirect(reverse("workbench:phones"))

    shown = one.mine if one.shown == Shown.MINE else one.theirs
    facts = [
        Fact(_("关于"), subject_words(request.actor, one.kind, one.row_id, {}) or kind_words(one.kind)),
        Fact(_("哪一项"), field_words(area.id, one.field)),
        Fact(_("网格"), area_label(area.id)),
        Fact(_("现在显示"), value_words(shown, one.field)),
    ]
    asked = Asked(_("两个人记的不一样"), _("定下"), reverse("workbench:phones"), facts=facts, crumbs=crumbs_of(area.id))
    return ask(request, form, asked, act)
