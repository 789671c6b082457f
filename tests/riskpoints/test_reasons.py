"""A reason for every factor that decides: what decides, and that nobody hands in without saying why."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from riskcontrol.audit.models import Entry
from riskpoints.actions.sittings import Judgement, decide_sitting, submit_assessments
from riskpoints.explaining import explain, reasons_in
from riskpoints.models import Assessment, Grade
from riskpoints.rating import Terms, deciding, lifts, rank_by, ruled
from riskpoints.shipped import DECK, KINDS, MATRIX
from tests.factories.measures import FACTORS, assessed, convened, raters_of
from tests.factories.schemes import sitting_by

SINGLE = Terms("single", {"a": 3})
EACH = [DECK.terms, KINDS.terms, MATRIX.terms, SINGLE]


@st.composite
def graded(draw):
    """Terms of any rule with grades by them."""
    terms = draw(st.sampled_from(EACH))
    return terms, {key: draw(st.integers(1, scale)) for key, scale in terms.scales.items()}


@given(graded())
def test_some_factor_always_decides_and_explains_the_level(case):
    terms, grades = case
    decide = deciding(terms, grades)
    assert decide
    assert set(decide) <= grades.keys()


@given(graded(), st.data())
def test_what_does_not_decide_may_be_lower_and_the_level_stays(case, data):
    terms, grades = case
    decide = deciding(terms, grades)
    lower = {
        key: rank if key in decide else data.draw(st.integers(rank, terms.scales[key]))
        for key, rank in grades.items()
    }
    assert ruled(terms, lower) == ruled(terms, grades)


@given(graded())
def test_what_decides_alone_gives_the_level(case):
    terms, grades = case
    decide = deciding(terms, grades)
    others_lowest = {
        key: rank if key in decide else terms.scales[key] for key, rank in grades.items()
    }
    assert ruled(terms, others_lowest) == ruled(terms, grades)


@given(graded(), st.lists(st.integers(1, 3)), st.lists(st.integers(1, 3)))
def test_a_ticked_floor_sets_the_level_exactly_where_it_changes_it(case, ticked, known):
    terms, grades = case
    with_it, without = rank_by(terms, grades, [*ticked, *known]), rank_by(terms, grades, known)
    assert lifts(terms, grades, ticked, known) == (with_it != without)


@pytest.mark.parametrize(
    ("outline", "ranks", "decide"),
    [
        (DECK, (2, 1, 3, 1), ["discretion", "closeness"]),
        (DECK, (3, 3, 3, 3), ["nature", "discretion", "harm", "closeness"]),
        (KINDS, (2, 1, 2, 1, 2), ["duty", "institution"]),
        (KINDS, (2, 2, 2, 2, 2), ["ethics", "duty", "process", "institution", "environment"]),
        (MATRIX, (1, 5), ["likelihood", "harm"]),
    ],
)
def test_what_decides_by_each_rule(outline, ranks, decide):
    keys = [factor.key for factor in outline.factors]
    assert deciding(outline.terms, dict(zip(keys, ranks, strict=True))) == decide


def hand_in(sitting, **said):
    point = sitting.worksheet.risk_points.get()
    return submit_assessments(
        sitting=sitting, judgements={point.pk: Judgement(**said)}, by=sitting.chair
    )


@pytest.mark.django_db
def test_only_what_decides_needs_a_reason_and_what_is_written_elsewhere_is_kept():
    sitting = convened()
    ranks = dict(zip(FACTORS, (2, 1, 3, 2), strict=True))
    for reasons in ({}, {"nature": "影响企业。"}, {"discretion": " "}):
        with pytest.raises(ValidationError), transaction.atomic():
            hand_in(sitting, grades=ranks, reasons=reasons)
    (made,) = hand_in(
        sitting, grades=ranks, reasons={"discretion": "一人决定。 ", "harm": "轻微。"}
    )
    rows = made.grades.values_list("factor__key", "decides", "reason")
    assert list(rows) == [
        ("nature", False, ""),
        ("discretion", True, "一人决定。"),
        ("harm", False, "轻微。"),
        ("closeness", False, ""),
    ]
    assert made.reason == ""


@pytest.mark.django_db
def test_a_reason_too_long_is_refused_and_nothing_is_written():
    sitting = convened()
    with pytest.raises(ValidationError):
        hand_in(
            sitting, grades=dict.fromkeys(FACTORS, 2), reasons=dict.fromkeys(FACTORS, "长" * 501)
        )
    assert not Assessment.objects.exists()


@pytest.mark.django_db
def test_a_ticked_floor_that_sets_the_level_says_why():
    sitting = sitting_by(KINDS)
    keys = [factor.key for factor in sitting.scheme.factors.all()]
    said = {"grades": dict.fromkeys(keys, 2), "reasons": dict.fromkeys(keys, "没有。")}
    said["floors"] = [sitting.scheme.floors.first().pk]
    with pytest.raises(ValidationError), transaction.atomic():
        hand_in(sitting, **said)
    (made,) = hand_in(sitting, floor_reason="去年刚出过事。", **said)
    assert made.reason == "去年刚出过事。"


@pytest.mark.django_db
def test_the_ledger_gets_every_reason_with_the_ruling():
    sitting = assessed()
    decide_sitting(sitting=sitting, by=sitting.chair)
    told = Entry.objects.get(verb="sitting.decide").detail.content["assessments"]
    reasons = dict.fromkeys(FACTORS, "标准弹性大")
    assert [(row["reasons"], "reason" in row) for row in told] == [(reasons, False)] * 2


@pytest.mark.django_db
def test_reasons_are_told_once_with_what_they_are_about():
    sitting = convened()
    ranks = dict(zip(FACTORS, (1, 1, 3, 1), strict=True))
    reasons = {"nature": "面向全县。", "discretion": "面向全县。", "closeness": "关系生计。"}
    (made,) = hand_in(sitting, grades=ranks, reasons=reasons)
    with override("en"):
        assert reasons_in(made) == [
            "Nature and reach of the power, Discretion: 面向全县。",
            "Closeness to people's lives: 关系生计。",
        ]


@pytest.mark.django_db
def test_an_assessment_from_before_keeps_its_one_reason():
    sitting = assessed()
    said = sitting.assessments.first()
    Grade.objects.filter(assessment=said).update(decides=False, reason="")
    Assessment.objects.filter(pk=said.pk).update(reason="一人即可决定。")
    said.refresh_from_db()
    assert reasons_in(said) == ["一人即可决定。"]
    with override("en"):
        assert explain(said).startswith("Level II, because")
    assert len(raters_of(sitting)) == 2
