"""The committee in the model: a meeting of one item, who is excused from it, its quorum, its closing."""

from dataclasses import dataclass, field

from .model import COMMITTEE, No, need


@dataclass(eq=False)
class Meeting:
    chair: str
    away: set = field(default_factory=set)
    present: set = field(default_factory=set)  # who was there when it ruled
    is_over: bool = False  # its item was decided or returned
    is_open: bool = True


@dataclass
class Sitting:
    chair: str
    eligible: set  # those who may rate it
    meeting: Meeting
    grades: dict = field(default_factory=dict)  # by rater: four ranks, the same for every point
    wishes: dict = field(default_factory=dict)  # by place of the point: rank and second person

    @property
    def raters(self):
        """Nobody waits for who is excused; what he handed in counts."""
        return {who for who in self.eligible if who not in self.meeting.away or who in self.grades}

    @property
    def present(self):
        return self.eligible - self.meeting.away

    @property
    def has_quorum(self):
        return len(self.present) >= max(2, len(self.eligible) // 2 + 1)

    @property
    def is_complete(self):
        return self.raters <= self.grades.keys()

    @property
    def highest(self):
        return min(min(ranks) for ranks in self.grades.values())

    def is_lowered(self, place):
        rank, second = self.wishes.get(place, (0, ""))
        return rank > self.highest and not second

    def seconds(self):
        """Who may stand by a lowering."""
        return self.present - {self.chair}

    def end(self, *, ruled):
        self.meeting.is_over = True
        self.meeting.present = self.present if ruled else set()


class Meetings:
    """What happens in the meeting that was called last."""

    @property
    def meeting(self):
        if not self.meetings:
            raise No
        return self.meetings[-1]

    def excuse(self, by, whom):
        meeting = self.meeting
        need(meeting.is_open, whom in COMMITTEE, by in {whom, meeting.chair})
        need(whom != meeting.chair, whom not in meeting.present)
        meeting.away.add(whom)

    def attend(self, by, whom):
        """Not while another level is proposed on what he has not rated."""
        meeting, sitting = self.meeting, self.sitting
        need(meeting.is_open, whom in COMMITTEE, by in {whom, meeting.chair})
        if sitting and sitting.wishes:
            need(whom not in sitting.eligible or whom in sitting.grades)
        was_away = whom in meeting.away
        meeting.away.discard(whom)
        return int(was_away)

    def close_meeting(self, by):
        meeting = self.meeting
        need(meeting.is_open, meeting.is_over, by == meeting.chair)
        meeting.is_open = False
