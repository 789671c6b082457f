"""The demo's spot check: what was reported done is drawn, and waits to be looked into."""

import datetime

from django.utils import timezone

from measures.actions.spot_checks import draw_spot_check
from riskcontrol.accounts.models import Unit, User


def add_spot_check(body: Unit, by: User) -> None:
    """Draw one of the occasions of this month that were reported done."""
    today = timezone.localdate()
    draw_spot_check(
        body=body,
        purpose="抽查审批单附件是否齐全",
        first_day=today - datetime.timedelta(days=30),
        last_day=today + datetime.timedelta(days=30),
        size=1,
        by=by,
    )
