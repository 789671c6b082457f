"""The second half of the model: what is found, rated, carried out and verified."""

import datetime
from dataclasses import dataclass, field

from .model import COMMITTEE, DRAW, LEAD, SECTION_HEAD, SIGN, Point, need
from .model_meetings import Meeting, Meetings, Sitting
from .model_rounds import Rounds


@dataclass
class Model(Meetings, Rounds):
    """The chart with its worksheets and the occasions of their measures."""

    done: dict = field(default_factory=dict)  # by place of the occasion: who did, who verified
    lapsed: set = field(default_factory=set)  # places of occasions whose measure has ended
    due: list = field(default_factory=list)  # by place of the occasion: its day
    meetings: list = field(default_factory=list)

    def write(self, by, steps):
        self._writing(by)
        need(steps, set(steps) <= self.open_rows)
        self.sheet.points.append(Point(set(steps), {by}, order=self.next_order))
        self._looked_at(steps, by)

    def rewrite(self, by, place, steps, behind=0):
        self._writing(by)
        need(steps, set(steps) <= self.open_rows, not behind)
        self.sheet.points[place].steps = set(steps)
        self.sheet.points[place].writers.add(by)
        self._looked_at(steps, by)

    def take_off(self, by, place):
        self._writing(by)
        need(not self.sheet.points[place].is_assessed)
        point = self.sheet.points.pop(place)
        for row in self.sheet.carried:
            if row.successor is point:
                row.look("untouched", "")

    def find_nothing(self, by, step):
        self._writing(by)
        need(step in self.open_rows, not self.pointed(step))
        for row in self.none_rows(step):
            need(row.outcome != "untouched")  # the same words as before are confirmed instead
            row.look("changed", by)
        self.sheet.nothing[step] = by

    def plan(self, by, place):
        self._writing(by)
        self.sheet.points[place].measurers.append(by)

    def hand_over(self, by):
        self._writing(by)
        points, nothing = self.sheet.points, self.sheet.nothing
        need(points or nothing or any(row.outcome != "untouched" for row in self.sheet.carried))
        need(not any(map(self.is_to_look_at, self.sheet.carried)))
        need(not any(map(self.lacks, self.open_rows)))
        need(all(point.aims and point.steps <= self.open_rows for point in points))
        self.sheet.state, self.sheet.hands = "submitted", {by}

    def sign_sheet(self, by):
        need(by in SECTION_HEAD, self.sheet.state == "submitted")
        self.sheet.state = "signed" if self.two_stages else "handed-in"
        self.sheet.hands = self.sheet.hands | {by}

    def confirm_sheet(self, by):
        need(by in SIGN, self.sheet.state == "signed", by not in self.sheet.hands)
        self.sheet.state = "handed-in"
        self.sheet.hands = self.sheet.hands | {by}

    def give_sheet_back(self, by):
        by_whom = {"submitted": SECTION_HEAD, "signed": SIGN, "handed-in": LEAD}
        need(by in by_whom.get(self.sheet.state, ()), not self.sitting)
        self.sheet.state = "returned"

    def convene(self, by):
        raters = COMMITTEE - self.sheet.had_a_part
        need(self.sheet.state == "handed-in", not self.sitting, by in LEAD & raters)
        need(len(raters) >= 2)
        self.meetings.append(Meeting(by))
        self.sheet.sitting = Sitting(by, raters, self.meeting)
        if not self.sheet.points:
            self.sitting.grades = dict.fromkeys(raters, (3,))

    def assess(self, by, ranks):
        need(self.sitting)
        need(by in self.sitting.eligible, by not in self.sitting.grades)
        need(not self.sitting.is_complete)
        self.sitting.grades[by] = ranks
        for point in self.sheet.points:
            point.is_assessed = True

    def _presiding(self, by):
        need(self.sitting)
        need(by == self.sitting.chair)

    def wish(self, by, place, rank):
        self._presiding(by)
        need(self.sitting.is_complete)
        need(rank != self.sitting.highest)
        self.sitting.wishes[place] = (rank, "")

    def second(self, by, place):
        need(self.sitting)
        need(self.sitting.is_complete)
        need(self.sitting.is_lowered(place), by in self.sitting.seconds())
        self.sitting.wishes[place] = (self.sitting.wishes[place][0], by)

    def unwish(self, by, place):
        self._presiding(by)
        need(place in self.sitting.wishes)
        del self.sitting.wishes[place]

    def decide(self, by):
        self._presiding(by)
        need(self.sitting.is_complete, self.sitting.has_quorum)
        need(not any(map(self.sitting.is_lowered, self.sitting.wishes)))
        for place, point in enumerate(self.sheet.points):
            point.rank = self.sitting.wishes.get(place, (self.sitting.highest,))[0]
        self.sitting.end(ruled=True)
        self.sheet.state, self.sheet.sitting = "decided", None
        ended = self.give_way()
        # The rulings leave one entry, the measures that come into force another, those that end too.
        return 1 + any(point.measurers for point in self.sheet.points) + ended

    def give_sitting_back(self, by):
        self._presiding(by)
        self.sitting.end(ruled=False)
        self.sheet.state, self.sheet.sitting = "returned", None

    def carry_out(self, by, place):
        need(by in DRAW, place not in self.done, place not in self.lapsed)
        need(self.day >= self.reportable_from(place))
        self.done[place] = (by, "")

    def reportable_from(self, place):
        """A month before the day it is due, and ten days more for a day moved off a rest."""
        due = self.due[place]
        last_month = due.replace(day=1) - datetime.timedelta(days=1)
        return last_month.replace(day=min(due.day, last_month.day)) - datetime.timedelta(days=10)

    def _verifying(self, by, place):
        doer, verifier = self.done.get(place, ("", ""))
        need(by in SECTION_HEAD, doer, not verifier, doer != by)
        return doer

    def verify(self, by, place):
        self.done[place] = (self._verifying(by, place), by)

    def give_report_back(self, by, place):
        self._verifying(by, place)
        del self.done[place]
