"""Who may keep the list of rules and set measures that stand on no worksheet, in sentences.

Source of the rule: docs/adr/0026, after the matrix of docs/architecture.md.
"""

from django.utils.translation import gettext as _

from measures.models import Measure, Rule
from measures.states import APPROVED, MeasureState
from riskcontrol.accounts.models import Unit, User
from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.roles import Permission
from riskcontrol.lib.decisions import ALLOW, Decision, deny, first_denial


def can_keep_rules(user: User, body: Unit) -> Decision:
    """Whether he may list rules, amend and aim them: the committee's chair, or the head of the body."""
    return can(user, Permission.MEASURE_SET, body)


def can_change_rule(user: User, rule: Rule) -> Decision:
    """Whether he may enter a version of a rule, aim or repeal it: only while it holds."""
    if rule.is_repealed:
        return deny(_("The rule is repealed. List what took its place as a rule of its own."))
    return can_keep_rules(user, rule.body)


def can_set(user: User, body: Unit) -> Decision:
    """Whether he may set a measure for a level or a class: the committee's chair, or the head."""
    return can(user, Permission.MEASURE_SET, body)


def can_change_set(user: User, measure: Measure) -> Decision:
    """Whether he may rewrite or drop a measure that was set, before it is in force."""
    return first_denial(
        _was_set(measure), _waits(measure), can(user, Permission.MEASURE_SET, measure.body)
    )


def can_put_in_force(user: User, measure: Measure) -> Decision:
    """Whether he may put in force what was set: somebody else, of the committee or the head."""
    return first_denial(
        _was_set(measure),
        _waits(measure),
        _was_not_sent_back(measure),
        _is_another(user, measure),
        can(user, Permission.MEASURE_SECOND, measure.body),
    )


def can_end(user: User, measure: Measure) -> Decision:
    """Whether he may end a measure that was set along the lines, while it is in force."""
    if measure.state != MeasureState.IN_FORCE:
        return deny(_("Only a measure in force ends."))
    return first_denial(_was_set(measure), can(user, Permission.MEASURE_SET, measure.body))


def _was_set(measure: Measure) -> Decision:
    if measure.set_by_id:
        return ALLOW
    return deny(_("This measure stands on a worksheet; it is decided on with it."))


def _waits(measure: Measure) -> Decision:
    if measure.state in APPROVED:
        return deny(_("The measure is in force already, or has ended."))
    return ALLOW


def _was_not_sent_back(measure: Measure) -> Decision:
    if measure.state == MeasureState.RETURNED:
        return deny(_("The measure was sent back; whoever set it changes it first."))
    return ALLOW


def _is_another(user: User, measure: Measure) -> Decision:
    if user.pk in {one.pk for one in measure.written_by.all()} | {measure.set_by_id}:
        return deny(_("You wrote this measure yourself; somebody else puts it in force."))
    return ALLOW
