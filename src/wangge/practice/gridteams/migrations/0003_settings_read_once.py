from django.db import migrations

TABLES = ("gridteams_household_link", "gridteams_contact_card")

# As migration 6 of people: a cast outside the sub-select is made for each row.
BEFORE = "town_id = ANY ((SELECT nullif(current_setting('app.towns', true), ''))::uuid[])"
AFTER = "town_id = ANY ((SELECT nullif(current_setting('app.towns', true), '')::uuid[])::uuid[])"


def statements(condition):
    return "\n".join(f"ALTER POLICY {table}_in_scope ON {table} USING ({condition});" for table in TABLES)


class Migration(migrations.Migration):
    """Policies read their settings, as arrays, once a statement."""

    dependencies = [("gridteams", "0002_second_line")]
    operations = [migrations.RunSQL(statements(AFTER), statements(BEFORE))]
