"""What the database itself refuses of sittings and rulings, whatever writes to it."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from riskpoints.models import (
    Assessment,
    Grade,
    LevelProposal,
    Ruling,
    RulingGrade,
    Sitting,
    SittingMember,
)
from tests.factories.measures import assessed, convened, raters_of

pytestmark = pytest.mark.django_db


def refused(name):
    """What a database says differs: PostgreSQL names the constraint, SQLite a unique one's columns."""
    return pytest.raises(IntegrityError, match=name)


def ruling_fields(held, **kwargs):
    point = held.worksheet.risk_points.get()
    level = held.scheme.levels.get(rank=kwargs.get("rank", 2))
    return {
        "risk_point": point,
        "sitting": held,
        "source": "sitting",
        "level": level,
        "rank": level.rank,
        "highest_rank": 2,
        "ruled_by": held.chair,
        "ruled_on": datetime.date(2026, 11, 23),
        "snapshot_hash": "0" * 64,
    } | kwargs


def test_the_higher_prevails():
    sitting = convened()
    second = raters_of(sitting)[1]
    for without in ({}, {"reason": "理由"}, {"second": second}):
        with refused("the_higher_prevails"), transaction.atomic():
            Ruling.objects.create(**ruling_fields(sitting, rank=3, **without))
    Ruling.objects.create(**ruling_fields(sitting, rank=3, reason="理由", second=second))


def test_a_dossier_lowers_only_with_a_reason():
    sitting = convened()
    dossier = {"source": "dossier", "sitting": None, "ruled_by": None}
    with refused("the_higher_prevails"), transaction.atomic():
        Ruling.objects.create(**ruling_fields(sitting, rank=3, **dossier))
    Ruling.objects.create(**ruling_fields(sitting, rank=3, reason="理由", **dossier))


def test_the_second_is_another():
    sitting = convened()
    with refused("second_is_another"):
        Ruling.objects.create(**ruling_fields(sitting, rank=3, reason="理由", second=sitting.chair))


@pytest.mark.parametrize(
    "fields",
    [
        {"sitting": None},
        {"ruled_by": None},
        {"source": "dossier"},
        {"source": "elsewhere"},
    ],
)
def test_a_ruling_comes_from_a_sitting_or_a_dossier(fields):
    with refused("comes_from_a_sitting_or_a_dossier"):
        Ruling.objects.create(**ruling_fields(convened(), **fields))


def test_a_factor_has_one_grade_in_a_ruling():
    sitting = convened()
    ruling = Ruling.objects.create(**ruling_fields(sitting))
    fields = {
        "ruling": ruling,
        "factor": sitting.scheme.factors.first(),
        "anchor": sitting.scheme.factors.first().anchors.first(),
    }
    RulingGrade.objects.create(**fields)
    with refused("rulinggrade"):
        RulingGrade.objects.create(**fields)


def test_one_open_sitting_a_worksheet():
    sitting = convened()
    with refused("riskpoints_sitting"):
        Sitting.objects.create(
            worksheet=sitting.worksheet,
            scheme=sitting.scheme,
            chair=sitting.chair,
        )


def test_a_member_sits_once():
    sitting = convened()
    with refused("sittingmember"):
        SittingMember.objects.create(sitting=sitting, user=sitting.chair)


def test_a_rater_assesses_a_point_once():
    sitting = assessed()
    with refused("riskpoints_assessment"):
        Assessment.objects.create(
            sitting=sitting,
            risk_point=sitting.worksheet.risk_points.get(),
            rater=sitting.chair,
            reason="再评",
        )


def test_a_grade_that_decides_gives_a_reason():
    assessed()
    with refused("grade_that_decides_says_why"):
        Grade.objects.filter(decides=True).update(reason="")


def test_a_ruling_of_a_sitting_is_bound_to_what_it_was_made_on():
    sitting = convened()
    with refused("ruling_of_a_sitting_is_bound"):
        Ruling.objects.create(**ruling_fields(sitting, snapshot_hash=""))


def test_a_factor_has_one_grade_in_an_assessment():
    assessed()
    grade = Grade.objects.first()
    with refused("riskpoints_grade"):
        Grade.objects.create(assessment=grade.assessment, factor=grade.factor, anchor=grade.anchor)


def proposal(sitting, **kwargs):
    return LevelProposal.objects.create(
        sitting=sitting,
        risk_point=sitting.worksheet.risk_points.get(),
        level=sitting.scheme.levels.get(rank=3),
        highest_rank=2,
        proposed_by=sitting.chair,
        **({"reason": "理由"} | kwargs),
    )


def test_a_point_has_one_wish():
    sitting = convened()
    proposal(sitting)
    with refused("levelproposal"):
        proposal(sitting)


def test_a_wish_gives_a_reason():
    with refused("levelproposal_gives_a_reason"):
        proposal(convened(), reason="")


def test_a_wish_is_seconded_by_another():
    sitting = convened()
    with refused("seconded_by_another"):
        proposal(sitting, seconded_by=sitting.chair)
