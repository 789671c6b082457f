"""Load the demo into an empty database."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from riskcontrol.accounts.models import Unit, User
from riskcontrol.accounts.roles import UnitKind
from riskcontrol.desk.demo import add_people, add_waiting_work
from riskcontrol.desk.demo_above import add_area
from riskcontrol.desk.demo_checks import add_spot_checks
from riskcontrol.desk.demo_rounds import add_rounds

SEED = settings.BASE_DIR / "riskcontrol" / "registers" / "examples" / "seed.yaml"


class Command(BaseCommand):
    """The deck's example with one account a role; a second run changes nothing."""

    help = "Load the example and its accounts; only the demo has them."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Carry the example in, seat its people, and put something before each of them."""
        if not settings.DEMO:
            raise CommandError(_("Only the demo loads the example."))
        if User.objects.exists():
            return
        with transaction.atomic():
            self.load()
        self.stdout.write(_("The example is loaded."))

    def load(self) -> None:
        """Import the dossier through its own command, by a carrier who is the demo's administrator."""
        carrier = User(username="demo-loader", name="何平")
        carrier.set_unusable_password()
        carrier.save()
        call_command("import_dossier", SEED, save=True, by=carrier.username, stdout=self.stdout)
        carrier.is_active = False
        carrier.save(update_fields=["is_active"])
        body = Unit.objects.get(code="DEMO", kind=UnitKind.BODY)
        people = add_people(body)
        scene = add_waiting_work(people)
        add_rounds(scene)
        add_spot_checks(scene)
        add_area(body, people["contributor"])
