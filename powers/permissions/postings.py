"""Who may withhold a power, answer what the public says, change a posting's period and settle it."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from powers.charts import drawing_of
from powers.drawing.checks import shortfalls
from powers.models import Flowchart, Posting, Power
from powers.policies import LONGEST_DAYS
from powers.querysets import today
from powers.states import PostingState
from riskcontrol.accounts.models import User
from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.roles import Permission
from riskcontrol.lib.decisions import ALLOW, Decision, deny
from riskcontrol.lib.workdays import workdays_between

POSTING_PERMISSIONS = [
    Permission.REPLY_DRAFT,
    Permission.POSTING_MANAGE,
    Permission.POSTING_SETTLE,
]


def may_be_published(flowchart: Flowchart) -> Decision:
    """Whether the chart serves something the public may be shown."""
    if is_withheld(flowchart):
        return deny(
            _("None of the powers of “%(chart)s” may be published, so it is not posted.")
            % {"chart": flowchart.name}
        )
    return ALLOW


def is_withheld(flowchart: Flowchart) -> bool:
    """Whether the chart serves powers, and each of them may not be published."""
    powers = list(flowchart.powers.all())
    return bool(powers) and all(power.is_withheld for power in powers)


def is_complete(flowchart: Flowchart) -> Decision:
    """Whether the drawing lacks nothing; the reason is its first shortfall in words."""
    lacks = shortfalls(drawing_of(flowchart))
    if not lacks:
        return ALLOW
    return deny(
        _("The chart is not complete yet; to mend: %(count)s. First: %(shortfall)s")
        % {"count": len(lacks), "shortfall": lacks[0].message}
    )


def drew(user: User, flowchart: Flowchart) -> bool:
    """Whether he had a hand in the drawing."""
    return flowchart.drawn_by.filter(pk=user.pk).exists()


def not_the_drawer(user: User, flowchart: Flowchart) -> Decision:
    """Whether he had no hand in the drawing."""
    if drew(user, flowchart):
        return deny(_("You drew this chart; a colleague decides on it."))
    return ALLOW


def can_propose_withholding(user: User, power: Power) -> Decision:
    """Whether he may propose that a power is not published, or take the proposal back."""
    return can(user, Permission.POWER_EDIT, power.section)


def can_approve_withholding(user: User, power: Power) -> Decision:
    """Whether he may approve it: a leader who neither proposed it nor drew its chart."""
    if not power.withheld_ground:
        return deny(_("Nobody has proposed to withhold this power."))
    if power.withheld_approver:
        return deny(_("This power is withheld already."))
    if power.withheld_proposed_by_id == user.pk:
        return deny(_("You proposed this; a colleague decides on it."))
    if power.flowchart and drew(user, power.flowchart):
        return deny(_("You drew this chart; a colleague decides on it."))
    return can(user, Permission.WITHHOLDING_APPROVE, power.section)


def can_keep_withheld(user: User, flowchart: Flowchart) -> Decision:
    """Whether he may confirm the drawing of a chart that is not posted (load it `with_drawing()`)."""
    if not is_withheld(flowchart):
        return deny(_("This chart serves a power that may be published; it is posted."))
    return (
        is_complete(flowchart)
        and can(user, Permission.WITHHOLDING_APPROVE, flowchart.section)
        and not_the_drawer(user, flowchart)
    )


def chart_is_free(flowchart: Flowchart) -> Decision:
    """Whether the rows may be edited: not on the way up, nor after the answers were handed in."""
    if flowchart.releases.under_way().exists():
        return deny(
            _("“%(chart)s” is on its way up; withdraw it or wait until it is back.")
            % {"chart": flowchart.name}
        )
    posting = flowchart.postings.unsettled().first()
    return _leaves_free(posting, flowchart) if posting else ALLOW


def _leaves_free(posting: Posting, flowchart: Flowchart) -> Decision:
    """Whether a posting lets the rows be edited: no comment can ask for a change before it opens."""
    if posting.handed_in_at:
        return deny(
            _("The answers on “%(chart)s” are handed in; the moderator settles the posting first.")
            % {"chart": flowchart.name}
        )
    if today() < posting.opens:
        words = _("“%(chart)s” is signed and opens on %(day)s; stop the posting to change it.")
        return deny(words % {"chart": flowchart.name, "day": date_format(posting.opens)})
    return ALLOW


def _not_settled(posting: Posting) -> Decision:
    return ALLOW if posting.settled_at is None else deny(_("This posting is settled."))


def _unsettled(posting: Posting) -> Decision:
    if posting.stopped_on:
        words = _("This posting was stopped on %(day)s.")
        return deny(words % {"day": date_format(posting.stopped_on)})
    return _not_settled(posting)


def _not_handed_in(posting: Posting) -> Decision:
    if posting.handed_in_at is None:
        return ALLOW
    return deny(_("The answers are handed in; the moderator settles the posting."))


def can_answer(user: User, posting: Posting) -> Decision:
    """Whether he may draft answers, hide comments and pass them on, after an early end too."""
    return (
        _not_settled(posting)
        and _not_handed_in(posting)
        and can(user, Permission.REPLY_DRAFT, posting.flowchart.section)
    )


def can_publish_replies(user: User, posting: Posting) -> Decision:
    """Whether he may publish the drafted answers before the posting settles, or where it never will."""
    return _not_settled(posting) and can(user, Permission.POSTING_MANAGE, posting.flowchart.section)


def is_over(posting: Posting) -> Decision:
    """Whether the period is over and everything said in it was dealt with."""
    if today() <= posting.closes:
        return deny(
            _("The posting lasts until the end of %(day)s.") % {"day": date_format(posting.closes)}
        )
    if count := posting.comments.unanswered().count():
        words = ngettext(
            "%(count)s comment still waits for an answer.",
            "%(count)s comments still wait for an answer.",
            count,
        )
        return deny(words % {"count": count})
    return ALLOW


def can_hand_in(user: User, posting: Posting) -> Decision:
    """Whether he may hand in the answered posting to be settled."""
    return _unsettled(posting) and can_answer(user, posting) and is_over(posting)


def can_settle(user: User, posting: Posting) -> Decision:
    """Whether he may settle it: a moderator who neither drew the chart nor handed it in."""
    return (
        _unsettled(posting)
        and can(user, Permission.POSTING_SETTLE, posting.flowchart.section)
        and _is_handed_in(posting)
        and is_over(posting)
        and _second_person(user, posting)
    )


def _is_handed_in(posting: Posting) -> Decision:
    if posting.handed_in_at:
        return ALLOW
    return deny(_("The section has not handed in its answers yet."))


def _second_person(user: User, posting: Posting) -> Decision:
    if posting.handed_in_by_id == user.pk:
        return deny(_("You handed this in; a colleague settles it."))
    return not_the_drawer(user, posting.flowchart)


def can_return_posting(user: User, posting: Posting) -> Decision:
    """Whether he may give the handed-in answers back to the section."""
    return (
        _unsettled(posting)
        and can(user, Permission.POSTING_SETTLE, posting.flowchart.section)
        and _is_handed_in(posting)
    )


def can_put_back(user: User, posting: Posting) -> Decision:
    """Whether he may put the posted drawing back in place of the rows as they are."""
    return (
        _unsettled(posting)
        and _not_handed_in(posting)
        and can(user, Permission.CHART_EDIT, posting.flowchart.section)
    )


def can_extend(user: User, posting: Posting) -> Decision:
    """Whether he may set a later last day: the moderator, while comments are taken."""
    return can(user, Permission.POSTING_MANAGE, posting.flowchart.section) and _is_open(posting)


def _is_open(posting: Posting) -> Decision:
    state = posting.state_on(today())
    if state == PostingState.OPEN:
        return ALLOW
    return deny(
        _("Only a posting that is open is extended; this one: %(state)s.") % {"state": state.label}
    )


def longest_extension(posting: Posting) -> int:
    """How many working days at most may be added, so that no posting outlasts LONGEST_DAYS."""
    return max(LONGEST_DAYS - workdays_between(posting.opens, posting.closes), 0)


def can_stop(user: User, posting: Posting) -> Decision:
    """Whether he may end it before its last day, or ask for that: a moderator or leader who did not draw.

    Where the body asks for a second person, one of them asks and another one confirms.
    """
    if posting.stop_asked_by_id and not posting.stopped_on:
        return deny(_("Somebody has asked for the early end; a second person decides on it."))
    return _may_end_early(user, posting)


def can_confirm_stop(user: User, posting: Posting) -> Decision:
    """Whether he may confirm the early end that somebody else asked for."""
    if not posting.stop_asked_by_id:
        return deny(_("Nobody has asked to end this posting early."))
    if posting.stop_asked_by_id == user.pk:
        return deny(_("You asked for this; a colleague decides on it."))
    return _may_end_early(user, posting)


def can_drop_stop(user: User, posting: Posting) -> Decision:
    """Whether he may let the posting run on: who asked for the end, or whoever might have confirmed it."""
    if posting.stop_asked_by_id == user.pk:
        return _not_over(posting)
    return can_confirm_stop(user, posting)


def _may_end_early(user: User, posting: Posting) -> Decision:
    return (
        can(user, Permission.POSTING_STOP, posting.flowchart.section)
        and _not_over(posting)
        and not_the_drawer(user, posting.flowchart)
    )


def _not_over(posting: Posting) -> Decision:
    lasts = _unsettled(posting)
    if lasts and today() > posting.closes:
        return deny(_("The period is over; what was said is answered and settled."))
    return lasts
