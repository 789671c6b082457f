"""What the system knows of that is a ground for a round: before the chair, until a round covers it."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from powers.models import Posting, Reply, Version
from riskcontrol.accounts.models import Membership
from riskcontrol.accounts.roles import Role
from riskcontrol.desk.board import board_for
from riskpoints import triggers
from tests.factories.accounts import MembershipFactory, committee_chair, contributor
from tests.factories.leads import entered
from tests.factories.powers import CommentFactory, settled_chart
from tests.factories.riskpoints import opened
from tests.factories.rounds import chaired, decided

pytestmark = pytest.mark.django_db
LIST = reverse("desk:rounds")


def offered(user):
    return [(offer.ground, offer.chart) for offer in board_for(user).offers]


def a_new_version(chart):
    posting = Posting.objects.settled().get(flowchart=chart)
    version = Version.objects.get(pk=posting.final_version_id)
    version.pk, version.number = None, version.number + 1
    version.save(force_insert=True)
    posting.pk, posting.final_version = None, version
    posting.save(force_insert=True)


def an_adopted_comment(chart):
    posting = Posting.objects.settled().get(flowchart=chart)
    comment = CommentFactory(posting=posting, state="answered")
    day = timezone.localdate() + datetime.timedelta(days=1)
    Reply.objects.create(comment=comment, outcome="adopted", reason="采纳。", published_on=day)


def a_new_holder(chart):
    position = chart.steps.first().position
    MembershipFactory(unit=chart.section, role=Role.CONTRIBUTOR, position=position)


def a_proven_case(chart):
    entered(chart.body, flowchart=chart, proven=True, gist="窗口人员收红包。")


@pytest.mark.parametrize(
    ("happens", "ground"),
    [
        (a_new_version, "chart"),
        (an_adopted_comment, "comment"),
        (a_new_holder, "holder"),
        (a_proven_case, "case"),
    ],
)
def test_what_the_system_knows_of_is_offered_to_the_chair_until_a_round_covers_it(
    client, happens, ground
):
    first = decided()
    chair = committee_chair(first.body)
    assert offered(chair) == []
    happens(first.flowchart)
    assert offered(chair) == [(ground, first.flowchart)]
    assert offered(contributor(first.section)) == []
    offer = board_for(chair).offers[0]
    client.force_login(chair)
    assert offer.reason in client.get(LIST).content.decode()
    form = client.get(offer.url).context["form"]
    assert (form["ground"].value(), form["charts"].value()) == (ground, [str(first.flowchart_id)])
    chaired(first.body, charts=[first.flowchart])
    assert offered(chair) == []


def test_the_offer_of_a_proven_case_tells_nothing_of_it():
    first = decided()
    a_proven_case(first.flowchart)
    (offer,) = board_for(committee_chair(first.body)).offers
    assert offer.reason == f"有查实的案件指向“{first.flowchart}”，尚无对应的风险点。"


def test_a_seat_from_before_is_no_new_holder():
    first = decided()
    a_new_holder(first.flowchart)
    Membership.objects.update(since=None)
    assert offered(committee_chair(first.body)) == []


def test_of_several_new_holders_the_latest_is_named():
    first = decided()
    for name in ("前任", "现任"):
        a_new_holder(first.flowchart)
        seat = Membership.objects.latest("pk")
        seat.position.name = name
        seat.position.save()
    (offer,) = board_for(committee_chair(first.body)).offers
    assert offer.reason.startswith(f"“{first.flowchart}”中的现任自")


def test_so_many_are_offered_at_a_time_and_the_next_once_these_are_covered(monkeypatch):
    monkeypatch.setattr(triggers, "MOST_OFFERS", 1)
    first = decided()
    chair = committee_chair(first.body)
    second = decided(opened(settled_chart(section=first.section)))
    for sheet in (second, first):
        a_new_version(sheet.flowchart)
    assert offered(chair) == [("chart", first.flowchart)]
    chaired(first.body, charts=[first.flowchart])
    assert offered(chair) == [("chart", second.flowchart)]
