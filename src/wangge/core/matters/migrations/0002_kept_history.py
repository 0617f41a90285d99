from django.db import migrations

FORWARD = """
CREATE TRIGGER asked_again_is_kept BEFORE UPDATE OR DELETE ON matters_asked_again
FOR EACH ROW EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER burden_is_kept BEFORE UPDATE OR DELETE ON matters_burden
FOR EACH ROW EXECUTE FUNCTION foundation_refuse_change();
"""
BACKWARD = """
DROP TRIGGER burden_is_kept ON matters_burden;
DROP TRIGGER asked_again_is_kept ON matters_asked_again;
"""


class Migration(migrations.Migration):
    """Reasons once given and burdens once counted are not changed afterwards."""

    dependencies = [("matters", "0001_lists_admission_burden"), ("foundation", "0005_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
