"""What is typed into the pages of orders."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.faces.workbench.administration.fields import Suggesting
from wangge.faces.workbench.administration.listing import roots_of
from wangge.faces.workbench.disputes.forms import MomentField
from wangge.faces.workbench.rounds.forms import many
from wangge.ground.rulebook.schema.people import People
from wangge.practice.emergency.conditions import Conditions, circle, outline_of
from wangge.practice.emergency.lifecycle import Step

RADII = ((300, gettext_lazy("300 米")), (500, gettext_lazy("500 米")), (1000, gettext_lazy("1 公里")),
         (2000, gettext_lazy("2 公里")), (5000, gettext_lazy("5 公里")))  # fmt: skip


class AreasField(forms.CharField):
    """Areas of a scope, by name or code, one a line or with commas between."""

    def __init__(self, *, scope: Scope, **more: Any) -> None:
        super().__init__(max_length=2000, **more)
        self.scope = scope
        rows = [row for root in roots_of(scope) for row in (root, *areas_in_memory().children(root.id))]
        self.widget = Suggesting([(row.name, "") for row in rows])

    def clean(self, value: Any) -> list[AreaRow]:
        words = super().clean(value)
        for mark in "、,，;；\n":
            words = words.replace(mark, " ")
        return [self._area(one) for one in words.split()]

    def _area(self, words: str) -> AreaRow:
        index = areas_in_memory()
        found = [index.by_code[words]] if words in index.by_code else index.named(words)
        seen = [row for row in found if self.scope.covers(row.path)]
        if len(seen) != 1:
            text = (
                _("没有找到“%(words)s”，或者它不在您的范围内") if not seen else _("有几个地方叫“%(words)s”，请写代码")
            )
            raise forms.ValidationError(text, params={"words": words})
        return seen[0]


class OrderForm(forms.Form):
    """Where, whom, what to say."""

    title = forms.CharField(label=gettext_lazy("什么事"), max_length=40, help_text=gettext_lazy("例如 台风贝碧嘉转移"))
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    metres = forms.TypedChoiceField(
        label=gettext_lazy("或者在地图上点一处，这么远以内"), coerce=int, choices=RADII, initial=1000, required=False
    )
    outline = forms.CharField(
        label=gettext_lazy("或者贴上范围（GeoJSON）"), required=False, max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    hazards = many(gettext_lazy("住在有这些隐患的房子里"), coerce=str)
    lies_low = forms.BooleanField(label=gettext_lazy("住在地势低洼的楼里"), required=False)
    care = many(gettext_lazy("这些关爱对象"), coerce=str)
    alone_from = forms.IntegerField(
        label=gettext_lazy("一人独住、满多少岁的"), required=False, min_value=50, max_value=110,
        help_text=gettext_lazy("按底册算，没有标记的也在内"),
    )  # fmt: skip
    shelter = forms.CharField(label=gettext_lazy("安置点"), max_length=120, required=False)
    words = forms.CharField(
        label=gettext_lazy("要说明的"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    until = MomentField(label=gettext_lazy("到什么时候为止"))
    form_id = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ("title", "areas", "metres", "outline")

    def __init__(self, scope: Scope, people: People, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["areas"] = AreasField(
            scope=scope,
            label=gettext_lazy("哪些地方"),
            required=False,
            help_text=gettext_lazy("村、网格的名称，几个之间用顿号"),
        )
        for name, kinds in (("hazards", people.hazards), ("care", people.care)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(one.code, one.label) for one in kinds]
            if not kinds:
                del self.fields[name]
        self.fields["until"].help_text = gettext_lazy("不填就一直到解除")
        self.order_fields(self.field_order)

    def usual(self, people: People) -> dict[str, Any]:
        """What a storm asks for first, by the rules of the place."""
        return {
            "hazards": [one.code for one in people.hazards if one.evacuate],
            "care": [one.code for one in people.care if one.lives_alone],
            "lies_low": True,
        }

    def shape(self) -> Any:
        """The outline that was given, None where only areas were. Raises Refusal."""
        given = self.cleaned_data
        if given.get("outline"):
            return outline_of(given["outline"])
        if given.get("lon") is not None and given.get("lat") is not None:
            return circle(lon=given["lon"], lat=given["lat"], metres=given.get("metres") or 1000)
        return None

    def conditions(self) -> Conditions:
        given = self.cleaned_data
        return Conditions(
            hazards=tuple(given.get("hazards", ())), lies_low=given["lies_low"], care=tuple(given.get("care", ())),
            alone_from=given["alone_from"],
        )  # fmt: skip


class TickForm(forms.Form):
    """How far some people are."""

    rows = forms.TypedMultipleChoiceField(coerce=str)
    step = forms.ChoiceField(choices=Step.choices)
    where = forms.CharField(max_length=120, required=False)

    def __init__(self, rows: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["rows"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(row, row) for row in rows]


class EndForm(forms.Form):
    words = forms.CharField(label=gettext_lazy("为什么解除"), max_length=200)
