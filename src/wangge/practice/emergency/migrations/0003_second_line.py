from django.db import migrations

from wangge.core.people.policies import put_behind


class Migration(migrations.Migration):
    """Orders, lists and ticks behind the second line, as the households they are of."""

    dependencies = [("emergency", "0002_kept_history"), ("people", "0003_second_line")]
    operations = put_behind(
        by_path=["emergency_row"],
        by_town=["emergency_order", "emergency_tick"],
    )
