"""Who may send a chart up, and whose turn it is on its way."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from powers.charts import drawing_of
from powers.models import Flowchart, Release
from powers.states import OPEN_STAGES
from powers.turns import Turn
from riskcontrol.accounts.models import Membership, User
from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.roles import Permission
from riskcontrol.lib.decisions import ALLOW, Decision, deny

from .postings import is_complete, may_be_published


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


def differs_from_settled(flowchart: Flowchart) -> Decision:
    """Whether there is something to post that was not settled before."""
    last = flowchart.postings.settled().select_related("final_version").first()
    if last and last.final_version and last.final_version.drawing == drawing_of(flowchart):
        return deny(_("The chart is settled and has not changed since; there is nothing to post."))
    return ALLOW


@dataclass(frozen=True)
class WayUp:
    """What decides whose turn it is: the stage, the chart, and who had a hand in it (ids of people)."""

    turn: Turn
    flowchart: Flowchart
    sent_up_by: int
    drawn_by: frozenset[int]

    def decision(self, person: User, seats: list[Membership]) -> Decision:
        """Whether these seats of a person hold the stage, and he had no hand in the chart."""
        if not self.turn.is_held(seats, self.flowchart.section):
            words = _("Your role in %(unit)s does not cover this. Ask a colleague whose role does.")
            return deny(words % {"unit": self.flowchart.section})
        return self.not_his(person)

    def not_his(self, person: User) -> Decision:
        """Whether he neither drew the chart nor sent it up, where the stage asks for other hands."""
        if not self.turn.by_other_hands:
            return ALLOW
        if self.sent_up_by == person.pk:
            return deny(_("You sent this chart up; a colleague decides on it."))
        if person.pk in self.drawn_by:
            return deny(_("You drew this chart; a colleague decides on it."))
        return ALLOW


@dataclass(frozen=True)
class Hand:
    """Whether somebody may take a release's next stage, and for whom where not in his own name."""

    decision: Decision
    on_behalf_of: User | None = None

    def __bool__(self) -> bool:
        return self.decision.allowed


def hand_of(user: User, way_up: WayUp) -> Hand:
    """Say whether a person may take the stage: by his own seats, else by those he stands in for.

    Neither he nor the one he stands in for may have drawn the chart or sent it up.
    """
    own = way_up.decision(user, user.seats)
    if own:
        return Hand(own)
    for principal, seats in user.principals.items():
        if way_up.decision(principal, seats):
            his = way_up.not_his(user)
            return Hand(his, principal if his else None)
    return Hand(own)


def way_up_of(release: Release, turn: Turn) -> WayUp:
    """Read what decides whose turn it is, from a release whose chart and units are loaded."""
    drawers = release.flowchart.drawn_by.values_list("pk", flat=True)
    return WayUp(turn, release.flowchart, release.submitted_by_id, frozenset(drawers))


def hand_at(user: User, release: Release) -> Hand:
    """Say whether a person may take the stage that a release waits for, and for whom."""
    turn = release.turn
    return hand_of(user, way_up_of(release, turn)) if turn else Hand(_over(release))


def can_act(user: User, release: Release) -> Decision:
    """Whether he may take the step that the release now waits for, or give the chart back from there."""
    return hand_at(user, release).decision


def _over(release: Release) -> Decision:
    return deny(_("This release %(stage)s.") % {"stage": release.words})


def can_withdraw_release(user: User, release: Release) -> Decision:
    """Whether he may take it back before it is released: the section itself."""
    if release.stage not in OPEN_STAGES:
        return _over(release)
    return can(user, Permission.CHART_EDIT, release.flowchart.section)
