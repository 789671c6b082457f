"""Run the day's work of every app; safe to run twice."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

import measures.jobs
import powers.jobs


class Command(BaseCommand):
    """Note what began or ended by itself today."""

    help = "Notes postings that are over and work that fell due. Run it once a day, or more often."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run each app's day and say what was noted."""
        day = timezone.localdate()
        closed = powers.jobs.run_day(day)
        due = measures.jobs.run_day(day)
        self.stdout.write(f"{day}: postings over {closed}, measures due {due}")
