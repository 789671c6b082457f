"""Sittings from before there were meetings become the one item of a meeting on their day."""

from django.utils import timezone

from riskpoints.actions.sittings import decide_sitting, return_sitting
from riskpoints.models import Meeting, Sitting
from tests.factories.measures import assessed, committee, convened, handed_in
from tests.factories.meetings import sheets_of_one_body

BEFORE = [("riskpoints", "0007_contributions")]


def sat():
    """A sitting that was decided with a member recused, one returned and one that goes on."""
    first, second, _third = sheets = sheets_of_one_body(3)
    _chair, (writer, _member) = committee(first, 2)
    for sheet in sheets[:2]:
        sheet.risk_points.get().written_by.add(writer)
    over = assessed(convened(first, members=0))
    decide_sitting(sitting=over, by=over.chair)
    back_again = convened(second, members=0)
    return_sitting(sitting=back_again, reason="再查", by=back_again.chair)
    return [over, back_again, convened(sheets[2], members=0)]


def sittings_are_carried_there_and_back():
    sittings = sat()
    own = [sitting.pk for sitting in sittings]
    today = timezone.localdate()
    old = yield BEFORE
    held = old.get_model("riskpoints", "Sitting").objects.filter(pk__in=own)
    assert list(held.values_list("held_on", flat=True)) == [today] * 3
    yield
    kept = list(Sitting.objects.select_related("meeting").filter(pk__in=own).order_by("pk"))
    assert [sitting.pk for sitting in kept] == own
    meetings = [sitting.meeting for sitting in kept]
    assert [(one.number, one.moved, one.is_open) for one in meetings] == [
        (1, True, False),
        (2, True, False),
        (3, True, True),
    ]
    assert [one.chair_id for one in meetings] == [sitting.chair_id for sitting in sittings]
    over, returned, under_way = kept
    there = over.members.filter(recused_because="").count()
    assert (over.present_count, over.needed_count) == (there, there // 2 + 1)
    assert over.members.filter(was_present=True).count() == there
    assert returned.return_reason == "再查"
    assert under_way.open_in_id == meetings[2].open_key
    members = [one.members.count() for one in meetings]
    assert members == [sitting.members.count() for sitting in kept]


def what_waited_for_its_confirmation_is_with_the_committee_again():
    sheet = handed_in()
    type(sheet).objects.filter(pk=sheet.pk).update(state="signed", needs_confirmation=True)
    old = yield BEFORE
    assert old.get_model("riskpoints", "Worksheet").objects.get(pk=sheet.pk).state == "handed-in"
    yield
    assert not Meeting.objects.filter(body=sheet.body_id).exists()
