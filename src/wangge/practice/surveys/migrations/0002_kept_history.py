from django.db import migrations

KEPT = ("surveys_item", "surveys_answer", "surveys_result", "surveys_sheet", "surveys_sheet_note")
FORWARD = "".join(
    f"CREATE TRIGGER {table}_is_kept BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION foundation_refuse_change();\n"
    for table in KEPT
)
BACKWARD = "".join(f"DROP TRIGGER {table}_is_kept ON {table};\n" for table in KEPT)


class Migration(migrations.Migration):
    """What was asked and answered is only ever added."""

    dependencies = [("surveys", "0001_surveys"), ("foundation", "0005_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
