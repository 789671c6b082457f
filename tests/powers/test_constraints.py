"""What the database itself refuses about powers and charts, whoever writes."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from powers.models import Flowchart, LegalBasis, Link, Policy, Power, Step, Version
from tests.factories.accounts import BodyFactory, UserFactory
from tests.factories.powers import (
    FlowchartFactory,
    PowerFactory,
    StepFactory,
    drawn_chart,
    frozen,
    settled_chart,
)

pytestmark = pytest.mark.django_db


def refused(model, row, **fields):
    """Demand that the database refuse a change made past every form and action."""
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(pk=row.pk).update(**fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"category": "bribery"},
        {"statutory_days": 0},
        {"committed_days": 0},
        {"withheld_approver": "李四"},
    ],
)
def test_a_power_that_cannot_be_is_refused(fields):
    refused(Power, PowerFactory(), **fields)


def test_a_withholding_takes_two_people():
    person, power = UserFactory(), PowerFactory(withheld_ground="保密")
    refused(Power, power, withheld_proposed_by=person, withheld_approved_by=person)
    Power.objects.update(withheld_proposed_by=person, withheld_approved_by=UserFactory())


def test_a_power_code_stands_once():
    refused(Power, PowerFactory(), code=PowerFactory().code)


def test_a_chart_code_stands_once():
    refused(Flowchart, FlowchartFactory(), code=FlowchartFactory().code)


def test_a_chart_key_stands_once_in_a_body():
    one = FlowchartFactory()
    refused(Flowchart, FlowchartFactory(section=one.section), key=one.key)
    FlowchartFactory(key=one.key)


def test_a_step_key_stands_once_in_a_chart():
    one = StepFactory()
    refused(Step, StepFactory(flowchart=one.flowchart), key=one.key)
    StepFactory(key=one.key)


def test_a_step_is_of_a_known_kind():
    refused(Step, StepFactory(), kind="javascript:")


def test_two_steps_are_linked_once():
    link = drawn_chart().links.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Link.objects.create(flowchart=link.flowchart, source=link.source, target=link.target)


def test_a_basis_belongs_to_a_power_or_a_step_and_not_to_both():
    basis = LegalBasis.objects.create(power=PowerFactory(), law="行政许可法")
    refused(LegalBasis, basis, power=None)
    refused(LegalBasis, basis, step=StepFactory())
    LegalBasis.objects.filter(pk=basis.pk).update(power=None, step=StepFactory())


@pytest.mark.parametrize("fields", [{"shortest_days": 0}, {"posting_days": 4}])
def test_a_policy_asks_for_a_period_that_can_be(fields):
    refused(Policy, Policy.objects.create(body=BodyFactory()), **fields)


@pytest.mark.parametrize("number", [0, 1])
def test_version_numbers_count_from_one_and_stand_once(number):
    version = frozen(drawn_chart())
    fields = {"drawing": version.drawing, "facts": {}, "reason": "公示"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.create(flowchart=version.flowchart, number=number, **fields)


def test_a_version_is_not_changed_through_its_model():
    version = frozen(drawn_chart())
    for change in (Version.objects.all().delete, lambda: Version.objects.update(number=2)):
        with pytest.raises(TypeError):
            change()
    version.number = 2
    with pytest.raises((TypeError, IntegrityError)), transaction.atomic():
        version.save()
    with pytest.raises((TypeError, IntegrityError)), transaction.atomic():
        version.delete()


@pytest.mark.parametrize(
    "statement", ["UPDATE powers_version SET drawing = '{}'", "DELETE FROM powers_version"]
)
def test_a_version_is_not_changed_past_its_model(statement):
    version = frozen(drawn_chart())
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    version.refresh_from_db()
    assert version.drawing["steps"]


def test_a_chart_with_a_version_is_not_deleted():
    chart = settled_chart()
    with pytest.raises(ProtectedError):
        chart.delete()
    assert chart.versions.count() == 1


def test_rows_are_named_as_people_name_them():
    link = drawn_chart().links.first()
    basis = LegalBasis(law="行政许可法", article="第三十四条")
    assert [str(link), str(link.source), str(basis), str(link.flowchart)] == [
        "受理 → 审查", "受理", "《行政许可法》第三十四条", link.flowchart.name,
    ]  # fmt: skip
