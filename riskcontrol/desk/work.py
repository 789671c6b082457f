"""What waits for a person, told from the board: one short list a kind of work."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import (
    gettext_lazy,
    pgettext,
    pgettext_lazy,
)

from powers.permissions.releases import hand_of
from powers.states import ChartState, Stage
from riskcontrol.accounts.models import Unit, User
from riskcontrol.accounts.roles import Permission
from riskpoints.committee import Part, part_in
from riskpoints.models import Sitting, Worksheet
from riskpoints.states import EDITABLE, WorksheetState

from .board import Board, Place
from .comment_work import (
    answers_to_publish,
    comments_to_answer,
    comments_to_look_at,
    referrals_to_take_up,
)
from .committee_work import contributions_to_look_at, leads_to_answer, leads_to_decide
from .items import WorkItem, of_postings
from .level_work import levels_to_second
from .meeting_work import meetings_to_close, meetings_to_join, worksheets_to_confirm
from .occasion_work import (
    findings_to_move_on,
    occasions_to_do,
    occasions_to_verify,
    overdue_to_answer_for,
    reviews_to_do,
)
from .oversight_work import charges_to_move_on
from .project_work import disclosures_overdue
from .round_work import charts_in_a_round, rounds_to_open
from .rule_work import measures_to_put_in_force
from .warning_work import notices_to_answer, pledges_to_confirm, warnings_to_act_on

P = Permission


def work_of(user: User, board: Board) -> list[WorkItem]:
    """List what waits for a person, the late first, else in the order of the walk."""
    items = [item for list_work in KINDS for item in list_work(user, board)]
    return sorted([*items, *people_without_a_role(user)], key=lambda item: not item.late)


def flows_to_draw(user: User, board: Board) -> Iterable[WorkItem]:
    """Powers without a flow."""
    for place in board.places:
        power = place.power
        wanted = place.state == ChartState.NONE and not power.withheld_ground
        if wanted and user.may(P.CHART_EDIT, power.section):
            url = reverse("powers:power_edit", args=[power.code])
            yield WorkItem(_flow(), _("Draw the flow"), power.name, url, _("Draw"))


def charts_to_send_up(user: User, board: Board) -> Iterable[WorkItem]:
    """Charts being drawn, returned on their way up, or whose posting was stopped early."""
    for place in board.charts:
        if place.state == ChartState.DRAFT and user.may(P.CHART_EDIT, place.chart.section):
            yield _release_item(place, _what_to_mend(place), _("Go on"))


def _what_to_mend(place: Place) -> str:
    if place.was_stopped:
        return _("The posting was stopped early: mend the chart and send it up again")
    if place.way_up and place.way_up.is_returned and place.way_up.remark:
        return _("The chart was returned: %(remark)s") % {"remark": place.way_up.remark}
    return _("Complete the chart and send it up for posting")


def releases_to_decide(user: User, board: Board) -> Iterable[WorkItem]:
    """Charts on their way up, each at the stage that is his or whose holder he stands in for."""
    for place in board.charts:
        way_up = place.way_up
        if way_up is None or not way_up.is_under_way:
            continue
        if hand := hand_of(user, way_up.for_chart(place.chart)):
            title, button = TURNS[way_up.turn.act]
            said = way_up.turn.name or str(title)
            if way_up.came_back:
                said = _("Came back: %(remark)s") % {"remark": way_up.remark}
            if hand.on_behalf_of:
                words = _("%(title)s, for %(who)s")
                said = words % {"title": said, "who": hand.on_behalf_of}
            yield _release_item(place, said, str(button), way_up.sent_up_by)


TURNS: dict[str, tuple[Any, Any]] = {
    Stage.CHECK: (gettext_lazy("Check the chart"), pgettext_lazy("button", "Check")),
    Stage.CLEARANCE: (gettext_lazy("Review for confidentiality"), gettext_lazy("Review")),
    Stage.SIGNATURE: (gettext_lazy("Sign the release"), gettext_lazy("Look and sign")),
}


def _flow() -> str:
    return pgettext("kind of work", "Flow")


def _release_item(place: Place, title: str, button: str, who: str = "") -> WorkItem:
    url = reverse("powers:release", args=[place.chart.code])
    note = " · ".join(filter(None, [place.chart.name, who]))
    return WorkItem(_flow(), title, note, url, button)


def withholdings_to_approve(user: User, board: Board) -> Iterable[WorkItem]:
    """Powers proposed to be withheld from the public by somebody else."""
    for place in board.places:
        power = place.power
        waits = power.withheld_ground and not power.withheld_approver
        his = place.is_his or power.withheld_proposed_by_id == user.pk
        if waits and not his and user.may(P.WITHHOLDING_APPROVE, power.section):
            url = reverse("powers:power_withholding", args=[power.code])
            title = _("Decide whether the power may be withheld from the public")
            yield WorkItem(of_postings(), title, power.name, url, _("Decide"))


def answers_to_hand_in(user: User, board: Board) -> Iterable[WorkItem]:
    """Postings over, with every comment dealt with, to be handed in."""
    for posting in board.postings:
        if posting.handed_in_at or posting.unanswered_count:
            continue
        over = posting.closes < timezone.localdate()
        if over and not posting.stopped_on and user.may(P.REPLY_DRAFT, posting.flowchart.section):
            yield _posting_item(posting, _("Hand in the answers to be settled"), _("Hand in"))


def postings_to_settle(user: User, board: Board) -> Iterable[WorkItem]:
    """Postings handed in by somebody else, on a chart he did not draw."""
    for posting in board.postings:
        his = posting.is_his or posting.handed_in_by_id == user.pk
        if (
            posting.handed_in_at
            and not his
            and user.may(P.POSTING_SETTLE, posting.flowchart.section)
        ):
            yield _posting_item(posting, _("Settle the posting"), _("Settle"))


def stops_to_confirm(user: User, board: Board) -> Iterable[WorkItem]:
    """Postings that somebody else asked to end early."""
    for posting in board.postings:
        asked = posting.stop_asked_by_id not in {None, user.pk} and not posting.stopped_on
        over = posting.closes < timezone.localdate()
        may = user.may(P.POSTING_STOP, posting.flowchart.section)
        if asked and may and not over and not posting.is_his:
            title = _("Decide on the early end of the posting: %(reason)s")
            words = title % {"reason": posting.stop_reason}
            item = _posting_item(posting, words, _("Decide"))
            yield replace(item, url=reverse("powers:posting_period", args=[posting.pk]))


def _posting_item(posting: Any, title: str, button: str) -> WorkItem:
    url = reverse("powers:posting_detail", args=[posting.pk])
    until, day = _end_of(posting)
    due = until % {"day": date_format(day, "Y-m-d")}
    return WorkItem(of_postings(), title, posting.flowchart.name, url, button, due)


def _end_of(posting: Any) -> tuple[str, datetime.date]:
    if posting.stopped_on:
        return _("stopped on %(day)s"), posting.stopped_on
    over = posting.closes < timezone.localdate()
    return _("closed on %(day)s") if over else _("open until %(day)s"), posting.closes


def worksheets_to_fill(user: User, board: Board) -> Iterable[WorkItem]:
    """Worksheets being filled in or returned, and settled charts that have none yet."""
    for sheet in board.worksheets:
        if sheet.state in EDITABLE and user.may(P.WORKSHEET_EDIT, sheet.section):
            title = _("Go on with the worksheet")
            if sheet.state == WorksheetState.RETURNED:
                title = _("The worksheet was returned: %(reason)s") % {
                    "reason": sheet.return_reason
                }
            yield _worksheet_item(sheet, title, _("Go on"))
    for place in board.charts:
        wanted = place.is_settled and not place.has_sheet
        if wanted and user.may(P.WORKSHEET_EDIT, place.chart.section):
            title = _("Look for risk points on the settled chart")
            url = reverse("desk:worksheet", args=[place.chart.code])
            yield WorkItem(_finding(), title, place.chart.name, url, _("Begin"))


def worksheets_to_sign(user: User, board: Board) -> Iterable[WorkItem]:
    """Worksheets that wait for the section head's signature."""
    for sheet in board.worksheets:
        if sheet.state == WorksheetState.SUBMITTED and user.may(P.WORKSHEET_SIGN, sheet.section):
            yield _worksheet_item(sheet, _("Sign the worksheet"), _("Look and sign"))


def _finding() -> str:
    return pgettext("kind of work", "Finding")


def _worksheet_item(sheet: Worksheet, title: str, button: str) -> WorkItem:
    if sheet.flowchart:
        url = reverse("desk:worksheet", args=[sheet.flowchart.code])
    else:
        url = reverse("desk:section_worksheet", args=[sheet.section.code])
    return WorkItem(_finding(), title, str(sheet), url, button)


def sittings_to_convene(user: User, board: Board) -> Iterable[WorkItem]:
    """Worksheets handed in that no sitting has taken up."""
    for sheet in board.worksheets:
        waits = sheet.state == WorksheetState.HANDED_IN and not sheet.has_sitting
        if waits and user.may(P.SITTING_CONVENE, sheet.section):
            url = reverse("desk:committee")
            yield WorkItem(_rating(), _("Convene a sitting"), str(sheet), url, _("Convene"))


def sittings_to_join(user: User, board: Board) -> Iterable[WorkItem]:
    """What an open sitting asks of him: his grades, a second opinion on a lowering, the ruling."""
    asks = {
        Part.ASSESS: (_("Rate the risk points of the worksheet"), _("Rate")),
        Part.SECOND: (_("A lowered level waits for a second person"), _("Look")),
        Part.DECIDE: (_("Everybody is in: rule on the worksheet"), _("Rule")),
        Part.AGENDA: (_("Put off: put it on the agenda of a meeting"), pgettext("button", "Open")),
    }
    for sitting in board.sittings:
        if asked := asks.get(part_in(sitting)):
            yield _sitting_item(sitting, *asked)


def _rating() -> str:
    return pgettext("kind of work", "Rating")


def _sitting_item(sitting: Sitting, title: str, button: str) -> WorkItem:
    url = reverse("desk:sitting", args=[sitting.pk])
    return WorkItem(_rating(), title, str(sitting.worksheet), url, button)


def people_without_a_role(user: User) -> Iterable[WorkItem]:
    """Accounts that can sign in and do nothing yet, before whoever grants the roles."""
    if not user.may_anywhere(P.ROLE_GRANT):
        return
    url, tag = reverse("accounts:people"), pgettext("kind of work", "People")
    for person in User.objects.without_a_role(Unit.objects.workable_by(user, P.ROLE_GRANT)):
        yield WorkItem(tag, _("Grant a role"), person.name, url, _("Grant"))


KINDS: list[Callable[[User, Board], Iterable[WorkItem]]] = [
    flows_to_draw,
    charts_to_send_up,
    releases_to_decide,
    withholdings_to_approve,
    comments_to_answer,
    comments_to_look_at,
    answers_to_publish,
    answers_to_hand_in,
    referrals_to_take_up,
    leads_to_decide,
    contributions_to_look_at,
    measures_to_put_in_force,
    postings_to_settle,
    stops_to_confirm,
    worksheets_to_fill,
    leads_to_answer,
    charts_in_a_round,
    rounds_to_open,
    charges_to_move_on,
    worksheets_to_sign,
    worksheets_to_confirm,
    sittings_to_convene,
    meetings_to_join,
    sittings_to_join,
    levels_to_second,
    meetings_to_close,
    occasions_to_do,
    occasions_to_verify,
    overdue_to_answer_for,
    warnings_to_act_on,
    notices_to_answer,
    pledges_to_confirm,
    disclosures_overdue,
    findings_to_move_on,
    reviews_to_do,
]
