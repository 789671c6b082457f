"""The navigation: which pages a role opens, and where the reader is."""

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from riskcontrol.accounts.roles import Role
from riskcontrol.desk.templatetags.desk_nav import desk_nav, desk_seat
from tests.factories.accounts import BodyFactory, UserFactory, person

BUSINESS = [
    "desk:home",
    "desk:walk",
    "powers:power_list",
    "powers:flowchart_list",
    "powers:posting_list",
    "riskpoints:list",
    "desk:rounds",
    "measures:list",
    "registers:index",
]


@pytest.fixture(autouse=True)
def database(db):
    """Every test here needs people."""


def context_of(user, path="/desk/"):
    request = RequestFactory().get(path)
    request.user = user
    return Context({"request": request})


def names_for(role):
    return [item.name for item in desk_nav(context_of(person(role, BodyFactory())))["nav"]]


def here(path, **more):
    context = context_of(person(Role.COMMITTEE_CHAIR, BodyFactory()), path)
    context.update(more)
    return [item.name for item in desk_nav(context)["nav"] if item.is_here]


@pytest.mark.parametrize(
    "role",
    [Role.CONTRIBUTOR, Role.SECTION_HEAD, Role.MODERATOR, Role.DEPUTY_HEAD, Role.HEAD],
)
def test_the_unit_s_people_walk_the_whole_way_without_the_committee(role):
    assert names_for(role) == BUSINESS


@pytest.mark.parametrize("role", [Role.COMMITTEE_MEMBER, Role.COMMITTEE_CHAIR])
def test_the_committee_finds_its_own_page_after_the_risk_points(role):
    assert names_for(role) == [*BUSINESS[:7], "desk:committee", *BUSINESS[7:]]


@pytest.mark.parametrize(
    ("role", "pages"),
    [
        (Role.AUDITOR, ["desk:ledger"]),
        (Role.SECURITY_ADMINISTRATOR, ["accounts:people"]),
        (Role.SYSTEM_ADMINISTRATOR, ["accounts:people", "accounts:units", "desk:settings"]),
    ],
)
def test_an_administrator_sees_no_business(role, pages):
    assert names_for(role) == ["desk:home", *pages]


def test_a_person_without_a_seat_has_his_work_alone_and_no_unit():
    context = context_of(UserFactory())
    assert [item.name for item in desk_nav(context)["nav"]] == ["desk:home"]
    assert desk_seat(context) is None


def test_a_page_without_a_reader_names_no_unit():
    assert desk_seat(Context({})) is None


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/desk/", ["desk:home"]),
        ("/desk/powers/", ["powers:power_list"]),
        ("/desk/powers/A-1/", ["powers:power_list"]),
        ("/desk/committee/3/", ["desk:committee"]),
        ("/desk/worksheets/A-1/", []),
    ],
)
def test_the_page_one_is_on_is_marked(path, name):
    assert here(path) == name


def test_a_page_may_say_where_it_belongs():
    assert here("/desk/worksheets/A-1/", nav_at="riskpoints:list") == ["riskpoints:list"]


def test_the_masthead_names_the_reader_s_unit():
    body = BodyFactory(name="示范单位")
    page = Template("{% load desk_nav %}{% desk_seat as seat %}{{ seat.unit }}")
    assert page.render(context_of(person(Role.HEAD, body))) == "示范单位"


def test_the_navigation_reads_the_seats_once(django_assert_num_queries):
    context = context_of(person(Role.HEAD, BodyFactory()))
    page = Template("{% load desk_nav %}{% desk_nav %}{% desk_seat as seat %}{{ seat.unit.body }}")
    with translation.override("en"), django_assert_num_queries(1):
        page.render(context)
