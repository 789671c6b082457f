"""Run the day's work of every app; safe to run twice."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

import measures.jobs
import powers.jobs
import riskpoints.jobs


class Command(BaseCommand):
    """Note what began or ended by itself today."""

    help = (
        "Notes postings that opened or are over and work that fell due, and tells who must act. "
        "Run it once a day, or more often."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run each app's day and say what was noted."""
        day = timezone.localdate()
        opened, closed = powers.jobs.run_day(day)
        due = measures.jobs.run_day(day)
        reopened = riskpoints.jobs.run_day()
        raised = measures.jobs.run_warnings(day)
        pledges = measures.jobs.run_education(day)
        told = f"postings opened {opened}, postings over {closed}, measures due {due}"
        told += f", rulings reopened {reopened}, warnings raised {raised}, pledges due {pledges}"
        self.stdout.write(f"{day}: {told}")
