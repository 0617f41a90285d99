"""The forms of the side steps, and the operation behind each."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wangge.core.cases import operations as ops
from wangge.core.cases.lifecycle import Action, RequestKind
from wangge.core.cases.queries import CasePage
from wangge.faces.workbench.forms import set_choices

from .step_forms import FORMS, DispatchForm, StepForm, prepare_grade, words_field

Typed = dict[str, Any]
GROUNDS: dict[str, str | Promise] = {
    "no_authority": _("没有权限"),
    "no_funds": _("没有资金"),
    "legal_procedure": _("要走法定程序"),
}


class WhyForm(StepForm):
    note = words_field(_("说明"), rows=2)


class InterimForm(StepForm):
    answer = words_field(_("给反映人的阶段答复"), rows=4, hint=_("办到了哪一步、还要做什么、大概什么时候办完。"))


class GradeForm(StepForm):
    grade = forms.ChoiceField(label=_("难度"), widget=forms.RadioSelect)
    note = words_field(_("为什么改"), rows=2)

    def prepare(self, page: CasePage) -> None:
        prepare_grade(self, page)


class SuperviseForm(StepForm):
    reason = forms.ChoiceField(
        label=_("催办还是督办"), widget=forms.RadioSelect,
        choices=[("urge", _("催办")), ("yellow", _("黄牌督办")), ("red", _("红牌督办"))],
    )  # fmt: skip
    note = words_field(_("要求"), rows=2)


class MergeForm(StepForm):
    into = forms.CharField(
        label=_("并到哪个编号"), max_length=20, widget=forms.TextInput(attrs={"placeholder": _("例如 QP26000123K")})
    )
    note = words_field(_("为什么是同一件"), rows=2)


class CustodyForm(StepForm):
    responsible = forms.CharField(
        label=_("责任人"), max_length=60, required=False, help_text=_("在您领导下具体办的人；复杂事项必须写。")
    )
    note = words_field(_("批示"), required=False, rows=2)


class ExtendForm(StepForm):
    amount = forms.IntegerField(label=_("延长多少"), min_value=1, max_value=999)
    note = words_field(_("为什么要延期"), rows=2)

    def prepare(self, page: CasePage) -> None:
        extension = page.place.rules.rights.extension_of(is_petition=bool(page.case.petition_kind))
        if extension is not None:
            self.fields["amount"].help_text = _("最多 {most}").format(most=extension.most.words)


class PauseForm(StepForm):
    reason = forms.ChoiceField(label=_("为什么暂停"), widget=forms.RadioSelect)
    evidence = forms.CharField(
        label=_("凭据"), max_length=500, required=False,
        widget=forms.TextInput(attrs={"placeholder": _("例如：3 月 2 日补正通知书")}),
    )  # fmt: skip
    note = words_field(_("说明"), rows=2)

    def prepare(self, page: CasePage) -> None:
        words = _("{label}（最长 {days} 天）")
        pauses = page.place.rules.rights.pauses
        set_choices(self, "reason", [(p.code, words.format(label=p.label, days=p.days_at_most)) for p in pauses])


class SuspendForm(StepForm):
    reason = forms.ChoiceField(label=_("挂账的理由"), widget=forms.RadioSelect)
    leader = forms.CharField(label=_("负责的领导"), max_length=60)
    note = words_field(_("还差什么、谁在争取"), rows=3)

    def prepare(self, page: CasePage) -> None:
        suspension = page.place.rules.rights.suspension
        grounds = suspension.grounds if suspension else ()
        set_choices(self, "reason", [(code, GROUNDS[code]) for code in grounds])


class RejectForm(StepForm):
    reason = forms.ChoiceField(label=_("不予受理的理由"), widget=forms.RadioSelect)
    note = words_field(_("事实和依据"), rows=3)

    def prepare(self, page: CasePage) -> None:
        words = _("{label}（{law}）")
        refusals = page.place.rules.rights.refusals
        set_choices(self, "reason", [(r.code, words.format(label=r.label, law=r.law)) for r in refusals])


class AdjudicateForm(DispatchForm):
    unit = forms.UUIDField(label=_("您认为该由哪个单位办"), required=False)
    note = words_field(_("争议在哪里"), rows=3)


FORMS.update(
    {
        Action.GRADE: GradeForm,
        Action.INTERIM: InterimForm,
        Action.RESUME: WhyForm,
        Action.TAKE_UP: WhyForm,
        Action.REVIEW: WhyForm,
        Action.SUPERVISE: SuperviseForm,
        Action.MERGE: MergeForm,
        Action.VOID: WhyForm,
        Action.SIGN_OFF: WhyForm,
        Action.CUSTODY: CustodyForm,
        "ask-extend": ExtendForm,
        "ask-pause": PauseForm,
        "ask-suspend": SuspendForm,
        "ask-reject": RejectForm,
        "ask-adjudicate": AdjudicateForm,
    }
)


def _ask(kind: RequestKind) -> Callable[..., Any]:
    def ask(typed: Typed, **who: Any) -> Any:
        asking = ops.Asking(
            kind=kind,
            words=typed["note"],
            reason=typed.get("reason", ""),
            amount=typed.get("amount") or 0,
            unit_id=typed.get("unit"),
            leader=typed.get("leader", ""),
            evidence=typed.get("evidence", ""),
        )
        return ops.ask_for(asking=asking, **who)

    return ask


SIDE_OPERATIONS: dict[str, Callable[..., Any]] = {
    Action.GRADE: lambda typed, **who: ops.grade_case(grade=typed["grade"], note=typed["note"], **who),
    Action.INTERIM: lambda typed, **who: ops.give_interim_answer(answer=typed["answer"], **who),
    Action.RESUME: lambda typed, **who: ops.resume_case(note=typed["note"], **who),
    Action.TAKE_UP: lambda typed, **who: ops.take_up_case(note=typed["note"], **who),
    Action.REVIEW: lambda typed, **who: ops.review_suspension(note=typed["note"], **who),
    Action.SUPERVISE: lambda typed, **who: ops.supervise_case(mark=typed["reason"], note=typed["note"], **who),
    Action.MERGE: lambda typed, **who: ops.merge_case(into=typed["into"], note=typed["note"], **who),
    Action.VOID: lambda typed, **who: ops.void_case(note=typed["note"], **who),
    Action.SIGN_OFF: lambda typed, **who: ops.sign_off_case(note=typed["note"], **who),
    Action.CUSTODY: lambda typed, **who: ops.take_custody(responsible=typed["responsible"], note=typed["note"], **who),
} | {f"ask-{kind.value}": _ask(kind) for kind in RequestKind}

SIDE_BUTTONS = {Action.ASK: pgettext_lazy("button", "提交申请")}
