from django.db import migrations

BY_PATH = (
    "people_person", "people_household", "people_household_home", "people_residence", "people_event", "people_sheet",
    "people_care_tag", "people_change_request",
)
BY_TOWN = ("people_household_member", "people_relation", "people_consent")
READ_TOO = (
    "people_building", "people_building_unit", "people_dwelling", "people_enterprise", "people_hazard",
    "people_hazard_step", "people_care_review", "people_consent_text",
    "areas_area", "areas_boundary", "areas_named_place", "places_rulebook_version", "foundation_revision",
)

# Roles belong to the whole server: another database, or a run beside this one, may have made it already.
ROLE = """
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'wangge_scoped') THEN
        CREATE ROLE wangge_scoped NOLOGIN NOINHERIT;
    END IF;
    EXECUTE format('GRANT wangge_scoped TO %I', current_user);
EXCEPTION
    WHEN insufficient_privilege THEN
        RAISE NOTICE '没有权限建立角色 wangge_scoped，行级安全没有启用；请由数据库管理员建立后再启用';
    WHEN duplicate_object OR unique_violation THEN
        NULL;
END
$$;
"""

# A setting that was made LOCAL once is '' ever after on its connection, not NULL: '' must mean nothing, never all.
# Each setting is read once a statement (a sub-select), not once a row.
TOWNS = "(SELECT nullif(current_setting('app.towns', true), ''))::uuid[]"
ROOTS = "(SELECT nullif(current_setting('app.roots', true), ''))::text[]"
IN_TOWN = f"town_id = ANY ({TOWNS})"
IN_PATH = f"{IN_TOWN} AND area_path ^@ ANY ({ROOTS})"


def policies():
    for tables, condition in ((BY_PATH, IN_PATH), (BY_TOWN, IN_TOWN)):
        for table in tables:
            yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
            yield f"CREATE POLICY {table}_in_scope ON {table} FOR SELECT USING ({condition});"


# Array operators are not leakproof: behind a policy no index serves them. This looks with the owner's eyes and gives
# ids of the scope only.
SEARCH = f"""
CREATE FUNCTION people_search(town uuid, needed int[]) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT id FROM people_person WHERE town_id = town AND terms OPERATOR(pg_catalog.@>) needed
    AND {IN_PATH}
$$;
REVOKE ALL ON FUNCTION people_search(uuid, int[]) FROM PUBLIC;
"""


def grants():
    tables = ", ".join((*BY_PATH, *BY_TOWN, *READ_TOO))
    return f"""
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'wangge_scoped') THEN
        GRANT SELECT ON {tables} TO wangge_scoped;
        GRANT EXECUTE ON FUNCTION people_search(uuid, int[]) TO wangge_scoped;
    END IF;
END
$$;
"""


def backward():
    yield "DROP FUNCTION people_search(uuid, int[]);"
    for table in (*BY_PATH, *BY_TOWN):
        yield f"DROP POLICY {table}_in_scope ON {table};"
        yield f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;"


class Migration(migrations.Migration):
    """Row-level security as the second line: who reads as `wangge_scoped` sees rows of his scope whatever he asks."""

    dependencies = [
        ("people", "0002_kept_history"),
        ("areas", "0001_tree"),
        ("foundation", "0005_append_only"),
        ("places", "0001_rulebook_versions"),
    ]
    operations = [
        migrations.RunSQL(ROLE, migrations.RunSQL.noop),
        migrations.RunSQL("\n".join(policies()), "\n".join(backward())),
        migrations.RunSQL(SEARCH, migrations.RunSQL.noop),
        migrations.RunSQL(grants(), migrations.RunSQL.noop),
    ]
