"""Charts as the public meets them, for tests."""

import datetime
import re

import time_machine
from django.utils import timezone

from powers.actions.moderation import refer
from powers.models import Posting, Reply
from tests.factories.accounts import UserFactory, moderator
from tests.factories.powers import CommentFactory, drawn_chart, frozen, posted

ORIGIN = {"origin": "http://testserver"}


def open_chart(**kwargs):
    """A chart posted the day before: a form opened hours ago was opened while it stood open, at any time of day."""
    return posted(drawn_chart(**kwargs), days_ago=1).flowchart


def answered(posting, *, changed=(), published=True, **fields):
    """A comment with an answer; adopted where it changed steps."""
    day = timezone.localdate() if published else None
    state = "answered" if published else "received"
    comment = CommentFactory(posting=posting, state=state, published_on=day, **fields)
    Reply.objects.create(
        comment=comment,
        outcome="adopted" if changed else "declined",
        reason="补正清单随受理通知一并公开。",
        changed=list(changed),
        published_on=day,
    )
    return comment


def improved_chart():
    """A settled chart that a comment changed: two versions, the second final."""
    chart = drawn_chart()
    posting = posted(chart, days_ago=20)
    answered(posting, changed=["examine"], step_key="examine", body="写明现场核查。")
    chart.steps.filter(key="examine").update(name="现场核查")
    Posting.objects.filter(pk=posting.pk).update(
        final_version=frozen(chart),
        handed_in_by=UserFactory(),
        settled_by=UserFactory(),
        settled_at=timezone.now(),
    )
    return chart


def address(chart, *more):
    """The public address of a chart."""
    return "/".join(["", "charts", chart.code, *more, ""])


def token_of(response):
    """The token in a comment form."""
    return re.search(r'name="token" value="([^"]+)"', response.text).group(1)


def receipt_in(response):
    """The receipt code on the page after handing in."""
    return re.search(r"<code[^>]*>([0-9A-Z-]+)</code>", response.text).group(1)


def later(seconds=10):
    """Some seconds later, as a person is after reading a page."""
    return time_machine.travel(timezone.now() + datetime.timedelta(seconds=seconds), tick=False)


def form_page(client, chart, *, seconds=10, step=""):
    """The comment form as it was opened some seconds ago; faster than three it is not taken back."""
    with time_machine.travel(timezone.now() - datetime.timedelta(seconds=seconds), tick=False):
        return client.get(address(chart, "comment") + f"?about=flow&step={step}")


def hand_in(client, chart, *, token=None, headers=ORIGIN, **fields):
    """Send the last page of a comment as a browser does."""
    token = token or token_of(form_page(client, chart))
    typed = {"step": "", "body": "希望写明几天内答复。", "website": "", "token": token}
    return client.post(
        address(chart, "comment"), {"do": "hand-in"} | typed | fields, headers=headers
    )


def passed_on(comment):
    """Have the moderator pass a comment on to the committee."""
    return refer(comment=comment, by=moderator(comment.posting.flowchart.section))
