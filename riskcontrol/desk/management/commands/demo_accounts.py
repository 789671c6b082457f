"""Print the demo's accounts."""

from typing import Any

from django.core.management.base import BaseCommand

from riskcontrol.accounts.demo import PEOPLE
from riskcontrol.desk.demo import password


class Command(BaseCommand):
    """One account a role, and their password."""

    help = "Print the demo's accounts."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """A line an account: user name, role, name."""
        for person in PEOPLE:
            self.stdout.write(f"{person.username:<24} {person.role.label} · {person.name}")
        self.stdout.write(f"{'password':<24} {password()}")
