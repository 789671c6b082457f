"""The second half of the model: what is found, rated, carried out and verified."""

from dataclasses import dataclass, field

from .model import COMMITTEE, DRAW, LEAD, SECTION_HEAD, Chart, Point, Sheet, Sitting, need


@dataclass
class Model(Chart):
    """The chart with its worksheets and the occasions of their measures."""

    sheets: list = field(default_factory=list)
    done: dict = field(default_factory=dict)  # by place of the occasion: who did, who verified

    @property
    def sheet(self):
        """The newest worksheet."""
        return self.sheets[-1] if self.sheets else None

    @property
    def sitting(self):
        """The sitting that goes on."""
        return self.sheet.sitting if self.sheet else None

    @property
    def open_rows(self):
        """The steps that are as they were settled, on the worksheet and last."""
        drawings = [self.live, self.final or {}, self.sheet.version]
        return {key for key in self.live if len({each.get(key) for each in drawings}) == 1}

    def pointed(self, step):
        """Whether a risk point stands on a step, from this round or one that was decided."""
        decided = [each for each in self.sheets if each.state == "decided"]
        return any(step in point.steps for each in [*decided, self.sheet] for point in each.points)

    def open(self, by):
        need(by in DRAW, self.final, not self.sheet or self.sheet.state == "decided")
        self.sheets.append(Sheet(dict(self.final)))

    def _writing(self, by):
        need(by in DRAW, self.sheet.is_editable)

    def write(self, by, steps):
        self._writing(by)
        need(steps, set(steps) <= self.open_rows)
        self.sheet.points.append(Point(set(steps), {by}))
        self._looked_at(steps)

    def rewrite(self, by, place, steps, behind=0):
        self._writing(by)
        need(steps, set(steps) <= self.open_rows, not behind)
        self.sheet.points[place].steps = set(steps)
        self.sheet.points[place].writers.add(by)
        self._looked_at(steps)

    def _looked_at(self, steps):
        for step in steps:
            self.sheet.nothing.pop(step, None)

    def take_off(self, by, place):
        self._writing(by)
        need(not self.sheet.points[place].is_assessed)
        del self.sheet.points[place]

    def find_nothing(self, by, step):
        self._writing(by)
        need(step in self.open_rows, not self.pointed(step))
        self.sheet.nothing[step] = by

    def plan(self, by, place):
        self._writing(by)
        self.sheet.points[place].measurers.append(by)

    def hand_over(self, by):
        self._writing(by)
        points, nothing = self.sheet.points, self.sheet.nothing
        need(points or nothing)
        need(all(step in nothing or self.pointed(step) for step in self.open_rows))
        need(all(point.measurers and point.steps <= self.open_rows for point in points))
        self.sheet.state, self.sheet.hands = "submitted", {by}

    def sign_sheet(self, by):
        need(by in SECTION_HEAD, self.sheet.state == "submitted")
        self.sheet.state = "handed-in"
        self.sheet.hands = self.sheet.hands | {by}

    def give_sheet_back(self, by):
        by_whom = {"submitted": SECTION_HEAD, "handed-in": LEAD}
        need(by in by_whom.get(self.sheet.state, ()), not self.sitting)
        self.sheet.state = "returned"

    def convene(self, by):
        raters = COMMITTEE - self.sheet.had_a_part
        need(self.sheet.state == "handed-in", not self.sitting, by in LEAD & raters)
        need(len(raters) >= 2)
        self.sheet.sitting = Sitting(by, raters)
        if not self.sheet.points:
            self.sitting.grades = dict.fromkeys(raters, (3,))

    def assess(self, by, ranks):
        need(self.sitting)
        need(by in self.sitting.raters, by not in self.sitting.grades)
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
        need(self.sitting.is_lowered(place), by in self.sitting.raters - {self.sitting.chair})
        self.sitting.wishes[place] = (self.sitting.wishes[place][0], by)

    def unwish(self, by, place):
        self._presiding(by)
        need(place in self.sitting.wishes)
        del self.sitting.wishes[place]

    def decide(self, by):
        self._presiding(by)
        need(self.sitting.is_complete)
        need(not any(map(self.sitting.is_lowered, self.sitting.wishes)))
        for place, point in enumerate(self.sheet.points):
            point.rank = self.sitting.wishes.get(place, (self.sitting.highest,))[0]
        self.sheet.state, self.sheet.sitting = "decided", None
        # The rulings leave one entry, the measures that come into force another.
        return 1 + any(point.measurers for point in self.sheet.points)

    def give_sitting_back(self, by):
        self._presiding(by)
        self.sheet.state, self.sheet.sitting = "returned", None

    def carry_out(self, by, place):
        need(by in DRAW, place not in self.done)
        self.done[place] = (by, "")

    def _verifying(self, by, place):
        doer, verifier = self.done.get(place, ("", ""))
        need(by in SECTION_HEAD, doer, not verifier, doer != by)
        return doer

    def verify(self, by, place):
        self.done[place] = (self._verifying(by, place), by)

    def give_report_back(self, by, place):
        self._verifying(by, place)
        del self.done[place]
