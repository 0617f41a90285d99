import uuid

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("sync", "0004_photos_and_telemetry")]

    operations = [
        migrations.AddIndex(
            model_name="syncdevice",
            index=models.Index(fields=["account_id"], name="sync_device_of_person"),
        ),
        migrations.AddField(
            model_name="syncfilepart",
            name="town_id",
            field=models.UUIDField(default=uuid.UUID(int=0)),
            preserve_default=False,
        ),
    ]
