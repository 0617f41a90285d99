"""What is typed into the pages of disputes; refusals of the operation stand beside the field they name."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.core.cases.queries.disputes import (
    DisputeLevel,
    DisputeOfCase,
    DisputeResult,
    DisputeScale,
    LineKind,
    PartySide,
    ResolutionWay,
    SessionOutcome,
)
from wangge.core.teams.units import Unit
from wangge.faces.workbench.administration.fields import DayField
from wangge.faces.workbench.forms import set_choices
from wangge.ground.rulebook.dispute_codes import dispute_codes
from wangge.ground.rulebook.schema.mediation import Mediation

LINES = (LineKind.WITNESS, LineKind.EVIDENCE, LineKind.MILESTONE, LineKind.BANNER)
ENDS = (DisputeResult.FAILED, DisputeResult.ELSEWHERE, DisputeResult.WITHDRAWN)


def words_field(label: Any, *, help_text: Any = "", rows: int = 3, required: bool = True) -> forms.CharField:
    """A box for words."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=5000, widget=area)


class MomentField(forms.DateTimeField):
    """A day and time, chosen from the browser's own calendar; empty: now."""

    def __init__(self, **more: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, required=False, help_text=gettext_lazy("不填就是现在"), **more)


def code_choices() -> list[Any]:
    """The public list: each class with its kinds below it."""
    codes = dispute_codes()
    classes = [one for one in codes.values() if not one.parent]
    groups: list[Any] = [("", _("按类别通常归的"))]
    for above in classes:
        kinds = [(one.code, f"{one.code} {one.name}") for one in codes.values() if one.parent == above.code]
        groups.append((above.name, kinds or [(above.code, f"{above.code} {above.name}")]))
    return groups


class FactsForm(forms.Form):
    """The record of a dispute."""

    code = forms.ChoiceField(label=gettext_lazy("纠纷分类"), required=False)
    scale = forms.ChoiceField(label=gettext_lazy("规模"), choices=DisputeScale.choices, initial="01")
    level = forms.ChoiceField(label=gettext_lazy("等级"), choices=DisputeLevel.choices, initial="04")
    people = forms.IntegerField(label=gettext_lazy("涉及人数"), min_value=2, initial=2)
    unit_id = forms.TypedChoiceField(label=gettext_lazy("调解单位"), coerce=UUID)

    def __init__(self, offices: list[Unit], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "code", code_choices())
        set_choices(self, "unit_id", [(str(unit.id), unit.name) for unit in offices])


class OpenForm(FactsForm):
    """The record with its two sides."""

    applicant = forms.CharField(label=gettext_lazy("申请人"), max_length=60, required=False)
    applicant_details = forms.CharField(label=gettext_lazy("申请人的住址、电话"), max_length=200, required=False)
    respondent = forms.CharField(label=gettext_lazy("被申请人"), max_length=60, required=False)
    respondent_details = forms.CharField(label=gettext_lazy("被申请人的住址、电话"), max_length=200, required=False)
    field_order = (
        "applicant", "applicant_details", "respondent", "respondent_details", "people", "code", "scale", "level",
        "unit_id",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["applicant"].help_text = _("加密保存，页面上只显示一部分；可以以后再填")


class ChangeForm(FactsForm):
    words = words_field(gettext_lazy("为什么更正"), rows=2)


class PartyForm(forms.Form):
    side = forms.ChoiceField(label=gettext_lazy("哪一方"), choices=PartySide.choices, widget=forms.RadioSelect)
    name = forms.CharField(label=gettext_lazy("姓名或者名称"), max_length=60)
    details = forms.CharField(label=gettext_lazy("住址、电话"), max_length=200, required=False)


class StepForm(forms.Form):
    step = forms.ChoiceField(label=gettext_lazy("到了哪一步"), widget=forms.RadioSelect)
    words = words_field(gettext_lazy("说明"), rows=2, required=False)
    happened_at = MomentField(label=gettext_lazy("什么时候"))

    def __init__(self, rules: Mediation, current: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = [step.code for step in rules.steps]
        set_choices(self, "step", [(s.code, s.label) for s in rules.steps if s.code != current])
        following = steps[steps.index(current) + 1 :] if current in steps else []
        self.fields["step"].initial = following[0] if following else None


class InviteForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("哪一种人"), widget=forms.RadioSelect)
    name = forms.CharField(label=gettext_lazy("请谁"), max_length=60, help_text=gettext_lazy("写姓名，或者大家的叫法"))

    def __init__(self, rules: Mediation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "kind", [(one.code, one.label) for one in rules.mediators])


class SessionForm(forms.Form):
    venue = forms.ChoiceField(label=gettext_lazy("在哪种场所"), widget=forms.RadioSelect)
    where_words = forms.CharField(label=gettext_lazy("具体地点"), max_length=200, required=False)
    unit_id = forms.TypedChoiceField(label=gettext_lazy("调解单位"), coerce=UUID)
    mediators = forms.TypedMultipleChoiceField(
        label=gettext_lazy("到场的调解员"), coerce=UUID, required=False, widget=forms.CheckboxSelectMultiple
    )
    words = words_field(gettext_lazy("谈了什么"))
    outcome = forms.ChoiceField(
        label=gettext_lazy("谈得怎样"), choices=SessionOutcome.choices, widget=forms.RadioSelect
    )
    held_at = MomentField(label=gettext_lazy("什么时候"))

    def __init__(self, rules: Mediation, offices: list[Unit], found: DisputeOfCase, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "venue", [(one.code, one.label) for one in rules.venues])
        set_choices(self, "unit_id", [(str(unit.id), unit.name) for unit in offices])
        self.fields["unit_id"].initial = str(found.dispute.unit_id)
        if found.mediators:
            set_choices(self, "mediators", [(str(one.pk), one.name) for one in found.mediators])
        else:
            del self.fields["mediators"]


class LineForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("记什么"), choices=[(one.value, one.label) for one in LINES], widget=forms.RadioSelect
    )
    subject = forms.CharField(
        label=gettext_lazy("哪一类人、哪一种证据"), max_length=60, required=False,
        help_text=gettext_lazy("例如 村干部、邻居、户籍经办人员、承包合同；不写姓名"),
    )  # fmt: skip
    words = words_field(gettext_lazy("内容"))
    happened_at = MomentField(label=gettext_lazy("什么时候"))


class ExtendForm(forms.Form):
    until = DayField(label=gettext_lazy("延长到哪天"))
    consent = words_field(gettext_lazy("双方怎么同意的"), rows=2)


class AgreeForm(forms.Form):
    is_written = forms.TypedChoiceField(
        label=gettext_lazy("哪种协议"), coerce=lambda value: value == "1", widget=forms.RadioSelect, initial="1",
        choices=[("1", gettext_lazy("书面协议")), ("0", gettext_lazy("口头协议"))],
    )  # fmt: skip
    facts = words_field(gettext_lazy("纠纷的主要事实"))
    terms = words_field(gettext_lazy("协议内容"), rows=5, help_text=gettext_lazy("一条一行：谁做什么、给多少"))
    perform_how = forms.CharField(label=gettext_lazy("履行方式"), max_length=200, required=False)
    perform_where = forms.CharField(label=gettext_lazy("履行地点"), max_length=200, required=False)
    perform_by = DayField(
        label=gettext_lazy("履行期限"), required=False, help_text=gettext_lazy("当场履行的留空，记作已履行")
    )
    way = forms.ChoiceField(label=gettext_lazy("化解方式"), choices=ResolutionWay.choices, initial="2")


class EndForm(forms.Form):
    result = forms.ChoiceField(
        label=gettext_lazy("结果"), choices=[(one.value, one.label) for one in ENDS], widget=forms.RadioSelect
    )
    way = forms.ChoiceField(label=gettext_lazy("化解方式"), choices=ResolutionWay.choices)
    words = words_field(gettext_lazy("原因，引导去了哪里"))


class PerformanceForm(forms.Form):
    is_kept = forms.TypedChoiceField(
        label=gettext_lazy("履行了吗"), coerce=lambda value: value == "1", widget=forms.RadioSelect,
        choices=[("1", gettext_lazy("已履行")), ("0", gettext_lazy("没有履行"))],
    )  # fmt: skip
    words = words_field(gettext_lazy("怎么核实的"), rows=2)


class CourtForm(forms.Form):
    court = forms.CharField(label=gettext_lazy("向哪个法院申请"), max_length=120)
    on = DayField(label=gettext_lazy("申请日期"))


class ConfirmedForm(forms.Form):
    on = DayField(label=gettext_lazy("裁定日期"))
    words = forms.CharField(label=gettext_lazy("裁定书文号"), max_length=120)


class RiskForm(forms.Form):
    reason = words_field(gettext_lazy("看到了什么、为什么担心"))
    contact = forms.CharField(label=gettext_lazy("出事先找谁、电话"), max_length=200)
    review_on = DayField(label=gettext_lazy("哪天复核"), help_text=gettext_lazy("一个月以内"))


class RiskReviewForm(forms.Form):
    words = words_field(gettext_lazy("复核看到的情况"))
    review_on = DayField(label=gettext_lazy("下次复核"), required=False, help_text=gettext_lazy("不填就是解除风险标注"))


class ReferForm(forms.Form):
    reason = words_field(gettext_lazy("为什么转介"), help_text=gettext_lazy("加密保存，只有心理疏导员看得到"))


class PurposeForm(forms.Form):
    purpose = forms.CharField(label=gettext_lazy("查看的用途"), max_length=200, help_text=gettext_lazy("会记入审计"))


class NoteForm(forms.Form):
    words = words_field(gettext_lazy("这次谈了什么"), rows=5)
    is_last = forms.BooleanField(label=gettext_lazy("疏导结束"), required=False)


class SmallForm(forms.Form):
    """五小: three fields, and a hidden name of the form so that it is taken once."""

    area_id = forms.TypedChoiceField(label=gettext_lazy("哪个网格"), coerce=UUID)
    happened = words_field(gettext_lazy("什么事"), rows=2)
    settled_by = words_field(gettext_lazy("怎么劝和的"), rows=2)
    form_name = forms.CharField(widget=forms.HiddenInput, max_length=80)
