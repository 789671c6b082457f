"""What enters a body's catalogue, who lets it in, and which rows it is offered at."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from powers.models import Power
from riskcontrol.audit.models import Entry
from riskcontrol.desk.actions import hold_up_example
from riskpoints.actions.catalogue import withdraw
from riskpoints.actions.points import write_risk_point
from riskpoints.catalogue import fitting
from riskpoints.models import CatalogueEntry, RiskPoint
from riskpoints.rows import sheet_of
from tests.factories.accounts import SectionFactory, committee_chair, committee_member, section_head
from tests.factories.powers import settled_chart
from tests.factories.riskpoints import facts, opened, signed, step_of, written
from tests.riskpoints.examples import decided, held_up

pytestmark = pytest.mark.django_db


def offered(worksheet, key="receive", powers=()):
    """The titles of what is offered at a step."""
    row = sheet_of(worksheet).row(f"step-{step_of(worksheet, key).pk}")
    return [entry.title for entry in fitting(worksheet, row, powers)]


def last_entry():
    """What the ledger was told last."""
    return Entry.objects.filter(chain="staff").order_by("sequence").last()


def beside(entry):
    """A new worksheet of the same body on another chart."""
    return opened(settled_chart(section=SectionFactory(parent=entry.body)))


def test_a_decided_point_enters_with_its_measures_and_stays_as_it_was():
    point, chair = decided(measures=2)
    Power.objects.filter(flowchart=point.flowchart).update(category="penalty")

    entry = hold_up_example(risk_point=point, by=chair)

    RiskPoint.objects.update(title="后来改了")
    point.measures.update(text="后来改了。")
    entry.refresh_from_db()
    assert (entry.title, entry.category, entry.causes, entry.manifestations) == (
        "受理环节把关不严",
        "process",
        ["supervision"],
        ["应受理不受理。", "不应受理的受理。"],
    )
    assert (entry.body, entry.step_name, entry.step_kind) == (
        point.body,
        step_of(point.worksheet).name,
        step_of(point.worksheet).kind,
    )
    assert entry.powers == ["penalty"]
    assert [(m.text, m.phase, m.kind, m.rhythm) for m in entry.measures.all()] == [
        ("建立台账0。", "monitoring", "rules", "month"),
        ("建立台账1。", "monitoring", "rules", "month"),
    ]
    said = last_entry()
    assert (said.verb, said.target_id, said.actor) == ("catalogue.enter", str(entry.pk), chair)


def test_only_the_chair_and_only_what_is_decided():
    point, chair = decided()
    for other in (section_head(point.section), committee_member(point.section)):
        with pytest.raises(PermissionDenied):
            hold_up_example(risk_point=point, by=other)
    waiting = signed().risk_points.get()
    with pytest.raises(PermissionDenied):
        hold_up_example(risk_point=waiting, by=committee_chair(waiting.section))
    assert not CatalogueEntry.objects.exists()

    hold_up_example(risk_point=point, by=chair)
    with pytest.raises(PermissionDenied):
        hold_up_example(risk_point=point, by=chair)


def test_it_is_taken_out_once_with_a_reason_by_the_chair_and_may_come_again():
    entry = held_up()
    chair, reason = entry.entered_by, "太笼统"
    with pytest.raises(ValidationError):
        withdraw(entry=entry, reason=" ", by=chair)
    with pytest.raises(PermissionDenied):
        withdraw(entry=entry, reason=reason, by=section_head(entry.source.section))

    withdraw(entry=entry, reason=reason, by=chair)

    assert list(CatalogueEntry.objects.in_use()) == []
    assert last_entry().verb == "catalogue.withdraw"
    with pytest.raises(PermissionDenied):
        withdraw(entry=entry, reason=reason, by=chair)
    assert hold_up_example(risk_point=entry.source, by=chair).pk != entry.pk


def test_what_fits_by_its_wording_is_offered_and_nothing_else():
    entry = held_up()
    worksheet = beside(entry)

    assert offered(worksheet) == [entry.title]
    assert offered(worksheet, "serve") == []

    withdraw(entry=entry, reason="太笼统", by=entry.entered_by)
    assert offered(worksheet) == []


def test_what_fits_by_kind_and_power_is_offered():
    chart = settled_chart()
    Power.objects.filter(flowchart=chart).update(category="penalty")
    worksheet = opened(chart)
    step_of(worksheet, "examine")
    entry = held_up(worksheet, title="量罚畸轻畸重")
    CatalogueEntry.objects.update(words=["别处"], step_kind="decision", powers=["penalty"])
    row = sheet_of(beside(entry)).rows[1]
    row.facts["kind"] = "decision"

    assert fitting(beside(entry), row, ["penalty"]) == [entry]
    assert fitting(beside(entry), row, ["licensing"]) == []


def test_only_the_bodys_own_and_not_what_stands_there_already():
    entry = held_up()
    worksheet = beside(entry)
    assert offered(opened()) == []
    assert offered(worksheet) == [entry.title]

    taken = facts(step_of(worksheet), taken_from=entry)
    write_risk_point(worksheet=worksheet, facts=taken, by=worksheet.opened_by)

    assert offered(worksheet) == []
    assert list(entry.taken.all()) == [worksheet.risk_points.get()]


def test_three_are_offered_the_best_first():
    entry = held_up()
    name = step_of(beside(entry)).name
    for number in range(4):
        held_up(beside(entry), title=f"范例{number}")
    CatalogueEntry.objects.filter(title="范例2").update(words=[name], powers=[])
    worksheet = beside(entry)

    assert len(offered(worksheet)) == 3


def test_an_example_of_another_body_is_not_taken_over():
    entry, worksheet = held_up(), opened()

    with pytest.raises(ValidationError):
        write_risk_point(
            worksheet=worksheet,
            facts=facts(step_of(worksheet), taken_from=entry),
            by=worksheet.opened_by,
        )

    written(worksheet)
    assert worksheet.risk_points.count() == 1
