"""What happens after what: the one list of who listens to which fact."""

from wangge.core.cases.events import CaseMoved, CaseReported
from wangge.core.cases.subscribers import index_words, tell_first_owner, tell_next_owner
from wangge.ground.foundation.outbox import Wiring

WIRING: Wiring = {
    CaseReported: (index_words, tell_first_owner),
    CaseMoved: (tell_next_owner,),
}
