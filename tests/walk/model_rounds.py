"""Rounds, and the rows that a worksheet begins with: the part of the model between chart and sheet."""

from dataclasses import dataclass, field

from .model import DRAW, LEAD, Carried, Chart, Point, Round, Sheet, need

STEPS = ["receive", "examine", "serve"]


@dataclass
class Rounds(Chart):
    """The chart with its worksheets, each in a round, and what they take from one another."""

    rounds: list = field(default_factory=list)
    sheets: list = field(default_factory=list)

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

    @property
    def next_order(self):
        return 1 + max((p.order for sheet in self.sheets for p in sheet.points), default=0)

    def pointed(self, step):
        """Whether a risk point stands on a step, found here or carried over and not taken away."""
        carried = [row.point for row in self.sheet.carried if row.stands]
        return any(step in point.steps for point in [*self.sheet.points, *carried])

    def none_rows(self, step):
        return [row for row in self.sheet.carried if not row.point and row.step == step]

    def is_to_look_at(self, row):
        return row.outcome == "untouched" and row.steps <= self.open_rows

    def lacks(self, step):
        """Whether nothing is said of a step; what is untouched is asked about apart."""
        if any(row.outcome == "untouched" and step in row.steps for row in self.sheet.carried):
            return False
        return step not in self.sheet.nothing and not self.pointed(step)

    def _join(self):
        """The open round that waits for the chart, else one of this year, else one opens itself."""
        searched = [sheet.round for sheet in self.sheets]
        here = [each for each in self.rounds if each.is_open]
        waiting = [each for each in here if not any(each is one for one in searched)]
        found = waiting + [each for each in here if each.year == self.day.year]
        if found:
            return found[0], 0
        years = {each.year for each in self.rounds if each.ground == "yearly"}
        ground = "yearly"
        if self.day.year in years:
            is_new = not self.sheets or self.sheet.version_number != self.settled
            ground = "chart" if is_new else "own"
        self.rounds.append(Round(self.day.year, ground))
        return self.rounds[-1], 1

    @property
    def settled(self):
        """Which of the postings was settled last, by its number."""
        return max((n for n, each in enumerate(self.postings) if each.final), default=-1)

    def open(self, by):
        need(by in DRAW, self.final, not self.sheet or self.sheet.state == "decided")
        joined, opened = self._join()
        sheet = Sheet(dict(self.final), round=joined)
        sheet.version_number = self.settled
        sheet.carried = [Carried(point) for point in self._standing()]
        if self.sheet:
            sheet.carried += [Carried(step=step) for step in STEPS if step in self.sheet.nothing]
        self.sheets.append(sheet)
        return 1 + opened

    def _standing(self):
        points = [point for sheet in self.sheets for point in sheet.points if not point.gave_way]
        return sorted(points, key=lambda point: point.order)

    def open_round(self, by, ground):
        year = self.day.year
        open_years = [r.year for r in self.rounds if r.is_open and r.ground == "yearly"]
        need(by in LEAD, ground != "yearly" or year not in open_years)
        self.rounds.append(Round(year, ground))

    def close_round(self, by, says_why):
        need(by in LEAD, self.rounds)
        last = self.rounds[-1]
        own = [sheet for sheet in self.sheets if sheet.round is last]
        need(last.is_open, all(sheet.state == "decided" for sheet in own), own or says_why)
        last.is_open = False

    def _writing(self, by):
        need(by in DRAW, self.sheet.is_editable)

    def _looked_at(self, steps, by):
        """A point found on a step ends what was said of finding none there."""
        for step in steps:
            self.sheet.nothing.pop(step, None)
            for row in self.none_rows(step):
                if row.outcome != "removed":
                    row.look("removed", by)

    def _to_look_at(self, by, place):
        self._writing(by)
        need(self.is_to_look_at(self.sheet.carried[place]))
        return self.sheet.carried[place]

    def confirm(self, by, place):
        row = self._to_look_at(by, place)
        if not row.point:
            need(not self.pointed(row.step))
            self.sheet.nothing[row.step] = by
        row.look("confirmed", by)

    def remove(self, by, place):
        row = self._to_look_at(by, place)
        need(row.point)
        row.look("removed", by)

    def change(self, by, place, steps):
        row = self._to_look_at(by, place)
        need(row.point, steps, set(steps) <= self.open_rows)
        new = Point(set(steps), {by}, order=row.point.order, kept=row.point.aims)
        self.sheet.points.append(new)
        row.look("changed", by, new)
        self._looked_at(steps, by)

    def put_row_back(self, by, place):
        self._writing(by)
        row = self.sheet.carried[place]
        need(row.point, row.outcome in {"confirmed", "removed"}, row.steps <= self.open_rows)
        for step in row.steps:
            self.sheet.nothing.pop(step, None)
        row.look("untouched", "")

    def give_way(self):
        """With the decision what was changed or removed gives way; whether a measure ended with it."""
        gone = [row for row in self.sheet.carried if row.point and not row.stands]
        for row in gone:
            row.point.gave_way = row.successor or "removed"
        return any(row.outcome == "removed" and row.point.aims for row in gone)
