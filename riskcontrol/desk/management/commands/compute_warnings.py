"""Compute the warnings that stand; run_day does it each night."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

import measures.jobs


class Command(BaseCommand):
    """Raise, recolour and end warnings as the data stand now; safe to run twice."""

    help = (
        "Computes anew which warnings stand in every body, as the nightly run_day does; after the "
        "rules were changed, for whoever does not want to wait for the night."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Compute them and say how many were raised."""
        day = timezone.localdate()
        self.stdout.write(f"{day}: warnings raised {measures.jobs.run_warnings(day)}")
