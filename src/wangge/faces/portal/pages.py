"""The few pages that belong to no area."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from wangge.faces.portal.doors import towns


@require_safe
def show_privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of whom, and who sees it (隐私说明)."""
    return render(request, "portal/privacy.html")


@require_safe
def show_complaint(request: HttpRequest) -> HttpResponse:
    """Whose service a complaint is about (投诉与建议); where there is one town nobody is asked."""
    found = towns()
    if len(found) == 1:
        return HttpResponseRedirect(reverse("portal:complaint-form", args=[found[0].code]))
    return render(request, "portal/complaint.html", {"towns": found})
