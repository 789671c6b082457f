"""Practising on worked cases: one's own, blind until graded, nobody else's to read."""

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils.translation import override

from riskcontrol.audit.models import Entry
from riskpoints.actions.practice import answer_case
from riskpoints.actions.schemes import ensure_scheme
from riskpoints.models import PracticeAnswer
from riskpoints.practice import KEYS, practice_of, practised
from riskpoints.practice_cases import CASES
from riskpoints.rating import highest
from riskpoints.shipped import KINDS
from tests.factories.accounts import BodyFactory, committee_chair, committee_member, contributor
from tests.factories.schemes import in_force

pytestmark = pytest.mark.django_db
LIST = reverse("desk:practice")


def at(slug):
    return reverse("desk:practice_case", args=[slug])


def member():
    return committee_member(BodyFactory())


def through_all(user, **off):
    """Grade every case as it is worked, but for these factors."""
    for case in CASES:
        answer_case(slug=case.slug, grades=case.ranks | off, by=user)


def test_there_are_twelve_cases_of_every_level():
    assert len({case.slug for case in CASES}) == 12
    assert all(list(case.worked) == KEYS for case in CASES)
    assert {highest(case.ranks) for case in CASES} == {1, 2, 3}
    assert len({case.point for case in CASES}) == 12


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_text_is_there_in_both_languages(client, language):
    user = member()
    user.language = language
    user.save()
    through_all(user)
    client.force_login(user)
    for case in CASES:
        with override(language):
            shown = client.get(at(case.slug)).content.decode()
        is_chinese = bool(re.search("[一-鿿]", shown.split("<h1")[1].split("</h1>")[0]))
        assert is_chinese == (language == "zh-hans")


def test_the_worked_answer_shows_only_once_it_is_graded(client):
    client.force_login(member())
    case = CASES[0]
    with override("zh-hans"):
        whys = [str(row.why) for row in practice_of(client_user(client)).turns[0].rows]
    assert whys == [""] * 4
    page = client.get(at(case.slug))
    before = page.content.decode()
    assert page.context["turn"].worked_level is None
    answer = client.post(at(case.slug), dict.fromkeys(KEYS, 3))
    assert answer.url == at(case.slug)
    page = client.get(at(case.slug))
    turn = page.context["turn"]
    assert (turn.level.mark, turn.worked_level.mark, turn.is_same) == ("III", "I", False)
    assert all(row.why and row.why in page.content.decode() for row in turn.rows)
    assert not any(row.why in before for row in turn.rows)
    assert page.context["next"].case == CASES[1]


def client_user(client):
    return client.get(LIST).wsgi_request.user


def test_gaps_come_back(client):
    client.force_login(member())
    answer = client.post(at("fine"), {"nature": 1, "discretion": 2, "harm": 9})
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"harm", "closeness"}
    assert not PracticeAnswer.objects.exists()


def test_the_first_answer_stays_until_one_begins_anew(client):
    user = member()
    client.force_login(user)
    client.post(at("fine"), dict.fromkeys(KEYS, 3))
    client.post(at("fine"), dict.fromkeys(KEYS, 1))
    assert PracticeAnswer.objects.get().grades == dict.fromkeys(KEYS, 3)
    other = member()
    answer_case(slug="fine", grades=dict.fromkeys(KEYS, 1), by=other)
    client.post(reverse("desk:practice_over"))
    assert [one.user for one in PracticeAnswer.objects.all()] == [other]


def test_agreement_with_the_worked_answers_is_told(client):
    user = member()
    client.force_login(user)
    through_all(user)
    practice = client.get(LIST).context["practice"]
    assert (practice.same, len(practice.answered), practice.next) == (12, 12, None)
    with override("en"):
        assert "α = 1.00" in practice.words
    PracticeAnswer.objects.filter(user=user).delete()
    through_all(user, discretion=3)
    practice = client.get(LIST).context["practice"]
    assert practice.same == 11
    with override("en"):
        assert "α = 0." in practice.words


def test_two_cases_are_too_few_to_say():
    user = member()
    for case in CASES[:2]:
        answer_case(slug=case.slug, grades=case.ranks, by=user)
    assert "α" not in practice_of(user).words


def test_one_s_practice_is_one_s_own(client):
    body = BodyFactory()
    chair, one, other = committee_chair(body), committee_member(body), committee_member(body)
    through_all(one, nature=1)
    answer_case(slug="fine", grades=dict.fromkeys(KEYS, 2), by=other)
    through_all(committee_member(BodyFactory()))
    assert practised(body) == (1, 3)
    client.force_login(chair)
    page = client.get(LIST)
    assert page.context["counts"] == [(body, 1, 3)]
    assert page.context["practice"].answered == []
    content = page.content.decode()
    assert not any(person.name in content for person in (one, other))
    client.force_login(one)
    assert client.get(LIST).context["counts"] == []
    assert not Entry.objects.exists()


def test_practice_is_for_members_of_a_committee(client):
    user = contributor(BodyFactory())
    client.force_login(user)
    for path in (LIST, at("fine")):
        assert client.get(path).status_code == 403
    assert client.post(reverse("desk:practice_over")).status_code == 403
    with pytest.raises(PermissionDenied):
        answer_case(slug="fine", grades=dict.fromkeys(KEYS, 1), by=user)


@pytest.mark.parametrize(
    ("slug", "grades"),
    [
        ("nothing", dict.fromkeys(KEYS, 1)),
        ("fine", {"nature": 1}),
        ("fine", dict.fromkeys(KEYS, 4)),
    ],
)
def test_what_is_no_answer_is_refused(slug, grades):
    with pytest.raises(ValidationError):
        answer_case(slug=slug, grades=grades, by=member())


def test_an_unknown_case_is_not_found(client):
    client.force_login(member())
    assert client.get(at("nothing")).status_code == 404


def test_the_page_says_where_a_body_rates_otherwise(client):
    user = member()
    body = user.memberships.get().unit
    client.force_login(user)
    assert client.get(LIST).context["other_schemes"] == []
    ours = in_force(KINDS, body)
    assert client.get(LIST).context["other_schemes"] == [ours]


def test_a_body_with_the_shipped_scheme_of_its_own_rates_as_practised(client):
    user = member()
    ensure_scheme(user.memberships.get().unit)
    client.force_login(user)
    assert client.get(LIST).context["other_schemes"] == []


@pytest.mark.parametrize("answers", [1, 3])
def test_the_list_costs_the_same_however_many_are_graded(
    client, django_assert_num_queries, answers
):
    user = member()
    for case in CASES[:answers]:
        answer_case(slug=case.slug, grades=case.ranks, by=user)
    client.force_login(user)
    with django_assert_num_queries(5):
        client.get(LIST)
