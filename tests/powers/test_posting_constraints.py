"""What the database itself refuses on releases, postings, comments, replies and policies."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from powers.models import Comment, Policy, Posting, Release, ReleaseAct, Reply
from powers.states import Stage
from tests.factories.accounts import BodyFactory, UserFactory
from tests.factories.powers import CommentFactory, drawn_chart, frozen, posted

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def refused(model, **fields):
    """Whether the database refuses to write these fields on the one row."""
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**fields)


@pytest.fixture
def release():
    return Release.objects.create(
        flowchart=drawn_chart(), stage=Stage.CHECK, days=7, submitted_by=UserFactory()
    )


@pytest.mark.parametrize("days", [{"shortest_days": 0}, {"posting_days": 4}, {"shortest_days": 8}])
def test_policy(days):
    Policy.objects.create(body=BodyFactory())
    refused(Policy, **days)


def test_release_waits_for_a_known_act(release):
    refused(Release, stage="nowhere")


@pytest.fixture
def act(release):
    return ReleaseAct.objects.create(
        release=release,
        sent_up_by=release.submitted_by,
        place=1,
        act="clearance",
        result="不涉密",
        by=UserFactory(),
        at=NOW,
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"act": "nowhere"},
        {"outcome": "nowhere"},
        {"result": ""},
        {"outcome": "returned"},
        {"outcome": "back"},
    ],
)
def test_release_act_says_what_and_why(act, fields):
    refused(ReleaseAct, **fields)


@pytest.mark.parametrize("kind", ["clearance", "signature"])
def test_who_submitted_neither_clears_nor_signs(act, kind):
    ReleaseAct.objects.update(act=kind)
    refused(ReleaseAct, by=act.sent_up_by)
    refused(ReleaseAct, on_behalf_of=act.sent_up_by)


def test_who_submitted_may_check(act):
    ReleaseAct.objects.update(act="check", by=act.sent_up_by)
    assert ReleaseAct.objects.get().by == act.release.submitted_by


@pytest.mark.parametrize("stage", [Stage.CHECK, Stage.CLEARANCE, Stage.SIGNATURE])
def test_one_release_is_under_way(release, stage):
    fields = {"flowchart": release.flowchart, "days": 7, "submitted_by": release.submitted_by}
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.create(stage=stage, **fields)
    assert Release.objects.create(stage=Stage.RETURNED, **fields)


def test_posting_closes_after_it_opens():
    posting = posted(drawn_chart())
    refused(Posting, closes=posting.opens)
    refused(Posting, closes=posting.opens - datetime.timedelta(days=1))


def test_one_posting_is_unsettled():
    posting = posted(drawn_chart())
    with pytest.raises(IntegrityError):
        posted(posting.flowchart)


def test_a_settlement_is_whole():
    posting = posted(drawn_chart())
    somebody, other = UserFactory(), UserFactory()
    version = frozen(posting.flowchart)
    refused(Posting, settled_at=NOW)
    refused(Posting, final_version=version)
    refused(Posting, settled_by=somebody, handed_in_by=other)
    refused(Posting, settled_at=NOW, settled_by=somebody, handed_in_by=other)


def test_a_posting_is_settled_by_a_second_person():
    posting = posted(drawn_chart())
    somebody = UserFactory()
    done = {"settled_at": NOW, "final_version": posting.version}
    refused(Posting, settled_by=somebody, handed_in_by=somebody, **done)
    refused(Posting, settled_by=somebody, handed_in_by=None, **done)
    refused(Posting, settled_by=None, handed_in_by=somebody, **done)


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "nowhere"},
        {"channel": "pigeon"},
        {"body": ""},
        {"state": "hidden"},
        {"hidden_reason": "没有隐藏"},
    ],
)
def test_comment(fields):
    CommentFactory()
    refused(Comment, **fields)


def test_a_receipt_belongs_to_one_comment():
    CommentFactory(receipt_hash="a" * 64)
    with pytest.raises(IntegrityError):
        CommentFactory(receipt_hash="a" * 64)


@pytest.mark.parametrize(
    "fields", [{"outcome": "nowhere"}, {"reason": ""}, {"outcome": "declined", "changed": ["a"]}]
)
def test_reply(fields):
    Reply.objects.create(comment=CommentFactory(), outcome="adopted", reason="已改。")
    refused(Reply, **fields)


def test_a_comment_has_one_reply():
    comment = CommentFactory()
    Reply.objects.create(comment=comment, outcome="adopted", reason="已改。")
    with pytest.raises(IntegrityError):
        Reply.objects.create(comment=comment, outcome="adopted", reason="再答一次。")
