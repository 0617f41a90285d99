from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0002_audit_append_only")]
    operations = [
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(
                condition=models.Q(("action", "revealed")), fields=["target", "-at", "-id"], name="audit_who_looked"
            ),
        ),
    ]
