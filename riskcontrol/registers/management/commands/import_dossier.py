"""Carry a dossier in, or say what that would do."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from riskcontrol.accounts.models import User
from riskcontrol.registers.dossier.carrying import carry_out
from riskcontrol.registers.dossier.plan import Plan, plan_import


class Command(BaseCommand):
    """Without --save the plan alone: new, changed, unchanged, problems. With it: one transaction."""

    help = "Carry a dossier in; without --save only say what would happen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE, --save, --by USER."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--save", action="store_true")
        parser.add_argument("--by", metavar="USER", default="")

    def handle(self, *_args: Any, file: Path, save: bool, by: str, **_options: Any) -> None:
        """Plan, refuse with every problem at once, carry out where asked."""
        try:
            data = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        plan = plan_import(data)
        for problem in plan.problems:
            self.stderr.write(str(problem))
        if plan.problems:
            count = len(plan.problems)
            words = ngettext(
                "%(count)s problem; nothing was written.",
                "%(count)s problems; nothing was written.",
                count,
            )
            raise CommandError(words % {"count": count})
        if save:
            plan = carry_out(data, by=self.carrier(by))
        self.report(plan, saved=save)

    def carrier(self, username: str) -> User:
        """Find the person who carries it in; the ledger names him."""
        person = User.objects.filter(username=username, is_active=True).first()
        if person is None:
            raise CommandError(_("Name the person who carries it in: --by USER."))
        return person

    def report(self, plan: Plan, *, saved: bool) -> None:
        """Say what was, or would be, done: a line a row, and a closing line."""
        for sign, names in (("+", plan.new), ("~", plan.changed), ("?", plan.missing)):
            for name in names:
                self.stdout.write(f"{sign} {name}")
        self.stdout.write(
            _("%(new)s new, %(changed)s changed, %(unchanged)s unchanged, %(missing)s only here. ")
            % {
                "new": len(plan.new),
                "changed": len(plan.changed),
                "unchanged": len(plan.unchanged),
                "missing": len(plan.missing),
            }
            + (_("Written.") if saved else _("Nothing was written; add --save to write it."))
        )
