"""What was rated before schemes had versions keeps its grades, levels and wishes, there and back."""

from riskpoints.models import Grade, Level, LevelProposal, LevelScheme
from tests.factories.measures import assess, convened, raters_of

BEFORE = [("riskpoints", "0002_suggestions"), ("measures", "0002_initial")]


def rated():
    """A sitting in which all are in and the chair wishes for another level."""
    sitting = convened()
    chair, member = raters_of(sitting)
    assess(sitting, chair, 2, 3, 3, 3)
    assess(sitting, member, 3, 3, 1, 3)
    LevelProposal.objects.create(
        sitting=sitting,
        risk_point=sitting.worksheet.risk_points.get(),
        level=sitting.scheme.levels.get(rank=2),
        highest_rank=1,
        reason="理由",
        proposed_by=chair,
    )
    return sitting


def kept(sitting):
    """What is to survive: who gave which grade, how levels look, what stood against a wish."""
    grades = Grade.objects.filter(assessment__sitting=sitting.pk).order_by("pk")
    schemes = LevelScheme.objects.filter(pk=sitting.scheme_id)
    return (
        list(grades.values_list("pk", "factor", "anchor")),
        [level.look for level in Level.objects.filter(scheme=sitting.scheme_id)],
        LevelProposal.objects.get(sitting=sitting.pk).highest_rank,
        list(schemes.values_list("name", "rule", "number")),
    )


def ratings_are_carried_there_and_back():
    sitting = rated()
    before = kept(sitting)
    old = yield BEFORE
    grades = old.get_model("riskpoints", "Grade").objects.order_by("pk")
    grades = grades.filter(assessment__sitting_id=sitting.pk)
    assert list(grades.values_list("level__rank", flat=True)) == [2, 3, 3, 3, 3, 3, 1, 3]
    yield
    assert kept(sitting) == before
    assert LevelScheme.objects.get(pk=sitting.scheme_id).in_force_at is not None
