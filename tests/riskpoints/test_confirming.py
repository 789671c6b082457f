"""Confirmation in two stages: the unit's leading group, then the committee."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from riskcontrol.accounts.roles import Role
from riskcontrol.audit.models import Entry
from riskcontrol.lib.stale import Stale
from riskpoints.actions.committee_rules import set_committee_rules
from riskpoints.actions.sittings import convene_sitting
from riskpoints.actions.worksheets import (
    confirm_worksheet,
    return_worksheet,
    sign_worksheet,
    submit_worksheet,
)
from riskpoints.models import CommitteeRules, Worksheet
from riskpoints.states import Quorum, RecusalGround
from tests.factories.accounts import BodyFactory, deputy_head, person, section_head
from tests.factories.measures import committee
from tests.factories.riskpoints import signed, submitted

pytestmark = pytest.mark.django_db


def two_stages(body, *, on=True):
    CommitteeRules.objects.update_or_create(body=body, defaults={"two_stages": on})


def waiting():
    """A worksheet signed in a body that confirms in two stages."""
    sheet = submitted()
    two_stages(sheet.body)
    return sign_worksheet(worksheet=sheet, by=section_head(sheet.section))


def now(sheet):
    return Worksheet.objects.get(pk=sheet.pk)


def confirm(sheet, by):
    return confirm_worksheet(worksheet=sheet, expected=sheet.row_version, by=by)


def test_off_by_default():
    assert signed().state == "handed-in"


def test_a_leader_confirms_before_the_committee_sits():
    sheet = waiting()
    chair, _members = committee(sheet)
    assert sheet.state == "signed"
    with pytest.raises(PermissionDenied):
        convene_sitting(worksheet=sheet, wrote_measures=[], by=chair)
    leader = deputy_head(sheet.section)
    confirm(sheet, leader)
    sheet = now(sheet)
    assert (sheet.state, sheet.confirmed_by) == ("handed-in", leader)
    convene_sitting(worksheet=sheet, wrote_measures=[], by=chair)
    assert Entry.objects.filter(verb="worksheet.confirm").count() == 1


@pytest.mark.parametrize("role", [Role.COMMITTEE_CHAIR, Role.SECTION_HEAD, Role.MODERATOR])
def test_nobody_else_confirms(role):
    sheet = waiting()
    with pytest.raises(PermissionDenied):
        confirm(sheet, person(role, sheet.body))
    assert now(sheet).state == "signed"


def test_not_who_signed_it_nor_who_submitted_it():
    sheet = submitted()
    two_stages(sheet.body)
    head = section_head(sheet.section)
    sheet = sign_worksheet(worksheet=sheet, by=head)
    for hand in (head, sheet.submitted_by):
        hand.memberships.create(unit=sheet.body, role=Role.HEAD)
        with pytest.raises(PermissionDenied):
            confirm(sheet, type(hand).objects.get(pk=hand.pk))
    assert now(sheet).state == "signed"


def test_a_leader_of_another_body_does_not():
    sheet = waiting()
    with pytest.raises(PermissionDenied):
        confirm(sheet, person(Role.HEAD, BodyFactory()))


def test_a_leader_returns_it_with_reasons():
    sheet = waiting()
    leader = deputy_head(sheet.section)
    return_worksheet(worksheet=sheet, reason="受理一步再查", by=leader)
    sheet = now(sheet)
    assert (sheet.state, sheet.return_reason) == ("returned", "受理一步再查")
    assert (sheet.needs_confirmation, sheet.signed_by) == (False, None)


def test_what_changed_since_it_was_looked_at_is_not_confirmed():
    sheet = waiting()
    leader = deputy_head(sheet.section)
    seen = sheet.row_version
    return_worksheet(worksheet=sheet, reason="再查", by=leader)
    sheet = submit_worksheet(worksheet=sheet, by=sheet.opened_by)
    sign_worksheet(worksheet=sheet, by=section_head(sheet.section))
    with pytest.raises(ValidationError):
        confirm_worksheet(worksheet=sheet, expected=seen, by=leader)
    assert now(sheet).state == "signed"


def test_confirmed_twice_the_second_is_refused():
    sheet = waiting()
    leader = deputy_head(sheet.section)
    confirm(sheet, leader)
    with pytest.raises(PermissionDenied):
        confirm(sheet, leader)
    assert Entry.objects.filter(verb="worksheet.confirm").count() == 1


def test_who_confirmed_does_not_rate():
    sheet = waiting()
    leader = deputy_head(sheet.section)
    leader.memberships.create(unit=sheet.body, role=Role.COMMITTEE_MEMBER)
    confirm(sheet, leader)
    chair, _members = committee(sheet)
    sitting = convene_sitting(worksheet=now(sheet), wrote_measures=[], by=chair)
    assert sitting.members.get(user=leader).recused_because == RecusalGround.HANDED_IN


def test_switching_leaves_what_is_under_way():
    """What is with the committee stays there; what waits for its confirmation goes on waiting."""
    before = signed()
    two_stages(before.body)
    assert now(before).state == "handed-in"
    sheet = waiting()
    two_stages(sheet.body, on=False)
    assert now(sheet).state == "signed"
    confirm(sheet, deputy_head(sheet.section))
    assert now(sheet).state == "handed-in"


def test_rules_are_set_with_one_entry_that_tells_what_changed():
    body = BodyFactory()
    by = person(Role.SYSTEM_ADMINISTRATOR, body)
    said = {"quorum": Quorum.NUMBER, "quorum_number": 3, "two_stages": True}
    set_committee_rules(body=body, by=by, **said)
    set_committee_rules(body=body, by=by, **said)
    (entry,) = Entry.objects.all()
    assert entry.detail.content == {
        "changed": {
            "quorum": ["majority", "number"],
            "quorum_number": [None, 3],
            "two_stages": [False, True],
        }
    }


@pytest.mark.parametrize(
    "said",
    [
        {"quorum": "most"},
        {"quorum": "number", "quorum_number": None},
        {"quorum": "number", "quorum_number": 1},
        {"quorum": "majority", "quorum_number": 3},
    ],
)
def test_rules_that_cannot_be_are_refused(said):
    body = BodyFactory()
    with pytest.raises(ValidationError):
        set_committee_rules(body=body, by=person(Role.SYSTEM_ADMINISTRATOR, body), **said)
    assert not CommitteeRules.objects.exclude(quorum="majority").exists()


def test_only_the_system_administrator_sets_them():
    body = BodyFactory()
    with pytest.raises(PermissionDenied):
        set_committee_rules(body=body, by=person(Role.COMMITTEE_CHAIR, body), two_stages=True)


def test_a_stale_save_of_the_rules_is_told():
    body = BodyFactory()
    by = person(Role.SYSTEM_ADMINISTRATOR, body)
    set_committee_rules(body=body, expected=1, by=by, two_stages=True)
    with pytest.raises(Stale):
        set_committee_rules(body=body, expected=1, by=by, quorum="all")
    assert CommitteeRules.objects.get().quorum == "majority"
