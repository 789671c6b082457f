"""The sheet of a major project: stages, who holds the power, who is responsible, risks, levels, measures."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from measures.models import MajorProject
from measures.project_page import Band, Place, Whole, whole_of
from riskcontrol.lib.pdf import render_pdf
from riskpoints.models import Level, RiskPoint

from .risk_points import page_numbers


@dataclass(frozen=True)
class Line:
    """One row of the sheet: a risk point at its step, or a step on which there is none.

    `stage` is the stage's name on its first row alone, which then spans `rows`; a stage without
    steps has one row.
    """

    stage: str
    rows: int
    step: str = ""
    holder: str = ""
    responsible: str = ""
    point: str = ""
    level: Level | None = None
    is_rated: bool = False
    measures: tuple[str, ...] = ()


def lines_of(whole: Whole) -> list[Line]:
    """Write a project down row by row, in the order of the seven stages."""
    bands = [*whole.bands, *([whole.rest] if whole.rest.places else [])]
    return [line for band in bands for line in _of_band(band)]


def _of_band(band: Band) -> Iterator[Line]:
    rows: list[tuple[Place, RiskPoint | None]] = []
    for place in band.places:
        rows += [(place, point) for point in place.points] or [(place, None)]
    if not rows:
        yield Line(band.name, 1)
    for at, (place, point) in enumerate(rows):
        yield _line(band.name if at == 0 else "", len(rows), place, point)


def _line(stage: str, rows: int, place: Place, point: RiskPoint | None) -> Line:
    none = _("none found, with a reason") if place.is_looked_at else _("not looked at")
    ruling = point.ruling if point else None
    return Line(
        stage=stage,
        rows=rows,
        step=f"{place.number} {place.step.name}",
        holder=place.step.holder,
        responsible=place.step.responsible,
        point=point.title if point else none,
        level=ruling.level if ruling else None,
        is_rated=point is not None,
        measures=_measures(place, point) if point else (),
    )


def _measures(place: Place, point: RiskPoint) -> tuple[str, ...]:
    along = [entry.told for entry in place.along.get(point.pk, [])]
    return (*(one.text for one in point.measures.all()), *along)


def project_pdf(project: MajorProject) -> bytes:
    """Print a project's sheet on A4 landscape, with pages counted and lines to sign."""
    whole = whole_of(project)
    context = {
        "project": project,
        "whole": whole,
        "lines": lines_of(whole),
        "today": timezone.localdate(),
        "language": translation.get_language() or settings.LANGUAGE_CODE,
        "signatures": [
            _("Filled in by"),
            _("Section head"),
            _("Deputy head in charge"),
            _("Head of the unit"),
            _("Discipline body's opinion"),
        ],
    }
    html = render_to_string("registers/project.pdf.html", context)
    return render_pdf(html, css=page_numbers())
