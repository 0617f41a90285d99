"""Whether a start may skip the preparation: a look at the tables that costs no Django."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import psycopg

from config import environment, settings
from wangge.ground.rulebook.load import shipped_places

PENDING = "demo.pending"
ACCOUNTS = "demo-accounts.txt"
RULES = "shipped-rules.txt"  # with which shipped rules those in force were compared last


def is_prepared(conninfo: str, *, demo: bool) -> bool:
    """Every migration is applied, every shipped place has rules, the rules that came with this version were looked at,
    and the demonstration, if wanted, is whole."""
    try:
        with psycopg.connect(conninfo, connect_timeout=10) as connection:
            applied = Counter(name for (name,) in connection.execute("SELECT name FROM django_migrations"))
            places = {place for (place,) in connection.execute("SELECT DISTINCT place FROM places_rulebook_version")}
            has_areas = connection.execute("SELECT 1 FROM areas_area LIMIT 1").fetchone() is not None
    except psycopg.Error:
        return False
    is_demo_whole = has_areas and not (environment.home() / PENDING).exists()
    if Counter(migrations()) - applied or not set(shipped_places()) <= places or not (is_demo_whole or not demo):
        return False
    known = environment.home() / RULES
    return known.exists() and known.read_text("ascii") == shipped_rules()


def shipped_rules() -> str:
    """A fingerprint of the files of all shipped rules."""
    found = hashlib.sha256()
    for folder in shipped_places().values():
        for path in sorted(folder.glob("*.toml")):
            found.update(path.read_bytes())
    return found.hexdigest()


def migrations() -> Iterator[str]:
    """The names of the migrations of all installed packages, read from their folders."""
    for app in settings.INSTALLED_APPS:
        top, *rest = app.split(".")
        spec = find_spec(top)  # not of the whole name: that would import every package above it
        for place in spec.submodule_search_locations or () if spec else ():
            folder = Path(place, *rest, "migrations")
            yield from (path.stem for path in folder.glob("[0-9]*.py"))
