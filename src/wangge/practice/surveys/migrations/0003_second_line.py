from django.db import migrations

BY_PATH = ("surveys_answer", "surveys_sheet")
BY_TOWN = ("surveys_survey", "surveys_item", "surveys_result")

# Read together with the roster: whoever reads as `wangge_scoped` sees what lies in the scope. Each setting is read and
# cast once a statement; one that was LOCAL before is '' and must mean nothing.
TOWNS = "(SELECT nullif(current_setting('app.towns', true), '')::uuid[])::uuid[]"
ROOTS = "(SELECT nullif(current_setting('app.roots', true), '')::text[])::text[]"
IN_TOWN = f"town_id = ANY ({TOWNS})"
IN_PATH = f"{IN_TOWN} AND area_path ^@ ANY ({ROOTS})"
OF_A_SHEET = f"{IN_TOWN} AND sheet_id IN (SELECT id FROM surveys_sheet)"  # of those that the same reader sees
CONDITIONS = dict.fromkeys(BY_PATH, IN_PATH) | dict.fromkeys(BY_TOWN, IN_TOWN) | {"surveys_sheet_note": OF_A_SHEET}

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
    """What was said behind the second line, as the households who said it; what was asked, and figures, by town."""

    dependencies = [("surveys", "0002_kept_history"), ("people", "0003_second_line")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD), migrations.RunSQL(GRANT, migrations.RunSQL.noop)]
