"""Rulings from before are bound to what stands; assessments keep their one reason, and no text is made up."""

from riskpoints.actions.reopening import look_for_changes
from riskpoints.models import Assessment, Grade, RiskPoint, Ruling
from riskpoints.snapshots import hash_of
from tests.factories.accounts import committee_chair
from tests.factories.leads import ruled
from tests.factories.rounds import decided
from tests.ledger import said_again

BEFORE = [("riskpoints", "0007_contributions")]


def said_in(ruling):
    return Assessment.objects.filter(sitting=ruling.sitting)


def as_before(ruling):
    """Take off what rulings and assessments did not have then."""
    with said_again():
        Grade.objects.filter(assessment__sitting=ruling.sitting).update(decides=False, reason="")
        said_in(ruling).update(reason="一人即可决定。")


def nothing_is_reopened_and_no_reason_is_made_up():
    point = decided().risk_points.get()
    said = point.ruling.snapshot
    earlier = Ruling.objects.get(pk=point.ruling_id)
    ruled(point, 2, earlier.ruled_on)
    as_before(earlier)
    yield BEFORE
    yield
    point = RiskPoint.objects.get(pk=point.pk)
    assert point.ruling.snapshot == said
    assert point.ruling.snapshot_hash == hash_of(said)
    earlier.refresh_from_db()
    assert (earlier.snapshot, earlier.snapshot_hash) == ({}, hash_of({}))
    assert look_for_changes(body=point.body, by=committee_chair(point.body)) == []
    assert set(said_in(earlier).values_list("reason", flat=True)) == {"一人即可决定。"}
    grades = Grade.objects.filter(assessment__sitting=earlier.sitting)
    assert set(grades.values_list("decides", "reason")) == {(False, "")}
