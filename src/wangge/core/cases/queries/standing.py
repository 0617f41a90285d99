"""How far a case is, for whoever acts on it from afar."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.cases.models import Case, CaseStep
from wangge.ground.foundation.errors import NotFound


@dataclass(frozen=True)
class Standing:
    """The state of a case and its newest step."""

    state: str
    newest_step: UUID


def standing_of_case(*, actor: Actor, case_id: UUID) -> Standing:
    """How far a case is that the person may see; two statements. Raises NotFound."""
    state = Case.objects.within(actor.scope("case.see")).filter(pk=case_id).values_list("state", flat=True).first()
    step = CaseStep.objects.filter(case_id=case_id).order_by("-id").values_list("pk", flat=True).first()
    if state is None or step is None:
        raise NotFound(_("没有找到这个事项，或者它不在你的范围内"))
    return Standing(state, step)
