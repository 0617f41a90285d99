"""Faults that only show when a rulebook is read as a whole."""

from collections.abc import Mapping

from wangge.ground.rulebook.checks import (
    handling,
    matters,
    mediating,
    organisation,
    registering,
    teaming,
    visiting,
    ways,
)
from wangge.ground.rulebook.checks.finding import Finding

CHECKS = (
    *organisation.CHECKS,
    *matters.CHECKS,
    *ways.CHECKS,
    *handling.CHECKS,
    *mediating.CHECKS,
    *registering.CHECKS,
    *visiting.CHECKS,
    *teaming.CHECKS,
)


def findings(parts: Mapping[str, object]) -> list[Finding]:
    """All faults among the topics given, each topic under its name; checks whose topics are missing do not run."""
    found: list[Finding] = []
    for topics, check in CHECKS:
        if all(topic in parts for topic in topics):
            found.extend(check(*(parts[topic] for topic in topics)))
    return found
