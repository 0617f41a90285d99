from django.db import migrations

from wangge.core.people.policies import put_behind


class Migration(migrations.Migration):
    """What was said behind the second line, as the households who said it; what was asked, and figures, by town."""

    dependencies = [("surveys", "0002_kept_history"), ("people", "0003_second_line")]
    operations = put_behind(
        by_path=["surveys_answer", "surveys_sheet"],
        by_town=["surveys_survey", "surveys_item", "surveys_result"],
        # of those that the same reader sees
        otherwise={"surveys_sheet_note": "sheet_id IN (SELECT id FROM surveys_sheet)"},
    )
