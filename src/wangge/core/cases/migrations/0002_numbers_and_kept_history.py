from django.db import migrations

FORWARD = """
CREATE SEQUENCE cases_number;
CREATE TRIGGER step_is_kept BEFORE UPDATE OR DELETE ON cases_step
FOR EACH ROW EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER rating_is_kept BEFORE UPDATE OR DELETE ON cases_rating
FOR EACH ROW EXECUTE FUNCTION foundation_refuse_change();
"""
BACKWARD = """
DROP TRIGGER rating_is_kept ON cases_rating;
DROP TRIGGER step_is_kept ON cases_step;
DROP SEQUENCE cases_number;
"""


class Migration(migrations.Migration):
    """Running numbers of cases, and a history the database refuses to change."""

    dependencies = [("cases", "0001_cases"), ("foundation", "0005_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
