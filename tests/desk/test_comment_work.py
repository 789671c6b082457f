"""Comments among what waits for a person: the second person's turn, and which stand first."""

import datetime

import pytest
from django.utils import timezone

from powers.actions.moderation import propose_showing, publish_comment
from powers.models import Policy
from tests.factories.accounts import contributor, moderator
from tests.factories.powers import CommentFactory, drawn_chart, posted
from tests.powers import flow

from .test_home import addresses

pytestmark = pytest.mark.django_db


def test_what_one_decided_on_waits_for_a_second_person_and_not_for_himself():
    posting, people = flow.over(comments=1)
    Policy.objects.create(body=posting.flowchart.body, second_person=True)
    second = moderator(posting.flowchart.body)
    comment = posting.comments.get()
    address = f"/desk/postings/{posting.pk}/"

    propose_showing(comment=comment, by=people.moderator)
    assert (addresses(people.moderator), addresses(second)) == ([], [address])

    publish_comment(comment=comment, by=second)
    assert (addresses(people.moderator), addresses(second)) == ([], [])


def test_what_the_section_proposes_to_show_is_the_moderators_turn():
    posting, people = flow.over(comments=1)
    Policy.objects.create(body=posting.flowchart.body, second_person=True)

    propose_showing(comment=posting.comments.get(), by=people.contributor)

    assert addresses(people.moderator) == [f"/desk/postings/{posting.pk}/"]


def test_what_runs_out_first_stands_first():
    chart = drawn_chart()
    later, sooner = posted(chart), posted(drawn_chart(section=chart.section))
    day = timezone.localdate()
    CommentFactory(posting=later, received_on=day)
    CommentFactory(posting=sooner, received_on=day - datetime.timedelta(days=20))

    expected = [f"/desk/postings/{posting.pk}/" for posting in (sooner, later)]
    assert addresses(contributor(chart.section)) == expected
    assert addresses(moderator(chart.body)) == expected
