"""Draw one chart into a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from measures.annotating import notes_for
from powers.charts import drawing_of
from powers.drawing.annotated import annotated_source
from powers.drawing.process import DrawingUnavailable, draw
from powers.drawing.render import DrawingTooLarge, chart_svg
from powers.drawing.source import chart_source
from powers.models import Flowchart, Version


class Command(BaseCommand):
    """The live chart, one of its versions, or a version with its risk points and measures."""

    help = "Draw a chart as SVG, PNG or PDF."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Let --version name the chart's version here, in place of Django's own."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FLOWCHART_CODE, --format, --version, --annotated, -o."""
        parser.add_argument("code")
        parser.add_argument("--format", choices=["svg", "png", "pdf", "bpmn"], default="svg")
        parser.add_argument("--version", type=int, metavar="N", help="else the live chart")
        parser.add_argument("--annotated", action="store_true")
        parser.add_argument("-o", "--output", type=Path, required=True)

    def handle(self, *_args: Any, code: str, output: Path, **options: Any) -> None:
        """Draw it, or say why it cannot be drawn."""
        if options["format"] == "bpmn":
            raise CommandError(_("This version does not write BPMN yet."))
        chart = Flowchart.objects.with_drawing().filter(code=code).first()
        if chart is None:
            raise CommandError(_("No chart has this code."))
        try:
            output.write_bytes(self.drawn(chart, options))
        except (DrawingUnavailable, DrawingTooLarge) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(str(output))

    def drawn(self, chart: Flowchart, options: dict[str, Any]) -> bytes:
        """Give the picture's bytes."""
        version = self.found(chart, options["version"], annotated=options["annotated"])
        drawing = version.drawing if version else drawing_of(chart)
        notes = notes_for(version) if version and options["annotated"] else None
        subtitle = chart.section.name if notes is not None else ""
        if options["format"] == "svg":
            return chart_svg(drawing, notes=notes, subtitle=subtitle).encode()
        if notes is None:
            return draw(chart_source(drawing), options["format"])
        return draw(annotated_source(drawing, notes, subtitle=subtitle), options["format"])

    def found(self, chart: Flowchart, number: int | None, *, annotated: bool) -> Version | None:
        """Find the version asked for; an annotated chart is always a version's."""
        versions = chart.versions.order_by("-number")
        if number is not None:
            versions = versions.filter(number=number)
        found = versions.first() if number is not None or annotated else None
        if found is None and (number is not None or annotated):
            raise CommandError(_("This chart has no such version."))
        return found
