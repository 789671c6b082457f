"""A body sets the rules for its committee."""

from typing import Any

from django.db import transaction

from riskcontrol.accounts.models import Unit, User
from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.roles import Permission
from riskcontrol.audit.actions import record
from riskcontrol.lib.stale import check_current
from riskpoints.models import CommitteeRules


@transaction.atomic
def set_committee_rules(
    *, body: Unit, expected: int | None = None, by: User, **rules: Any
) -> CommitteeRules:
    """Set the rules from now on: a meeting keeps the quorum it was called with, and a worksheet that
    was signed keeps its way to the committee.

    One entry tells what changed from what to what; where nothing did there is none. Raises Stale
    where somebody saved since `expected`, ValidationError where the rules cannot be.
    """
    can(by, Permission.SETTINGS_CHANGE, body).enforce()
    own, _new = CommitteeRules.objects.select_for_update().get_or_create(body=body)
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
    record(verb="committee-rules.set", target=own, by=by, changed=changed)
    return own
