from collections import deque
from datetime import timedelta

from django.db import connection

from wangge.core.notices.channels import Fault, OutgoingChannel, OutgoingMessage, Reaches


class Probe(OutgoingChannel):
    """A channel for tests; `failures` are raised one after the other before it works."""

    code = "probe"
    label = "试验通道"
    reaches = Reaches.EVERYBODY
    recipients_per_call = 1000
    spread = timedelta(0)

    def __init__(self) -> None:
        self.sent: list[OutgoingMessage] = []
        self.tries = 0
        self.failures: deque[Exception] = deque()
        self.savepoints: list[int] = []

    def check(self) -> list[Fault]:
        return []

    def send(self, message: OutgoingMessage) -> None:
        self.tries += 1
        self.savepoints.append(len(connection.savepoint_ids))
        if self.failures:
            raise self.failures.popleft()
        self.sent.append(message)
