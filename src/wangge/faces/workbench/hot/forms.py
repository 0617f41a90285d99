"""The forms of a hot issue."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.core.areas.scope import Scope
from wangge.faces.workbench.administration.fields import DayField, UnitField
from wangge.ground.engines.hot import DEFUSED_AFTER, WITHIN


class PlanForm(forms.Form):
    """重复工单专题会: when, who answers for it, what is to be done."""

    met_on = DayField(label=_("哪天开的专题会"))
    owner_name = forms.CharField(label=_("责任人"), max_length=60)
    plan = forms.CharField(label=_("专题方案"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))
    defused_after = forms.IntegerField(
        label=_("观察期（天）"),
        min_value=1,
        max_value=WITHIN.days,
        initial=DEFUSED_AFTER,
        help_text=_("会后这么多天没有新件，就算钝化"),
    )
    field_order = ("met_on", "owner_unit", "owner_name", "plan", "defused_after")

    def __init__(self, scope: Scope, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner_unit"] = UnitField(scope=scope, label=_("责任单位"))
        self.order_fields(self.field_order)


class ResultForm(forms.Form):
    """What came of it."""

    result = forms.CharField(
        label=_("化解结果"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("写做了什么、群众怎么说；是不是钝化由会后有没有新件来算"),
    )


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("理由"), max_length=500)


class PutInForm(ReasonForm):
    """Which case, and why."""

    number = forms.CharField(label=_("事项编号"), max_length=30)
    field_order = ("number", "reason")
