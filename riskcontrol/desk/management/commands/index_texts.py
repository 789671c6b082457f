"""Keep the texts of all risk points and measures in the index that near-copies are found by."""

from typing import Any

from django.core.management.base import BaseCommand

import measures.jobs
import riskpoints.jobs


class Command(BaseCommand):
    """Build the index of texts anew; every act keeps it up by itself."""

    help = (
        "Builds the index of texts anew, by which near-copies are found. Needed once for risk points "
        "and measures that were written before there was an index; safe to run again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Keep them and say how many there are."""
        points, kept = riskpoints.jobs.index_texts(), measures.jobs.index_texts()
        self.stdout.write(f"risk points {points}, measures {kept}")
