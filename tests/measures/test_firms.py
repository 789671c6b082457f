"""Firms, and the record of the trust they kept and broke."""

import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation
from PIL import Image

from measures.actions import firms as act
from measures.models import CreditRecord, Firm
from riskcontrol.accounts.roles import Role
from riskcontrol.audit.models import Entry
from riskcontrol.lib.handed_files import CleanFile
from tests.factories.accounts import SectionFactory, person
from tests.factories.measures import everybody
from tests.factories.projects import (
    CreditRecordFactory,
    FirmFactory,
    MajorProjectFactory,
    credit_code,
    days_on,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    """Say reasons as they stand in the code."""
    with translation.override("en"):
        yield


def picture():
    kept = io.BytesIO()
    Image.new("RGB", (2, 2)).save(kept, "PNG")
    return CleanFile("决定书.png", "image/png", kept.getvalue())


def keeper(body):
    return person(Role.CONTRIBUTOR, SectionFactory(parent=body))


def leader(body):
    return person(Role.DEPUTY_HEAD, body)


@pytest.mark.parametrize(
    "typed", ["", "91000000", credit_code(1)[:-1] + "#", "91110000600037341M", "9" * 40, "９１"]
)
def test_a_code_whose_check_fails_is_refused(typed):
    firm = FirmFactory()
    with pytest.raises(ValidationError, match="18 characters"):
        act.enter_firm(body=firm.body, code=typed, name="甲", by=keeper(firm.body))
    assert list(Firm.objects.all()) == [firm]


def test_a_firm_is_entered_once_a_body_whatever_case_its_code_is_typed_in():
    first = FirmFactory()
    typed = f" {first.code.lower()} "
    same = act.enter_firm(body=first.body, code=typed, name="别名", by=keeper(first.body))
    other = MajorProjectFactory().body
    elsewhere = act.enter_firm(body=other, code=typed, name="别名", by=keeper(other))
    assert (same, same.name, elsewhere == first) == (first, first.name, False)


def facts(**changed):
    given = {"credit": "breach", "ground": "围标。", "begins_on": days_on(0), "ends_on": days_on(9)}
    return act.CreditFacts(**(given | changed))


def test_a_record_rests_on_a_file_and_holds_once_a_leader_who_did_not_enter_it_approves():
    firm = FirmFactory()
    by = keeper(firm.body)
    entered = act.enter_record(firm=firm, facts=facts(), file=picture(), by=by)
    assert (entered.in_force_on(days_on(0)), act.sanction_of(firm)) == (False, None)
    with pytest.raises(PermissionDenied):
        act.approve_record(entered=entered, by=by)
    approved = act.approve_record(entered=entered, by=leader(firm.body))
    assert act.sanction_of(firm) == approved
    assert [approved.in_force_on(days_on(at)) for at in (-1, 0, 9, 10)] == [
        False, True, True, False,
    ]  # fmt: skip
    told = Entry.objects.about(firm).order_by("sequence").values_list("verb", flat=True)
    assert list(told) == ["firm.record-add", "firm.record-approve"]


def test_who_decides_on_a_record():
    project = MajorProjectFactory()
    firm = FirmFactory(body=project.body)
    may = set()
    for role, user in everybody(project.section).items():
        try:
            act.approve_record(entered=CreditRecordFactory(firm=firm), by=user)
            may.add(role)
        except PermissionDenied:
            pass
    assert may == {Role.DEPUTY_HEAD, Role.HEAD}


def test_a_leader_who_entered_it_does_not_approve_it():
    firm = FirmFactory()
    own = leader(firm.body)
    mine = CreditRecordFactory(firm=firm, entered_by=own)
    with pytest.raises(PermissionDenied, match="entered this"):
        act.approve_record(entered=mine, by=own)


def test_what_is_not_approved_never_holds():
    record = CreditRecordFactory()
    refused = act.refuse_record(entered=record, reason="依据不足。", by=leader(record.firm.body))
    assert (refused.state_on(days_on(0)), refused.in_force_on(days_on(0))) == (
        "not approved",
        False,
    )
    with pytest.raises(PermissionDenied):
        act.approve_record(entered=record, by=leader(record.firm.body))


def test_a_record_is_lifted_early_for_a_reason_and_holds_no_more_from_that_day():
    record = CreditRecordFactory(approved=True)
    by = leader(record.firm.body)
    with pytest.raises(ValidationError):
        act.lift_record(entered=record, reason=" ", by=by)
    act.lift_record(entered=record, reason="已整改并通过复核。", by=by)
    lifted = CreditRecord.objects.get()
    assert (lifted.lifted_by, lifted.lifted_on) == (by, days_on(0))
    assert [lifted.in_force_on(days_on(at)) for at in (-1, 0)] == [True, False]
    assert not CreditRecord.objects.in_force_on(days_on(0)).exists()
    with pytest.raises(PermissionDenied):
        act.lift_record(entered=lifted, reason="再次。", by=by)


def test_a_term_ends_after_it_begins_and_no_file_stays(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    firm = FirmFactory()
    with pytest.raises(ValidationError):
        act.enter_record(
            firm=firm, facts=facts(ends_on=days_on(-1)), file=picture(), by=keeper(firm.body)
        )
    assert not CreditRecord.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_firm_under_sanction_takes_part_for_a_reason_alone():
    project = MajorProjectFactory()
    by = person(Role.CONTRIBUTOR, project.section)
    record = CreditRecordFactory(approved=True, firm=FirmFactory(body=project.body))
    with pytest.raises(ValidationError, match=record.ground[:4]):
        act.give_part(project=project, firm=record.firm, part="builder", by=by)
    assert not project.firms.exists()
    reason = "合同在处罚前已签订。"
    part = act.give_part(
        project=project, firm=record.firm, part="builder", despite_because=reason, by=by
    )
    assert part.despite_because == reason
    with pytest.raises(ValidationError, match="already"):
        act.give_part(
            project=project, firm=record.firm, part="builder", despite_because=reason, by=by
        )


@pytest.mark.parametrize(
    "fields",
    [
        {"approved": False},
        {"approved": True, "credit": "trust"},
        {"approved": True, "begins_on": days_on(1)},
        {"approved": True, "ends_on": days_on(-1)},
    ],
)
def test_what_does_not_hold_against_a_firm_asks_for_no_reason(fields):
    project = MajorProjectFactory()
    by = person(Role.CONTRIBUTOR, project.section)
    firm = CreditRecordFactory(firm=FirmFactory(body=project.body), **fields).firm
    part = act.give_part(project=project, firm=firm, part="builder", despite_because="甲", by=by)
    assert part.despite_because == ""
    act.take_part_away(part=part, by=by)
    assert not project.firms.exists()
