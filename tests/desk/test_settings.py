"""A body's rules on releases, postings and comments: the page on which they are set."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from powers.actions.policies import set_policy
from powers.models import Policy, ReleaseStage
from powers.policies import policy_of, turns_of
from powers.turns import USUAL, Turn
from riskcontrol.accounts.roles import Role
from riskcontrol.audit.models import Entry
from tests.factories.accounts import AreaFactory, BodyFactory, PositionFactory, person

pytestmark = pytest.mark.django_db
SETTINGS = "/desk/settings/"
RULES = {
    "posting_days": 10,
    "shortest_days": 6,
    "answer_days": 12,
    "comments_shown": "summed",
    "second_person": "on",
    "contact_months": 3,
}
STAGES = [
    {"name": "", "act": "check", "role": "section-head", "position": ""},
    {"name": "法制审核", "act": "clearance", "role": "moderator", "position": ""},
    {"name": "", "act": "signature", "role": "head", "position": ""},
]


@pytest.fixture
def body(client):
    """A body whose system administrator is signed in."""
    body = BodyFactory()
    client.force_login(person(Role.SYSTEM_ADMINISTRATOR, body))
    return body


def typed(stages=STAGES, version=1, **rules):
    """What the page posts."""
    fields = {
        f"stage-{number}-{name}": value
        for number, stage in enumerate(stages)
        for name, value in stage.items()
    }
    count = {"stage-TOTAL_FORMS": len(stages), "stage-INITIAL_FORMS": 0}
    hidden = {"row_version": version, "submission_id": uuid.uuid4()}
    return {**RULES, **rules, **fields, **count, **hidden}


def rows(answer):
    """The rows of stages as the page shows them."""
    return [
        tuple(str(form[name].value() or "") for name in ("name", "act", "role", "position"))
        for form in answer.context["stages"]
    ]


def test_the_rules_begin_with_those_shipped(client, body):
    answer = client.get(SETTINGS)

    form = answer.context["form"]
    assert [form[name].value() for name in form.fields] == [7, 5, 15, "each", False, 6, False, ""]
    assert rows(answer) == [("", turn.act, turn.role, "") for turn in USUAL]
    assert not Policy.objects.exists()


def test_a_count_of_stages_that_cannot_be_is_none(client, body):
    odd = "9" * 5000
    stages = {"stage-TOTAL_FORMS": odd, "do": "move"}, {"do": f"up:{odd}"}
    none, same = [rows(client.post(SETTINGS, typed() | asked)) for asked in stages]

    assert (none, len(same)) == ([], len(STAGES))


def test_every_rule_of_a_policy_is_on_the_page_with_a_line_on_what_it_does(client, body):
    form = client.get(SETTINGS).context["form"]

    kept = {field.name for field in Policy._meta.fields} - {"id", "body", "row_version"}
    assert set(form.fields) == kept
    assert {field.name for field in form.helper.layout.get_field_names()} == kept
    assert all(field.help_text for field in form.fields.values())


def test_rules_and_stages_are_saved_in_one_entry(client, body):
    answer = client.post(SETTINGS, typed())

    assert answer.url == SETTINGS
    policy = policy_of(body)
    assert [getattr(policy, name) for name in RULES] == [10, 6, 12, "summed", True, 3]
    assert turns_of(body) == [
        Turn("check", Role.SECTION_HEAD),
        Turn("clearance", Role.MODERATOR, "法制审核"),
        Turn("signature", Role.HEAD),
    ]
    entry = Entry.objects.select_related("detail").get()
    assert entry.verb == "policy.set"
    assert entry.detail.content["changed"] == {
        "posting_days": [7, 10],
        "shortest_days": [5, 6],
        "answer_days": [15, 12],
        "comments_shown": ["each", "summed"],
        "second_person": [False, True],
        "contact_months": [6, 3],
        "stages": [
            ["科室负责人审核", "公示管理员保密审查", "分管领导签发"],
            ["科室负责人审核", "法制审核", "主要领导签发"],
        ],
    }


def test_a_double_submit_saves_once(client, body):
    data = typed()

    first, second = client.post(SETTINGS, data), client.post(SETTINGS, data)

    assert (first.url, second.url, Entry.objects.count()) == (SETTINGS, SETTINGS, 1)


def test_a_position_is_kept_with_the_stage(client, body):
    place = PositionFactory(unit__parent=body, name="保密员")
    stage = {"name": "", "act": "clearance", "role": "contributor", "position": place.pk}

    client.post(SETTINGS, typed([stage]))

    assert turns_of(body) == [Turn("clearance", Role.CONTRIBUTOR, "", place.pk, "保密员")]


def test_the_bodys_own_channel_for_reports_is_saved(client, body):
    client.post(SETTINGS, typed(report_channel="派驻纪检监察组，0573-82888888"))

    assert policy_of(body).report_channel == "派驻纪检监察组，0573-82888888"


@pytest.mark.parametrize(
    ("do", "order"),
    [
        ("up:1", [1, 0, 2]),
        ("down:1", [0, 2, 1]),
        ("remove:0", [1, 2]),
        ("up:0", [0, 1, 2]),
        ("down:2", [0, 1, 2]),
        ("remove:9", [0, 1, 2]),
        ("up:x", [0, 1, 2]),
        ("nonsense", [0, 1, 2]),
    ],
)
def test_a_button_moves_or_removes_a_row_and_keeps_what_was_typed(client, body, do, order):
    answer = client.post(SETTINGS, typed(do=do, posting_days="x"))

    assert answer.status_code == 200
    assert rows(answer) == [tuple(STAGES[number].values()) for number in order]
    form = answer.context["form"]
    assert (form["posting_days"].value(), form["second_person"].value()) == ("x", "on")
    assert not Policy.objects.exists()


def test_an_unchecked_box_stays_unchecked_when_a_row_moves(client, body):
    Policy.objects.create(body=body, second_person=True)
    data = typed(do="up:1")
    del data["second_person"]

    assert "checked" not in str(client.post(SETTINGS, data).context["form"]["second_person"])


def test_a_row_is_added_until_there_is_room_for_no_more(client, body):
    answer = client.post(SETTINGS, typed(do="add"))
    assert rows(answer) == [
        *(tuple(stage.values()) for stage in STAGES),
        ("", "signature", "deputy-head", ""),
    ]

    full = client.post(SETTINGS, typed(STAGES[:1] * 8, do="add"))
    assert len(rows(full)) == 8
    assert not full.context["may_add"]


@pytest.mark.parametrize(
    "stages",
    [
        [],
        STAGES[:1],
        [STAGES[0] | {"act": "dream"}, STAGES[2]],
        [STAGES[2] | {"role": "auditor"}],
        [STAGES[1] | {"role": "contributor"}],
        [STAGES[2] | {"position": "999999"}],
        [STAGES[2] | {"name": "长" * 41}],
        STAGES * 4,
    ],
    ids=["none", "drawers", "act", "role", "nameless", "position", "long", "many"],
)
def test_stages_that_cannot_be_are_refused_in_words(client, body, stages):
    answer = client.post(SETTINGS, typed(stages))

    assert answer.status_code == 422
    assert 'id="error-summary"' in answer.text
    assert len(rows(answer)) == len(stages)
    assert not Policy.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"shortest_days": 11},
        {"shortest_days": 0},
        {"posting_days": ""},
        {"answer_days": 0},
        {"contact_months": 37},
        {"comments_shown": "loudly"},
    ],
)
def test_a_rule_that_cannot_be_is_refused_and_what_was_typed_stays(client, body, wrong):
    answer = client.post(SETTINGS, typed(**wrong))

    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert "error-summary" in answer.text
    assert rows(answer) == [tuple(stage.values()) for stage in STAGES]
    assert not Policy.objects.exists()
    assert not Entry.objects.exists()


def test_who_saves_after_somebody_else_sees_both(client, body):
    by = body.memberships.get().user
    set_policy(body=body, posting_days=8, stages=[Turn("signature", Role.HEAD)], by=by)

    answer = client.post(SETTINGS, typed(version=1))

    assert answer.status_code == 409
    differ = {field.name for field in answer.context["fields"]}
    assert differ == {*RULES, "stage-list"}
    assert policy_of(body).posting_days == 8


def test_what_was_chosen_between_the_two_is_saved(client, body):
    by = body.memberships.get().user
    set_policy(body=body, posting_days=8, stages=[Turn("signature", Role.HEAD)], by=by)
    page = client.post(SETTINGS, typed(version=1))
    chosen = dict(page.context["hidden"]) | {
        field.name: field.theirs if field.name == "posting_days" else field.mine
        for field in page.context["fields"]
    }

    client.post(SETTINGS, chosen)

    assert policy_of(body).posting_days == 8
    assert [turn.name for turn in turns_of(body)] == ["", "法制审核", ""]


@pytest.mark.parametrize("odd", ["[1]", "x", "{}", "[[]]", "null", '["a"]'])
def test_a_chosen_list_that_is_none_is_refused(client, body, odd):
    answer = client.post(SETTINGS, typed(**{"stage-list": odd}))

    assert answer.status_code == 422
    assert not ReleaseStage.objects.exists()


def test_whoever_stands_above_chooses_the_body(client):
    area = AreaFactory()
    bodies = [BodyFactory(parent=area) for _count in range(2)]
    client.force_login(person(Role.SYSTEM_ADMINISTRATOR, area))

    answer = client.post(f"{SETTINGS}?body={bodies[1].code}", typed())

    assert answer.url == f"{SETTINGS}?body={bodies[1].code}"
    assert Policy.objects.get().body == bodies[1]
    assert f'value="{bodies[0].code}" selected' in client.get(SETTINGS).text


def test_another_body_s_settings_are_not_there(client, body):
    other = BodyFactory()

    assert client.get(SETTINGS, {"body": other.code}).status_code == 404
    assert client.post(f"{SETTINGS}?body={other.code}", typed()).status_code == 404
    assert not Policy.objects.exists()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSTEM_ADMINISTRATOR}))
def test_settings_are_the_system_administrator_s(client, role):
    body = BodyFactory()
    user = person(role, body)
    client.force_login(user)

    assert client.get(SETTINGS).status_code == 403
    assert client.post(SETTINGS, typed()).status_code == 403
    with pytest.raises(PermissionDenied):
        set_policy(body=body, by=user, posting_days=9)


def test_the_action_keeps_the_rules_too(body):
    by = body.memberships.get().user

    with pytest.raises(ValidationError):
        set_policy(body=body, by=by, posting_days=3, shortest_days=5)
    assert not Policy.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_stages_and_positions(
    client, body, django_assert_num_queries, count
):
    for number in range(count):
        ReleaseStage.objects.create(body=body, order=number, act="signature", role=Role.HEAD)
        PositionFactory(unit__parent=body)
    with django_assert_num_queries(9):
        client.get(SETTINGS)
