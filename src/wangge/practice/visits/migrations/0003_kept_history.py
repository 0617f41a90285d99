from django.db import migrations

KEPT = ("visits_agency_note",)
FORWARD = "".join(
    f"CREATE TRIGGER {table}_is_kept BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION foundation_refuse_change();\n"
    for table in KEPT
)
BACKWARD = "".join(f"DROP TRIGGER {table}_is_kept ON {table};\n" for table in KEPT)


class Migration(migrations.Migration):
    """The steps of an errand for somebody are only ever added."""

    dependencies = [("visits", "0002_agency"), ("foundation", "0005_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
