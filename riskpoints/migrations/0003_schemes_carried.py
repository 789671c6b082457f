from django.db import migrations
from django.db.models import F, Min, OuterRef, Subquery

LOOKS = {
    1: ("high risk", "diamond", "red"),
    2: ("medium risk", "triangle", "orange"),
    3: ("low risk", "circle", "green"),
}


def carry(apps, _editor):
    """Give what was rated so far the scheme that ships: in force since it was made, with its looks."""
    model = {name: apps.get_model("riskpoints", name) for name in NAMES}
    model["LevelScheme"].objects.update(
        name="Four factors, the higher prevails", in_force_at=F("made_at")
    )
    for rank, (name, shape, colour) in LOOKS.items():
        model["Level"].objects.filter(rank=rank).update(name=name, shape=shape, colour=colour)
    levels = model["Level"].objects.filter(pk=OuterRef("level"))
    model["Anchor"].objects.update(
        rank=Subquery(levels.values("rank")[:1]), mark=Subquery(levels.values("mark")[:1])
    )
    anchors = model["Anchor"].objects.filter(factor=OuterRef("factor"), level=OuterRef("level"))
    for name in ("Grade", "RulingGrade"):
        model[name].objects.update(anchor=Subquery(anchors.values("pk")[:1]))
    carry_proposals(model)


NAMES = ("LevelScheme", "Level", "Anchor", "Grade", "RulingGrade", "LevelProposal")


def carry_proposals(model):
    """Keep with each wish what the highest factor gave."""
    for wish in model["LevelProposal"].objects.select_related("level").iterator():
        grades = model["Grade"].objects.filter(
            assessment__sitting=wish.sitting_id, assessment__risk_point=wish.risk_point_id
        )
        top = grades.aggregate(top=Min("level__rank"))["top"]
        wish.highest_rank = top or wish.level.rank
        wish.save(update_fields=["highest_rank"])


def carry_back(apps, _editor):
    """Name the levels of grades again. A scheme with grades of its own cannot go back: it is refused."""
    model = {name: apps.get_model("riskpoints", name) for name in NAMES}
    levels = model["Level"].objects.filter(
        scheme__factors=OuterRef("factor"), rank=OuterRef("rank")
    )
    model["Anchor"].objects.update(level=Subquery(levels.values("pk")[:1]))
    anchors = model["Anchor"].objects.filter(pk=OuterRef("anchor"))
    for name in ("Grade", "RulingGrade"):
        model[name].objects.update(level=Subquery(anchors.values("level")[:1]))


class Migration(migrations.Migration):
    dependencies = [("riskpoints", "0003_schemes")]

    operations = [migrations.RunPython(carry, carry_back)]
