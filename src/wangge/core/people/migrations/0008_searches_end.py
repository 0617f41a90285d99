from django.db import migrations

TOWNS = "(SELECT nullif(current_setting('app.towns', true), '')::uuid[])::uuid[]"
ROOTS = "(SELECT nullif(current_setting('app.roots', true), '')::text[])::text[]"
IN_PATH = f"town_id = ANY ({TOWNS}) AND area_path ^@ ANY ({ROOTS})"


def function(arguments, more, end):
    return f"""
CREATE FUNCTION people_search({arguments}) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT id FROM people_person WHERE town_id = town AND terms OPERATOR(pg_catalog.@>) needed{more}
    AND {IN_PATH}{end}
$$;"""


def guarded(arguments):
    return f"""
REVOKE ALL ON FUNCTION people_search({arguments}) FROM PUBLIC;
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'wangge_scoped') THEN
        GRANT EXECUTE ON FUNCTION people_search({arguments}) TO wangge_scoped;
    END IF;
END
$$;"""


BEFORE, AFTER = "uuid, int[]", "uuid, int[], int"
FORWARD = (
    f"DROP FUNCTION people_search({BEFORE});"
    + function(
        "town uuid, needed int[], most int DEFAULT NULL",
        "\n    AND merged_into_id IS NULL AND erased_at IS NULL",
        "\n    ORDER BY id LIMIT most",
    )
    + guarded(AFTER)
)
BACKWARD = f"DROP FUNCTION people_search({AFTER});" + function("town uuid, needed int[]", "", "") + guarded(BEFORE)


class Migration(migrations.Migration):
    """A search takes no more of each town than it shows: thousands of a county have the same name."""

    dependencies = [("people", "0007_lists_of_towns")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
