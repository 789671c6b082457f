"""A body's rules on releases and postings."""

from typing import Any

from django.db import transaction

from powers.models import Policy
from riskcontrol.accounts.models import Unit, User
from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.roles import Permission
from riskcontrol.audit.actions import record


@transaction.atomic
def set_policy(*, body: Unit, by: User, **rules: Any) -> Policy:
    """Set which stages a release passes and how many working days a posting lasts, from now on."""
    can(by, Permission.SETTINGS_CHANGE, body).enforce()
    policy, _new = Policy.objects.get_or_create(body=body)
    for name, value in rules.items():
        setattr(policy, name, value)
    policy.full_clean()
    policy.save()
    record(verb="policy.set", target=policy, by=by, **rules)
    return policy
