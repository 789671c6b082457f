"""A level in words, in both languages; the shipped scheme."""

import datetime

import pytest
from django.utils.translation import override

from riskpoints.actions.schemes import ensure_scheme
from riskpoints.explaining import explain
from riskpoints.models import Assessment, Grade, Ruling, RulingGrade
from tests.factories.accounts import BodyFactory
from tests.factories.measures import convened, handed_in, point_on, raters_of, worksheet_of
from tests.factories.powers import settled_chart

pytestmark = pytest.mark.django_db


def ruling(*ranks, rank=None, source="dossier", **kwargs):
    """A ruling with these prevailing grades, in the factors' order."""
    worksheet = worksheet_of(settled_chart())
    scheme = ensure_scheme(worksheet.body)
    levels = {level.rank: level for level in scheme.levels.all()}
    highest = min(ranks, default=rank)
    made = Ruling.objects.create(
        risk_point=point_on(worksheet),
        source=source,
        level=levels[rank or highest],
        rank=rank or highest,
        highest_rank=highest,
        ruled_on=datetime.date(2026, 11, 23),
        snapshot_hash="0" * 64 if source == "sitting" else "",
        **kwargs,
    )
    for factor, given in zip(scheme.factors.all(), ranks, strict=False):
        anchor = factor.anchors.get(rank=given)
        RulingGrade.objects.create(ruling=made, factor=factor, anchor=anchor)
    return made


def from_a_sitting(*ranks, sitting=None, **kwargs):
    sitting = sitting or convened(handed_in())
    return ruling(*ranks, source="sitting", sitting=sitting, ruled_by=sitting.chair, **kwargs)


@pytest.mark.parametrize(
    ("ranks", "sentence"),
    [
        (
            (2, 1, 2, 3),
            "Level I, because the discretion is I; the others give II or III.",
        ),
        (
            (1, 1, 3, 3),
            "Level I, because the nature and reach of the power and the discretion are I; "
            "the others give III.",
        ),
        (
            (2, 2, 2, 3),
            "Level II, because the nature and reach of the power and the discretion and "
            "the number of risk points and harm are II; the other gives III.",
        ),
        ((3, 3, 3, 3), "Level III, because every factor is III."),
        ((3, 2), "Level II, because the discretion is II; the other gives III."),
    ],
)
def test_sentence_names_what_decides(ranks, sentence):
    with override("en"):
        assert explain(from_a_sitting(*ranks)) == sentence


def test_raised_level_says_by_whom_and_why():
    made = from_a_sitting(3, 3, 3, 3, rank=2, reason="信访较多")
    with override("en"):
        assert explain(made) == (
            f"Level III, because every factor is III. Raised to level II by {made.ruled_by}: 信访较多"
        )


def test_lowered_level_names_both_people():
    sitting = convened(handed_in())
    _chair, second = raters_of(sitting)
    given = {"reason": "已有系统留痕", "second": second, "sitting": sitting}
    made = from_a_sitting(1, 3, 3, 3, rank=3, **given)
    with override("en"):
        assert explain(made) == (
            "Level I, because the nature and reach of the power is I; the others give III. "
            f"Lowered to level III by {made.ruled_by} and {second}: 已有系统留痕"
        )


@pytest.mark.parametrize(
    ("rank", "departure"),
    [
        (None, ""),
        (1, " Raised to level I: 另有规定"),
        (3, " Lowered to level III: 另有规定"),
    ],
)
def test_dossier_is_named_as_the_source(rank, departure):
    made = ruling(2, 2, 2, 2, rank=rank, reason="另有规定" if rank else "")
    with override("en"):
        assert explain(made) == (
            f"Level II, because every factor is II.{departure} Taken over from a dossier."
        )


def test_ruling_without_grades_tells_its_level():
    with override("en"):
        assert explain(ruling(rank=2)) == "Level II. Taken over from a dossier."


def test_assessment_is_told_like_a_ruling():
    sitting = convened(handed_in())
    scheme = sitting.scheme
    assessment = Assessment.objects.create(
        sitting=sitting,
        risk_point=sitting.worksheet.risk_points.get(),
        rater=sitting.chair,
        reason="理由",
    )
    for factor in scheme.factors.all():
        anchor = factor.anchors.get(rank=2)
        Grade.objects.create(assessment=assessment, factor=factor, anchor=anchor)
    with override("en"):
        assert explain(assessment) == "Level II, because every factor is II."


def test_shipped_scheme_has_four_factors_and_twelve_descriptions():
    scheme = ensure_scheme(BodyFactory())
    keys = [factor.key for factor in scheme.factors.all()]
    assert keys == ["nature", "discretion", "harm", "closeness"]
    assert [level.mark for level in scheme.levels.all()] == ["I", "II", "III"]
    texts = [str(anchor) for factor in scheme.factors.all() for anchor in factor.anchors.all()]
    assert len(set(texts)) == 12


def test_a_body_keeps_its_scheme():
    body = BodyFactory()
    assert ensure_scheme(body) == ensure_scheme(body)
