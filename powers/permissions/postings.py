"""Who may send a chart up, release it, answer what the public says, and settle its posting."""

from collections.abc import Callable

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from powers.charts import drawing_of
from powers.drawing.checks import shortfalls
from powers.models import Flowchart, Posting, Power, Release
from powers.querysets import today
from powers.states import Stage
from riskcontrol.accounts.models import User
from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.roles import Permission
from riskcontrol.lib.decisions import ALLOW, Decision, deny

STAGE_PERMISSION = {
    Stage.CHECK: Permission.CHART_CHECK,
    Stage.CLEARANCE: Permission.CHART_CLEAR,
    Stage.SIGNATURE: Permission.RELEASE_SIGN,
}

POSTING_PERMISSIONS = [
    Permission.REPLY_DRAFT,
    Permission.POSTING_MANAGE,
    Permission.POSTING_SETTLE,
]


def can_submit_release(user: User, flowchart: Flowchart) -> Decision:
    """Whether he may send the chart up to be posted (load it `with_drawing()`)."""
    return (
        can(user, Permission.CHART_EDIT, flowchart.section)
        and nothing_under_way(flowchart)
        and may_be_published(flowchart)
        and is_complete(flowchart)
        and differs_from_settled(flowchart)
    )


def nothing_under_way(flowchart: Flowchart) -> Decision:
    """Whether neither a release nor a posting of the chart is still open."""
    if flowchart.releases.under_way().exists():
        return deny(_("“%(chart)s” is already on its way up.") % {"chart": flowchart.name})
    if flowchart.postings.unsettled().exists():
        return deny(
            _("“%(chart)s” is posted already; settle that posting first.")
            % {"chart": flowchart.name}
        )
    return ALLOW


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


def differs_from_settled(flowchart: Flowchart) -> Decision:
    """Whether there is something to post that was not settled before."""
    last = flowchart.postings.settled().select_related("final_version").first()
    if last and last.final_version and last.final_version.drawing == drawing_of(flowchart):
        return deny(_("The chart is settled and has not changed since; there is nothing to post."))
    return ALLOW


def drew(user: User, flowchart: Flowchart) -> bool:
    """Whether he had a hand in the drawing."""
    return flowchart.drawn_by.filter(pk=user.pk).exists()


def _not_the_drawer(user: User, flowchart: Flowchart) -> Decision:
    if drew(user, flowchart):
        return deny(_("You drew this chart; a colleague decides on it."))
    return ALLOW


def _at(release: Release, stage: Stage) -> Decision:
    if release.stage != stage:
        return deny(_("This release %(stage)s.") % {"stage": release.get_stage_display()})
    return ALLOW


def can_check_release(user: User, release: Release) -> Decision:
    """Whether he may check it for the section."""
    return _at(release, Stage.CHECK) and can(
        user, Permission.CHART_CHECK, release.flowchart.section
    )


def can_clear_release(user: User, release: Release) -> Decision:
    """Whether he may review it for confidentiality: the moderator, and not one who drew it."""
    return (
        _at(release, Stage.CLEARANCE)
        and can(user, Permission.CHART_CLEAR, release.flowchart.section)
        and _not_his_release(user, release)
    )


def can_sign_release(user: User, release: Release) -> Decision:
    """Whether he may sign it: a leader, and not one who drew it."""
    return (
        _at(release, Stage.SIGNATURE)
        and can(user, Permission.RELEASE_SIGN, release.flowchart.section)
        and _not_his_release(user, release)
    )


def _not_his_release(user: User, release: Release) -> Decision:
    if release.submitted_by_id == user.pk:
        return deny(_("You sent this chart up; a colleague decides on it."))
    return _not_the_drawer(user, release.flowchart)


_STAGE_RULES: dict[str, Callable[[User, Release], Decision]] = {
    Stage.CHECK: can_check_release,
    Stage.CLEARANCE: can_clear_release,
    Stage.SIGNATURE: can_sign_release,
}


def can_act(user: User, release: Release) -> Decision:
    """Whether he may take the step that the release now waits for."""
    if rule := _STAGE_RULES.get(release.stage):
        return rule(user, release)
    return deny(_("This release %(stage)s.") % {"stage": release.get_stage_display()})


can_return_release = can_act


def can_withdraw_release(user: User, release: Release) -> Decision:
    """Whether he may take it back before it is released: the section itself."""
    if release.stage not in _STAGE_RULES:
        return deny(_("This release %(stage)s.") % {"stage": release.get_stage_display()})
    return can(user, Permission.CHART_EDIT, release.flowchart.section)


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
        and _not_the_drawer(user, flowchart)
    )


def chart_is_free(flowchart: Flowchart) -> Decision:
    """Whether the rows may be edited: not on the way up, nor after the answers were handed in."""
    if flowchart.releases.under_way().exists():
        return deny(
            _("“%(chart)s” is on its way up; withdraw it or wait until it is back.")
            % {"chart": flowchart.name}
        )
    if flowchart.postings.unsettled().filter(handed_in_at__isnull=False).exists():
        return deny(
            _("The answers on “%(chart)s” are handed in; the moderator settles the posting first.")
            % {"chart": flowchart.name}
        )
    return ALLOW


def _unsettled(posting: Posting) -> Decision:
    return ALLOW if posting.settled_at is None else deny(_("This posting is settled."))


def _not_handed_in(posting: Posting) -> Decision:
    if posting.handed_in_at is None:
        return ALLOW
    return deny(_("The answers are handed in; the moderator settles the posting."))


def can_answer(user: User, posting: Posting) -> Decision:
    """Whether he may draft answers, hide comments and pass them on."""
    return (
        _unsettled(posting)
        and _not_handed_in(posting)
        and can(user, Permission.REPLY_DRAFT, posting.flowchart.section)
    )


def can_publish_replies(user: User, posting: Posting) -> Decision:
    """Whether he may publish the drafted answers before the posting settles."""
    return _unsettled(posting) and can(user, Permission.POSTING_MANAGE, posting.flowchart.section)


def is_over(posting: Posting) -> Decision:
    """Whether the period is over and everything said in it was dealt with."""
    if today() <= posting.closes:
        return deny(
            _("The posting lasts until the end of %(day)s.") % {"day": date_format(posting.closes)}
        )
    if count := posting.comments.unanswered().count():
        return deny(_("%(count)s comments still wait for an answer.") % {"count": count})
    return ALLOW


def can_hand_in(user: User, posting: Posting) -> Decision:
    """Whether he may hand in the answered posting to be settled."""
    return can_answer(user, posting) and is_over(posting)


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
    return _not_the_drawer(user, posting.flowchart)


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
