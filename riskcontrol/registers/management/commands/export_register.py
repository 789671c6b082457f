"""Print a register into a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from riskcontrol.accounts.models import Unit
from riskcontrol.registers.risk_points import risk_points_pdf

# What can be printed so far, by register and format.
PRINTS = {("risk-points", "pdf"): risk_points_pdf}
REGISTERS = [
    "powers", "power-sheets", "risk-points", "positions", "flows", "charts", "measures", "levels",
    "handbook",
]  # fmt: skip


class Command(BaseCommand):
    """One register of one body."""

    help = "Print a register of a body into a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """REGISTER, --unit, --format, -o."""
        parser.add_argument("register", choices=REGISTERS)
        parser.add_argument("--unit", required=True)
        parser.add_argument("--format", choices=["pdf", "xlsx", "docx", "csv"], default="pdf")
        parser.add_argument("-o", "--output", type=Path, required=True)

    def handle(self, *_args: Any, register: str, unit: str, output: Path, **options: Any) -> None:
        """Print it whole, or say what cannot be printed."""
        body = Unit.objects.bodies().filter(code=unit).first()
        if body is None:
            known = ", ".join(Unit.objects.bodies().values_list("code", flat=True))
            raise CommandError(_("No body has this code. There are: %(codes)s") % {"codes": known})
        printed = PRINTS.get((register, options["format"]))
        if printed is None:
            able = ", ".join(f"{name} ({kind})" for name, kind in PRINTS)
            raise CommandError(
                _("This version does not print that yet. It prints: %(able)s") % {"able": able}
            )
        output.write_bytes(printed(body))
        self.stdout.write(str(output))
