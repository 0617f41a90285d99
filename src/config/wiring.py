"""What happens after what: the one list of who listens to which fact."""

from wangge.ground.foundation.outbox import Wiring

WIRING: Wiring = {}
