"""Notices: numbered without gaps, never changed, replied to and judged, printed."""

import datetime
import io
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from pypdf import PdfReader

from measures.actions.notices import accept_reply, issue_notice, reply_to_notice, return_reply
from measures.models import Notice, NoticeReply
from measures.models import Warning as Raised
from measures.notice_text import is_as_issued
from measures.permissions.notices import can_issue, can_judge, can_reply
from measures.warning_states import NoticeKind, WarningState
from riskcontrol.accounts.roles import Role
from riskcontrol.audit.models import Detail, Entry
from tests.factories.accounts import (
    BodyFactory,
    PositionFactory,
    SectionFactory,
    committee_chair,
    contributor,
    section_head,
)
from tests.factories.measures import everybody
from tests.factories.warnings import issued, notice_facts, raised, raised_by_a_case

pytestmark = pytest.mark.django_db
LIST = "/desk/measures/notices/"
SOON = timezone.localdate() + datetime.timedelta(days=10)


def handed(**fields):
    return {"submission_id": uuid.uuid4(), **fields}


def numbers(body):
    return list(Notice.objects.filter(body=body).order_by("pk").values_list("number", flat=True))


def test_numbers_follow_one_another_within_a_body_and_year():
    section = SectionFactory()
    other = SectionFactory()
    for _ in range(2):
        issued(section)
    issued(other)
    with pytest.raises(ValidationError):
        issued(section, kind=NoticeKind.DISPOSAL)
    issued(section, kind=NoticeKind.DISPOSAL, acts=["talk", "correction"])
    assert numbers(section.body) == [1, 2, 3]
    assert numbers(other.body) == [1]


@pytest.mark.parametrize("number", [0, 1, 3])
def test_the_database_refuses_a_number_that_is_not_the_next(number):
    notice = issued()
    notice.pk = None
    notice.number = number
    with pytest.raises(IntegrityError), transaction.atomic():
        notice.save(force_insert=True)
    assert Notice.objects.count() == 1


@pytest.mark.parametrize(
    "statement", ["UPDATE measures_notice SET seen = 'x'", "DELETE FROM measures_notice"]
)
def test_the_database_keeps_what_was_issued(statement):
    issued()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_digest_stands_in_the_ledger_and_names_every_word():
    notice = issued()
    entry = Entry.objects.get(verb="notice.issue")
    assert Detail.objects.get(entry=entry).content["sha256"] == notice.digest
    assert is_as_issued(notice)
    for field, value in {
        "seen": "改了",
        "required": "改了",
        "number": 9,
        "due_on": SOON + datetime.timedelta(1),
    }.items():
        changed = Notice.objects.for_page().get()
        setattr(changed, field, value)
        assert not is_as_issued(changed)


def allowed(rule, thing, section):
    return {role for role, user in everybody(section).items() if rule(user, thing)}


def test_who_issues_replies_and_judges():
    notice = issued()
    section = notice.section
    assert allowed(can_issue, notice.body, section) == {Role.COMMITTEE_CHAIR}
    assert allowed(can_reply, notice, section) == {Role.SECTION_HEAD}
    assert allowed(can_judge, notice, section) == set()
    reply_to_notice(notice=notice, text="已办", by=section_head(section))
    notice = Notice.objects.get()
    assert allowed(can_reply, notice, section) == set()
    assert allowed(can_judge, notice, section) == {Role.COMMITTEE_CHAIR}


def test_a_reply_is_given_back_and_then_accepted():
    notice = issued()
    head, chair = section_head(notice.section), committee_chair(notice.section)
    reply_to_notice(notice=notice, text="已办", by=head)
    return_reply(notice=notice, reason="没有附台账", by=chair)
    reply_to_notice(notice=notice, text="已补台账", by=head)
    accept_reply(notice=notice, by=chair)
    rows = NoticeReply.objects.order_by("pk").values_list("text", "state", "returned_because")
    assert list(rows) == [("已办", "returned", "没有附台账"), ("已补台账", "accepted", "")]
    with pytest.raises(PermissionDenied):
        reply_to_notice(notice=notice, text="再报", by=head)
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticeReply.objects.filter(state="accepted").update(text="改了")
    verbs = Entry.objects.filter(verb__startswith="notice.").order_by("sequence")
    assert list(verbs.values_list("verb", flat=True)) == [
        "notice.issue", "notice.reply", "notice.returned", "notice.reply", "notice.accepted",
    ]  # fmt: skip


def test_a_notice_from_a_warning_acts_on_it(client):
    warning = raised()
    chair = committee_chair(warning.section)
    client.force_login(chair)
    page = f"{LIST}add/?warning={warning.public_id}"
    begun = client.get(page).context["form"]
    assert begun["section"].value() == warning.section_id
    assert str(warning.measure) in begun["seen"].value()
    said = {"kind": "control", "section": warning.section_id, "seen": "逾期", "required": "补办"}
    answer = client.post(page, handed(**said, due_on=SOON))
    notice = Notice.objects.get()
    assert (answer.status_code, answer.url) == (302, f"{LIST}{notice.pk}/")
    warning.refresh_from_db()
    assert (warning.state, notice.warning) == (WarningState.ACTED, warning)
    assert warning.acts.get().deed == "notice"
    assert f"/desk/measures/warnings/{warning.public_id}/" in client.get(answer.url).text


def test_of_a_case_nothing_is_filled_in_and_the_section_does_not_learn_of_it(client):
    section = SectionFactory()
    case = raised_by_a_case(section.body, section=section)
    chair = committee_chair(section)
    client.force_login(chair)
    page = f"{LIST}add/?warning={case.public_id}"
    assert client.get(page).context["form"]["seen"].value() is None
    said = {"kind": "disposal", "section": section.pk, "seen": "收件登记不全", "required": "补正"}
    client.post(page, handed(**said, acts=["talk"], due_on=SOON))
    notice = Notice.objects.get()
    assert case.public_id in client.get(f"{LIST}{notice.pk}/").text
    client.force_login(section_head(section))
    assert case.public_id not in client.get(f"{LIST}{notice.pk}/").text
    assert client.get(page).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"section": ""}, "section"),
        ({"section": "9" * 30}, "section"),
        ({"seen": ""}, "seen"),
        ({"seen": "长" * 1001}, "seen"),
        ({"due_on": "2026-02-31"}, "due_on"),
        ({"due_on": "2020-01-01"}, "due_on"),
        ({"kind": "disposal"}, "acts"),
        ({"acts": ["talk"]}, "acts"),
        ({"kind": "else"}, "kind"),
    ],
)
def test_a_notice_that_cannot_be(client, wrong, where):
    section = SectionFactory()
    client.force_login(committee_chair(section))
    said = {"kind": "control", "section": section.pk, "seen": "登记不全", "required": "补正"}
    answer = client.post(f"{LIST}add/", handed(**(said | {"due_on": SOON} | wrong)))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {where}
    assert Notice.objects.count() == 0


def test_another_bodys_section_or_position_is_refused():
    section = SectionFactory()
    chair = committee_chair(section)
    with pytest.raises(ValidationError):
        issued(section, by=chair, position=PositionFactory())
    other = SectionFactory()
    with pytest.raises(ValidationError):
        issue_notice(body=section.body, facts=notice_facts(other), by=chair)


def test_who_reads_a_notice(client):
    notice = issued()
    page = f"{LIST}{notice.pk}/"
    readers = {
        role
        for role, user in everybody(notice.section).items()
        if client.force_login(user) is None and client.get(page).status_code == 200
    }
    assert readers == set(everybody(notice.section)) - {Role.MODERATOR}
    for stranger in (
        contributor(SectionFactory(parent=notice.body)),
        committee_chair(BodyFactory()),
    ):
        client.force_login(stranger)
        assert client.get(page).status_code == 404
        assert client.get(f"/desk/registers/notices/{notice.pk}.pdf").status_code == 404
        assert list(client.get(LIST).context["page"]) == []


def test_the_reply_over_the_page(client):
    notice = issued()
    page = f"{LIST}{notice.pk}/"
    client.force_login(section_head(notice.section))
    assert client.post(f"{page}reply/", handed(**{"reply-text": ""})).status_code == 422
    assert client.post(f"{page}reply/", handed(**{"reply-text": "已补正"})).status_code == 302
    assert client.post(f"{page}accept/", handed()).status_code == 403
    client.force_login(committee_chair(notice.section))
    assert client.post(f"{page}return/", handed(**{"return-reason": ""})).status_code == 422
    assert client.post(f"{page}return/", handed(**{"return-reason": "不全"})).status_code == 302
    client.force_login(section_head(notice.section))
    client.post(f"{page}reply/", handed(**{"reply-text": "补全"}))
    client.force_login(committee_chair(notice.section))
    assert client.post(f"{page}accept/", handed()).status_code == 302
    states = [NoticeReply.objects.order_by("pk").values_list("state", flat=True)]
    assert [list(each) for each in states] == [["returned", "accepted"]]


def test_the_list_is_narrowed(client):
    section = SectionFactory()
    answered, open_one = issued(section), issued(section)
    reply_to_notice(notice=answered, text="已办", by=section_head(section))
    client.force_login(committee_chair(section))

    def found(query):
        return list(client.get(f"{LIST}{query}").context["page"])

    assert found("") == [open_one, answered]
    assert found("?state=open") == [open_one]
    assert found("?state=replied") == [answered]
    assert found("?state=late") == found("?state=done") == found("?kind=disposal") == []
    assert found("?page=" + "9" * 30) == [open_one, answered]
    assert client.get(f"{LIST}{'9' * 30}/").status_code == 404


def test_the_lists_ask_the_same_number_of_queries_for_one_and_for_three(
    client, django_assert_num_queries
):
    section = SectionFactory()
    chair = committee_chair(section)
    client.force_login(chair)
    client.get(LIST)
    for more in (1, 2):
        for _ in range(more):
            notice = issued(section, by=chair)
            reply_to_notice(notice=notice, text="已办", by=section_head(section))
        with django_assert_num_queries(8):
            client.get(LIST)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_it_is_printed_with_number_addressee_and_digest(client, language):
    notice = issued(kind=NoticeKind.DISPOSAL, acts=["talk", "circular"])
    chair = notice.issued_by
    chair.language = language
    chair.save()
    client.force_login(chair)
    answer = client.get(f"/desk/registers/notices/{notice.pk}.pdf")
    assert answer["Content-Type"] == "application/pdf"
    text = "".join(
        "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages).split()
    )
    for said in (
        notice.seen,
        notice.required,
        notice.section.name,
        notice.digest,
        str(notice.year),
    ):
        assert "".join(said.split()) in text
    assert ("约谈" in text) == (language == "zh-hans")


def test_a_warning_that_is_over_gives_no_notice():
    warning = raised()
    Raised.objects.update(state="ended", ended_on=timezone.localdate())
    warning.refresh_from_db()
    with pytest.raises(PermissionDenied):
        issued(warning.section, warning=warning)
