"""The committee's pages of what was passed on: taken up, dealt with, and not there for anybody else."""

import uuid

import pytest
from django.urls import reverse

from powers.actions.referrals import close_referral, take_up
from powers.models import Referral
from riskcontrol.accounts.roles import COMMITTEE, Role
from riskcontrol.audit.models import Chain, Entry
from tests.factories.accounts import AreaFactory, BodyFactory, SectionFactory, person
from tests.factories.powers import AttachmentFactory, ReferralFactory, drawn_chart, posted

pytestmark = pytest.mark.django_db
LIST = reverse("powers:referral_list")


@pytest.fixture
def referral():
    """Something passed on in a body that stands below an area."""
    section = SectionFactory(parent=BodyFactory(parent=AreaFactory()))
    return ReferralFactory(posting=posted(drawn_chart(section=section)), name="李四")


@pytest.fixture
def member(client, referral):
    user = person(Role.COMMITTEE_MEMBER, referral.body_unit)
    client.force_login(user)
    return user


def url_of(referral):
    return reverse("powers:referral_detail", args=[referral.public_id]) + "?lang=en"


def handle(client, referral, act, note=""):
    typed = {"act": act, "note": note, "submission_id": uuid.uuid4()}
    answer = client.post(url_of(referral), typed)
    return client.get(answer.url + "?lang=en") if answer.status_code == 302 else answer


def test_the_list_leads_to_each_and_does_not_tell_what_it_says(client, referral, member):
    text = client.get(LIST + "?lang=en").text
    assert url_of(referral).removesuffix("?lang=en") in text
    assert (referral.body in text, "李四" in text) == (False, False)


def test_the_page_tells_all(client, referral, member):
    kept = AttachmentFactory(comment=None, referral=referral, name="照片.png")
    response = client.get(url_of(referral))
    told = [referral.body, "李四", "照片.png", str(referral.passed_by)]
    assert [words in response.text for words in told] == [True] * 4
    file = client.get(reverse("powers:attachment", args=[kept.public_id]))
    assert file.content == b"\x89PNG"
    for page in (response, file, client.get(LIST)):
        assert "no-store" in page["Cache-Control"]


def test_it_is_taken_up_and_dealt_with(client, referral, member):
    assert "taken up by the committee" in handle(client, referral, "take-up").text
    text = handle(client, referral, "close", "约谈经办人，已整改。").text
    assert ("约谈经办人，已整改。" in text, 'name="note"' in text) == (True, False)
    referral.refresh_from_db()
    told = (referral.state, referral.handled_by, referral.note)
    assert told == ("closed", member, "约谈经办人，已整改。")
    entries = Entry.objects.about(referral).order_by("sequence")
    assert [(entry.verb, entry.chain) for entry in entries] == [
        ("referral.take-up", Chain.COMMITTEE),
        ("referral.close", Chain.COMMITTEE),
    ]
    assert entries[1].detail.content == {}


def test_closing_says_how(client, referral, member):
    text = handle(client, referral, "close", " ").text
    assert "Note how it was dealt with." in text
    assert Referral.objects.get().state == "waiting"


def test_what_is_dealt_with_stays_so(client, referral, member):
    close_referral(referral=referral, note="已办结。", by=member)
    text = handle(client, referral, "take-up", "再看看").text
    assert "This has been dealt with already." in text
    assert Referral.objects.get().note == "已办结。"


def test_an_unknown_act_is_refused(client, referral, member):
    assert handle(client, referral, "nonsense").status_code == 400


def test_the_committee_of_the_area_reads_it_too(client, referral):
    client.force_login(person(Role.COMMITTEE_CHAIR, referral.body_unit.parent))
    assert client.get(url_of(referral)).status_code == 200
    assert handle(client, referral, "take-up").status_code == 200


def test_the_committee_of_another_body_does_not(client, referral):
    client.force_login(person(Role.COMMITTEE_CHAIR, BodyFactory()))
    assert list(client.get(LIST).context["page"]) == []
    assert client.get(url_of(referral)).status_code == 404


@pytest.mark.parametrize("role", sorted(set(Role) - COMMITTEE))
@pytest.mark.parametrize("where", ["body_unit", "area"])
def test_nobody_else_gets_more_than_not_found(client, referral, role, where):
    unit = referral.body_unit if where == "body_unit" else referral.body_unit.parent
    kept = AttachmentFactory(comment=None, referral=referral)
    client.force_login(person(role, unit))
    file = reverse("powers:attachment", args=[kept.public_id])
    missing = client.get(LIST + "no-such-thing/").content
    for url in (LIST, url_of(referral).removesuffix("?lang=en"), file):
        response = client.get(url)
        assert (response.status_code, response.content) == (404, missing)
    assert client.post(url_of(referral), {"act": "take-up"}).status_code == 404
    assert Referral.objects.get().state == "waiting"


def test_nobody_signed_in_is_led_to_the_door(client, referral):
    assert client.get(LIST).url.startswith("/accounts/login/")


def test_what_waits_stands_first(client, referral, member):
    taken = take_up(referral=ReferralFactory(posting=referral.posting), by=member)
    closed = ReferralFactory(posting=referral.posting)
    close_referral(referral=closed, note="已办结。", by=member)
    waiting = ReferralFactory(posting=referral.posting)
    page = client.get(LIST).context["page"]
    assert list(page) == [referral, waiting, taken, closed]


def test_an_empty_list_says_what_will_stand_here(client):
    client.force_login(person(Role.COMMITTEE_MEMBER, BodyFactory()))
    assert "Nothing has been passed on" in client.get(LIST + "?lang=en").text


def test_the_list_asks_the_same_number_of_queries_for_one_and_for_three(
    client, referral, member, django_assert_num_queries
):
    client.get(LIST)
    for more in (0, 2):
        for _one in range(more):
            ReferralFactory(posting=referral.posting)
        with django_assert_num_queries(5):
            client.get(LIST)
