"""The demo, loaded, puts something before each of its people; loading it again changes nothing."""

from io import StringIO
from itertools import islice

import pytest
from django.core.management import call_command
from django.db.models import F
from django.test import Client
from ruamel.yaml import YAML

from measures.models import DisclosureItem, MajorProject, Measure, Occasion, Review
from measures.schedule import due_days, horizon, on_a_workday
from measures.states import MONTHS
from powers.models import Comment, Power
from powers.states import ProjectStage
from riskcontrol.accounts.demo import ABOVE, ACCOUNTS, PEOPLE
from riskcontrol.accounts.models import Membership, User
from riskcontrol.accounts.roles import ADMINISTRATORS, Role
from riskcontrol.audit.models import Entry
from riskcontrol.audit.verification import verify
from riskcontrol.desk import demo
from riskcontrol.desk.management.commands.load_demo import SEED
from riskcontrol.lib.workdays import months_after
from riskpoints.models import Mandate, RiskPoint, SharedPoint, Sitting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_demo")]

# What stands first on each one's page.
FIRST = {
    Role.CONTRIBUTOR: "/desk/measures/",
    Role.SECTION_HEAD: "/desk/measures/",
    Role.MODERATOR: "/desk/flowcharts/",
    Role.DEPUTY_HEAD: "/desk/flowcharts/",
    Role.HEAD: "/desk/measures/",
    Role.COMMITTEE_MEMBER: "/desk/committee/",
    Role.COMMITTEE_CHAIR: "/desk/committee/",
    Role.SECURITY_ADMINISTRATOR: "/desk/people/",
}
DUTIES = {Role.AUDITOR: "/desk/ledger/", Role.SYSTEM_ADMINISTRATOR: "/desk/people/"}


def load():
    told = StringIO()
    call_command("load_demo", stdout=told)
    return told.getvalue()


def signed_in(username):
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def page_of(username):
    return signed_in(username).get("/desk/")


def counts():
    return [model.objects.count() for model in (User, Membership, Power, RiskPoint, Measure, Entry)]


def test_a_second_run_changes_nothing():
    before = counts()

    assert load() == ""
    assert counts() == before


def test_every_role_has_one_account_with_the_demo_s_password():
    assert sorted(one.role for one in PEOPLE) == sorted(Role)
    for one in ACCOUNTS:
        user = User.objects.get(username=one.username)
        assert [seat.role for seat in user.memberships.all()] == [one.role]
        assert user.check_password(demo.password())


def test_the_carrier_of_the_example_cannot_sign_in():
    carrier = User.objects.get(username="demo-loader")

    assert not carrier.is_active
    assert not carrier.has_usable_password()


def test_every_account_has_a_next_action_on_its_first_page():
    for role in Role:
        page = page_of(role)
        items = page.context["items"]
        address = items[0].url if items else DUTIES[role]
        assert address.startswith((FIRST | DUTIES)[role])
        button = page.text.partition("btn-primary")[2]
        assert button.partition('href="')[2].startswith(address)


def test_every_piece_of_work_opens():
    for username in [*sorted(set(Role) - ADMINISTRATORS), *(one.username for one in ABOVE)]:
        client = signed_in(username)
        opened = [client.get(item.url).status_code for item in page_of(username).context["items"]]
        assert set(opened) <= {200}, username
        assert opened or username == "other-chair"


def test_the_issue_s_scenes_are_there():
    assert Comment.objects.unanswered().count() == 1
    overdue = Occasion.objects.undone().filter(due_on__lt=demo.timezone.localdate())
    assert overdue.exists()
    assert not overdue.filter(due_on__lt=F("measure__in_force_from")).exists()
    assert Sitting.objects.open().count() == 1
    project = MajorProject.objects.get()
    assert {step.stage for step in project.flowchart.steps.all()} == set(ProjectStage.values)
    assert DisclosureItem.objects.overdue_on(demo.timezone.localdate()).count() == 1


def test_a_round_was_sent_down_and_one_unit_has_handed_its_result_up():
    mandate = Mandate.objects.get()

    assert list(mandate.charges.values_list("body__code", "state", "joined")) == [
        ("DEMO", "under-way", True),
        ("DEMO-ER", "handed-up", False),
    ]
    above = signed_in("area-chair")
    assert above.get(f"/desk/oversight/{mandate.pk}/").status_code == 200
    handed_up = mandate.charges.get(body__code="DEMO-ER")
    work = [item.url for item in page_of("area-chair").context["items"]]
    assert [url for url in work if "oversight" in url] == [f"/desk/oversight/units/{handed_up.pk}/"]


def test_the_same_power_stands_in_two_units_and_one_finds_what_the_other_has():
    beside = signed_in("area-chair").get("/desk/powers/DEMO-N-001/same/").context["beside"]
    powers = [column.power.code for column in beside.columns]
    assert powers == ["DEMO-N-001", "DEMO-ER-N-001"]
    (shared,) = SharedPoint.objects.values_list("title", flat=True)

    sheet = signed_in("contributor").get("/desk/worksheets/demo-discipline-case/")
    assert sheet.text.count(shared) >= 1
    assert "示范二局" in sheet.text


def test_the_deck_s_powers_stay_as_they_are():
    example = YAML(typ="safe", pure=True).load(SEED.read_text())
    deck = {power["name"] for power in example["powers"]}

    own = Power.objects.filter(body__code="DEMO").exclude(code__startswith="DEMO-N-1")
    names = set(own.exclude(code__startswith="DEMO-ZD-").values_list("name", flat=True))

    assert names == deck
    assert Power.objects.filter(code__startswith="DEMO-N-1").count() == 6


def test_the_ledger_is_whole():
    assert verify() == Entry.objects.count()


def test_every_recurring_measure_stands_in_the_calendar_from_the_import_on():
    """As after `make run`: a year of each rhythm, nothing before the day of the import."""
    today = demo.timezone.localdate()
    recurring = Measure.objects.in_force().filter(rhythm__in=MONTHS, body__code="DEMO")
    assert recurring.exists()
    ends = horizon(today)
    for measure in recurring:
        days = [one.due_on for one in measure.occasions.all()]
        named = islice(due_days(measure.in_force_from, MONTHS[measure.rhythm]), 24)
        assert days == [day for day in map(on_a_workday, named) if day <= ends]
        assert len(days) >= 12 // MONTHS[measure.rhythm] - 1
        assert min(days) > measure.in_force_from == today

    client = Client()
    client.force_login(User.objects.get(username=Role.SECTION_HEAD))
    shown = set()
    for ahead in range(14):
        month = months_after(today.replace(day=1), ahead)
        page = client.get("/desk/measures/calendar/", {"month": f"{month:%Y-%m}"})
        assert page.status_code == 200
        for week in page.context["weeks"]:
            for day in filter(None, week):
                found = Occasion.objects.filter(due_on=day.date, measure__in=recurring)
                others = Occasion.objects.filter(due_on=day.date, body__code="DEMO", lapsed=False)
                others = others.exclude(measure__in=recurring)
                reviews = Review.objects.filter(due_on=day.date, body__code="DEMO")
                assert day.count == found.count() + others.count() + reviews.count()
                shown |= set(found.values_list("measure", flat=True))
    assert shown == set(recurring.values_list("pk", flat=True))
