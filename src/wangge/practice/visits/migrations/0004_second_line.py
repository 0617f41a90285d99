from django.db import migrations

from wangge.core.people.policies import put_behind


class Migration(migrations.Migration):
    """Notes of visits, errands and wishes behind the second line, as the households they are of."""

    dependencies = [("visits", "0003_kept_history"), ("people", "0003_second_line")]
    operations = put_behind(
        by_path=["visits_visit", "visits_errand", "visits_agency"],
        by_town=["visits_follow", "visits_wish", "visits_agency_note"],
    )
