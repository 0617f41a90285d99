from django.db import migrations

FORWARD = """
CREATE TRIGGER plan_step_is_kept BEFORE UPDATE OR DELETE ON gridplans_step
FOR EACH ROW EXECUTE FUNCTION foundation_refuse_change();
"""
BACKWARD = "DROP TRIGGER plan_step_is_kept ON gridplans_step;"


class Migration(migrations.Migration):
    """What was done with a plan is only ever added."""

    dependencies = [("gridplans", "0001_plans"), ("foundation", "0005_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
