"""What happens after what: the one list of who listens to which fact."""

from wangge.core.cases.calling import end_calls, tell_called
from wangge.core.cases.clustering import join_clusters
from wangge.core.cases.events import CaseEscalated, CaseMoved, CaseReported
from wangge.core.cases.subscribers import (
    count_again,
    index_words,
    plan_visits,
    tell_first_owner,
    tell_next_owner,
    tell_of_escalation,
)
from wangge.core.matters.events import AdmissionAsked, AdmissionDecided, DemandSent
from wangge.core.matters.subscribers import tell_asking_unit, tell_deciders, tell_grids
from wangge.core.people.events import CareChanged, ChangeAsked
from wangge.core.people.subscribers import tell_deciders as tell_deciders_of_changes
from wangge.core.people.subscribers import tell_second_person
from wangge.faces.exchange.returning import queue_results
from wangge.ground.foundation.calendar.events import WorkCalendarChanged
from wangge.ground.foundation.outbox import Wiring

WIRING: Wiring = {
    CaseReported: (index_words, join_clusters, tell_first_owner),
    CaseMoved: (tell_next_owner, tell_called, end_calls, plan_visits, queue_results),
    CaseEscalated: (tell_of_escalation,),
    WorkCalendarChanged: (count_again,),
    AdmissionAsked: (tell_deciders,),
    AdmissionDecided: (tell_asking_unit,),
    DemandSent: (tell_grids,),
    ChangeAsked: (tell_deciders_of_changes,),
    CareChanged: (tell_second_person,),
}
