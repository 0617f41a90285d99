"""Controls of forms as Django's own templates draw them, in a tenth of their time.

Django takes a template for each option and each attribute; a page with five forms has some two hundred of them.
Controls that are not named here, and everything else of a form, are drawn by templates as usual.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

FOLDER = "django/forms/widgets"
INPUTS = (
    *("input", "text", "number", "email", "url", "tel", "search", "color", "password", "hidden", "checkbox", "file"),
    *("date", "datetime", "time", "input_option", "radio_option", "checkbox_option"),
)


class ControlRenderer(TemplatesSetting):
    """The renderer of forms (`FORM_RENDERER`)."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> SafeString:
        """A control, or another part of a form."""
        draw = DRAWN.get(template_name)
        return SafeString(draw(context["widget"]) if draw else super().render(template_name, context, request))


def _input(widget: Mapping[str, Any]) -> str:
    value = "" if widget["value"] is None else f' value="{_escaped(widget["value"])}"'
    drawn = f'<input type="{_escaped(widget["type"])}" name="{_escaped(widget["name"])}"{value}{_attributes(widget)}>'
    if not widget.get("wrap_label"):
        return drawn
    of = f' for="{_escaped(widget["attrs"]["id"])}"' if widget["attrs"].get("id") else ""
    return f"<label{of}>{drawn} {conditional_escape(widget['label'])}</label>"


def _textarea(widget: Mapping[str, Any]) -> str:
    words = conditional_escape(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{_escaped(widget["name"])}"{_attributes(widget)}>\n{words}</textarea>'


def _select(widget: Mapping[str, Any]) -> str:
    drawn = []
    for group, options, _index in widget["optgroups"]:
        inside = "".join(
            f'<option value="{_escaped(one["value"])}"{_attributes(one)}>{conditional_escape(one["label"])}</option>'
            for one in options
        )
        drawn.append(f'<optgroup label="{conditional_escape(group)}">{inside}</optgroup>' if group else inside)
    return f'<select name="{_escaped(widget["name"])}"{_attributes(widget)}>{"".join(drawn)}</select>'


def _attributes(widget: Mapping[str, Any]) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{_escaped(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _escaped(value: object) -> str:
    return conditional_escape(str(value))


DRAWN: dict[str, Callable[[Mapping[str, Any]], str]] = {
    **{f"{FOLDER}/{name}.html": _input for name in INPUTS},
    f"{FOLDER}/textarea.html": _textarea,
    f"{FOLDER}/select.html": _select,
}
