"""Rulings that a later change reopens: the part of the model that knows what each was made on."""

from dataclasses import dataclass, field

from .model import COMMITTEE, LEAD, need
from .model_meetings import Meeting, Sitting
from .model_sheet import Model as Sheets


@dataclass
class Again(Sitting):
    """A sitting on what was reopened of one worksheet: its risk points, and what they were found to be."""

    found: list = field(default_factory=list)  # (risk point, its steps' limits)


@dataclass
class Model(Sheets):
    """The chart with its worksheets, and a sitting that rates anew what was reopened."""

    again: Again | None = None

    def points(self):
        """Every risk point, in the order in which they were written."""
        return [point for sheet in self.sheets for point in sheet.points]

    @property
    def reopened(self):
        """What waits to be ruled again, in the order in which it was noticed."""
        found = [point for point in self.points() if point.reopened and not point.gave_way]
        return sorted(found, key=lambda point: point.reopened)

    def sheet_of(self, point):
        return next(sheet for sheet in self.sheets if point in sheet.points)

    def now(self, point):
        """What a risk point's steps are by the drawing settled last."""
        return {step: self.final[step] for step in point.steps}

    def compare(self, by):
        need(by in LEAD)
        changed = [point for point in self.points() if self._changed(point)]
        last = max((point.reopened for point in self.points()), default=0)
        for number, point in enumerate(changed, last + 1):
            point.reopened = number
        return len(changed)

    def _changed(self, point):
        waits = point.rank is None or point.gave_way or point.reopened
        return not waits and point.basis != self.now(point)

    def open(self, by):
        need(not self.again)
        return super().open(by)

    def let_stand(self, by, place):
        need(by in LEAD, place < len(self.reopened))
        point = self.reopened[place]
        need(by not in self.sheet_of(point).had_a_part)
        need(not (self.again and self.sheet_of(point) is self.again_sheet))
        point.basis, point.reopened = self.now(point), 0

    @property
    def again_sheet(self):
        return self.sheet_of(self.again.found[0][0])

    def convene(self, by):
        own = [point for point in self.reopened if point in self.sheet.points]
        return self._convene_on(self.sheet, by) if own else super().convene(by)

    def convene_again(self, by, place):
        need(place < len(self.reopened))
        return self._convene_on(self.sheet_of(self.reopened[place]), by)

    def _convene_on(self, sheet, by):
        raters = COMMITTEE - sheet.had_a_part
        need(self.sheet.state == "decided", not self.again, by in LEAD & raters, len(raters) >= 2)
        own = [point for point in self.reopened if point in sheet.points]
        self.meetings.append(Meeting(by))
        found = [(point, self.now(point)) for point in own]
        self.again = Again(by, raters, self.meeting, found=found)

    def assess_again(self, by, ranks):
        need(self.again)
        need(by in self.again.eligible, by not in self.again.grades)
        need(not self.again.is_complete)
        self.again.grades[by] = ranks

    def _presiding_again(self, by):
        need(self.again)
        need(by == self.again.chair)

    def decide_again(self, by):
        self._presiding_again(by)
        need(self.again.is_complete, self.again.has_quorum)
        for point, found in self.again.found:
            point.rank, point.basis, point.reopened = self.again.highest, found, 0
        self.again.end(ruled=True)
        self.again = None

    def close_again(self, by):
        self._presiding_again(by)
        self.again.end(ruled=False)
        self.again = None

    def decide(self, by):
        left = super().decide(by)
        for point in self.sheet.points:
            point.basis = {step: self.sheet.version[step] for step in point.steps}
        for row in self.sheet.carried:
            if row.point and row.outcome == "confirmed":
                row.point.basis = {step: self.sheet.version[step] for step in row.point.steps}
                row.point.reopened = 0
        return left
