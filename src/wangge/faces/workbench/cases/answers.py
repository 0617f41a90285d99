"""A first draft of the answer, for a person to make better."""

from django.utils.translation import gettext as _

from wangge.core.cases.lifecycle import Action, Outcome
from wangge.core.cases.queries import CasePage


def suggested_answer(page: CasePage, *, handler: str) -> str:
    """What was asked, who saw to it, what was done, what the asker may do next."""
    done = next((s for s in reversed(page.steps) if s.action == Action.HANDLE), None)
    words = done.note if done else ""
    lines = [
        _("您好！您反映的“{title}”，我们已经办理。").format(title=page.case.title),
        _("{unit}办理情况：{words}").format(unit=handler, words=words) if words else "",
        _("结果：{outcome}。").format(outcome=Outcome(page.case.outcome).label) if page.case.outcome else "",
        _("如果不满意，请在查询页评价，我们再办一次。谢谢您的反映。"),
    ]
    return "\n".join(line for line in lines if line)
