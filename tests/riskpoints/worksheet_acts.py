"""What the tests beside it share: A worksheet's way and its rows: who may, when, and what each act leaves behind."""

from riskcontrol.accounts.roles import Role
from riskcontrol.audit.models import Entry
from tests.factories.riskpoints import (
    step_of,
)


def key(worksheet, step="receive"):
    return f"step-{step_of(worksheet, step).pk}"


def verbs():
    return list(Entry.objects.order_by("sequence").values_list("verb", flat=True))


ROLES = [role for role in Role.values if role not in (Role.CONTRIBUTOR, Role.SECTION_HEAD)]
