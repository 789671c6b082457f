"""Write a body's dossier."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from riskcontrol.accounts.models import Unit
from riskcontrol.registers.dossier.writing import export_dossier


class Command(BaseCommand):
    """The body and all below it, as canonical YAML, to standard output or a file."""

    help = "Write a body and all below it as a dossier."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """UNIT (its code) and -o FILE."""
        parser.add_argument("unit")
        parser.add_argument("-o", "--output", type=Path)

    def handle(self, *_args: Any, unit: str, output: Path | None, **_options: Any) -> None:
        """Write it whole, or say which bodies there are."""
        body = Unit.objects.bodies().filter(code=unit).first()
        if body is None:
            known = ", ".join(Unit.objects.bodies().values_list("code", flat=True))
            raise CommandError(_("No body has this code. There are: %(codes)s") % {"codes": known})
        dossier = export_dossier(body)
        if output:
            output.write_text(dossier, encoding="utf-8")
        else:
            self.stdout.write(dossier, ending="")
