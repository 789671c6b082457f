"""How far a body has come on the deck's four steps: told from rows, nothing of it is stored."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures.models import Measure, Occasion
from measures.states import MeasureState
from powers.models import Posting, Power
from powers.states import ChartState, PostingState
from riskcontrol.accounts.models import Unit
from riskpoints.models import Level, RiskPoint

from .board import Board, Place

Step = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """One power and how far it has come."""

    place: Place
    chart: str
    posting: str
    points: int
    rated: int
    level: Level | None
    measures: int
    in_force: int
    carried_out: int

    @property
    def power(self) -> Power:
        """The power."""
        return self.place.power


@dataclass(frozen=True)
class MeasureFacts:
    """A measure by its id: whether it is in force, whether it was ever carried out and verified."""

    pk: int
    in_force: bool
    carried_out: bool


def facts_of(measure: Any) -> MeasureFacts:
    """Take the facts off a measure loaded with `carried_out`."""
    return MeasureFacts(measure.pk, measure.state == MeasureState.IN_FORCE, measure.carried_out)


@dataclass(frozen=True)
class Progress:
    """A body's counts along the way; every one is computed from rows."""

    board: Board
    points: list[RiskPoint]
    measures: dict[int, MeasureFacts]
    aims: dict[int, set[int]]

    @cached_property
    def charts(self) -> list[Place]:
        """Each chart once."""
        return list(self.board.charts)

    @cached_property
    def postings(self) -> dict[int, Posting]:
        """The posting under way of each chart."""
        return {
            posting.flowchart_id: posting
            for posting in self.board.postings
            if not posting.stopped_on
        }

    @cached_property
    def settled(self) -> list[Place]:
        """Charts that passed the gate at least once."""
        return [place for place in self.charts if place.is_settled]

    @cached_property
    def rated(self) -> int:
        """Risk points with a ruling."""
        return sum(point.ruling_id is not None for point in self.points)

    @cached_property
    def levels(self) -> list[tuple[Level, int]]:
        """Each level and the number of points rated so, the highest first.

        Levels that look the same in two versions of the scheme are one.
        """
        rulings = [point.ruling for point in self.points if point.ruling]
        looks = {ruling.level.look: ruling.level for ruling in rulings}
        counts = Counter(ruling.level.look for ruling in rulings)
        return [(looks[look], counts[look]) for look in sorted(counts)]

    @cached_property
    def points_by_chart(self) -> dict[int | None, list[RiskPoint]]:
        """The risk points on each chart."""
        found: dict[int | None, list[RiskPoint]] = defaultdict(list)
        for point in self.points:
            found[point.flowchart_id].append(point)
        return found


def progress_of(body: Unit, board: Board) -> Progress:
    """Read what the board does not hold: a body's risk points and measures, in two queries."""
    points = list(RiskPoint.objects.filter(body=body).in_register().select_related("ruling__level"))
    verified = Occasion.objects.filter(measure=OuterRef("pk"), verified_at__isnull=False)
    rows = (
        Measure.objects.filter(body=body)
        .order_by("pk")
        .annotate(carried_out=Exists(verified))
        .values_list("pk", "state", "carried_out", "aims__risk_point")
    )
    measures, aims = {}, defaultdict(set)
    for pk, state, carried_out, point in rows:
        measures[pk] = MeasureFacts(pk, state == MeasureState.IN_FORCE, carried_out)
        if point:
            aims[point].add(pk)
    return Progress(board, points, measures, aims)


def steps_of(progress: Progress) -> list[Step]:
    """Give the deck's four steps in order, as the stepper shows them: a later one waits for the earlier."""
    return marked([_listing(progress), _posting(progress), _finding(progress), _meeting(progress)])


def _listing(progress: Progress) -> Step:
    count = len(progress.board.places)
    note = ngettext("%(count)s power", "%(count)s powers", count) % {"count": count}
    return _step(_("List the powers"), note, count, count, reverse("powers:power_list"))


def _posting(progress: Progress) -> Step:
    places = progress.board.places
    settled = sum(place.is_settled for place in places)
    note = _("%(drawn)s drawn, %(settled)s settled") % {
        "drawn": sum(place.state != ChartState.NONE for place in places),
        "settled": settled,
    }
    url = reverse("powers:flowchart_list")
    return _step(_("Draw the flows and post them"), note, settled, len(places), url)


def _finding(progress: Progress) -> Step:
    steps = sum(place.steps for place in progress.settled)
    looked_at = sum(place.looked_at for place in progress.settled)
    points = len(progress.points)
    words = ngettext(
        "%(looked_at)s of %(steps)s steps looked at · %(points)s risk point",
        "%(looked_at)s of %(steps)s steps looked at · %(points)s risk points",
        points,
    )
    note = words % {"looked_at": looked_at, "steps": steps, "points": points}
    done, total = looked_at + progress.rated, steps + points
    step = _step(_("Find risk points and rate them"), note, done, total, reverse("riskpoints:list"))
    return step | {"waits": not progress.settled}


def _meeting(progress: Progress) -> Step:
    count = len(progress.measures)
    in_force = sum(one.in_force for one in progress.measures.values())
    note = _("%(count)s written, %(in_force)s in force") % {"count": count, "in_force": in_force}
    step = _step(_("Set the measures"), note, in_force, count, reverse("measures:list"))
    return step | {"waits": not progress.points}


def _step(name: str, note: str, done: int, total: int, url: str) -> Step:
    return {"name": name, "note": note, "done": done, "total": total, "url": url, "waits": False}


def marked(steps: list[Step]) -> list[Step]:
    """Say of each step whether it is done, the one to go on with, begun ahead of that one, or waits."""
    is_first = True
    for step in steps:
        is_done = bool(step["total"]) and step["done"] >= step["total"]
        if is_done:
            step["state"] = "done"
        elif step["waits"]:
            step["state"] = "locked"
        else:
            step["state"] = "now" if is_first else "open"
        is_first = is_first and is_done
    return steps


def waiting(progress: Progress) -> list[tuple[str, str]]:
    """Name what must wait, and say why and for whom."""
    said = [(_chart_name(place), _wait(progress, place)) for place in progress.charts]
    unrated = len(progress.points) - progress.rated
    if unrated:
        words = ngettext(
            "%(count)s risk point not rated yet", "%(count)s risk points not rated yet", unrated
        )
        what = words % {"count": unrated}
        said.append((what, _("The committee rules on them; their measures take effect with it.")))
    return [(what, why) for what, why in said if why]


def _chart_name(place: Place) -> str:
    return str(place.chart)


def _wait(progress: Progress, place: Place) -> str:
    """Say why no risk points are sought on a chart yet; nothing where they are."""
    if place.is_settled:
        return ""
    if place.way_up and place.way_up.is_under_way:
        return _("On its way up, now at: %(stage)s.") % {"stage": place.way_up.turn.words}
    if place.was_stopped and place.stopped_on:
        day = date_format(place.stopped_on, "Y-m-d")
        words = _("Its posting was stopped early on %(day)s. The section mends it and sends it up.")
        return words % {"day": day}
    posting = progress.postings.get(place.power.flowchart_id or 0)
    if posting is None:
        return _("Not posted yet. The section completes it and sends it up.")
    return _posting_wait(posting)


def _posting_wait(posting: Posting) -> str:
    state = posting.state_on(timezone.localdate())
    if state == PostingState.UPCOMING:
        words = _("Signed. It opens for comment on %(day)s.")
        return words % {"day": date_format(posting.opens, "Y-m-d")}
    if state == PostingState.OPEN:
        words = _("Posted until the end of %(day)s, for the public to comment.")
        if posting.is_extended:
            words = _(
                "Posted until the end of %(day)s after an extension, for the public to comment."
            )
        return words % {"day": date_format(posting.closes, "Y-m-d")}
    return _("The posting is over. Its comments are answered and settled first.")


def rows_of(progress: Progress) -> list[Row]:
    """Give a row a power."""
    return [row_of(progress, place) for place in progress.board.places]


def concerns(point: RiskPoint, power: Power) -> bool:
    """Whether a risk point on a power's chart is the power's: not where it names another one on it."""
    return point.power_id in {None, power.pk}


def row_of(progress: Progress, place: Place) -> Row:
    """Tell how far one power has come."""
    chart = place.power.flowchart_id
    on_chart = progress.points_by_chart.get(chart, []) if chart else []
    points = [point for point in on_chart if concerns(point, place.power)]
    measures = set().union(*(progress.aims.get(point.pk, set()) for point in points))
    posting = progress.postings.get(chart) if chart else None
    return told(place, posting, points, [progress.measures[pk] for pk in measures])


def told(
    place: Place, posting: Posting | None, points: list[RiskPoint], measures: list[MeasureFacts]
) -> Row:
    """Put one power's row into words."""
    rulings = [point.ruling for point in points if point.ruling]
    highest = min(rulings, key=lambda ruling: ruling.rank, default=None)
    return Row(
        place=place,
        chart=_chart_word(place),
        posting=_posting_word(place, posting),
        points=len(points),
        rated=len(rulings),
        level=highest.level if highest else None,
        measures=len(measures),
        in_force=sum(one.in_force for one in measures),
        carried_out=sum(one.carried_out for one in measures),
    )


def _chart_word(place: Place) -> str:
    if place.version_number:
        return _("version %(number)s") % {"number": place.version_number}
    return _("not drawn") if place.state == ChartState.NONE else _("drawn")


def _posting_word(place: Place, posting: Posting | None) -> str:
    if place.power.is_withheld:
        return _("not published")
    if posting:
        state = posting.state_on(timezone.localdate())
        extended = posting.is_extended and state == PostingState.OPEN
        return _("open for comment, extended") if extended else str(state.label)
    if place.was_stopped:
        return str(PostingState.STOPPED.label)
    if place.state in {ChartState.SETTLED, ChartState.RELEASE}:
        return place.power.state_words
    return "—"


def power_steps(row: Row) -> list[Step]:
    """Give one power's own way along the same four steps."""
    chart = row.power.flowchart
    drawn = reverse("powers:flowchart_detail", args=[chart.code]) if chart else ""
    sheet = reverse("desk:worksheet", args=[chart.code]) if chart else ""
    found = _("%(rated)s of %(points)s rated") % {"rated": row.rated, "points": row.points}
    words = ngettext("%(count)s measure", "%(count)s measures", row.measures)
    measured = words % {"count": row.measures}
    is_settled = row.place.is_settled
    steps = [
        _step(_("Listed"), row.power.code, 1, 1, ""),
        _step(_("Drawn and posted"), f"{row.chart} · {row.posting}", int(is_settled), 1, drawn),
        _step(_("Found and rated"), found, row.rated, max(row.points, 1), sheet),
        _step(_("Measured"), measured, row.in_force, max(row.measures, 1), ""),
    ]
    steps[2]["waits"], steps[3]["waits"] = not is_settled, not row.points
    return marked(steps)
