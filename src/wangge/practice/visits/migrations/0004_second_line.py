from django.db import migrations

BY_PATH = ("visits_visit", "visits_errand", "visits_agency")
BY_TOWN = ("visits_follow", "visits_wish", "visits_agency_note")

# Read together with the roster: whoever reads as `wangge_scoped` sees what lies in the scope. Each setting is read and
# cast once a statement; one that was LOCAL before is '' and must mean nothing.
TOWNS = "(SELECT nullif(current_setting('app.towns', true), '')::uuid[])::uuid[]"
ROOTS = "(SELECT nullif(current_setting('app.roots', true), '')::text[])::text[]"
IN_TOWN = f"town_id = ANY ({TOWNS})"
IN_PATH = f"{IN_TOWN} AND area_path ^@ ANY ({ROOTS})"
CONDITIONS = dict.fromkeys(BY_PATH, IN_PATH) | dict.fromkeys(BY_TOWN, IN_TOWN)

GRANT = f"""
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'wangge_scoped') THEN
        GRANT SELECT ON {", ".join(CONDITIONS)} TO wangge_scoped;
    END IF;
END
$$;
"""
FORWARD = "\n".join(
    f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;\n"
    f"CREATE POLICY {table}_in_scope ON {table} FOR SELECT USING ({condition});"
    for table, condition in CONDITIONS.items()
)
BACKWARD = "\n".join(
    f"DROP POLICY {table}_in_scope ON {table};\nALTER TABLE {table} DISABLE ROW LEVEL SECURITY;" for table in CONDITIONS
)


class Migration(migrations.Migration):
    """Notes of visits, errands and wishes behind the second line, as the households they are of."""

    dependencies = [("visits", "0003_kept_history"), ("people", "0003_second_line")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD), migrations.RunSQL(GRANT, migrations.RunSQL.noop)]
