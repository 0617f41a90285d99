"""The second line for the tables of other packages: what their migrations run, in one spelling.

Databases were built with these words, so they stay as they are; other policies need other words and a new migration.
"""

from collections.abc import Mapping, Sequence

from django.db.migrations import RunSQL

# Read together with the roster: whoever reads as `wangge_scoped` sees what lies in the scope. Each setting is read and
# cast once a statement; one that was LOCAL before is '' and must mean nothing.
TOWNS = "(SELECT nullif(current_setting('app.towns', true), '')::uuid[])::uuid[]"
ROOTS = "(SELECT nullif(current_setting('app.roots', true), '')::text[])::text[]"
IN_TOWN = f"town_id = ANY ({TOWNS})"
IN_PATH = f"{IN_TOWN} AND area_path ^@ ANY ({ROOTS})"


def put_behind(
    *, by_path: Sequence[str], by_town: Sequence[str], otherwise: Mapping[str, str] | None = None
) -> list[RunSQL]:  # fmt: skip
    """Policies for tables whose rows are seen by their area, by their town, or on a condition besides the town."""
    conditions = dict.fromkeys(by_path, IN_PATH) | dict.fromkeys(by_town, IN_TOWN)
    conditions |= {table: f"{IN_TOWN} AND {more}" for table, more in (otherwise or {}).items()}
    forward = "\n".join(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;\n"
        f"CREATE POLICY {table}_in_scope ON {table} FOR SELECT USING ({condition});"
        for table, condition in conditions.items()
    )
    backward = "\n".join(
        f"DROP POLICY {table}_in_scope ON {table};\nALTER TABLE {table} DISABLE ROW LEVEL SECURITY;"
        for table in conditions
    )
    grant = f"""
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'wangge_scoped') THEN
        GRANT SELECT ON {", ".join(conditions)} TO wangge_scoped;
    END IF;
END
$$;
"""
    return [RunSQL(forward, backward), RunSQL(grant, RunSQL.noop)]
