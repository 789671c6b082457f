"""An empty installation opens on its first-run page, once."""

import pytest
from django.core.exceptions import PermissionDenied

from riskcontrol.accounts.actions import Newcomer, open_installation
from riskcontrol.accounts.models import Membership, Unit, User
from riskcontrol.audit.models import Entry
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
URL = "/setup/"
PASSWORD = "Dreizehn-Wolken"


def entries(*people, **data):
    """The page's fields as filled in, with so many colleagues."""
    given = {
        "body_name": "示范单位", "body_code": "DEMO", "sections": "办公室\n执法监察科\n办公室",
        "person": "何平", "username": "he", "password": PASSWORD,
        "people-TOTAL_FORMS": len(people), "people-INITIAL_FORMS": 0,
    }  # fmt: skip
    names = ("name", "username", "role", "section")
    for number, one in enumerate(people):
        given |= {f"people-{number}-{name}": value for name, value in zip(names, one, strict=True)}
    return given | data


@pytest.mark.parametrize("door", ["/", "/desk/", "/accounts/login/"])
def test_an_empty_installation_s_doors_lead_to_the_page(client, door):
    assert client.get(door).url == URL


@pytest.mark.parametrize("door", ["/", "/desk/", "/accounts/login/"])
def test_once_somebody_has_an_account_the_doors_are_themselves(client, door):
    UserFactory()
    for _time in range(2):
        answer = client.get(door)
        assert answer.status_code == 200 or answer.url.startswith("/accounts/login/")


def test_the_page_names_the_body_its_sections_and_its_people(client):
    answer = client.post(
        URL,
        entries(
            ("陈晓", "chen", "contributor", "执法监察科"),
            ("冯伟", "feng", "security-administrator", ""),
            ("", "", "contributor", ""),
        ),
    )

    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert [(unit.kind, unit.code, unit.name) for unit in Unit.objects.order_by("pk")] == [
        ("body", "DEMO", "示范单位"),
        ("section", "DEMO-01", "办公室"),
        ("section", "DEMO-02", "执法监察科"),
    ]
    seats = Membership.objects.order_by("pk").values_list("user__username", "role", "unit__name")
    assert list(seats) == [
        ("he", "system-administrator", "示范单位"),
        ("chen", "contributor", "执法监察科"),
        ("feng", "security-administrator", "示范单位"),
    ]
    assert Entry.objects.get().verb == "installation.open"


def test_first_passwords_are_shown_once_and_open_the_door(client):
    answer = client.post(URL, entries(("陈晓", "chen", "contributor", "办公室")))

    password = answer.context["passwords"]["chen"]
    assert password in answer.text
    assert PASSWORD not in answer.text
    assert User.objects.get(username="chen").check_password(password)
    assert User.objects.get(username="he").check_password(PASSWORD)
    assert client.get(URL).url == "/accounts/login/"
    assert client.post(URL, entries()).url == "/accounts/login/"
    assert User.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"body_code": "a b"}, "编码"), ({"body_code": "A" * 37}, ""), ({"sections": ""}, ""),
        ({"password": "short"}, ""), ({"username": "a b"}, ""), ({"body_name": ""}, ""),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client, wrong, words):
    answer = client.post(URL, entries(("陈晓", "chen", "contributor", "办公室"), **wrong))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == list(wrong)
    assert 'value="陈晓"' in answer.text
    assert 'value="何平"' in answer.text
    assert not User.objects.exists()
    assert not Unit.objects.exists()


@pytest.mark.parametrize(
    "one",
    [
        ("陈晓", "", "contributor", ""), ("", "chen", "contributor", ""),
        ("陈晓", "chen", "king", ""), ("陈晓", "chen", "system-administrator", ""),
        ("陈晓", "a b", "contributor", ""),
    ],
)  # fmt: skip
def test_a_colleague_is_whole_or_left_out(client, one):
    answer = client.post(URL, entries(one))

    assert answer.status_code == 422
    assert answer.context["people"].total_error_count() == 1
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("people", "named"),
    [
        ([("陈晓", "HE", "contributor", "")], "he"),
        ([("陈晓", "chen", "head", ""), ("赵明", "chen", "head", "")], "chen"),
        ([("陈晓", "chen", "contributor", "财务科")], "财务科"),
    ],
)
def test_people_and_sections_agree(client, people, named):
    answer = client.post(URL, entries(*people))

    assert answer.status_code == 422
    assert named in answer.context["form"].non_field_errors()[0]
    assert not User.objects.exists()


def test_faults_of_the_unit_and_of_the_people_are_said_together(client):
    answer = client.post(URL, entries(("陈晓", "", "head", ""), body_name=""))

    assert answer.context["form"].errors
    assert answer.context["people"].total_error_count() == 1


def test_nobody_sets_up_a_second_time():
    UserFactory()

    with pytest.raises(PermissionDenied):
        open_installation(
            code="DEMO", name="示范单位", sections=[], people=[],
            first=Newcomer("何平", "he", "system-administrator"), password=PASSWORD,
        )  # fmt: skip
    assert not Unit.objects.exists()


def test_the_page_speaks_english_when_asked(client):
    assert "Set up" in client.get(URL, {"lang": "en"}).text
