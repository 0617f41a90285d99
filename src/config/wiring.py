"""What happens after what: the one list of who listens to which fact."""

from wangge.core.cases.events import CaseMoved, CaseReported
from wangge.core.cases.subscribers import index_words, tell_first_owner, tell_next_owner
from wangge.core.matters.events import AdmissionAsked, AdmissionDecided, DemandSent
from wangge.core.matters.subscribers import tell_asking_unit, tell_deciders, tell_grids
from wangge.faces.exchange.returning import queue_results
from wangge.ground.foundation.outbox import Wiring

WIRING: Wiring = {
    CaseReported: (index_words, tell_first_owner),
    CaseMoved: (tell_next_owner, queue_results),
    AdmissionAsked: (tell_deciders,),
    AdmissionDecided: (tell_asking_unit,),
    DemandSent: (tell_grids,),
}
