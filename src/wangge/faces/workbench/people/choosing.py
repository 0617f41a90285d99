"""Choosing somebody who is registered: search, then go on with him. What is typed never stands in an address."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from wangge.core.people.queries import PersonHit, search_persons, sight_of
from wangge.faces.shell.parts import Words
from wangge.faces.workbench.staff import StaffRequest

from .search import SearchForm, person_line


def choose_person(
    request: StaffRequest, *, heading: Words, words: Words, back_url: str, url_of: Callable[[UUID], str]
) -> HttpResponse:
    """The box; on POST who was found, each leading on."""
    form = SearchForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "heading": heading, "words": words, "back_url": back_url}
    if form.is_valid():
        found = search_persons(sight=sight_of(actor=request.actor), words=form.cleaned_data["words"])
        context |= {"has_searched": True, "persons": [_line(hit, url_of) for hit in found.persons]}
    return render(request, "workbench/people/choose.html", context)


def _line(hit: PersonHit, url_of: Callable[[UUID], str]) -> object:
    return person_line(hit, url=url_of(hit.id))
