from django.db import migrations

FORWARD = """
CREATE FUNCTION foundation_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% 只增不改', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
$$;
"""


class Migration(migrations.Migration):
    """The one trigger function of tables whose rows are only ever added."""

    dependencies = [("foundation", "0004_official_days")]
    operations = [migrations.RunSQL(FORWARD, "DROP FUNCTION foundation_refuse_change();")]
