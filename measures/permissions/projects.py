"""Who may keep major projects, report what is made public, and record the trust of firms, in sentences."""

from django.utils import timezone
from django.utils.translation import gettext as _

from measures.models import CreditRecord, DisclosureItem, MajorProject, Measure
from riskcontrol.accounts.models import Unit, User
from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.roles import Permission
from riskcontrol.lib.decisions import ALLOW, Decision, deny, first_denial


def can_keep(user: User, section: Unit) -> Decision:
    """Whether he may enter and change the projects of a section: who lists its powers."""
    return can(user, Permission.POWER_EDIT, section)


def can_begin_chart(user: User, project: MajorProject) -> Decision:
    """Whether he may give a project its flow: once, who draws the charts of its section."""
    if project.flowchart_id:
        return deny(_("The project has its flow already."))
    return first_denial(
        can_keep(user, project.section), can(user, Permission.CHART_EDIT, project.section)
    )


def can_report(user: User, item: DisclosureItem) -> Decision:
    """Whether he may report an item made public: who carries out the section's measures, once."""
    if item.done_at is not None:
        return deny(_("%(person)s has already reported this done.") % {"person": item.done_by})
    return can(user, Permission.MEASURE_CARRY_OUT, item.project.section)


def can_take_away(user: User, item: DisclosureItem) -> Decision:
    """Whether he may change or take away an item: only before it is reported made public."""
    if item.done_at is not None:
        return deny(_("It was made public; it stays on record."))
    return can_keep(user, item.project.section)


def can_tag(user: User, measure: Measure) -> Decision:
    """Whether he may say what a measure keeps safe: who writes the section's measures."""
    return can(user, Permission.WORKSHEET_EDIT, measure.section)


def can_keep_firms(user: User, body: Unit) -> Decision:
    """Whether he may enter firms and records of a body: who lists powers in it or one of its sections."""
    if Unit.objects.workable_by(user, Permission.POWER_EDIT).below(body).exists():
        return ALLOW
    return can(user, Permission.POWER_EDIT, body)


def can_decide(user: User, record: CreditRecord) -> Decision:
    """Whether he may approve a record or refuse it: a leader of the body who did not enter it."""
    if record.approved_at or record.refused_because:
        return deny(_("This record has been decided on already."))
    if record.entered_by_id == user.pk:
        return deny(_("You entered this; a colleague decides on it."))
    return _leads(user, record)


def can_lift(user: User, record: CreditRecord) -> Decision:
    """Whether he may end a record before its term: a leader of the body, while it holds or is to come."""
    if record.approved_at is None:
        return deny(_("This record is not in force."))
    if record.lifted_on or record.ends_on <= timezone.localdate():
        return deny(_("This record has ended already."))
    return _leads(user, record)


def _leads(user: User, record: CreditRecord) -> Decision:
    return can(user, Permission.WITHHOLDING_APPROVE, record.firm.body)
