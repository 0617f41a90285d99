"""A rulebook as a document that can be stored, fingerprinted and compared."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from wangge.ground.rulebook.checks.finding import Path
from wangge.ground.rulebook.faults import Fault, RulebookFaults, path_words, schema_words
from wangge.ground.rulebook.rulebook import Rulebook

Document = dict[str, Any]

# What an entry of a list is known by, so that moving or inserting one does not change all after it.
_IDENTITIES = ("code", "name", "level", "score", "post", "unit_kind")


def to_document(rulebook: Rulebook) -> Document:
    """The rulebook as plain JSON values, in reading order, without what is not set."""
    return rulebook.model_dump(mode="json", exclude_none=True)


def from_document(document: Document) -> Rulebook:
    """The rulebook a document holds. Raises RulebookFaults, without lines, for a document of another shape.

    Topics are not checked against each other again: a check that has become stricter
    must not take out of force what was applied before.
    """
    try:
        return Rulebook.model_validate(document)
    except ValidationError as invalid:
        errors = invalid.errors(include_url=False)
        raise RulebookFaults([_fault(error["loc"], schema_words(error, Rulebook)) for error in errors]) from invalid


def _fault(path: Path, message: str) -> Fault:
    return Fault(f"{path[0]}.toml" if path else "", 0, path_words(path[1:]), message)


def digest(rulebook: Rulebook) -> str:
    """SHA-256 of the canonical document; equal for equal rules, however the files are laid out."""
    canonical = json.dumps(to_document(rulebook), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True)
class Change:
    """One difference; `before` is None for what was added, `after` for what was taken out."""

    path: str
    before: object
    after: object


def diff(old: Rulebook, new: Rulebook) -> list[Change]:
    """All differences, in reading order; a changed order of entries is a difference of its own."""
    return list(_differences("", to_document(old), to_document(new)))


def _differences(path: str, old: object, new: object) -> Iterator[Change]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in _merged(list(old), list(new)):
            yield from _differences(f"{path}.{key}" if path else key, old.get(key), new.get(key))
        return
    old_entries, new_entries = _entries(old), _entries(new)
    if old_entries is None or new_entries is None:
        yield Change(path, old, new)
        return
    shared = [key for key in old_entries if key in new_entries]
    reordered = [key for key in new_entries if key in old_entries]
    if shared != reordered:
        yield Change(f"{path} 的顺序", shared, reordered)
    for key in _merged(list(old_entries), list(new_entries)):
        yield from _differences(f"{path}[{key}]", old_entries.get(key), new_entries.get(key))


def _entries(value: object) -> dict[str, Document] | None:
    """The entries of a list of tables by what each is known by; None when the value is no such list."""
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        return None
    for identity in _IDENTITIES:
        known = {str(entry[identity]): entry for entry in value if identity in entry}
        if len(known) == len(value):
            return known
    return None


def _merged(old: list[str], new: list[str]) -> list[str]:
    """The keys of `new` in order, each key that is only in `old` after the one it used to follow."""
    merged = list(new)
    for place, key in enumerate(old):
        if key not in merged:
            before = next((earlier for earlier in reversed(old[:place]) if earlier in merged), None)
            merged.insert(0 if before is None else merged.index(before) + 1, key)
    return merged
