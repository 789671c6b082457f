"""The pages about warnings: who sees which, acts on them and sets them aside; the body's rules."""

import datetime
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from measures.actions.warnings import compute_warnings, set_aside
from measures.models import LawChange, WarningScheme
from measures.models import Warning as Raised
from measures.permissions.warnings import can_act_on, can_set_aside
from measures.warning_listing import name, page_of, place_in
from measures.warning_states import WarningState
from powers.models import Power
from riskcontrol.accounts.models import Membership
from riskcontrol.accounts.roles import Role
from riskcontrol.audit.models import Chain, Entry
from tests.factories.accounts import (
    AreaFactory,
    BodyFactory,
    SectionFactory,
    committee_chair,
    committee_member,
    contributor,
    person,
    section_head,
)
from tests.factories.leads import ruled
from tests.factories.measures import everybody, handed_in, measure_for
from tests.factories.powers import settled_chart
from tests.factories.warnings import raised, raised_by_a_case

pytestmark = pytest.mark.django_db
LIST = "/desk/measures/warnings/"
TODAY = timezone.localdate()
NEXT_WEEK = TODAY + datetime.timedelta(days=7)


def address(warning, act=""):
    return f"{LIST}{warning.public_id}/{act}"


def handed(**fields):
    return {"submission_id": uuid.uuid4(), **fields}


def seen_by(client, user, query=""):
    client.force_login(user)
    answer = client.get(f"{LIST}{query}")
    assert answer.status_code == 200
    return [row[0] for row in answer.context["rows"]]


def roles_allowed(rule, warning):
    people = everybody(warning.section or warning.body)
    return {role for role, user in people.items() if rule(user, warning)}


LEADERS = {Role.HEAD, Role.DEPUTY_HEAD}
COMMITTEE = {Role.COMMITTEE_MEMBER, Role.COMMITTEE_CHAIR}


def test_who_acts_on_a_warning_and_who_sets_it_aside():
    warning = raised()
    assert roles_allowed(can_act_on, warning) == {Role.SECTION_HEAD, *LEADERS, *COMMITTEE}
    assert roles_allowed(can_set_aside, warning) == COMMITTEE
    other = section_head(SectionFactory(parent=warning.body))
    assert not can_act_on(other, warning)


def test_a_proven_case_is_acted_on_by_the_committee_alone():
    section = SectionFactory()
    warning = raised_by_a_case(section.body, section=section)
    assert roles_allowed(can_act_on, warning) == COMMITTEE
    assert roles_allowed(can_set_aside, warning) == COMMITTEE


def test_nobody_sets_aside_what_is_about_his_own_section():
    warning = raised()
    member = committee_member(warning.section)
    Membership.objects.create(user=member, unit=warning.section, role=Role.CONTRIBUTOR)
    said = can_set_aside(member, warning)
    assert not said
    assert said.reason


def test_a_body_reads_its_own_warnings(client):
    warning, other = raised(), raised()
    assert seen_by(client, contributor(warning.section)) == [warning]
    assert client.get(address(other)).status_code == 404
    assert client.get(address(warning)).status_code == 200
    area = AreaFactory()
    warning.body.parent = area
    warning.body.save()
    assert seen_by(client, committee_member(area)) == [warning]
    for role in (Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR):
        assert seen_by(client, person(role, warning.body)) == []


def test_a_proven_case_is_seen_by_the_committee_alone(client):
    section = SectionFactory()
    plain, case = raised(section), raised_by_a_case(section.body, section=section)
    for role, user in everybody(section).items():
        expected = {plain, case} if role in COMMITTEE else {plain}
        assert set(seen_by(client, user)) == expected
        assert client.get(address(case)).status_code == (200 if role in COMMITTEE else 404)
        kinds = [
            key
            for key, _label in client.get(LIST).context["filter"].filters["kind"].extra["choices"]
        ]
        assert ("case" in kinds) == (role in COMMITTEE)


def test_a_member_does_not_see_a_case_about_his_own_section(client):
    section = SectionFactory()
    case = raised_by_a_case(section.body, section=section)
    member = committee_member(section)
    assert seen_by(client, member) == [case]
    Membership.objects.create(user=member, unit=section, role=Role.CONTRIBUTOR)
    assert seen_by(client, member) == []
    assert client.get(address(case)).status_code == 404


def test_the_list_is_narrowed_and_ordered(client):
    section = SectionFactory()
    red, yellow = raised(section), raised(section, days=5)
    user = contributor(section)
    assert seen_by(client, user) == [red, yellow]
    assert seen_by(client, user, "?rank=3") == [yellow]
    assert seen_by(client, user, "?rank=9") == [red, yellow]  # no such colour: the page says so
    assert seen_by(client, user, "?kind=limit") == []
    assert seen_by(client, user, f"?section={section.pk}") == [red, yellow]
    assert seen_by(client, user, "?state=acted") == []
    assert seen_by(client, user, "?state=nonsense") == [red, yellow]


def test_pages_follow_one_another(client):
    section = SectionFactory()
    for _ in range(23):
        raised(section)
    everything = Raised.objects.open()
    first = page_of(everything, {})
    assert (len(first.object_list), first.total, first.previous) == (20, 23, "")
    second = page_of(everything, {"after": first.next})
    assert (len(second.object_list), second.next) == (3, "")
    back = page_of(everything, {"before": second.previous})
    assert back.object_list == first.object_list
    assert back.is_first


@pytest.mark.parametrize(
    "typed",
    ["", "x", "1.2.3", "1.20261131.abc", "9" * 30 + ".20260101.abc", "1.20260101.\0", "1..a"],
)
def test_a_place_that_is_none_begins_the_list(client, typed):
    assert place_in(typed) is None
    warning = raised()
    assert seen_by(client, contributor(warning.section), f"?after={typed}") == [warning]


def test_a_place_is_read_as_it_is_written():
    place = (3, datetime.date(2026, 1, 31), "abc123")
    assert place_in(name(place)) == place


def test_acting_leaves_a_note_and_an_entry(client):
    warning = raised()
    head = section_head(warning.section)
    client.force_login(head)
    answer = client.post(address(warning, "act/"), handed(**{"act-note": "已约谈经办人"}))
    assert (answer.status_code, answer.url) == (302, address(warning))
    act = warning.acts.get()
    assert (act.deed, act.note, act.by) == ("acted", "已约谈经办人", head)
    assert Entry.objects.filter(verb="warning.acted", chain=Chain.STAFF).count() == 1
    assert seen_by(client, head) == []
    assert seen_by(client, head, "?state=acted") == [warning]


def test_what_the_committee_does_about_a_case_stands_in_its_own_chain(client):
    section = SectionFactory()
    case = raised_by_a_case(section.body, section=section)
    client.force_login(committee_member(section))
    before = Entry.objects.filter(chain=Chain.STAFF).count()
    client.post(address(case, "act/"), handed(**{"act-note": "已列入下次评审"}))
    assert Entry.objects.filter(verb="warning.acted", chain=Chain.COMMITTEE).count() == 1
    assert Entry.objects.filter(chain=Chain.STAFF).count() == before


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"aside-reason": "", "aside-until": NEXT_WEEK}, "reason"),
        ({"aside-reason": "另案", "aside-until": "2027-02-31"}, "until"),
        ({"aside-reason": "另案", "aside-until": TODAY - datetime.timedelta(days=1)}, "until"),
        ({"aside-reason": "另案", "aside-until": TODAY + datetime.timedelta(days=400)}, "until"),
        ({"aside-reason": "长" * 501, "aside-until": NEXT_WEEK}, "reason"),
    ],
)
def test_setting_aside_asks_for_a_reason_and_a_day(client, fields, where):
    warning = raised()
    client.force_login(committee_member(warning.section))
    answer = client.post(address(warning, "set-aside/"), handed(**fields))
    assert answer.status_code == 422
    assert set(answer.context["aside_form"].errors) == {where}
    assert answer.context["aside_form"].data["aside-reason"] == fields["aside-reason"]
    assert Raised.objects.get().state == WarningState.OPEN


def test_setting_aside_until_a_day(client):
    warning = raised()
    client.force_login(committee_member(warning.section))
    said = {"aside-reason": "另案处理", "aside-until": NEXT_WEEK}
    assert client.post(address(warning, "set-aside/"), handed(**said)).status_code == 302
    warning.refresh_from_db()
    assert (warning.state, warning.aside_until) == (WarningState.ASIDE, NEXT_WEEK)
    compute_warnings(warning.body, NEXT_WEEK)
    warning.refresh_from_db()
    assert warning.state == WarningState.ASIDE
    compute_warnings(warning.body, NEXT_WEEK + datetime.timedelta(days=1))
    warning.refresh_from_db()
    assert (warning.state, warning.aside_until) == (WarningState.OPEN, None)


def test_what_is_over_is_left_alone(client):
    warning = raised()
    warning.measure.occasions.all().delete()
    compute_warnings(warning.body, TODAY)
    warning.refresh_from_db()
    client.force_login(section_head(warning.section))
    assert client.post(address(warning, "act/"), handed(**{"act-note": "已办"})).status_code == 403
    with pytest.raises(PermissionDenied):
        set_aside(
            warning=warning, reason="另案", until=NEXT_WEEK, by=committee_member(warning.section)
        )
    assert client.get(address(warning)).status_code == 200


def test_marks_stand_on_the_page_of_what_it_is_about(client):
    point = ruled(handed_in().risk_points.get(), 1, TODAY)
    measure_for(point)
    chart = settled_chart(section=point.section)
    Power.objects.filter(flowchart=chart).update(statutory_days=1)
    compute_warnings(point.body, TODAY)
    reader = contributor(point.section)
    client.force_login(reader)
    for about, page in (
        ("risk_point", reverse("riskpoints:detail", args=[point.pk])),
        ("power", reverse("desk:power", args=[chart.powers.get().code])),
    ):
        warning = Raised.objects.get(**{f"{about}__isnull": False})
        assert address(warning) in client.get(page).text
        assert client.get(address(warning)).context["address"] == page


def test_work_names_how_many_wait(client):
    section = SectionFactory()
    raised(section)
    raised(section, days=5)
    raised(SectionFactory(parent=section.body))
    for user, words in (
        (section_head(section), "2"),
        (committee_member(section), "3"),
        (person(Role.HEAD, section.body), "3"),
        (contributor(section), None),
    ):
        client.force_login(user)
        items = [item for item in client.get("/desk/").context["items"] if item.url == LIST]
        assert [words in item.title for item in items] == ([True] if words else [])


def queries(client, page):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == 200
    return len(asked)


def test_the_pages_ask_the_same_number_of_queries_for_one_and_for_three(client):
    section = SectionFactory()
    client.force_login(committee_member(section))
    client.get(LIST)
    asked = []
    for more in (1, 2):
        for _ in range(more):
            warning = raised(section)
            raised_by_a_case(section.body, section=section)
        asked.append([queries(client, page) for page in (LIST, address(warning), RULES, LAWS)])
    assert asked[0] == asked[1]
    assert max(asked[0]) <= 12


RULES = f"{LIST}rules/"


def typed(form, **changed):
    """What the form of the rules holds, as a browser posts it."""
    said = {field.html_name: field.value() for field in form}
    return handed(
        **{name: "" if value is None else value for name, value in said.items()} | changed
    )


def test_the_chair_sets_the_rules(client):
    warning = raised()
    client.force_login(committee_chair(warning.section))
    page = client.get(RULES)
    assert (page.status_code, page.context["number"]) == (200, 1)
    said = typed(page.context["form"], **{"overdue-name": "拖延", "overdue-1": 5, "overdue-2": ""})
    said |= {"overdue-3": "", "reason": "从严", "number": 1}
    assert client.post(RULES, said).status_code == 302
    scheme = WarningScheme.objects.get(number=2)
    rule = scheme.rules.get(kind="overdue")
    assert (rule.name, rule.threshold, rule.colour.rank) == ("拖延", 5, 1)
    assert Entry.objects.filter(verb="warning-rules.set").count() == 1
    again = client.post(RULES, said | {"submission_id": uuid.uuid4(), "overdue-1": 6})
    assert again.status_code == 422
    assert WarningScheme.objects.count() == 2


@pytest.mark.parametrize(
    "changed",
    [
        {"name-1": ""},
        {"name-2": "红色", "name-1": "红色"},
        {"shape-1": "circle"},
        {"overdue-1": 5},
        {"overdue-1": -1},
        {"overdue-1": 10**20},
        {"overdue-4": 3},
        {"colour-1": "pink"},
        {"reason": ""},
        {"name-1": "长" * 21},
    ],
)
def test_rules_that_cannot_be_are_refused_and_nothing_typed_is_lost(client, changed):
    warning = raised()
    client.force_login(committee_chair(warning.section))
    said = typed(client.get(RULES).context["form"], **({"reason": "从严", "number": 1} | changed))
    answer = client.post(RULES, said)
    assert answer.status_code == 422
    assert {key: answer.context["form"].data[key] for key in changed} == {
        key: str(value) for key, value in changed.items()
    }
    assert WarningScheme.objects.count() == 1


def test_unchanged_rules_make_no_version(client):
    warning = raised()
    client.force_login(committee_chair(warning.section))
    said = typed(client.get(RULES).context["form"], reason="试", number=1)
    assert client.post(RULES, said).status_code == 422
    assert WarningScheme.objects.count() == 1


def test_others_read_the_rules(client):
    warning = raised()
    client.force_login(section_head(warning.section))
    page = client.get(RULES)
    assert page.status_code == 200
    assert client.post(RULES, typed(page.context["form"], number=1)).status_code == 403
    assert client.get(f"{RULES}?body={BodyFactory().code}").status_code == 404


LAWS = f"{LIST}laws/"


def test_a_change_of_a_law_is_entered_once(client):
    section = SectionFactory()
    client.force_login(contributor(section))
    said = {"law": "《中华人民共和国行政处罚法》", "changed_on": "2026-07-01", "what": "修订"}
    assert client.post(LAWS, handed(**said)).status_code == 302
    change = LawChange.objects.get()
    assert (change.law, change.body) == ("行政处罚法", section.body)
    assert client.post(LAWS, handed(**said)).status_code == 422
    assert "《行政处罚法》" in client.get(LAWS).text
    client.force_login(person(Role.HEAD, section.body))
    assert client.post(LAWS, handed(**(said | {"law": "档案法"}))).status_code == 403
    assert LawChange.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"law": ""}, {"law": "《》"}, {"changed_on": "2026-02-31"}, {"what": ""}, {"law": "长" * 201}],
)
def test_a_change_of_a_law_that_cannot_be(client, wrong):
    client.force_login(contributor(SectionFactory()))
    said = {"law": "档案法", "changed_on": "2026-07-01", "what": "修订"} | wrong
    answer = client.post(LAWS, handed(**said))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == set(wrong)
    assert LawChange.objects.count() == 0
