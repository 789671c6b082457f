"""A file of the public: for those who work on the comments, and to be kept, never to be shown."""

import pytest
from django.urls import reverse

from riskcontrol.accounts.roles import Role
from tests.disclosure.pages import passed_on
from tests.factories.accounts import SectionFactory, UserFactory, contributor, person
from tests.factories.powers import AttachmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def attachment():
    return AttachmentFactory()


def unit_of(attachment):
    return attachment.comment.posting.flowchart.section


def get(client, user, attachment):
    client.force_login(user)
    return client.get(reverse("powers:attachment", args=[attachment.public_id]))


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.CONTRIBUTOR, 200),
        (Role.SECTION_HEAD, 200),
        (Role.MODERATOR, 200),
        (Role.DEPUTY_HEAD, 403),
        (Role.HEAD, 403),
        (Role.COMMITTEE_MEMBER, 403),
        (Role.COMMITTEE_CHAIR, 403),
        (Role.AUDITOR, 404),
        (Role.SECURITY_ADMINISTRATOR, 404),
        (Role.SYSTEM_ADMINISTRATOR, 404),
    ],
)
def test_who_works_on_the_comments_opens_the_file(client, attachment, role, status):
    unit = unit_of(attachment)
    unit = unit if role in {Role.CONTRIBUTOR, Role.SECTION_HEAD} else unit.parent
    assert get(client, person(role, unit), attachment).status_code == status


@pytest.mark.parametrize("stranger", [UserFactory, lambda: contributor(SectionFactory())])
def test_a_stranger_does_not_find_it(client, attachment, stranger):
    assert get(client, stranger(), attachment).status_code == 404


def test_a_colleague_of_another_section_reads_why_not(client, attachment):
    colleague = contributor(SectionFactory(parent=unit_of(attachment).parent))
    answer = get(client, colleague, attachment)
    assert answer.status_code == 403
    assert "公众提交的附件，由办理意见的人员查看。" in answer.text


def test_a_browser_keeps_it_and_never_shows_it(client, attachment):
    answer = get(client, contributor(unit_of(attachment)), attachment)
    assert answer.content == attachment.file.read()
    told = {name: answer[name] for name in ("Content-Type", "X-Content-Type-Options")}
    assert told == {"Content-Type": "image/png", "X-Content-Type-Options": "nosniff"}
    assert answer["Content-Disposition"] == ("attachment; filename*=utf-8''%E7%85%A7%E7%89%87.png")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox allow-downloads"
    assert "no-store" in answer["Cache-Control"]


def test_it_is_read_and_nothing_else(client, attachment):
    client.force_login(contributor(unit_of(attachment)))
    assert client.post(reverse("powers:attachment", args=[attachment.public_id])).status_code == 405


def test_what_was_passed_on_is_the_committees_alone(client, attachment):
    section = unit_of(attachment)
    passed_on(attachment.comment)
    member = person(Role.COMMITTEE_MEMBER, section.parent)
    assert get(client, member, attachment).status_code == 200
    for role, unit in [
        (Role.CONTRIBUTOR, section),
        (Role.MODERATOR, section.parent),
        (Role.HEAD, section.parent),
    ]:
        assert get(client, person(role, unit), attachment).status_code == 404
    other = person(Role.COMMITTEE_CHAIR, SectionFactory().parent)
    assert get(client, other, attachment).status_code == 404
