"""The acts of the meetings' walk, each by the action that a page calls; and what stands afterwards."""

import datetime

from django.utils import timezone

from riskcontrol.accounts.models import Membership
from riskcontrol.accounts.roles import Role
from riskcontrol.audit.models import Entry
from riskpoints.actions import chairing, meetings, sittings
from riskpoints.minutes import hash_of
from riskpoints.models import Meeting, MeetingMember, Ruling, Sitting, Worksheet
from tests.factories.accounts import MembershipFactory
from tests.factories.measures import judgement

from .model_agenda import LEAD


class Acts:
    """Calls the actions on the rows that a number means: the how-manieth meeting, item, worksheet."""

    def __init__(self, cast, sheets):
        self.cast, self.sheets = cast, sheets

    def _sheet(self, at):
        return Worksheet.objects.get(pk=self.sheets[at].pk)

    def _meeting(self, at):
        return Meeting.objects.order_by("pk")[at]

    def _item(self, at):
        return Sitting.objects.whole().order_by("pk")[at]

    def _member(self, at, whom):
        return MeetingMember.objects.filter(meeting=self._meeting(at), user=self.cast[whom]).first()

    def call(self, by, sheets, days):
        day = timezone.localdate() + datetime.timedelta(days=days)
        worksheets = [self._sheet(at) for at in sheets]
        meetings.call_meeting(
            body=self.sheets[0].body, held_on=day, worksheets=worksheets, wrote_measures={}, by=by
        )

    def add(self, by, at, sheet):
        meetings.add_item(
            meeting=self._meeting(at), worksheet=self._sheet(sheet), wrote_measures={}, by=by
        )

    def take_off(self, by, at):
        meetings.take_off_item(sitting=self._item(at), by=by)

    def move(self, by, at, *, up):
        meetings.move_item(sitting=self._item(at), up=up, by=by)

    def put_off(self, by, at):
        meetings.put_off_item(sitting=self._item(at), reason="材料不全。", by=by)

    def postpone(self, by, at, days):
        day = timezone.localdate() + datetime.timedelta(days=days)
        meetings.postpone_meeting(
            meeting=self._meeting(at), held_on=day, reason="另有会议。", by=by
        )

    def excuse(self, by, at, whom):
        meetings.excuse_member(member=self._member(at, whom), reason="出差。", by=by)

    def attend(self, by, at, whom):
        meetings.attend_again(member=self._member(at, whom), by=by)

    def take_chair(self, by, at):
        chairing.take_chair(
            meeting=self._meeting(at), reason="原主持人调离。", wrote_measures={}, by=by
        )

    def assess(self, by, at, ranks):
        item = self._item(at)
        point = item.worksheet.risk_points.get()
        sittings.submit_assessments(sitting=item, judgements={point.pk: judgement(*ranks)}, by=by)

    def wish(self, by, at, rank):
        item = self._item(at)
        sittings.propose_level(
            sitting=item,
            risk_point=item.worksheet.risk_points.get(),
            rank=rank,
            reason="已有制约。",
            by=by,
        )

    def second(self, by, at):
        sittings.second_lowering(proposal=self._item(at).proposals.get(), by=by)

    def unwish(self, by, at):
        sittings.withdraw_proposal(proposal=self._item(at).proposals.get(), by=by)

    def decide(self, by, at):
        sittings.decide_sitting(sitting=self._item(at), by=by)

    def give_back(self, by, at):
        sittings.return_sitting(sitting=self._item(at), reason="再查。", by=by)

    def close(self, by, at):
        meeting = self._meeting(at)
        away = meeting.members.exclude(excused_because="")
        excused = dict(away.values_list("pk", "excused_because"))
        meetings.close_meeting(meeting=meeting, excused=excused, by=by)

    def leave(self, by):
        body = self.sheets[0].body
        ended, _by_model = Membership.objects.filter(user=by, unit=body).delete()
        if not ended:
            role = Role.COMMITTEE_CHAIR if by.username in LEAD else Role.COMMITTEE_MEMBER
            MembershipFactory(user=by, unit=body, role=role)

    def join(self, by, sheet):
        section = self.sheets[sheet].section
        if not Membership.objects.filter(user=by, unit=section).exists():
            MembershipFactory(user=by, unit=section, role=Role.CONTRIBUTOR)

    def hand_in(self, _by, sheet):
        """Past the actions: how a section hands in is walked elsewhere."""
        signed = self.sheets[sheet].signed_by
        Worksheet.objects.filter(pk=self.sheets[sheet].pk).update(
            state="handed-in", signed_by=signed, signed_at=timezone.now()
        )


def seen_in_model(model):
    """Tell what the model knows, so that it compares with seen_in_database()."""
    return {
        "sheets": model.sheets,
        "ranks": model.ranks,
        "items": [
            (
                (item.sheet, item.chair, item.over),
                (item.eligible, item.recused, set(item.grades)),
                item.wish,
                model.meetings.index(item.meeting) if item.meeting else None,
            )
            for item in model.items
        ],
        "meetings": [
            (
                (each.chair, each.day, each.first_on, each.is_open, each.has_put_off),
                (each.called, each.away),
                [item.sheet for item in each.items],
            )
            for each in model.meetings
        ],
        "entries": model.entries,
    }


def seen_in_database(sheets):
    """Tell the same from the rows."""
    places = {sheet.pk: at for at, sheet in enumerate(sheets)}
    meetings_ = list(Meeting.objects.select_related("chair").order_by("pk"))
    numbers = {meeting.pk: at for at, meeting in enumerate(meetings_)}
    rows = Worksheet.objects.filter(pk__in=places).order_by("pk")
    return {
        "sheets": list(rows.values_list("state", flat=True)),
        "ranks": list(rows.values_list("risk_points__ruling__rank", flat=True)),
        "items": [
            _item_facts(item, places, numbers)
            for item in Sitting.objects.select_related("chair").order_by("pk")
        ],
        "meetings": [_meeting_facts(meeting, places) for meeting in meetings_],
        "entries": Entry.objects.count(),
    }


def _item_facts(item, places, numbers):
    seats = list(item.members.values_list("user__username", "recused_because"))
    wish = item.proposals.select_related("level", "seconded_by").first()
    over = ("returned" if item.returned else "decided") if item.closed_at else ""
    return (
        (places[item.worksheet_id], item.chair.username, over),
        (
            {name for name, ground in seats if not ground},
            {name for name, ground in seats if ground},
            set(item.assessments.values_list("rater__username", flat=True)),
        ),
        wish and (wish.level.rank, wish.seconded_by.username if wish.seconded_by else ""),
        numbers.get(item.meeting_id),
    )


def _meeting_facts(meeting, places):
    called = list(meeting.members.values_list("user__username", "excused_because"))
    own = meeting.sittings.order_by("place", "pk").values_list("worksheet", flat=True)
    return (
        (
            meeting.chair.username,
            meeting.held_on,
            meeting.first_on,
            meeting.is_open,
            meeting.put_offs.exists(),
        ),
        ({name for name, _why in called}, {name for name, why in called if why}),
        [places[pk] for pk in own],
    )


class Watch:
    """What must hold of meetings whatever the model says; remembers what may never change."""

    def __init__(self):
        self.minutes, self.rulings = {}, {}

    def look(self):
        self.minutes = self._stays(self.minutes, Meeting.objects.exclude(closed_at=None), "decided")
        self.rulings = self._stays(self.rulings, Ruling.objects.all(), "rank")
        for meeting in Meeting.objects.exclude(closed_at=None):
            assert meeting.decided_hash == hash_of(meeting.decided)
            assert not meeting.sittings.filter(closed_at=None).exists()
        for ruling in Ruling.objects.select_related("sitting__meeting"):
            self._ruled_by_the_rules(ruling)
        assert not Sitting.objects.filter(meeting=None, proposals__isnull=False).exists()

    @staticmethod
    def _stays(before, rows, name):
        now = dict(rows.values_list("pk", name))
        assert now | before == now
        return now

    @staticmethod
    def _ruled_by_the_rules(ruling):
        """On its day or later, by a quorum of those who were there, the highest or lowered by two."""
        sitting = ruling.sitting
        there = set(sitting.members.filter(was_present=True).values_list("user", flat=True))
        rated = set(sitting.assessments.values_list("rater", flat=True))
        assert sitting.meeting.held_on <= ruling.ruled_on
        assert len(there) == sitting.present_count >= sitting.needed_count >= 2
        assert there <= rated
        assert ruling.ruled_by_id in there
        assert not sitting.members.filter(was_present=True).exclude(recused_because="").exists()
        ranks = sitting.assessments.values_list("grades__anchor__rank", flat=True)
        assert ruling.highest_rank == min(ranks)
        assert ruling.rank <= ruling.highest_rank or ruling.second_id in there - {
            ruling.ruled_by_id
        }
