from django.db import migrations

FORWARD = """
CREATE TRIGGER audit_entry_is_kept BEFORE UPDATE OR DELETE ON access_audit_entry
FOR EACH ROW EXECUTE FUNCTION foundation_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0001_accounts_grants_audit"), ("foundation", "0005_append_only")]
    operations = [migrations.RunSQL(FORWARD, "DROP TRIGGER audit_entry_is_kept ON access_audit_entry;")]
