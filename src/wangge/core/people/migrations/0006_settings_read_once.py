from django.db import migrations

BY_PATH = (
    "people_person", "people_household", "people_household_home", "people_residence", "people_event", "people_sheet",
    "people_care_tag", "people_change_request",
)
BY_TOWN = ("people_household_member", "people_relation", "people_consent")

# What is read once a statement must be an array by then: a cast outside the sub-select was made for each row, and made
# every list of a town four to ten times slower. The outer cast changes nothing; it says that this is no sub-query.
BEFORE = (
    "(SELECT nullif(current_setting('app.towns', true), ''))::uuid[]",
    "(SELECT nullif(current_setting('app.roots', true), ''))::text[]",
)
AFTER = (
    "(SELECT nullif(current_setting('app.towns', true), '')::uuid[])::uuid[]",
    "(SELECT nullif(current_setting('app.roots', true), '')::text[])::text[]",
)


def statements(towns, roots):
    in_town = f"town_id = ANY ({towns})"
    in_path = f"{in_town} AND area_path ^@ ANY ({roots})"
    for tables, condition in ((BY_PATH, in_path), (BY_TOWN, in_town)):
        for table in tables:
            yield f"ALTER POLICY {table}_in_scope ON {table} USING ({condition});"
    yield f"""
CREATE OR REPLACE FUNCTION people_search(town uuid, needed int[]) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT id FROM people_person WHERE town_id = town AND terms OPERATOR(pg_catalog.@>) needed
    AND {in_path}
$$;"""


class Migration(migrations.Migration):
    """Policies read their settings, as arrays, once a statement."""

    dependencies = [("people", "0005_redrawn_grids")]
    operations = [migrations.RunSQL("\n".join(statements(*AFTER)), "\n".join(statements(*BEFORE)))]
