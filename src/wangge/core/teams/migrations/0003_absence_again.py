from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("teams", "0002_absences")]

    operations = [
        migrations.RemoveConstraint(model_name="appointmentabsence", name="absence_once_a_day"),
        migrations.AddConstraint(
            model_name="appointmentabsence",
            constraint=models.UniqueConstraint(
                condition=models.Q(("returned_on", None)),
                fields=("town", "appointment", "starts_on"),
                name="absence_once_a_day",
            ),
        ),
    ]
