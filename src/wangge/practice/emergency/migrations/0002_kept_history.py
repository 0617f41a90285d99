from django.db import migrations

KEPT = ("emergency_row", "emergency_tick")
FORWARD = "".join(
    f"CREATE TRIGGER {table}_is_kept BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION foundation_refuse_change();\n"
    for table in KEPT
)
BACKWARD = "".join(f"DROP TRIGGER {table}_is_kept ON {table};\n" for table in KEPT)


class Migration(migrations.Migration):
    """Lists and ticks are only ever added."""

    dependencies = [("emergency", "0001_orders"), ("foundation", "0005_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
