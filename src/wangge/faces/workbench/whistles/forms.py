"""What is typed into the pages of whistles; refusals of the operation stand beside the field they name."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.core.cases.operations import Call, Mark
from wangge.core.cases.routing import units_to_dispatch_to
from wangge.core.matters.queries import units_with_power
from wangge.core.teams.units import Unit
from wangge.faces.workbench.forms import set_choices
from wangge.faces.workbench.labels import unit_label
from wangge.faces.workbench.staff import StaffRequest
from wangge.ground.rulebook.schema.whistle import WhistleKind

if TYPE_CHECKING:
    from wangge.core.cases.models import Case, CaseParty

SCORES = [(str(n), str(n)) for n in range(5, 0, -1)]


def words_field(label: Any, *, help_text: Any = "", rows: int = 3, required: bool = True) -> forms.CharField:
    """A box for words."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def callable_units(request: StaffRequest, case: "Case") -> tuple[list[Unit], list[Unit]]:
    """Whom to call: first who has the power for such a matter (管得了的), then the others that answer for the place."""
    serving = [u for u in units_to_dispatch_to(area_path=case.area_path, town_path="/") if _serves(u, case)]
    found = units_with_power(town_id=case.town_id, category=case.category, area_path=case.area_path, at=request.at)
    able = list({unit.id: unit for holder in found for unit in holder.units}.values())
    known = {unit.id for unit in able}
    return able, [unit for unit in serving if unit.id not in known and unit.id not in request.actor.units]


def _serves(unit: Unit, case: "Case") -> bool:
    return case.area_path.startswith(unit.area_path)


class UnitsForm(forms.Form):
    """Whom to call and where to."""

    lead = forms.ChoiceField(
        label=gettext_lazy("牵头单位"),
        help_text=gettext_lazy("有权管这类事的排在前面"),
        error_messages={"required": gettext_lazy("请选一个牵头单位")},
    )
    assist = forms.MultipleChoiceField(
        label=gettext_lazy("协助单位"), required=False, widget=forms.CheckboxSelectMultiple
    )
    meeting_place = forms.CharField(
        label=gettext_lazy("集合地点"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("写地名就行，例如 村委会门口；不记录定位"),
    )

    def __init__(self, request: StaffRequest, case: "Case", *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able, others = callable_units(request, case)
        plain = [(str(unit.id), unit.name) for unit in others]
        marked = [(str(unit.id), _("{unit}（有权管）").format(unit=unit.name)) for unit in able]
        groups: list[Any] = [("", _("请选择"))]
        groups += (
            [(_("有权管这类事的"), [(str(u.id), u.name) for u in able]), (_("其他单位"), plain)] if able else plain
        )
        set_choices(self, "lead", groups)
        set_choices(self, "assist", [*marked, *plain])

    def call(self, *, kind: str, reason: str) -> Call:
        """What was typed, for the operation."""
        given = self.cleaned_data
        return Call(
            kind=kind,
            reason=reason,
            lead=UUID(given["lead"]) if given.get("lead") else None,
            assist=tuple(UUID(one) for one in given.get("assist", [])),
            meeting_place=given["meeting_place"],
        )


class WhistleForm(UnitsForm):
    """A whistle asked for, or blown at once."""

    kind = forms.ChoiceField(label=gettext_lazy("哪种哨"), widget=forms.RadioSelect)
    reason = words_field(gettext_lazy("为什么吹哨"), help_text=gettext_lazy("网格看见了什么，为什么自己管不了"))
    field_order = ("kind", "reason", "lead", "assist", "meeting_place")

    def __init__(
        self, request: StaffRequest, case: "Case", kinds: list[WhistleKind], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(request, case, *args, **kwargs)
        set_choices(self, "kind", [(k.code, f"{k.label}：{k.help}") for k in kinds])
        if any(k.calls == "party_members" for k in kinds):
            self.fields["lead"].required = False
            self.fields["lead"].help_text = _("叫党员报到的不用选单位")
        if len(kinds) == 1:
            self.fields["kind"].initial = kinds[0].code
            if kinds[0].calls == "party_members":
                del self.fields["lead"], self.fields["assist"]


class ApproveForm(UnitsForm):
    """The units as they were asked for, to be changed or not."""

    words = words_field(gettext_lazy("意见"), required=False, rows=2)


class PlaceForm(forms.Form):
    """A call of party members: only where to."""

    meeting_place = forms.CharField(label=gettext_lazy("集合地点"), max_length=200, required=False)
    words = words_field(gettext_lazy("意见"), required=False, rows=2)

    def call(self, *, kind: str, reason: str) -> Call:
        return Call(kind=kind, reason=reason, meeting_place=self.cleaned_data["meeting_place"])


class WordsForm(forms.Form):
    """One box of words."""

    words = words_field(gettext_lazy("说明"))

    def __init__(self, *args: Any, label: Any = "", help_text: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["words"].label = label
        self.fields["words"].help_text = help_text


class WhereForm(forms.Form):
    where = forms.CharField(
        label=gettext_lazy("到了哪里"), max_length=200, required=False, help_text=gettext_lazy("可以不写；不记录定位")
    )


class AdjudicateForm(forms.Form):
    """Whether a unit must come; one that has not declined can only be released."""

    must_come = forms.TypedChoiceField(
        label=gettext_lazy("审定"), coerce=lambda value: value == "1", widget=forms.RadioSelect,
        choices=[("1", gettext_lazy("必须到场")), ("0", gettext_lazy("不用到场"))],
    )  # fmt: skip
    words = words_field(gettext_lazy("理由"), help_text=gettext_lazy("审定以后双方都要照办"))

    def __init__(self, *args: Any, may_demand: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_demand:
            set_choices(self, "must_come", [("0", _("不用到场"))])
            self.fields["must_come"].initial = "0"


class ReviewForm(forms.Form):
    score = forms.TypedChoiceField(
        label=gettext_lazy("几分"), choices=SCORES, coerce=int, widget=forms.RadioSelect,
        help_text=gettext_lazy("5 分最好"),
    )  # fmt: skip
    words = words_field(gettext_lazy("评哨意见"), help_text=gettext_lazy("该不该吹、叫得准不准、来得快不快"))


class RateForm(forms.Form):
    """Each unit that came: a score, and words if one likes."""

    def __init__(self, parties: list["CaseParty"], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = parties
        for party in parties:
            name = unit_label(party.unit_id)
            self.fields[f"score_{party.pk}"] = forms.TypedChoiceField(
                label=_("{unit}：几分").format(unit=name), choices=SCORES, coerce=int, required=False,
                widget=forms.RadioSelect, empty_value=None, help_text=_("5 分最好；这次不打可以留空"),
            )  # fmt: skip
            self.fields[f"words_{party.pk}"] = forms.CharField(
                label=_("{unit}：说明").format(unit=name), max_length=500, required=False
            )

    def marks(self) -> dict[UUID, Mark]:
        """What was typed, by party."""
        given = self.cleaned_data
        return {
            party.pk: Mark(given[f"score_{party.pk}"], given[f"words_{party.pk}"])
            for party in self.parties
            if given[f"score_{party.pk}"] is not None
        }


class HelpForm(forms.Form):
    """Another unit asked to help, without a whistle."""

    unit = forms.ChoiceField(label=gettext_lazy("请哪个单位"))
    words = words_field(gettext_lazy("请协助什么"), help_text=gettext_lazy("对方可以同意，也可以说明理由不同意"))

    def __init__(self, request: StaffRequest, case: "Case", *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able, others = callable_units(request, case)
        marked = [(str(unit.id), _("{unit}（有权管）").format(unit=unit.name)) for unit in able]
        plain = [(str(unit.id), unit.name) for unit in others if unit.id != case.owner_unit_id]
        set_choices(self, "unit", [("", _("请选择")), *marked, *plain])
