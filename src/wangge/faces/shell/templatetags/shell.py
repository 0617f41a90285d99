"""Tags and filters that draw the shared components; README.md lists what each expects."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.template import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.faces.shell import filling, icons, manifest, words
from wangge.faces.shell.parts import Choice, Crumb, Entry, Fact, FilterBar, Pager, Photo, Words
from wangge.faces.shell.states import Look, look_of
from wangge.faces.shell.words import Urgency

register = template.Library()
COMPONENTS = "shell/components"

TRACK = (
    gettext_lazy("已收到"),
    gettext_lazy("有人在办"),
    gettext_lazy("已答复"),
    gettext_lazy("您说了算"),
)
FACES = (
    (5, "happy", gettext_lazy("很满意")),
    (4, "smile", gettext_lazy("满意")),
    (3, "neutral", gettext_lazy("一般")),
    (2, "sad", gettext_lazy("不满意")),
    (1, "angry", gettext_lazy("很不满意")),
)
DJANGO_ROWS = "10"  # what a Textarea has when its form names none: too tall for a step in place
HERE, NOTHING = SafeString(' aria-current="true"'), SafeString("")
URGENCY_TONE = {Urgency.CALM: "calm", Urgency.SOON: "soon", Urgency.OVER: "over"}


@register.simple_tag
def asset(entry: str) -> SafeString:
    """The built style sheets and script of an entry: "workbench" or "portal". Raises AssetsMissing."""
    return manifest.tags_of(entry)


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """An icon of icons/; `label` only where no word stands beside it."""
    return icons.icon(name, label, css)


# Moments


@register.filter
def when(moment: date | None, at: datetime | None = None) -> str:
    """今天 14:30, 周五 09:00, 3月5日 09:00."""
    return words.when(moment, at or timezone.now()) if moment else ""


@register.filter
def due(moment: date | None, at: datetime | None = None) -> str:
    """今天 14:30 前."""
    return words.due(moment, at or timezone.now()) if moment else ""


@register.filter
def left(moment: datetime | None, at: datetime | None = None) -> str:
    """还剩 2 小时, 超期 1 天."""
    return words.left(moment, at or timezone.now()) if moment else ""


@register.filter
def last_of(end: datetime | None) -> str:
    """The last day of a term: 2029-12-31."""
    return words.last_of(end) if end else ""


@register.filter
def exact(moment: date | None) -> str:
    """2026-11-21 14:30 周六."""
    return words.exact(moment) if moment else ""


@register.simple_tag
def moment(value: date | None, at: datetime | None = None) -> SafeString | str:
    """A moment in people's words with the exact one on hover."""
    if value is None:
        return ""
    spoken = words.when(value, at or timezone.now())
    return format_html('<time datetime="{}" title="{}">{}</time>', _stamp(value), words.exact(value), spoken)


def _stamp(moment: date) -> SafeString:
    """For machines: digits and signs, nothing to escape."""
    return SafeString(moment.isoformat())


# Small signs


@register.simple_tag
def state_badge(state: str, label: Words = "") -> SafeString:
    """The state of a case: word, colour and shape."""
    look = look_of(state)
    return _badge(Look(str(label or look.label), look.tone, look.share, look.icon))


@lru_cache(maxsize=256)  # a list draws the same few badges on each line
def _badge(look: Look) -> SafeString:
    return render_to_string(f"{COMPONENTS}/state_badge.html", {"look": look, "pie": _pie(look.share)})


def _pie(share: float) -> str:
    """Dash pattern of a circle of radius 4 whose thick stroke fills `share` of it."""
    return f"{share * 25.13:.1f} 25.2"


@register.simple_tag
def clock_chip(
    due_at: datetime | None,
    *,
    at: datetime | None = None,
    label: Words = "",
    done_at: datetime | None = None,
    is_paused: bool = False,
    derivation: Words = "",
) -> SafeString:
    """A deadline: what is left or by how much it was missed; red only when overdue.

    `label` names the clock (签收), `derivation` says how the moment was reckoned.
    """
    if due_at is None:
        return format_html('<span class="w-clock is-none">{}</span>', _("不限时"))
    now = at or timezone.now()
    tone, sign, spoken = _clock_look(due_at, now, done_at, is_paused)
    hint = words.latest(due_at)
    if derivation:
        hint = f"{hint} · {derivation}"
    named = format_html('<span class="w-clock-label">{}</span>', label) if label else NOTHING
    return format_html(
        '<time class="w-clock is-{}" datetime="{}" title="{}">{}{}{}</time>',
        tone, _stamp(due_at), hint, icons.icon(sign), named, spoken,
    )  # fmt: skip


def _clock_look(due_at: datetime, now: datetime, done_at: datetime | None, is_paused: bool) -> tuple[str, str, str]:
    if done_at is not None and done_at > due_at:
        return "missed", "alert-circle", words.left(due_at, done_at)
    if done_at is not None:
        return "met", "check", _("按时")
    if is_paused:
        return "paused", "clock-pause", _("停表中")
    urgency = words.urgency(due_at, now)
    sign = {"over": "alert-triangle", "soon": "hourglass"}.get(urgency.value, "clock")
    return URGENCY_TONE[urgency], sign, words.left(due_at, now)


@register.inclusion_tag(f"{COMPONENTS}/number_link.html")
def number_link(value: object, url: str = "", label: Words = "", tone: str = "") -> dict[str, Any]:
    """A number that leads to what it counts; `tone="over"` only for overdue."""
    return {"value": value, "url": url, "label": label, "tone": tone}


@register.inclusion_tag(f"{COMPONENTS}/area_path.html")
def area_path(crumbs: Sequence[Crumb]) -> dict[str, Any]:
    """Where in the tree of areas, widest first; the last one is here."""
    return {"crumbs": crumbs}


# Lists


@register.simple_tag
def fill(partial: str, lines: Iterable[object]) -> SafeString:
    """Each line through a partial that prints fields of `line` and does no more."""
    return filling.fill(partial, lines)


@register.simple_tag
def fill_shaped(partial: str, lines: Sequence[filling.Shaped]) -> SafeString:
    """Each line through a partial that may ask what the line has, too."""
    return filling.fill_shaped(partial, lines)


@register.inclusion_tag(f"{COMPONENTS}/filter_bar.html")
def filter_bar(bar: FilterBar) -> dict[str, Any]:
    """Chips that read as a sentence, and a box for words."""
    return {"bar": bar}


@register.simple_tag
def choice_links(choices: Iterable[Choice]) -> SafeString:
    """The values of a chip, each a link; areas and kinds may be a hundred."""
    return format_html_join(
        "", '<li><a href="{}"{}>{}{}</a></li>', ((one.url, _here(one), one.label, _counted(one)) for one in choices)
    )


def _here(choice: Choice) -> SafeString:
    return HERE if choice.is_on else NOTHING


def _counted(choice: Choice) -> SafeString:
    return NOTHING if choice.count is None else format_html('<span class="w-count">{}</span>', choice.count)


@register.inclusion_tag(f"{COMPONENTS}/pager.html")
def pager(page: Pager) -> dict[str, Any]:
    """Newer and older, without page numbers."""
    return {"page": page}


@register.inclusion_tag(f"{COMPONENTS}/empty.html")
def empty_page(
    title: Words, text: Words = "", url: str = "", label: Words = "", sign: str = "circle-check"
) -> dict[str, Any]:
    """Nothing here: why, and what to do next."""
    return {"title": title, "text": text, "url": url, "label": label, "sign": sign}


@register.inclusion_tag(f"{COMPONENTS}/facts.html")
def facts(rows: Iterable[Fact], css: str = "") -> dict[str, Any]:
    """A key-value list; `css="is-wide"` sets it in two columns."""
    return {"rows": rows, "css": css}


@register.inclusion_tag(f"{COMPONENTS}/timeline.html")
def timeline(entries: Iterable[Entry], at: datetime | None = None, is_staff: bool = True) -> dict[str, Any]:
    """Steps, newest first as given; to residents only the public ones are drawn, without the word that says so."""
    shown = [entry for entry in entries if is_staff or entry.is_public]
    return {"entries": shown, "at": at or timezone.now(), "is_staff": is_staff}


@register.inclusion_tag(f"{COMPONENTS}/photo_strip.html")
def photo_strip(photos: Sequence[Photo]) -> dict[str, Any]:
    """Small pictures in a row, each a link to the large one."""
    return {"photos": photos}


@register.inclusion_tag(f"{COMPONENTS}/refusal.html")
def refusal_box(refusal: object) -> dict[str, Any]:
    """A refusal (anything with a `message`) inside a page."""
    return {"refusal": refusal}


# Forms


@register.inclusion_tag(f"{COMPONENTS}/field.html")
def form_field(field: BoundField, label: Words = "", help_text: Words = "", css: str = "") -> dict[str, Any]:
    """A field with its label above, help, error, and the word for optional ones."""
    widget = field.field.widget
    is_choice = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    is_check = isinstance(widget, CheckboxInput)
    attrs: dict[str, Any] = {}
    if not is_choice:
        own = str(widget.attrs.get("class", ""))
        attrs["class"] = " ".join(filter(None, [_control_class(field), own, "is-invalid" if field.errors else ""]))
    if widget.attrs.get("rows") == DJANGO_ROWS:
        attrs["rows"] = "4"
    limit = getattr(field.field, "max_length", None)
    if limit and getattr(widget, "input_type", "textarea") == "textarea":
        attrs["data-count"] = str(limit)
    return {
        "field": field,
        "control": "" if is_choice else field.as_widget(attrs=attrs),
        "label": label or field.label,
        "help_text": help_text or field.help_text,
        "is_choice": is_choice,
        "is_check": is_check,
        "css": css,
    }


def _control_class(field: BoundField) -> str:
    widget = field.field.widget
    if isinstance(widget, CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, Select) else "form-control"


@register.inclusion_tag(f"{COMPONENTS}/form_errors.html")
def form_errors(form: object) -> dict[str, Any]:
    """What is wrong with the form as a whole, and links to the fields to mend."""
    return {"form": form}


@register.inclusion_tag(f"{COMPONENTS}/photo_input.html")
def photo_input(name: str = "photos", limit: int = 6, error: Words = "") -> dict[str, Any]:
    """Choose or take pictures; with scripts a strip shows them and large ones are made smaller before sending."""
    return {"name": name, "limit": limit, "error": error}


@register.inclusion_tag(f"{COMPONENTS}/track_bar.html")
def track_bar(step: int, *, notes: Sequence[Words] = (), is_closed: bool = False) -> dict[str, Any]:
    """The four large steps a resident sees; `step` (1 to 4) is where the matter is now."""
    steps = []
    for number, label in enumerate(TRACK, 1):
        state = "done" if number < step or is_closed else "here" if number == step else "ahead"
        steps.append({"label": label, "state": state, "note": notes[number - 1] if number <= len(notes) else ""})
    return {"steps": steps}


@register.inclusion_tag(f"{COMPONENTS}/five_faces.html")
def five_faces(
    name: str = "score", value: int | str | None = None, legend: Words = "", labels: Mapping[int, str] | None = None
) -> dict[str, Any]:
    """Rating in five faces, from 5 很满意 to 1 很不满意; plain radio buttons. `labels` are the place's own words."""
    chosen, own = str(value) if value is not None else "", labels or {}
    faces = [(str(n), f"mood-{mood}", own.get(n, label), str(n) == chosen) for n, mood, label in FACES]
    return {"name": name, "faces": faces, "legend": legend or _("您满意吗？")}


# Maps


@register.inclusion_tag(f"{COMPONENTS}/map.html", takes_context=True)
def map_pick(
    context: Context,
    bounds: str,
    *,
    areas_url: str = "",
    lon: str = "lon",
    lat: str = "lat",
    lon_value: object = "",
    lat_value: object = "",
) -> dict[str, Any]:
    """A map to pick one point on; writes to two inputs that also work by hand. `bounds` is "west,south,east,north"."""
    return {
        "mode": "pick",
        "bounds": bounds,
        "url": areas_url,
        "lon": lon,
        "lat": lat,
        "lon_value": "" if lon_value is None else lon_value,
        "lat_value": "" if lat_value is None else lat_value,
        "shell": context.get("shell"),
    }


@register.inclusion_tag(f"{COMPONENTS}/map.html", takes_context=True)
def map_areas(
    context: Context, areas_url: str, bounds: str = "", points_url: str = "", css: str = "", point: str = ""
) -> dict[str, Any]:
    """Areas with their names, each a link (`url` of its properties); `point` "lon,lat" marks one place."""
    return {
        "mode": "areas",
        "bounds": bounds,
        "url": areas_url,
        "points_url": points_url,
        "point": point,
        "css": css,
        "shell": context.get("shell"),
    }


@register.inclusion_tag(f"{COMPONENTS}/map.html", takes_context=True)
def map_plan(context: Context, areas_url: str, buildings_url: str) -> dict[str, Any]:
    """Grids of a plan and its buildings, to be chosen by clicks for the form around the map."""
    return {
        "mode": "plan",
        "url": areas_url,
        "buildings_url": buildings_url,
        "css": "is-tall",
        "shell": context.get("shell"),
    }
