"""What the database itself refuses about worksheets and what is found on them."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from riskpoints.models import (
    Examination,
    Finding,
    Remark,
    RiskPointStep,
    RowDraft,
    Worksheet,
)
from tests.factories.accounts import UserFactory
from tests.factories.riskpoints import opened, section_page, step_of, written

pytestmark = pytest.mark.django_db


def refused(name, act):
    """The act breaks the constraint of that name."""
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        act()
    assert name in str(broken.value) or "UNIQUE" in str(broken.value)


def change(instance, **fields):
    return lambda: type(instance).objects.filter(pk=instance.pk).update(**fields)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("riskpoints_worksheet_state_known", {"state": "lost"}),
        ("riskpoints_worksheet_chart_has_a_version", {"version": None}),
        ("riskpoints_worksheet_signed_before_the_committee", {"state": "handed-in"}),
        ("riskpoints_worksheet_decided_has_when", {"decided_at": timezone.now()}),
        ("riskpoints_worksheet_return_says_why", {"state": "returned", "return_reason": ""}),
    ],
)
def test_a_worksheet_stays_in_order(name, fields):
    refused(name, change(opened(), **fields))


def test_a_decided_worksheet_has_when():
    worksheet = opened()
    fields = {"signed_by": UserFactory(), "signed_at": timezone.now(), "state": "decided"}
    fields |= {"open_in": None}

    refused("riskpoints_worksheet_decided_has_when", change(worksheet, **fields))


def copy_of(worksheet):
    worksheet.pk = None
    return lambda: worksheet.save(force_insert=True)


def test_one_open_worksheet_a_chart_and_a_section():
    refused("riskpoints_worksheet_one_open_a_chart", copy_of(opened()))
    refused("riskpoints_worksheet_one_open_a_section", copy_of(section_page()))

    assert Worksheet.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("riskpoints_riskpoint_category_known", {"category": "weather"}),
        ("riskpoints_riskpoint_has_a_title", {"title": ""}),
        ("riskpoints_riskpoint_proposed_rank_from_one", {"proposed_rank": 0}),
    ],
)
def test_a_risk_point_stays_in_order(name, fields):
    refused(name, change(written(opened()), **fields))


def test_a_risk_points_key_is_its_own_in_the_body():
    worksheet = opened()
    first, second = written(worksheet), written(worksheet)

    refused("riskpoints_riskpoint_key_once_a_body", change(second, key=first.key))


def test_it_stands_on_a_step_once_and_is_found_in_a_way_once():
    worksheet = opened()
    point = written(worksheet)
    step = step_of(worksheet)

    refused(
        "riskpoints_riskpointstep_once",
        lambda: RiskPointStep.objects.create(risk_point=point, step=step),
    )
    refused(
        "riskpoints_finding_method_once",
        lambda: Finding.objects.create(risk_point=point, method="self"),
    )
    refused(
        "riskpoints_finding_method_known",
        lambda: Finding.objects.create(risk_point=point, method="dream"),
    )


def test_an_examination_is_of_one_row_and_says_why():
    worksheet, page = opened(), section_page()
    step, position, unit = step_of(worksheet), page.section.positions.get(), page.section
    said = {"none_found_because": "无"}
    make = Examination.objects.create

    for wrong in ({}, {"step": step, "unit": unit}, {"position": position, "unit": unit}):
        refused(
            "riskpoints_examination_of_one_row",
            lambda wrong=wrong: make(worksheet=worksheet, **said, **wrong),
        )
    refused("riskpoints_examination_says_why", lambda: make(worksheet=worksheet, step=step))
    for row in ({"step": step}, {"position": position}, {"unit": unit}):
        make(worksheet=worksheet, **said, **row)
        refused(
            "riskpoints_examination_once",
            lambda row=row: make(worksheet=worksheet, **said, **row),
        )


def test_a_remark_says_something_and_a_draft_is_one_a_person():
    worksheet = opened()
    by = worksheet.opened_by
    draft = {"worksheet": worksheet, "row": "step-1", "user": by, "data": {}}
    RowDraft.objects.create(**draft)

    refused(
        "riskpoints_remark_says_something",
        lambda: Remark.objects.create(worksheet=worksheet, text="", by=by),
    )
    refused("riskpoints_rowdraft_once_a_person", lambda: RowDraft.objects.create(**draft))


def test_rows_say_what_they_are():
    worksheet = opened()
    point = written(worksheet)
    step = step_of(worksheet)
    by = worksheet.opened_by
    examination = Examination(worksheet=worksheet, step=step, none_found_because="无")

    assert [str(one) for one in (worksheet, point, examination)] == [
        worksheet.flowchart.name,
        "受理环节把关不严",
        "受理: 无",
    ]
    assert str(point.anchors.get()) == "受理环节把关不严 @ 受理"
    assert [str(m) for m in point.manifestations.all()] == ["应受理不受理。", "不应受理的受理。"]
    assert str(Remark(text="写明", by=by)) == "写明"
    assert str(RowDraft(worksheet=worksheet, row="step-1")).endswith("step-1")
    assert point.row_name == f"point-{point.pk}"
    assert str(section_page()).startswith("科室")
    assert len(point.cause_words) == 1
