"""What the committee's meetings and a two-stage confirmation ask of a person."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from riskcontrol.accounts.models import User
from riskcontrol.accounts.roles import Permission
from riskpoints.models import Meeting
from riskpoints.states import WorksheetState

from .board import Board
from .items import WorkItem
from .queue import page_of


def meetings_to_join(user: User, board: Board) -> Iterable[WorkItem]:
    """Meetings on a day to come that he is called to."""
    for meeting in board.meetings:
        if meeting.joins:
            title = _("Take part in the committee's meeting")
            if meeting.first_on:
                reason = {"reason": meeting.put_off_because}
                title = _("Take part in the committee's meeting, put off: %(reason)s") % reason
            yield _item(meeting, title, pgettext("button", "Open"))


def meetings_to_close(user: User, board: Board) -> Iterable[WorkItem]:
    """Meetings he leads whose items are all dealt with."""
    for meeting in board.meetings:
        if meeting.closes:
            yield _item(
                meeting, _("Close the meeting: every item is dealt with"), _("Close the meeting")
            )


def _item(meeting: Meeting, title: str, button: str) -> WorkItem:
    day = date_format(meeting.held_on, "Y-m-d")
    time = time_format(meeting.begins_at, "H:i") if meeting.begins_at else ""
    due = _("on %(day)s") % {"day": " ".join(filter(None, [day, time]))}
    note = " · ".join(filter(None, [str(meeting.body), str(meeting), meeting.place]))
    url = reverse("desk:meeting", args=[meeting.pk])
    return WorkItem(pgettext("kind of work", "Rating"), title, note, url, button, due)


def worksheets_to_confirm(user: User, board: Board) -> Iterable[WorkItem]:
    """Worksheets signed by their section head that wait for the unit's leading group."""
    for sheet in board.worksheets:
        waits = sheet.state == WorksheetState.SIGNED and user.pk not in sheet.hands
        if waits and user.may(Permission.WORKSHEET_CONFIRM, sheet.section):
            tag, button = (
                pgettext("kind of work", "Finding"),
                pgettext("button", "Look and confirm"),
            )
            title = _("Confirm the worksheet before it goes to the committee")
            yield WorkItem(tag, title, str(sheet), page_of(sheet), button)
