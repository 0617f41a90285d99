"""What is typed into the pages of visits; refusals of the operation stand beside the field they name."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.core.areas.scope import Scope
from wangge.core.people.queries import HouseholdCard
from wangge.faces.workbench.administration.fields import AreaField, DayField
from wangge.faces.workbench.disputes.forms import MomentField, words_field
from wangge.faces.workbench.forms import set_choices
from wangge.ground.rulebook.schema.people import People
from wangge.ground.rulebook.schema.visits import Visits
from wangge.practice.visits.lifecycle import AGENCY_SOURCES, AgencyStep, Authority
from wangge.practice.visits.queries.due import ErrandRow

ANY = ("", gettext_lazy("不特定"))


def many(label: Any, **more: Any) -> forms.TypedMultipleChoiceField:
    """Boxes to tick."""
    return forms.TypedMultipleChoiceField(label=label, required=False, widget=forms.CheckboxSelectMultiple, **more)


class TimeField(forms.TimeField):
    """An hour, chosen from the browser's own clock."""

    def __init__(self, **more: Any) -> None:
        super().__init__(widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **more)


class VisitForm(forms.Form):
    """A note of a visit: who was met or why not, what was seen, what was done."""

    errands = many(gettext_lazy("办了哪些事"), coerce=UUID)
    met = many(gettext_lazy("见到了谁"), coerce=UUID)
    unmet_because = forms.ChoiceField(label=gettext_lazy("没见到的话，原因"), required=False, widget=forms.RadioSelect)
    checks = many(gettext_lazy("看到什么"), coerce=str)
    words = words_field(gettext_lazy("记一笔"), rows=3, required=False)
    is_unchanged = forms.BooleanField(label=gettext_lazy("住户信息核对过，没有变化"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("走访形式"), widget=forms.RadioSelect)
    aim = forms.ChoiceField(label=gettext_lazy("为了什么"), required=False, widget=forms.RadioSelect)
    cadence = forms.ChoiceField(label=gettext_lazy("属于哪个安排"), required=False)
    happened_at = MomentField(label=gettext_lazy("什么时候"))
    form_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, rules: Visits, errands: tuple[ErrandRow, ...], card: HouseholdCard | None, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        kinds = [kind for kind in rules.kinds if not kind.is_meeting]
        aims = list(dict.fromkeys(aim for kind in kinds for aim in kind.aims))
        offered: dict[str, list[Any]] = {
            "errands": [(str(one.id), _errand(one)) for one in errands],
            "met": [(str(one.person_id), one.name) for one in card.members] if card else [],
            "unmet_because": [("", gettext_lazy("见到了")), *((one, one) for one in rules.unmet)],
            "checks": [(one.code, one.label) for one in rules.checks],
            "kind": [(one.code, one.label) for one in kinds],
            "aim": [("", gettext_lazy("不特定")), *((aim, aim) for aim in aims)] if aims else [],
            "cadence": [ANY, *((one.code, one.label) for one in rules.cadences)] if rules.cadences else [],
        }
        for name, choices in offered.items():
            set_choices(self, name, choices)
            if not choices:
                del self.fields[name]
        if kinds:
            self.fields["kind"].initial = kinds[0].code


def _errand(one: ErrandRow) -> str:
    behind = " · ".join(filter(None, (one.unit_name, one.source_label)))
    return f"{one.title}（{behind}）" if behind else one.title


class ErrandForm(forms.Form):
    """What is wanted at one door."""

    kind = forms.ChoiceField(label=gettext_lazy("办什么"), widget=forms.RadioSelect)
    title = forms.CharField(
        label=gettext_lazy("一句话说明"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("不写姓名；不填就用上面的名称"),
    )
    due_on = DayField(label=gettext_lazy("哪天以前"), required=False)

    def __init__(self, rules: Visits, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "kind", [(one.code, one.label) for one in rules.errands])


class ErrandsForm(ErrandForm):
    """What is wanted at many doors: of an area, all or those with a care tag."""

    care = forms.ChoiceField(label=gettext_lazy("哪些户"), required=False)
    field_order = ("area", "care", "kind", "title", "due_on")

    def __init__(self, rules: Visits, people: People, scope: Scope, *args: Any, **kwargs: Any) -> None:
        super().__init__(rules, *args, **kwargs)
        self.fields["area"] = AreaField(scope=scope, label=gettext_lazy("哪个地方"))
        set_choices(self, "care", [("", gettext_lazy("全部住户")), *((one.code, one.label) for one in people.care)])
        self.order_fields(self.field_order)


class WishForm(forms.Form):
    """What a household asked about visits."""

    no_visits = forms.BooleanField(label=gettext_lazy("不要上门"), required=False)
    not_before = TimeField(label=gettext_lazy("几点以前不要来"), required=False)
    not_after = TimeField(label=gettext_lazy("几点以后不要来"), required=False)
    until = DayField(
        label=gettext_lazy("到哪天为止"), required=False, help_text=gettext_lazy("不填就一直有效，直到撤回")
    )
    words = forms.CharField(label=gettext_lazy("他们怎么说的"), max_length=120, required=False)


class TalkForm(forms.Form):
    """A meeting of many."""

    kind = forms.ChoiceField(label=gettext_lazy("什么会"), widget=forms.RadioSelect)
    people = forms.IntegerField(label=gettext_lazy("来了多少人"), min_value=1, max_value=100_000)
    words = words_field(gettext_lazy("大家说了什么"), rows=5, required=False)
    happened_at = MomentField(label=gettext_lazy("什么时候"))
    form_id = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ("kind", "area", "people", "words", "happened_at")

    def __init__(self, rules: Visits, scope: Scope, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = AreaField(scope=scope, label=gettext_lazy("哪个网格"))
        set_choices(self, "kind", [(one.code, one.label) for one in rules.kinds if one.is_meeting])
        self.order_fields(self.field_order)


class CaseForm(forms.Form):
    """What was heard becomes a case, or a dispute."""

    words = words_field(gettext_lazy("什么事"), rows=3)
    category = forms.ChoiceField(label=gettext_lazy("类别"), required=False)
    where_words = forms.CharField(label=gettext_lazy("具体在哪里"), max_length=200, required=False)

    def __init__(self, categories: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "category", [("", gettext_lazy("由系统先判断")), *categories])


class HazardForm(forms.Form):
    """What was seen is a hazard of the door."""

    kind = forms.ChoiceField(label=gettext_lazy("哪种隐患"), widget=forms.RadioSelect)
    words = forms.CharField(label=gettext_lazy("什么情况"), max_length=200)
    grade = forms.TypedChoiceField(
        label=gettext_lazy("程度"), coerce=int, widget=forms.RadioSelect, initial=1,
        choices=[(1, gettext_lazy("一般")), (2, gettext_lazy("较大")), (3, gettext_lazy("重大"))],
    )  # fmt: skip

    def __init__(self, people: People, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "kind", [(one.code, one.label) for one in people.hazards])


class CareForm(forms.Form):
    """Somebody is to be cared for."""

    about = forms.ChoiceField(label=gettext_lazy("谁"), widget=forms.RadioSelect)
    kind = forms.ChoiceField(label=gettext_lazy("哪一类"), widget=forms.RadioSelect)
    reason = words_field(gettext_lazy("为什么"), rows=2)
    owner_name = forms.CharField(label=gettext_lazy("谁负责关心"), max_length=60)

    def __init__(self, people: People, card: HouseholdCard, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        persons = [(f"person:{one.person_id}", one.name) for one in card.members]
        set_choices(self, "about", [*persons, (f"household:{card.id}", gettext_lazy("整户"))])
        set_choices(self, "kind", [(one.code, one.label) for one in people.care])


class AgencyForm(forms.Form):
    """An errand taken over for a household."""

    what = forms.CharField(label=gettext_lazy("代办什么"), max_length=60)
    authority = forms.ChoiceField(label=gettext_lazy("怎么委托的"), choices=Authority.choices, widget=forms.RadioSelect)
    authorised_by = forms.CharField(label=gettext_lazy("谁委托的"), max_length=60)
    papers = forms.CharField(
        label=gettext_lazy("收了哪些材料"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("一行一样，办完要交还"),
    )  # fmt: skip
    due_on = DayField(label=gettext_lazy("哪天以前"), required=False)
    words = words_field(gettext_lazy("说明"), rows=2, required=False)
    form_id = forms.UUIDField(widget=forms.HiddenInput)


class AgencyStepForm(forms.Form):
    """The next step of such an errand."""

    step = forms.ChoiceField(label=gettext_lazy("到了哪一步"), widget=forms.RadioSelect)
    words = forms.CharField(label=gettext_lazy("情况"), max_length=200, required=False)

    def __init__(self, state: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = [AgencyStep(step) for step, sources in AGENCY_SOURCES.items() if state in sources]
        set_choices(self, "step", [(step.value, step.label) for step in steps])
        self.fields["step"].initial = steps[0].value if steps else None


class WithdrawForm(forms.Form):
    because = forms.CharField(label=gettext_lazy("为什么不用办了"), max_length=200)


class TonightForm(forms.Form):
    """Who goes out when; nobody has to follow the plan."""

    begins = TimeField(label=gettext_lazy("几点出发"))
    ends = TimeField(label=gettext_lazy("几点回来"))
    visitors = forms.IntegerField(label=gettext_lazy("几个人"), min_value=1, max_value=20)
    on_foot = forms.BooleanField(label=gettext_lazy("只走路"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("begins") and given.get("ends") and given["begins"] >= given["ends"]:
            self.add_error("ends", _("要晚于出发的时间"))
        return given
