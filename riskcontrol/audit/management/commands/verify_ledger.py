"""Check the ledger."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from riskcontrol.audit.models import Chain, Entry
from riskcontrol.audit.verification import BrokenChainError, verify


class Command(BaseCommand):
    """Recompute every hash of the ledger; name the first entry that is not as it was written."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many entries of the staff are whole, or fail at the first bad one of any chain."""
        try:
            verify()
            count = Entry.objects.filter(chain=Chain.STAFF).count()
        except BrokenChainError as error:
            raise CommandError(str(error)) from error
        words = _("%(count)s entries of the staff's chain; the other chains are whole too.")
        self.stdout.write(words % {"count": count})
