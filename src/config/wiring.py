"""What happens after what: the one list of who listens to which fact."""

from wangge.core.cases.events import CaseReported
from wangge.core.cases.subscribers import index_words
from wangge.ground.foundation.outbox import Wiring

WIRING: Wiring = {
    CaseReported: (index_words,),
}
