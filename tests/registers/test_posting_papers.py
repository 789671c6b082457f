"""Poster and pack: who may have them, and as long as what they say is true."""

import pytest
from django.urls import reverse

from tests.disclosure.said import settled, stopped
from tests.factories.accounts import contributor, deputy_head, moderator, person, section_head
from tests.powers.visitors import neighbour, nobody, outsider

from .papers import a_posting, url_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def posting():
    return a_posting()


WHO = {
    "nobody": (nobody, 302),
    "outsider": (outsider, 404),
    "neighbour": (neighbour, 403),
    "contributor": (contributor, 200),
    "section head": (section_head, 200),
    "moderator": (moderator, 200),
    "deputy head": (deputy_head, 403),
    "auditor": (lambda section: person("auditor", section.body), 404),
}


@pytest.mark.parametrize("name", ["posting_pack", "poster"])
@pytest.mark.parametrize("who", WHO)
def test_the_section_and_the_moderators_may_have_it(client, posting, name, who):
    visitor, status = WHO[who]
    if user := visitor(posting.flowchart.section):
        client.force_login(user)
    assert client.get(url_of(posting, name)).status_code == status


@pytest.mark.parametrize("name", ["posting_pack", "poster"])
def test_nothing_can_be_sent_there(client, posting, name):
    client.force_login(contributor(posting.flowchart.section))
    assert client.post(url_of(posting, name)).status_code == 405


@pytest.mark.parametrize(
    ("state", "statuses"),
    [
        ("upcoming", (200, 200)),
        ("open", (200, 200)),
        ("closed", (200, 409)),
        ("settled", (200, 409)),
        ("stopped", (409, 409)),
        ("withheld", (409, 409)),
    ],
)
def test_papers_are_given_as_long_as_they_are_true(client, state, statuses):
    posting = a_posting(days_ago={"upcoming": -2, "closed": 30, "settled": 30}.get(state, 0))
    if state == "settled":
        settled(posting)
    if state == "stopped":
        stopped(posting)
    if state == "withheld":
        posting.flowchart.powers.update(withheld_ground="涉密", withheld_approver="王局")
    client.force_login(contributor(posting.flowchart.section))
    found = [client.get(url_of(posting, name)) for name in ("posting_pack", "poster")]
    assert tuple(each.status_code for each in found) == statuses
    for refused in found:
        if refused.status_code == 409:
            assert f'href="/desk/postings/{posting.pk}/"' in refused.text
            assert refused["Cache-Control"] == "no-store"


def test_the_posting_page_offers_what_can_be_had(client):
    for days_ago, offered in ((0, ["poster", "posting_pack"]), (30, ["posting_pack"])):
        posting = a_posting(days_ago=days_ago)
        page = reverse("powers:posting_detail", args=[posting.pk])
        client.force_login(contributor(posting.flowchart.section))
        text = client.get(page).text
        found = [
            name for name in ("poster", "posting_pack") if f'"{url_of(posting, name)}"' in text
        ]
        assert found == offered
        client.force_login(deputy_head(posting.flowchart.section))
        assert "pack.zip" not in client.get(page).text
        stopped(posting)
        client.force_login(moderator(posting.flowchart.section))
        assert "pack.zip" not in client.get(page).text
