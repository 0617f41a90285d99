from django.db import migrations

TABLES = ("gridteams_household_link", "gridteams_contact_card")

# Read together with the roster: whoever reads as `wangge_scoped` sees those of the towns of the scope.
IN_TOWN = "town_id = ANY ((SELECT nullif(current_setting('app.towns', true), ''))::uuid[])"
GRANT = f"""
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'wangge_scoped') THEN
        GRANT SELECT ON {", ".join(TABLES)} TO wangge_scoped;
    END IF;
END
$$;
"""
FORWARD = "\n".join(
    f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;\n"
    f"CREATE POLICY {table}_in_scope ON {table} FOR SELECT USING ({IN_TOWN});"
    for table in TABLES
)
BACKWARD = "\n".join(
    f"DROP POLICY {table}_in_scope ON {table};\nALTER TABLE {table} DISABLE ROW LEVEL SECURITY;" for table in TABLES
)


class Migration(migrations.Migration):
    """Links and cards behind the second line, as the households they are of."""

    dependencies = [("gridteams", "0001_grid_teams"), ("people", "0003_second_line")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD), migrations.RunSQL(GRANT, migrations.RunSQL.noop)]
