"""The checks of `wangge doctor`: each is a function that yields findings; list a new one here."""

from collections.abc import Callable, Iterable

from config.cli.checks.database import clock_agrees, locale_is_portable, structure_is_current, version_is_new_enough
from config.cli.checks.findings import Finding
from config.cli.checks.machine import (
    assets_are_built,
    disk_has_room,
    engines_are_ready,
    fields_can_be_opened,
    folders_are_ours,
    settings_are_safe,
)
from config.cli.checks.rules import rules_are_newest
from config.cli.checks.work import channels_can_send, jobs_are_done, roster_is_guarded_twice

Check = Callable[[], Iterable[Finding]]

WITHOUT_DATABASE: tuple[Check, ...] = (
    folders_are_ours,
    fields_can_be_opened,
    disk_has_room,
    assets_are_built,
    engines_are_ready,
    settings_are_safe,
)
ON_DATABASE: tuple[Check, ...] = (version_is_new_enough, locale_is_portable, clock_agrees, structure_is_current)
ON_CURRENT_STRUCTURE: tuple[Check, ...] = (
    jobs_are_done,
    channels_can_send,
    roster_is_guarded_twice,
    rules_are_newest,
)

__all__ = ["ON_CURRENT_STRUCTURE", "ON_DATABASE", "WITHOUT_DATABASE", "Check", "Finding"]
