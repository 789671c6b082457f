"""Writes that break what holds of major projects and their firms, each alone."""

from django.utils import timezone

from measures.models import MeasureTag, ProjectParty
from tests.factories.accounts import UserFactory
from tests.factories.measures import MeasureFactory
from tests.factories.powers import StepFactory
from tests.factories.projects import (
    CreditRecordFactory,
    DisclosureItemFactory,
    FirmFactory,
    MajorProjectFactory,
    ProjectFirmFactory,
    days_on,
)

from .constraints import again, change


def tag(**fields):
    """Say what a measure keeps safe."""
    return MeasureTag.objects.create(**({"measure": MeasureFactory(), "tag": "funds"} | fields))


def party(**fields):
    """Say who answers for what in a project."""
    given = {"project": MajorProjectFactory(), "part": "分管领导", "name": "张三"}
    return ProjectParty.objects.create(**(given | fields))


def approved_by_who_entered():
    someone = UserFactory()
    CreditRecordFactory(entered_by=someone, approved_by=someone, approved_at=timezone.now())


BREAKS = {
    "powers_step_stage_known": lambda: StepFactory(stage="design"),
    "measures_majorproject_has_a_name": lambda: MajorProjectFactory(name=""),
    "measures_majorproject_kind_known": lambda: MajorProjectFactory(kind="road"),
    "measures_majorproject_state_known": lambda: MajorProjectFactory(state="dreamt"),
    "measures_majorproject_amount_is_no_debt": lambda: MajorProjectFactory(amount=-1),
    "measures_majorproject_ends_after_it_begins": lambda: MajorProjectFactory(
        begins_on=days_on(1), ends_on=days_on(0)
    ),
    "measures_projectparty_is_said_whole": lambda: party(name=""),
    "measures_projectparty_once": lambda: again(party()),
    "measures_disclosureitem_says_what": lambda: DisclosureItemFactory(text=""),
    "measures_disclosureitem_stage_known": lambda: DisclosureItemFactory(stage="design"),
    "measures_disclosureitem_done_is_shown": lambda: DisclosureItemFactory(done=True, link=""),
    "measures_measuretag_once": lambda: again(tag()),
    "measures_measuretag_known": lambda: tag(tag="fame"),
    "measures_firm_code_once_a_body": lambda: again(FirmFactory()),
    "measures_firm_code_has_its_form": lambda: FirmFactory(code="91000000"),
    "measures_firm_has_a_name": lambda: FirmFactory(name=""),
    "measures_projectfirm_once": lambda: again(ProjectFirmFactory()),
    "measures_projectfirm_part_known": lambda: ProjectFirmFactory(part="friend"),
    "measures_creditrecord_kind_known": lambda: CreditRecordFactory(credit="rumour"),
    "measures_creditrecord_has_ground_and_source": lambda: CreditRecordFactory(ground=""),
    "measures_creditrecord_ends_after_it_begins": lambda: CreditRecordFactory(ends_on=days_on(-11)),
    "measures_creditrecord_approved_by_another": approved_by_who_entered,
    "measures_creditrecord_lifted_early_for_a_reason": lambda: CreditRecordFactory(
        approved=True, lifted_on=days_on(0), lifted_by=UserFactory()
    ),
}


def lifted():
    """A record that was lifted early."""
    facts = {"lifted_on": days_on(0), "lifted_by": UserFactory(), "lifted_because": "已整改。"}
    return CreditRecordFactory(approved=True, **facts)


def elsewhere():
    """A record that a dossier brought, approved elsewhere."""
    return CreditRecordFactory(approver="赵明", approved_at=timezone.now())


CHANGES_ON_RECORD = {
    "an item made public": lambda: change(DisclosureItemFactory(done=True), link="https://b.cn/"),
    "an item made public, removed": lambda: DisclosureItemFactory(done=True).delete(),
    "a record's ground": lambda: change(CreditRecordFactory(), ground="别的理由。"),
    "a record's term": lambda: change(CreditRecordFactory(approved=True), ends_on=days_on(90)),
    "a record's approval": lambda: change(
        CreditRecordFactory(approved=True), approved_by=None, approved_at=None
    ),
    "a record's approval elsewhere": lambda: change(elsewhere(), approver="别人"),
    "a record's approval elsewhere, undone": lambda: change(
        elsewhere(), approver="", approved_at=None
    ),
    "a record refused": lambda: change(
        CreditRecordFactory(refused_because="依据不足。"), refused_because=""
    ),
    "a record lifted": lambda: change(lifted(), lifted_because="别的理由。"),
    "a record, removed": lambda: CreditRecordFactory().delete(),
}
