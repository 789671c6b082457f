"""Comments to moderate, and the people who may, for tests."""

from django.utils import timezone

from powers.actions.comments import Answer, save_answers
from powers.models import Comment, Policy
from tests.factories.accounts import (
    committee_chair,
    committee_member,
    contributor,
    deputy_head,
    moderator,
    section_head,
)

TODAY = timezone.localdate
ROLES = [contributor, section_head, moderator, deputy_head, committee_member, committee_chair]


def fresh(comment):
    return Comment.objects.select_related("reply").get(pk=comment.pk)


def draft(comment, by, decision="declined", reason="已有规定。", **more):
    posting = comment.posting
    save_answers(posting=posting, answers=[Answer(comment, decision, reason, **more)], by=by)


def two_people(comment):
    Policy.objects.create(body=comment.posting.flowchart.body, second_person=True)
