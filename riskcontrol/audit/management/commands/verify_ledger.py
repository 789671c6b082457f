"""Check the ledger."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from riskcontrol.audit.verification import BrokenChainError, verify


class Command(BaseCommand):
    """Recompute every hash of the ledger; name the first entry that is not as it was written."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many entries are whole, or fail at the first bad one."""
        try:
            count = verify()
        except BrokenChainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("%(count)s entries, both chains whole.") % {"count": count})
