"""Print the demo's accounts."""

from typing import Any

from django.core.management.base import BaseCommand

from riskcontrol.accounts.demo import ACCOUNTS
from riskcontrol.desk.demo import password


class Command(BaseCommand):
    """The accounts, and their password."""

    help = "Print the demo's accounts."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """A line an account: user name, role, name."""
        for person in ACCOUNTS:
            self.stdout.write(f"{person.username:<24} {person.role.label} · {person.name}")
        self.stdout.write(f"{'password':<24} {password()}")
