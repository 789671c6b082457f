"""A body sets its rules for carrying out."""

from typing import Any

from django.db import transaction

from measures.models import CarryingRules
from riskcontrol.accounts.models import Unit, User
from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.roles import Permission
from riskcontrol.audit.actions import record
from riskcontrol.lib.stale import check_current


@transaction.atomic
def set_carrying_rules(
    *, body: Unit, expected: int | None = None, by: User, **rules: Any
) -> CarryingRules:
    """Set from now on when occasions are brought to mind and rise, and how often reviews fall due.

    What was told stays told. One entry tells what changed from what to what; where nothing did
    there is none. Raises Stale where somebody saved since `expected`, ValidationError where the
    rules cannot be.
    """
    can(by, Permission.SETTINGS_CHANGE, body).enforce()
    own, _new = CarryingRules.objects.select_for_update().get_or_create(body=body)
    if expected is not None:
        check_current(own, expected=expected, **rules)
    changed = {
        name: [getattr(own, name), value]
        for name, value in rules.items()
        if getattr(own, name) != value
    }
    if not changed:
        return own
    for name, value in rules.items():
        setattr(own, name, value)
    own.row_version += 1
    own.full_clean()
    own.save()
    record(verb="carrying-rules.set", target=own, by=by, changed=changed)
    return own
