"""The stages that a body sets: what its releases pass, who holds them, and which way back there is."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from powers.actions.policies import set_policy
from powers.actions.releases import (
    check_release,
    clear_release,
    return_release,
    sign_release,
    submit_release,
)
from powers.models import Policy, Posting, Release, ReleaseStage
from powers.permissions.releases import can_act
from powers.policies import turns_of
from powers.release_steps import steps_of, who_must
from powers.states import Stage
from powers.turns import USUAL, Turn
from riskcontrol.accounts.roles import Role
from riskcontrol.audit.models import Entry
from tests.factories.accounts import (
    BodyFactory,
    PositionFactory,
    SectionFactory,
    contributor,
    deputy_head,
    moderator,
    person,
    section_head,
)
from tests.factories.powers import drawn_chart

from .flow import checked, cleared, people_of, submitted

pytestmark = pytest.mark.django_db
CHECK = Turn("check", Role.SECTION_HEAD)
CLEARANCE = Turn("clearance", Role.MODERATOR)
SIGNATURE = Turn("signature", Role.DEPUTY_HEAD)
BY_HEAD = Turn("signature", Role.HEAD, "主要领导终审")
ACTS = {"check": check_release, "clearance": clear_release, "signature": sign_release}


def administrator(body):
    return person(Role.SYSTEM_ADMINISTRATOR, body)


def set_stages(body, *turns):
    set_policy(body=body, stages=turns, by=administrator(body))


def pass_on(release, by):
    act = ACTS[release.stage]
    extra = {"clearance": "不涉密"} if act is clear_release else {}
    return act(release=release, by=by, **extra)


def test_a_body_without_stages_has_the_usual_three():
    assert turns_of(BodyFactory()) == list(USUAL)


@pytest.mark.parametrize(
    "turns",
    [
        [CLEARANCE, SIGNATURE],
        [SIGNATURE],
        [CLEARANCE, CHECK],
        [CHECK, CLEARANCE, SIGNATURE, BY_HEAD],
    ],
)
def test_a_release_passes_the_stages_of_its_body_in_their_order(turns):
    chart = drawn_chart()
    set_stages(chart.body, *turns)
    release, people = submitted(chart)
    hands = {
        Role.SECTION_HEAD: people.section_head,
        Role.MODERATOR: people.moderator,
        Role.DEPUTY_HEAD: people.deputy_head,
        Role.HEAD: person(Role.HEAD, chart.body),
    }
    for turn in turns:
        assert release.turn == turn
        release = pass_on(release, hands[turn.role])
    assert (release.stage, Posting.objects.get().release) == (Stage.RELEASED, release)
    assert [act.stage for act in release.acts.all()] == [turn.words for turn in turns]


def test_a_release_under_way_keeps_the_stages_it_began_with():
    release, people = checked()
    set_stages(release.flowchart.body, SIGNATURE)
    release.refresh_from_db()
    assert release.turns == list(USUAL)
    with pytest.raises(PermissionDenied):
        sign_release(release=release, by=people.deputy_head)
    release = pass_on(release, people.moderator)
    assert pass_on(release, people.deputy_head).stage == Stage.RELEASED


def test_the_head_may_take_the_deputys_stage_and_not_the_reverse():
    release, people = cleared()
    head = person(Role.HEAD, release.flowchart.body)
    assert can_act(head, release)
    Release.objects.update(stages=[CHECK.as_json(), CLEARANCE.as_json(), BY_HEAD.as_json()])
    release.refresh_from_db()
    assert can_act(head, release)
    assert not can_act(people.deputy_head, release)


def test_a_position_narrows_a_stage_to_who_sits_there_in_any_section():
    chart = drawn_chart()
    place = PositionFactory(unit=SectionFactory(parent=chart.body), name="保密员")
    set_stages(chart.body, Turn("clearance", Role.CONTRIBUTOR, "", place.pk, place.name))
    release, people = submitted(chart)
    officer = person(Role.CONTRIBUTOR, place.unit, position=place)
    beside = person(Role.CONTRIBUTOR, place.unit)
    assert [bool(can_act(one, release)) for one in (officer, beside, people.moderator)] == [
        True,
        False,
        False,
    ]
    assert who_must(release, release.turn) == [officer.name]
    with translation.override("en"):
        assert release.turn.words == "Confidentiality review by the 保密员"


def test_a_stage_of_another_section_head_is_not_his():
    release, _people = submitted()
    colleague = section_head(SectionFactory(parent=release.flowchart.body))
    assert not can_act(colleague, release)


@pytest.mark.parametrize("turns", [[], [CHECK], [CHECK, CHECK]])
def test_somebody_who_did_not_draw_has_a_say_whatever_is_set(turns):
    body = BodyFactory()
    with pytest.raises(ValidationError):
        set_stages(body, *turns)
    assert not ReleaseStage.objects.exists()


def test_what_was_written_past_the_action_still_ends_with_a_signature():
    body = BodyFactory()
    ReleaseStage.objects.create(body=body, order=0, act="check", role=Role.SECTION_HEAD)
    assert turns_of(body) == [CHECK, SIGNATURE]


def test_more_stages_than_can_be_shown_are_refused():
    with pytest.raises(ValidationError):
        set_stages(BodyFactory(), *[SIGNATURE] * 9)


@pytest.mark.parametrize(
    "turn", [Turn("signature", Role.AUDITOR), Turn("clearance", Role.CONTRIBUTOR)]
)
def test_who_cannot_hold_a_stage_is_refused_in_words(turn):
    body = BodyFactory()
    with pytest.raises(ValidationError):
        set_stages(body, turn)
    assert not ReleaseStage.objects.exists()


def test_a_position_of_another_body_is_not_kept():
    body, place = BodyFactory(), PositionFactory()
    set_stages(body, Turn("signature", Role.HEAD, "", place.pk, place.name))
    assert turns_of(body) == [Turn("signature", Role.HEAD)]


def test_one_entry_says_what_changed_from_what_to_what():
    body = BodyFactory()
    with translation.override("en"):
        set_policy(
            body=body,
            stages=[SIGNATURE, BY_HEAD],
            posting_days=9,
            answer_days=15,
            by=administrator(body),
        )
    assert Entry.objects.select_related("detail").get().detail.content == {
        "changed": {
            "posting_days": [7, 9],
            "stages": [
                ["科室负责人审核", "公示管理员保密审查", "分管领导签发"],
                ["分管领导签发", "主要领导终审"],
            ],
        }
    }


def test_saving_the_same_rules_leaves_no_entry():
    body = BodyFactory()
    set_policy(body=body, stages=list(USUAL), posting_days=7, by=administrator(body))
    assert not Entry.objects.exists()
    assert not ReleaseStage.objects.exists()
    assert Policy.objects.get().row_version == 1


@pytest.mark.parametrize("to", [0, 1])
def test_a_stage_gives_the_chart_back_to_an_earlier_one(to):
    release, people = cleared()
    with translation.override("en"):
        back = return_release(release=release, remark="说明不够", to=to, by=people.deputy_head)
        words = [
            step.state for step in steps_of(Release.objects.for_page().get(), back.flowchart.body)
        ]
    assert (back.at, back.stage) == (to, ["check", "clearance"][to])
    assert words == ["done", *["done"] * to, "now", *["locked"] * (3 - to)]
    assert Entry.objects.filter(verb="release.give-back").count() == 1
    with pytest.raises(PermissionDenied):
        sign_release(release=release, by=people.deputy_head)
    again = pass_on(back, people.section_head if to == 0 else people.moderator)
    assert again.at == to + 1


@pytest.mark.parametrize("to", [1, 2, -1])
def test_back_goes_only_to_a_stage_before(to):
    release, people = checked()
    with pytest.raises(ValidationError):
        return_release(release=release, remark="说明不够", to=to, by=people.moderator)
    assert Release.objects.get().at == 1
    assert release.acts.count() == 1


def test_what_came_back_is_locked_until_the_section_has_it():
    release, people = cleared()
    return_release(release=release, remark="说明不够", to=0, by=people.deputy_head)
    with pytest.raises(PermissionDenied):
        submit_release(flowchart=release.flowchart, days=7, by=people.contributor)


def test_an_old_page_does_not_take_the_next_stage_unseen():
    chart = drawn_chart()
    set_stages(chart.body, SIGNATURE, BY_HEAD)
    release, _people = submitted(chart)
    head = person(Role.HEAD, chart.body)
    sign_release(release=release, seen=0, by=head)
    with translation.override("en"), pytest.raises(PermissionDenied, match="moved on"):
        sign_release(release=release, seen=0, by=head)
    assert release.acts.count() == 1


def test_an_act_of_another_kind_is_refused_to_who_holds_the_stage():
    release, people = submitted()
    with pytest.raises(PermissionDenied):
        sign_release(release=release, by=people.section_head)
    assert Release.objects.get().at == 0


def test_who_sent_it_up_may_check_it_and_nothing_more():
    chart = drawn_chart()
    set_stages(chart.body, CHECK, Turn("signature", Role.SECTION_HEAD))
    head = section_head(chart.section)
    release = submit_release(flowchart=chart, days=7, by=head)
    release = check_release(release=release, by=head)
    with translation.override("en"), pytest.raises(PermissionDenied, match="You sent"):
        sign_release(release=release, by=head)


def test_it_is_told_who_must_without_those_who_had_a_hand_in_it():
    release, people = cleared()
    other = deputy_head(release.flowchart.section)
    release.flowchart.drawn_by.add(people.deputy_head)
    assert who_must(release, release.turn) == [other.name]


def test_the_people_of_another_body_are_not_named():
    release, people = submitted()
    stranger = drawn_chart()
    people_of(stranger)
    moderator(stranger.section)
    contributor(stranger.section)
    assert who_must(release, release.turn) == [people.section_head.name]
