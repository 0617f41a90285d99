"""What all forms of the workbench share: refusals shown where they belong, choices that depend on what is asked."""

from collections.abc import Iterable
from typing import Any

from django import forms

from wangge.ground.foundation.errors import Refusal


def add_refusal(form: forms.Form, refusal: Refusal) -> None:
    """Show a refusal beside the field it names, else above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)


def set_choices(form: forms.Form, name: str, choices: Iterable[Any]) -> None:
    """Give a field of choices what can be chosen here and now."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)
