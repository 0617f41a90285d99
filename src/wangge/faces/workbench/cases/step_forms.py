"""One form for each step; the words typed are kept when a step is refused."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.core.areas.queries import areas_in_memory
from wangge.core.cases.lifecycle import Action, Outcome
from wangge.core.cases.queries import CasePage
from wangge.core.cases.routing import units_to_dispatch_to
from wangge.faces.workbench.forms import set_choices
from wangge.faces.workbench.labels import unit_label
from wangge.faces.workbench.uploads import PhotosField

from .answers import suggested_answer
from .categories import grouped_categories
from .suggested import nearer_words, suggested_categories

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MAX_NOTE = 5000
MAX_ANSWER = 20_000
OUTCOMES = [(o.value, o.label) for o in Outcome if o != Outcome.UNKNOWN]


def words_field(
    label: "str | _StrPromise",
    *,
    required: bool = True,
    rows: int = 3,
    limit: int = MAX_NOTE,
    hint: "str | _StrPromise" = "",
) -> forms.CharField:
    """Several lines of text."""
    attrs = {"rows": rows, "placeholder": hint} if hint else {"rows": rows}
    return forms.CharField(label=label, required=required, max_length=limit, widget=forms.Textarea(attrs=attrs))


class StepForm(forms.Form):
    """What every step sends along: the newest step the person had seen."""

    seen_step = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, page: CasePage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("seen_step", page.newest_step)
        self.prepare(page)

    def prepare(self, page: CasePage) -> None:
        """Fill choices and suggestions from the case."""


class NoteForm(StepForm):
    note = words_field(_("备注"), required=False, rows=2)


class AcceptForm(StepForm):
    pick = forms.ChoiceField(label=_("类别"), widget=forms.RadioSelect, required=False)
    category = forms.ChoiceField(
        label=_("换成别的类别"), required=False, help_text=_("不对就改过来，时限按改后的类别算。")
    )
    grade = forms.ChoiceField(label=_("难度"), widget=forms.RadioSelect, required=False)
    note = words_field(_("备注"), required=False, rows=2)

    def prepare(self, page: CasePage) -> None:
        set_choices(self, "pick", suggested_categories(page))
        set_choices(self, "category", [("", _("不换")), *grouped_categories([page.place.rules])])
        self.initial.setdefault("pick", page.case.category)
        self.nearer = nearer_words(page)
        prepare_grade(self, page)

    def clean(self) -> dict[str, Any]:
        """Another category goes before a suggested one."""
        found = super().clean() or {}
        found["category"] = found.get("category") or found.pop("pick", "")
        return found


class DispatchForm(StepForm):
    unit = forms.UUIDField(label=_("交给哪个单位"), error_messages={"required": _("请选一个单位")})
    note = words_field(_("交代几句"), required=False, rows=2, hint=_("例如：请今天内联系反映人。"))

    def prepare(self, page: CasePage) -> None:
        town = areas_in_memory().by_id[page.case.town_id]
        self.units = units_to_dispatch_to(area_path=page.case.area_path, town_path=town.path)


class ContactForm(StepForm):
    note = words_field(_("联系的情况"), hint=_("什么时候、怎么联系的，对方怎么说。"))
    at_door = forms.BooleanField(label=_("是上门见的面"), required=False)


class ReturnForm(StepForm):
    reason = forms.ChoiceField(
        label=_("退回的理由"), widget=forms.RadioSelect, error_messages={"required": _("请选择退回的理由")}
    )
    note = words_field(_("说明"), rows=2)

    def prepare(self, page: CasePage) -> None:
        set_choices(self, "reason", [(r.code, r.label) for r in page.place.rules.routing.return_reasons])


class HandleForm(StepForm):
    note = words_field(_("做了什么"), rows=4, hint=_("什么时候、谁、做了什么，现在怎么样。"))
    outcome = forms.ChoiceField(label=_("办理结果"), choices=OUTCOMES, widget=forms.RadioSelect)
    photos = PhotosField(label=_("照片"), required=False)
    photos_public = forms.BooleanField(label=_("反映人可以看到这些照片"), required=False)
    no_evidence_reason = forms.CharField(
        label=_("没有照片的原因"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": _("例如：电话里讲清楚的，没有现场。")}),
    )


class SendBackForm(StepForm):
    note = words_field(_("哪里还没有办好"), hint=_("写清楚还要做什么。"))


class AnswerForm(StepForm):
    answer = words_field(_("给反映人的答复"), rows=7, limit=MAX_ANSWER)
    outcome = forms.ChoiceField(label=_("办理结果"), choices=OUTCOMES, widget=forms.RadioSelect)

    def prepare(self, page: CasePage) -> None:
        self.initial.setdefault("answer", suggested_answer(page, handler=unit_label(page.case.handler_unit_id)))
        self.initial.setdefault("outcome", page.case.outcome)


class CloseForm(StepForm):
    note = words_field(_("核实记录"), hint=_("什么时候、向谁核实的，结果怎样。"))


class ReopenForm(StepForm):
    note = words_field(_("为什么重办"))


class CommentForm(StepForm):
    note = words_field(_("备注"), rows=2)


FORMS: dict[str, type[StepForm]] = {
    Action.ACCEPT: AcceptForm,
    Action.DISPATCH: DispatchForm,
    Action.TAKE: NoteForm,
    Action.SIGN: NoteForm,
    Action.CONTACT: ContactForm,
    Action.RETURN: ReturnForm,
    Action.HANDLE: HandleForm,
    Action.VERIFY: NoteForm,
    Action.SEND_BACK: SendBackForm,
    Action.ANSWER: AnswerForm,
    Action.CLOSE: CloseForm,
    Action.REOPEN: ReopenForm,
    Action.ARCHIVE: NoteForm,
    Action.COMMENT: CommentForm,
}


def build_form(code: str, page: CasePage, *data: Any) -> StepForm:
    """The form of a step on a case's page by the step's code, empty or with what was sent."""
    return FORMS[code](*data, page=page, auto_id=f"{code}-%s")


def prepare_grade(form: forms.Form, page: CasePage) -> None:
    """The place's grades, each with when it fits and how it is then handled; no field where nothing is graded."""
    grading = page.place.rules.grading
    if not grading.grades:
        del form.fields["grade"]
        return
    words = _("{grade}：{help}（{mode}）")
    choices = [
        (g.code, words.format(grade=g.label, help=g.help, mode=grading.mode_of(g.code).label)) for g in grading.grades
    ]
    set_choices(form, "grade", choices)
    form.initial.setdefault("grade", page.case.grade)
