"""Comments entered by hand: the form, what is kept, the slip, and the same receipt as everybody's."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from powers import receipts
from powers.models import Comment, Policy, Posting
from powers.public.comments import receipt
from riskcontrol.audit.models import Chain, Entry
from tests.factories.accounts import contributor, deputy_head, moderator, section_head
from tests.factories.powers import drawn_chart, frozen, posted

from .flow import handed_in, over

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
TYPED = {
    "channel": "letter",
    "source": "群众来信〔2026〕第3号",
    "step_key": "examine",
    "body": "审查时间太长。",
    "name": "李四",
    "contact": "13800000000",
}


@pytest.fixture
def posting():
    return posted(drawn_chart(), days_ago=3)


@pytest.fixture
def clerk(client, posting):
    person = contributor(posting.flowchart.section)
    client.force_login(person)
    return person


def url_of(posting):
    return reverse("powers:comment_add", args=[posting.pk]) + "?lang=en"


def token_in(client, posting):
    return client.get(url_of(posting)).context["token"]


def enter(client, posting, **typed):
    typed = {"received_on": timezone.localdate().isoformat(), **TYPED, **typed}
    typed.setdefault("token", token_in(client, posting))
    return client.post(url_of(posting), typed)


def code_in(response):
    return re.search(r"<code[^>]*>([0-9A-Z-]{24})</code>", response.text).group(1)


def test_a_letter_is_entered_and_its_receipt_tells_of_it(client, posting, clerk):
    yesterday = timezone.localdate() - DAY
    response = enter(client, posting, received_on=yesterday.isoformat(), name_shown="on")
    comment = Comment.objects.get()
    kept = {name: getattr(comment, name) for name in TYPED}
    assert kept == TYPED
    told = (comment.received_on, comment.entered_by, comment.name_shown, comment.published_on)
    assert told == (yesterday, clerk, True, None)
    found = receipt(code_in(response))
    assert (found.state, found.comment.body) == ("received", "审查时间太长。")


def test_the_slip_says_what_the_sender_needs(client, posting, clerk, settings):
    settings.PUBLIC_ADDRESS = "https://public.example.org"
    text = enter(client, posting).text
    due = re.search(r"<dt>Answer by</dt>\s*<dd>([\d-]+)</dd>", text).group(1)
    assert datetime.date.fromisoformat(due) > timezone.localdate()
    assert "https://public.example.org/receipt/" in text
    assert ('class="qr"' in text, "erased 6 months after" in text) == (True, True)
    assert "erased" not in enter(client, posting, name="", contact="").text


@pytest.mark.parametrize(
    ("months", "said"),
    [(0, "as soon as the posting is settled."), (1, "1 month after the posting is settled.")],
)
def test_the_slip_says_when_names_are_erased(client, posting, clerk, months, said):
    Policy.objects.update_or_create(
        body=posting.flowchart.body, defaults={"contact_months": months}
    )
    words = " ".join(enter(client, posting).text.split())
    assert f"and are erased {said}" in words


def test_the_code_is_stored_nowhere(client, posting, clerk):
    code = code_in(enter(client, posting))
    comment = Comment.objects.get()
    assert comment.receipt_hash == receipts.hash_of(code)
    assert code not in str(vars(comment))
    assert code not in client.get(reverse("powers:posting_detail", args=[posting.pk])).text


def test_a_twin_shows_the_same_slip_and_keeps_one(client, posting, clerk):
    token = token_in(client, posting)
    first, second = (enter(client, posting, token=token) for _time in range(2))
    assert code_in(first) == code_in(second)
    assert (Comment.objects.count(), Entry.objects.count()) == (1, 1)


def test_a_form_used_twice_with_another_text_asks_to_save_once_more(client, posting, clerk):
    token = token_in(client, posting)
    enter(client, posting, token=token)
    response = enter(client, posting, token=token, body="另一条意见")
    assert ("Save once more" in response.text, "另一条意见" in response.text) == (True, True)
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("token", ["", "made-up:signature"])
def test_a_token_that_is_not_ours_brings_the_text_back(client, posting, clerk, token):
    response = enter(client, posting, token=token)
    assert ("Save once more" in response.text, TYPED["body"] in response.text) == (True, True)
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("channel", "page", "Select a valid choice"),
        ("channel", "", "Choose how it came in."),
        ("source", "", "Say where it can be found again"),
        ("received_on", "", "Give the day it came in"),
        ("received_on", "morgen", "Write the day as 2026-11-23."),
        ("received_on", "2190-01-01", "This day has not come yet."),
        ("received_on", "2020-01-01", "what came before is not about it"),
        ("step_key", "nowhere", "Choose a step of this chart"),
        ("body", " ", "Enter what was said."),
        ("body", "长" * 2001, "2001 characters; at most 2000 fit"),
        ("name", "长" * 51, "at most 50 characters"),
    ],
)
def test_bad_input_is_told_and_nothing_typed_is_lost(client, posting, clerk, field, value, words):
    response = enter(client, posting, **{field: value})
    assert 'id="error-summary"' in response.text
    assert words in response.text
    assert response.context["form"][field].value() == value
    kept = {name: TYPED[name] for name in TYPED if name != field}
    assert {name: response.context["form"][name].value() for name in kept} == kept
    assert not Comment.objects.exists()


def test_a_name_to_be_shown_is_given(client, posting, clerk):
    response = enter(client, posting, name="", name_shown="on")
    assert "Give the name that is to be shown." in response.text


def test_what_came_before_the_end_is_entered_until_it_is_settled(client):
    posting, people = over()
    client.force_login(people.moderator)
    assert enter(client, posting, received_on=posting.closes.isoformat()).status_code == 200
    assert Comment.objects.get().received_on == posting.closes
    late = enter(client, posting, received_on=(posting.closes + DAY).isoformat())
    assert "this came in later" in late.text
    assert Comment.objects.count() == 1


def _settled():
    posting, people = handed_in()
    Posting.objects.update(
        settled_at=timezone.now(), settled_by=people.moderator, final_version=posting.version
    )
    return posting


def _stopped():
    posting, people = over()
    Posting.objects.update(
        stopped_on=posting.closes, stopped_by=people.moderator, stop_reason="画错了"
    )
    return posting


@pytest.mark.parametrize(
    "made", [_settled, _stopped, lambda: posted(drawn_chart(), days_ago=-1)],
    ids=["settled", "stopped", "upcoming"],
)  # fmt: skip
def test_no_comment_is_entered_before_nor_after(client, made):
    posting = made()
    client.force_login(contributor(posting.flowchart.section))
    assert client.get(url_of(posting)).status_code == 403
    assert client.post(url_of(posting), TYPED).status_code == 403
    assert not Comment.objects.exists()


@pytest.mark.parametrize("role", [contributor, section_head, moderator, deputy_head])
def test_entering_is_the_sections_and_the_moderators(client, posting, role):
    client.force_login(role(posting.flowchart.section))
    expected = 403 if role is deputy_head else 200
    assert client.get(url_of(posting)).status_code == expected
    assert ("Enter a letter or call" in page(client, posting)) == (expected == 200)


def page(client, posting):
    return client.get(reverse("powers:posting_detail", args=[posting.pk]) + "?lang=en").text


def test_a_stranger_finds_nothing(client, posting):
    client.force_login(contributor(drawn_chart().section))
    assert client.get(url_of(posting)).status_code == 404


def test_it_stands_in_the_same_list_with_the_same_clock(client, posting, clerk):
    day = posting.opens.isoformat()
    enter(client, posting, received_on=day)
    posting.comments.create(body="从网页来", received_on=posting.opens)
    by_hand, online = client.get(reverse("powers:posting_detail", args=[posting.pk])).context[
        "rows"
    ]
    assert by_hand.clock == online.clock
    assert (by_hand.number, online.number, bool(by_hand.form)) == (1, 2, True)
    assert "群众来信〔2026〕第3号" in page(client, posting)


def test_the_entry_stands_where_the_units_auditor_does_not_read(client, posting, clerk):
    enter(client, posting)
    entry = Entry.objects.get()
    assert (entry.verb, entry.chain, entry.actor) == ("comment.enter", Chain.COMMITTEE, clerk)
    assert (entry.target_type, entry.target_id) == ("powers.posting", str(posting.pk))


def test_steps_are_those_that_were_posted(client, posting, clerk):
    posting.flowchart.steps.filter(key="examine").update(name="改了名")
    frozen(posting.flowchart)
    assert "2. 审查" in client.get(url_of(posting)).text


@pytest.mark.parametrize(
    ("typed", "held_for"),
    [({"body": "请打13800138000找我。"}, "personal"), ({"body": "审查时间太长。"}, "")],
)
def test_what_may_hold_personal_data_is_held_like_the_rest(client, posting, clerk, typed, held_for):
    enter(client, posting, **typed)
    assert Comment.objects.get().held_for == held_for
