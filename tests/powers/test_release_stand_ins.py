"""A stand-in on a chart's way up: he acts for another, the row says so, and neither may have drawn it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from powers.actions.releases import (
    check_release,
    clear_release,
    return_release,
    sign_release,
    submit_release,
)
from powers.permissions.releases import can_act, hand_at
from powers.release_steps import steps_of, who_must
from riskcontrol.accounts.models import StandIn, User
from riskcontrol.accounts.roles import Role
from riskcontrol.audit.models import Entry
from tests.factories.accounts import (
    StandInFactory,
    committee_member,
    contributor,
    deputy_head,
    moderator,
    person,
)
from tests.factories.powers import drawn_chart

from .flow import checked, cleared, submitted

pytestmark = pytest.mark.django_db
AT = {submitted: "section_head", checked: "moderator", cleared: "deputy_head"}


def act_on(release, by):
    act = {"check": check_release, "clearance": clear_release, "signature": sign_release}
    extra = {"clearance": "不涉密"} if release.stage == "clearance" else {}
    return act[release.stage](release=release, by=by, **extra)


def stand_in_for(principal, release):
    """A colleague of the body without a stage of his own, who stands in."""
    colleague = committee_member(release.flowchart.section)
    StandInFactory(principal=principal, person=colleague)
    return User.objects.get(pk=colleague.pk)


@pytest.mark.parametrize("at", AT)
def test_he_takes_the_stage_and_both_are_named(at):
    release, people = at()
    principal = getattr(people, AT[at])
    colleague = stand_in_for(principal, release)
    place = release.at
    release = act_on(release, colleague)
    act = release.acts.get(place=place)
    assert (act.by, act.on_behalf_of, act.outcome) == (colleague, principal, "passed")
    entry = Entry.objects.select_related("detail").order_by("-sequence").first()
    assert (entry.actor, entry.detail.content["on_behalf_of"]) == (colleague, principal.name)


def test_without_being_named_he_may_not():
    release, people = checked()
    colleague = committee_member(release.flowchart.section)
    StandInFactory(principal=people.deputy_head, person=colleague)
    with pytest.raises(PermissionDenied):
        act_on(release, User.objects.get(pk=colleague.pk))
    assert release.acts.count() == 1


@pytest.mark.parametrize("at", [checked, cleared])
@pytest.mark.parametrize("who", ["principal", "stand-in"])
def test_neither_of_the_two_may_have_drawn_the_chart(at, who):
    release, people = at()
    principal = getattr(people, AT[at])
    colleague = stand_in_for(principal, release)
    release.flowchart.drawn_by.add(principal if who == "principal" else colleague)
    assert not can_act(colleague, release)
    with pytest.raises(PermissionDenied):
        act_on(release, colleague)


def test_who_drew_it_is_told_so():
    release, people = checked()
    colleague = stand_in_for(people.moderator, release)
    release.flowchart.drawn_by.add(colleague)
    with translation.override("en"):
        assert "You drew this chart" in can_act(colleague, release).reason


def test_who_sent_it_up_stands_in_for_nobody_who_decides():
    chart = drawn_chart()
    leader, sender = moderator(chart.section), contributor(chart.section)
    StandInFactory(principal=leader, person=sender)
    release = submit_release(flowchart=chart, days=7, by=User.objects.get(pk=sender.pk))
    release = check_release(release=release, by=person(Role.SECTION_HEAD, chart.section))
    assert not can_act(User.objects.get(pk=sender.pk), release)


def test_in_his_own_name_first():
    release, people = checked()
    other = moderator(release.flowchart.section)
    StandInFactory(principal=people.moderator, person=other)
    hand = hand_at(User.objects.get(pk=other.pk), release)
    assert (bool(hand), hand.on_behalf_of) == (True, None)


def test_for_the_one_of_two_who_holds_the_stage():
    release, people = cleared()
    colleague = stand_in_for(people.moderator, release)
    StandInFactory(principal=people.deputy_head, person=colleague)
    assert hand_at(User.objects.get(pk=colleague.pk), release).on_behalf_of == people.deputy_head


def test_he_gives_it_back_for_another_too():
    release, people = cleared()
    colleague = stand_in_for(people.deputy_head, release)
    returned = return_release(release=release, remark="说明不够", to=1, by=colleague)
    assert returned.acts.last().on_behalf_of == people.deputy_head


def test_he_is_named_among_those_who_must_and_in_the_stepper():
    release, people = checked()
    colleague = stand_in_for(people.moderator, release)
    with translation.override("en"):
        assert who_must(release, release.turn) == [
            people.moderator.name,
            f"{colleague.name} for {people.moderator.name}",
        ]
        release = act_on(release, colleague)
        release = type(release).objects.for_page().get()
        note = steps_of(release, release.flowchart.body)[2].note
    assert note.startswith(f"{colleague.name} for {people.moderator.name} · ")


def test_one_who_drew_it_or_left_is_not_named():
    release, people = checked()
    drew, left = (stand_in_for(people.moderator, release) for _name in "ab")
    release.flowchart.drawn_by.add(drew)
    User.objects.filter(pk=left.pk).update(is_active=False)
    assert StandIn.objects.count() == 2
    assert who_must(release, release.turn) == [people.moderator.name]


def test_a_stand_in_settles_nothing_else():
    """What he lends are the stages alone: neither withholding nor settling goes with it."""
    release, _people = submitted()
    colleague = stand_in_for(deputy_head(release.flowchart.section), release)
    assert not colleague.may("withholding.approve", release.flowchart.section)
