import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SHAPES = [
    ("diamond", "diamond ◆"),
    ("triangle", "triangle ▲"),
    ("circle", "disc ●"),
    ("square", "square ■"),
    ("invtriangle", "triangle on its tip ▼"),
]
COLOURS = [
    ("red", "red"),
    ("orange", "orange"),
    ("yellow", "dark yellow"),
    ("green", "green"),
    ("blue", "blue"),
    ("purple", "purple"),
    ("grey", "grey"),
]
RULES = [
    ("highest", "the highest factor decides"),
    ("single", "one factor decides"),
    ("count", "by how many criteria are met"),
    ("matrix", "likelihood × harm"),
]
PROTECT = django.db.models.deletion.PROTECT
CASCADE = django.db.models.deletion.CASCADE


class Migration(migrations.Migration):
    """Schemes in versions, with a rule, floors and the looks of levels; the next one carries what was."""

    dependencies = [
        ("riskpoints", "0002_suggestions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("levelscheme", "name", models.CharField(max_length=100, default=""), preserve_default=False),
        migrations.AddField("levelscheme", "rule", models.CharField(choices=RULES, default="highest", max_length=10)),
        migrations.AddField("levelscheme", "in_force_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "levelscheme",
            "in_force_by",
            models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField("levelscheme", "reason", models.CharField(blank=True, max_length=500, default=""), preserve_default=False),
        migrations.AddField("levelscheme", "row_version", models.PositiveIntegerField(default=1)),
        migrations.AddField("level", "name", models.CharField(blank=True, max_length=40, default=""), preserve_default=False),
        migrations.AddField("level", "shape", models.CharField(choices=SHAPES, max_length=12, default=""), preserve_default=False),
        migrations.AddField("level", "colour", models.CharField(choices=COLOURS, max_length=10, default=""), preserve_default=False),
        migrations.AddField("level", "least", models.PositiveSmallIntegerField(null=True)),
        migrations.AlterField("anchor", "level", models.ForeignKey(null=True, on_delete=CASCADE, related_name="anchors", to="riskpoints.level")),
        migrations.AlterField("grade", "level", models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to="riskpoints.level")),
        migrations.AlterField("rulinggrade", "level", models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to="riskpoints.level")),
        migrations.AddField("anchor", "rank", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField("anchor", "mark", models.CharField(max_length=20, default=""), preserve_default=False),
        migrations.CreateModel(
            name="Floor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("known", models.CharField(blank=True, max_length=20)),
                ("order", models.PositiveSmallIntegerField()),
                ("level", models.ForeignKey(on_delete=CASCADE, related_name="floors", to="riskpoints.level")),
                ("scheme", models.ForeignKey(on_delete=CASCADE, related_name="floors", to="riskpoints.levelscheme")),
            ],
            options={"ordering": ["scheme", "order"]},
        ),
        migrations.AddField("grade", "anchor", models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to="riskpoints.anchor")),
        migrations.AddField("rulinggrade", "anchor", models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to="riskpoints.anchor")),
        migrations.AddField("assessment", "floors", models.ManyToManyField(blank=True, related_name="+", to="riskpoints.floor")),
        migrations.AddField("ruling", "floors", models.ManyToManyField(blank=True, related_name="+", to="riskpoints.floor")),
        migrations.AddField("levelproposal", "highest_rank", models.PositiveSmallIntegerField(null=True)),
    ]
