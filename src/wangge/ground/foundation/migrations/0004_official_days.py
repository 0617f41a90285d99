import csv
from pathlib import Path

from django.db import migrations

SHIPPED = Path(__file__).parents[1] / "calendar" / "official_days.csv"


def seed(apps, schema_editor):
    CalendarDay = apps.get_model("foundation", "CalendarDay")
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        CalendarDay.objects.bulk_create(
            CalendarDay(
                date=row["date"],
                kind=row["kind"],
                name=row["name"],
                announced_for=int(row["date"][:4]) + (row["date"][5:7] == "12" and row["name"] == "元旦"),
                source="国务院办公厅关于节假日安排的通知",
            )
            for row in csv.DictReader(file)
        )


class Migration(migrations.Migration):
    dependencies = [("foundation", "0003_calendar_files_limits")]

    operations = [
        migrations.RunPython(seed, migrations.RunPython.noop),
        # Counters may be lost in a crash; they must not cost a flush of the log. Room on the page keeps updates in place.
        migrations.RunSQL(
            ["ALTER TABLE foundation_rate_window SET UNLOGGED", "ALTER TABLE foundation_rate_window SET (fillfactor = 50)"],
            migrations.RunSQL.noop,
        ),
    ]
