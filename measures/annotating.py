"""What stands beside each step of the annotated chart: its risk points, their level, the measures."""

from collections.abc import Iterable, Mapping

from django.db.models import Exists, F, OuterRef, Prefetch
from django.utils.translation import gettext as _

from powers.drawing.notes import UNRATED, RiskNote, StepNotes
from powers.drawing.notes import Level as Look
from powers.models import Version
from riskpoints.models import Level, Manifestation, RiskPoint, RiskPointStep
from riskpoints.querysets import STAGES
from riskpoints.retelling import in_order, listed
from riskpoints.stages import verified_of

from .along_lines import Aimed, Reached, reaching_points
from .models import Measure, Occasion

Notes = Mapping[str, StepNotes]
# Roman numerals as one sign, which fits into a shape.
NUMERALS = {"I": "Ⅰ", "II": "Ⅱ", "III": "Ⅲ", "IV": "Ⅳ", "V": "Ⅴ"}


def points_on(version: Version) -> list[RiskPoint]:
    """Read the risk points of a version's chart with all that its notes show, in three queries.

    Each point says in `shown` how it shows, as riskpoints.retelling.in_order() reads it; each measure
    in `carried_out` whether it was ever done and verified.
    """
    verified = Occasion.objects.filter(measure=OuterRef("pk"), verified_at__isnull=False)
    measures = Measure.objects.annotate(carried_out=Exists(verified))
    manifestations = Manifestation.objects.filter(risk_point=OuterRef("pk"))
    parts = {"order": F("order"), "pk": F("pk"), "text": F("text")}
    return list(
        RiskPoint.objects.on_chart(version.flowchart_id)
        .in_register()
        .with_reopened()
        .select_related("ruling__level", "power", *STAGES)
        .annotate(shown=listed(manifestations, "risk_point", **parts))
        .prefetch_related(
            Prefetch("anchors", RiskPointStep.objects.select_related("step")),
            Prefetch("measures", measures.select_related("section", "position")),
        )
    )


def notes_for(
    version: Version,
    points: Iterable[RiskPoint] | None = None,
    aims: Iterable[Aimed] | None = None,
) -> Notes:
    """Give the side notes by step key; a point on several steps is given to each and drawn once.

    What reaches the points along the lines costs one query, or none where the page has all `aims` of
    the body.
    """
    found = list(points_on(version) if points is None else points)
    keys = [step["key"] for step in version.drawing["steps"]]
    along = reaching_points(found, aims)
    return {key: notes for key in keys if (notes := _notes(key, found, along))}


def _notes(
    key: str, points: Iterable[RiskPoint], along: Mapping[int, list[Reached]]
) -> StepNotes | None:
    here = [point for point in points if key in _keys(point)]
    if not here:
        return None
    reached = dict.fromkeys(entry.told for point in here for entry in along.get(point.pk, []))
    return StepNotes(
        risks=tuple(_risk(point, key) for point in here),
        measures=tuple(_texts(here)),
        general=tuple(reached),
    )


def _keys(point: RiskPoint) -> list[str]:
    return [anchor.step.key for anchor in point.anchors.all()]


def _risk(point: RiskPoint, key: str) -> RiskNote:
    ruling = point.ruling
    return RiskNote(
        title=title_of(point),
        manifestations=tuple(row["text"] for row in in_order(point.shown)),  # type: ignore[attr-defined]  # points_on() asks for it
        level=look_of(ruling.level) if ruling else UNRATED,
        also_on=tuple(other for other in _keys(point) if other != key),
        reopened=point.is_reopened,  # type: ignore[attr-defined]  # annotated by with_reopened()
    )


def title_of(point: RiskPoint) -> str:
    """Name a risk point on the chart, with its verified level; the mark beside it is the initial one."""
    verified = verified_of(point)
    if verified is None:
        return point.title
    words = {"point": point.title, "mark": verified.level.mark}
    return _("%(point)s (verified: level %(mark)s)") % words


def look_of(level: Level) -> Look:
    """Give a level as a drawing shows it: shape, colours, mark, and what the legend says of it."""
    colour, fill = level.inks
    mark = _("Level %(mark)s") % {"mark": level.mark}
    words = {"mark": level.mark, "word": level.word}
    meaning = _("Level %(mark)s, %(word)s") % words if level.word else mark
    numeral = NUMERALS.get(level.mark, level.mark)
    return Look(level.shape, colour, fill, numeral, mark, meaning, level.rank)


def _texts(points: Iterable[RiskPoint]) -> list[str]:
    """The measures against some points, each once, in the order of the plan."""
    measures = {measure.pk: measure for point in points for measure in point.measures.all()}
    return [measure.text for measure in sorted(measures.values(), key=_place)]


def _place(measure: Measure) -> tuple[int, int]:
    return measure.order, measure.pk
