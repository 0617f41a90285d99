"""An answer to what somebody said of a plan under notice."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wangge.faces.shell.parts import Fact
from wangge.faces.shell.templatetags.shell import when
from wangge.faces.workbench.administration.asking import Asked, ask, posted
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.practice.gridplans.operations import answer_comment
from wangge.practice.gridplans.queries import plan_page

from .forms import AnswerForm
from .parts import plan_url, scope_of


@require_http_methods(["GET", "POST"])
@staff_page(needs="plan.draft")
def answer(request: StaffRequest, plan_id: UUID, comment_id: UUID) -> HttpResponseBase:
    """Answer one comment; both may be shown to everybody. Raises NotFound."""
    page = plan_page(scope=scope_of(request), plan_id=plan_id)
    comment = next((one for one in page.comments if one.id == comment_id), None)
    if comment is None:
        raise Http404

    def done(given: dict[str, Any]) -> HttpResponseBase:
        answer_comment(actor=request.actor, comment_id=comment_id, at=request.at, **given)
        say_done(request, _("已答复"))
        return HttpResponseRedirect(plan_url(plan_id))

    facts = [Fact(_("意见"), comment.words, note=when(comment.said_at))]
    asked = Asked(_("答复意见"), _("答复"), plan_url(plan_id), facts=facts)
    return ask(request, AnswerForm(posted(request), initial={"words": comment.answer}), asked, done)
