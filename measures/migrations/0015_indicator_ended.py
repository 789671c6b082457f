from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("measures", "0013_undisclosed")]

    operations = [
        migrations.AddField(
            model_name="indicator",
            name="ended_on",
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_master", False), ("ended_on", None), _connector="OR"),
                name="measures_indicator_master_has_not_ended",
                violation_error_message="The master indicator does not end.",
            ),
        ),
    ]
