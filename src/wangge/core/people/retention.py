"""How long what is no longer needed stays readable: declared for each table, erased by a job every night."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wangge.ground.rulebook.schema.people import Retention

from .lifecycle import RequestState
from .months import months_later

ALL = Q()


@dataclass(frozen=True)
class Rule:
    """Of which table, which columns are emptied, and from which column on how many months of the place's rules."""

    table: str
    columns: tuple[str, ...]
    since: str
    months: str
    only: Q = ALL

    def due(self, retention: Retention, *, today: date) -> Q:
        """The rows whose time is over on a day."""
        before = months_later(today, -int(getattr(retention, self.months)))
        return self.only & Q(**{f"{self.since}__lt": before})


_IDENTITY = (
    "name", "document_kind", "document_number", "document_index", "born_on", "phone", "phone_index", "terms",
)  # fmt: skip

PERSONS = (
    Rule("Person", _IDENTITY, since="left_on", months="moved_out_months", only=Q(died_on=None)),
    Rule("Person", _IDENTITY, since="died_on", months="died_months"),
)
# What hangs on a person who is erased goes with him.
WITH_THE_PERSON = {
    "Sheet": ("values", "sealed"),
    "CareTag": ("reason",),
    "ChangeRequest": ("value_before", "value"),
}
# What has been decided, said anew, ended or closed.
OTHERS = (
    Rule(
        "ChangeRequest", ("value_before", "value"), since="decided_at__date", months="request_months",
        only=~Q(state=RequestState.ASKED),
    ),
    Rule("Sheet", ("values", "sealed"), since="until_at__date", months="request_months"),
    Rule("CareTag", ("reason",), since="ended_at__date", months="request_months"),
    Rule("Enterprise", ("contact_name", "contact_phone"), since="closed_on", months="moved_out_months"),
)  # fmt: skip

# What is kept for good, and why: the audit of the roster must outlive the roster's persons, without naming them.
KEPT: dict[str, str | Promise] = {
    "RosterEvent": _("人口变动只有编号和日期，不含姓名"),
    "Residence": _("哪一天属于哪个网格要能查"),
    "HouseholdMember": _("户的沿革"),
    "HazardStep": _("隐患整改的责任"),
}
