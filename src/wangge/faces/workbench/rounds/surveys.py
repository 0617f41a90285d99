"""调查: samples with their n and interval, groups with their sheets, results from outside."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.faces.shell.parts import Fact, build_chip, build_filter_bar
from wangge.faces.shell.templatetags.shell import when
from wangge.faces.workbench.administration.asking import Asked, NoFields, ask, posted
from wangge.faces.workbench.administration.listing import pager_behind, read_uuid
from wangge.faces.workbench.labels import area_label
from wangge.faces.workbench.matters.parts import Cell, Empty, Line
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import NotFound
from wangge.ground.foundation.ids import uuid7
from wangge.practice.surveys.lifecycle import Method, SurveyKind
from wangge.practice.surveys.operations import (
    NewAnswer,
    NewNote,
    NewResult,
    NewSurvey,
    answer_survey,
    close_survey,
    import_results,
    note_sheet,
    open_survey,
)
from wangge.practice.surveys.queries import (
    GroupRow,
    ItemFound,
    ResultRow,
    SurveyPage,
    SurveyRow,
    groups,
    results,
    sheet_notes,
    survey_page,
    surveys,
)

from .parts import seen_by, tabs
from .survey_forms import AnswerForm, ResultForm, SheetForm, SurveyForm

SIZE = 50
HEARD = (("1", gettext_lazy("听过的")), ("0", gettext_lazy("还没听的")))


def _scope(request: StaffRequest) -> Scope:
    return Scope(request.actor.scope("visit.see").roots)


def _url(survey_id: UUID) -> str:
    return reverse("workbench:survey", args=[survey_id])


def interval_words(interval: tuple[float, float] | None) -> str:
    """64.6–98.5%; a dash where nobody answered."""
    return f"{interval[0] * 100:.1f}–{interval[1] * 100:.1f}%" if interval else "—"


@require_GET
@staff_page(needs="visit.see")
def show_surveys(request: StaffRequest) -> HttpResponse:
    """Surveys of the person's areas and of those above, the newest first."""
    query = request.GET
    rows = surveys(scope=_scope(request), before=read_uuid(query.get("after", "")), size=SIZE + 1)
    kept = rows[:SIZE]
    context = {
        "tabs": tabs(request),
        "heading": _("调查"),
        "note": _("比例都写明样本量和 95% 区间；样本小，区间就宽，不拿来比高低。"),
        "bar": build_filter_bar(query, [], has_words=False),
        "others": [(_("外部测评结果"), reverse("workbench:survey-results"))],
        "lines": [_line(row) for row in kept],
        "pager": pager_behind(query, after=str(kept[-1].id) if len(rows) > SIZE else "", shown=len(kept)),
        "empty": Empty(_("还没有调查"), sign="clipboard-list"),
        "add_url": reverse("workbench:survey-new") if request.actor.may("visit.ask") else "",
        "add_label": _("新的调查"),
    }
    return render(request, "workbench/list.html", context)


def _line(row: SurveyRow) -> Line:
    is_sample = row.kind == SurveyKind.SAMPLE
    planned = _("{count} / 计划 {planned}").format(count=row.sample, planned=row.planned) if row.planned else row.sample
    heard = _("{heard} / {groups} 组").format(heard=row.heard, groups=row.groups)
    cells = [
        Cell(_("哪一种"), SurveyKind(row.kind).label, tag=True),
        Cell(_("在哪里"), area_label(row.area_id)),
        Cell(_("样本或者听过的组"), str(planned) if is_sample else heard, tag=True),
        Cell(_("开始"), when(row.opened_at), tag=True),
        Cell(_("状态"), _("已结束") if row.is_closed else _("进行中"), tag=True),
    ]
    return Line(row.title, cells, url=_url(row.id))


@require_http_methods(["GET", "POST"])
@staff_page(needs="visit.ask")
def add_survey(request: StaffRequest) -> HttpResponseBase:
    """Open a survey."""
    form = SurveyForm(Scope(request.actor.scope("visit.ask").roots), posted(request))
    asked = Asked(
        _("新的调查"), _("开始调查"), reverse("workbench:surveys"), words=_("开始以后题目不能再改，改了就不能比较。")
    )

    def act(given: dict[str, Any]) -> HttpResponseBase:
        area: AreaRow = given.pop("area")
        new = NewSurvey(
            area_id=area.id, kind=SurveyKind(given.pop("kind")), method=Method(given.pop("method")), **given
        )
        pk = open_survey(actor=request.actor, new=new, at=request.at)
        say_done(request, _("调查开始了"))
        return HttpResponseRedirect(_url(pk))

    return ask(request, form, asked, act)


@require_GET
@staff_page(needs="visit.see")
def show_survey(request: StaffRequest, survey_id: UUID) -> HttpResponse:
    """One survey: each item with its n, share and interval, or the groups. Raises NotFound."""
    scope, query = _scope(request), request.GET
    page = survey_page(scope=scope, survey_id=survey_id)
    heard = query.get("heard", "")
    is_sample = page.row.kind == SurveyKind.SAMPLE
    found: Sequence[GroupRow] = ()
    if not is_sample:
        wanted = heard == "1" if heard in dict(HEARD) else None
        found = groups(scope=scope, survey_id=survey_id, is_heard=wanted)
    may_ask = request.actor.can("visit.ask", at_path=page.area_path)
    may_answer = request.actor.may("visit.record") and not page.row.is_closed
    context = {
        "tabs": tabs(request, reverse("workbench:surveys")),
        "page": page,
        "is_sample": is_sample,
        "facts": _facts(page),
        "items": [_item_context(item) for item in page.items],
        "bar": build_filter_bar(query, [build_chip(query, "heard", list(HEARD), anything=_("所有的组"), lead=_("看"))],
                                has_words=False),
        "lines": [_group(row) for row in found],
        "close_url": reverse("workbench:survey-close", args=[survey_id]) if may_ask and not page.row.is_closed else "",
        "answer_url": reverse("workbench:survey-answer", args=[survey_id]) if may_answer and is_sample else "",
    }  # fmt: skip
    return render(request, "workbench/rounds/survey.html", context)


def _facts(page: SurveyPage) -> list[Fact]:
    row = page.row
    is_sample = row.kind == SurveyKind.SAMPLE
    heard = _("{heard} / {groups} 组").format(heard=row.heard, groups=row.groups)
    return [
        fact
        for fact in (
            Fact(_("在哪里"), area_label(row.area_id)),
            Fact(_("样本从哪里抽"), page.frame),
            Fact(_("怎么问"), Method(page.method).label),
            Fact(_("样本量"), f"n = {row.sample}" if is_sample else ""),
            Fact(_("打算问多少户"), row.planned or ""),
            Fact(_("听过的组"), "" if is_sample else heard),
            Fact(_("开始"), when(row.opened_at)),
            Fact(_("到哪天为止"), row.closes_on.isoformat() if row.closes_on else ""),
        )
        if fact.value
    ]


def _item_context(item: ItemFound) -> dict[str, Any]:
    return {
        "words": item.words,
        "n": item.answered,
        "positives": item.positives,
        "share": f"{item.share:.2%}" if item.share is not None else "—",
        "interval": interval_words(item.interval),
        "choices": [
            (one.words, one.count, f"{one.count / item.answered:.1%}" if item.answered else "—", one.is_positive)
            for one in item.choices
        ],
    }


def _group(row: GroupRow) -> Line:
    cells = [
        Cell(_("听了几次"), str(row.notes), is_number=True),
        Cell(_("听了多少人"), str(row.people), is_number=True),
        Cell(_("最近一次"), when(row.last_at) if row.last_at else _("还没有听"), tag=True),
    ]
    return Line(area_label(row.area_id), cells, url=reverse("workbench:survey-sheet", args=[row.sheet_id]))


@require_http_methods(["GET", "POST"])
@staff_page(needs="visit.ask")
def close(request: StaffRequest, survey_id: UUID) -> HttpResponseBase:
    """No more answers. Raises NotFound."""
    page = survey_page(scope=_scope(request), survey_id=survey_id)
    asked = Asked(_("结束调查"), _("结束"), _url(survey_id), words=page.row.title)

    def act(_given: dict[str, Any]) -> HttpResponseBase:
        close_survey(actor=request.actor, survey_id=survey_id, at=request.at)
        say_done(request, _("结束了，不再收答卷"))
        return HttpResponseRedirect(_url(survey_id))

    return ask(request, NoFields(posted(request)), asked, act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="visit.record")
def answer(request: StaffRequest, survey_id: UUID) -> HttpResponseBase:
    """Enter one answer. Raises NotFound."""
    page = survey_page(scope=_scope(request), survey_id=survey_id)
    own = Scope(request.actor.scope("visit.record").roots)
    initial: dict[str, Any] = {"form_id": uuid7()}
    inside = [root for root in own.roots if root.startswith(page.area_path)]
    if len(inside) == 1 and inside[0] in areas_in_memory().by_path:
        initial["area"] = areas_in_memory().by_path[inside[0]].code
    form = AnswerForm(page, own, posted(request), initial=initial)
    asked = Asked(
        _("录一份答卷"), _("记下"), _url(survey_id), words=_("{title}：不写姓名。").format(title=page.row.title)
    )

    def act(given: dict[str, Any]) -> HttpResponseBase:
        said = {item.id: int(given[f"item_{item.id}"]) for item in page.items if given[f"item_{item.id}"]}
        new = NewAnswer(
            id=given["form_id"], survey_id=survey_id, area_id=given["area"].id, choices=said, words=given["words"]
        )
        answer_survey(actor=request.actor, new=new, at=request.at)
        say_done(request, _("记下了一份"))
        return HttpResponseRedirect(_url(survey_id))

    return ask(request, form, asked, act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="visit.see")
def show_sheet(request: StaffRequest, sheet_id: UUID) -> HttpResponseBase:
    """The sheet of one group; on POST a note is added. Raises NotFound."""
    found = groups(scope=_scope(request), sheet_id=sheet_id)
    if not found:
        raise NotFound(_("没有找到，或者不在你的范围内"))
    row = found[0]
    form = SheetForm(posted(request), initial={"form_id": uuid7()})
    back = _url(row.survey_id)
    said = [Fact(when(note.happened_at), note.words, note=f"{note.people} · {note.recorded_by}")
            for note in sheet_notes(scope=_scope(request), sheet_id=sheet_id)]  # fmt: skip
    asked = Asked(area_label(row.area_id), _("记下"), back, words=_("一组一表：写这一组的人说了什么。"), facts=said)

    def act(given: dict[str, Any]) -> HttpResponseBase:
        new = NewNote(sheet_id=sheet_id, id=given["form_id"], people=given["people"], words=given["words"])
        note_sheet(actor=request.actor, new=new, at=request.at)
        say_done(request, _("记下了"))
        return HttpResponseRedirect(back)

    return ask(request, form, asked, act)


@require_GET
@staff_page(needs="visit.see")
def show_results(request: StaffRequest) -> HttpResponse:
    """What others measured here, item by item, with the source. Raises NotFound."""
    seen_by(request)
    context = {
        "tabs": tabs(request, reverse("workbench:surveys")),
        "heading": _("外部测评结果"),
        "note": _("别人测的照抄，写明来源；没有样本量的，不知道准到什么程度。"),
        "bar": build_filter_bar(request.GET, [], has_words=False),
        "lines": [_result(row) for row in results(scope=_scope(request))],
        "empty": Empty(_("还没有外部测评结果"), sign="chart-bar"),
        "add_url": reverse("workbench:survey-result-new") if request.actor.may("visit.ask") else "",
        "add_label": _("记一条"),
        "back_url": reverse("workbench:surveys"),
    }
    return render(request, "workbench/list.html", context)


def _result(row: ResultRow) -> Line:
    rank = ""
    if row.rank:
        of = _("（共 {count} 个）").format(count=row.rank_of) if row.rank_of else ""
        rank = _("{within}第 {rank}{of}").format(within=row.rank_within, rank=row.rank, of=of)
    sample = str(row.sample) if row.sample else _("没有公布")
    if row.positives is not None:
        sample = f"{row.positives} / {row.sample}"
    cells = [
        Cell(_("结果"), f"{row.percent}%", is_number=True),
        Cell(_("样本"), sample),
        Cell(_("95% 区间"), interval_words(row.interval), tag=True),
        Cell(_("名次"), rank or "—", tag=True),
        Cell(_("哪天"), row.on.isoformat(), tag=True),
        Cell(_("来源"), row.source),
    ]
    return Line(f"{area_label(row.area_id)} {row.item}", cells)


@require_http_methods(["GET", "POST"])
@staff_page(needs="visit.ask")
def add_result(request: StaffRequest) -> HttpResponseBase:
    """Take a figure over from outside."""
    form = ResultForm(Scope(request.actor.scope("visit.ask").roots), posted(request))
    back = reverse("workbench:survey-results")
    asked = Asked(_("记一条外部测评结果"), _("记下"), back, words=_("只增不改，照公布的写。"))

    def act(given: dict[str, Any]) -> HttpResponseBase:
        area: AreaRow = given.pop("area")
        count = import_results(actor=request.actor, new=[NewResult(area_id=area.id, **given)], at=request.at)
        say_done(request, _("记下了") if count else _("这一条已经有了"))
        return HttpResponseRedirect(back)

    return ask(request, form, asked, act)
