import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from riskcontrol.lib.frozen import OWN, append_only, frozen_while

# SQLite drops the triggers of a table it rebuilds.
CONFIRMED = ("measures_pledge", "{row}.confirmed_at IS NOT NULL", OWN)
# What was read before goes with its measure and is never changed.
READ = ("measures_earlierreading", "{row}.id IS NOT NULL", {"update": ("OLD",)})


class Migration(migrations.Migration):

    dependencies = [
        ("measures", "0014_acts_stay"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

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
        migrations.CreateModel(
            name="EarlierReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("value", models.DecimalField(decimal_places=2, max_digits=12)),
                ("indicator", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="earlier", to="measures.indicator")),
            ],
            options={"ordering": ["on"]},
        ),
        migrations.AddConstraint(
            model_name="earlierreading",
            constraint=models.UniqueConstraint(fields=("indicator", "on"), name="measures_earlierreading_once_a_day"),
        ),
        migrations.RemoveConstraint(
            model_name="educationmaterial", name="measures_educationmaterial_kind_known"
        ),
        migrations.AddConstraint(
            model_name="educationmaterial",
            constraint=models.CheckConstraint(condition=models.Q(("kind__in", ["application/pdf", "image/jpeg", "image/png"]), models.Q(("file", ""), ("kind", ""), ("size", 0)), _connector="OR"), name="measures_educationmaterial_kind_known"),
        ),
        migrations.AddField(
            model_name="pledge",
            name="holder_name",
            field=models.CharField(blank=True, max_length=150, default=""),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="pledge",
            name="holder",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="pledges", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name="pledge",
            constraint=models.UniqueConstraint(condition=models.Q(("holder", None)), fields=("position", "year", "digest"), name="measures_pledge_brought_once"),
        ),
        migrations.AddConstraint(
            model_name="pledge",
            constraint=models.CheckConstraint(condition=models.Q(models.Q(("holder__isnull", False), ("holder_name", "")), models.Q(("confirmed_at__isnull", False), ("holder", None), models.Q(("holder_name", ""), _negated=True)), _connector="OR"), name="measures_pledge_has_a_holder_or_was_brought"),
        ),
        append_only("measures_educationmaterial"),
        frozen_while(*CONFIRMED),
        frozen_while(*READ),
    ]
