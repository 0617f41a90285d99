"""What all forms of the workbench share: refusals shown where they belong."""

from django import forms

from wangge.ground.foundation.errors import Refusal


def add_refusal(form: forms.Form, refusal: Refusal) -> None:
    """Show a refusal beside the field it names, else above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
