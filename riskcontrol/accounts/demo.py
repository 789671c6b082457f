"""The demo's people: one a role, and two above and beside. Nothing here works unless settings.DEMO is on."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .roles import Role

BODY = "DEMO"
SECTION = "DEMO-JC"
# The area above the unit, and the other unit in it.
AREA, OTHER = "DEMO-QU", "DEMO-ER"


@dataclass(frozen=True)
class DemoPerson:
    """One account of the demo: the user name is the role, where no other is given."""

    role: Role
    name: str
    unit: str
    does: Any
    position: str = ""
    account: str = ""

    @property
    def username(self) -> str:
        """The user name."""
        return self.account or str(self.role)


PEOPLE = [
    DemoPerson(Role.CONTRIBUTOR, "陈晓", SECTION, _("lists powers, draws flows, answers comments, finds risk points"), "JC-1"),
    DemoPerson(Role.SECTION_HEAD, "王建国", SECTION, _("checks charts, signs worksheets, verifies measures"), "JC-3"),
    DemoPerson(Role.MODERATOR, "刘芳", BODY, _("reviews for confidentiality, settles postings")),
    DemoPerson(Role.DEPUTY_HEAD, "赵明", BODY, _("signs releases, answers for level II"), "LD-2"),
    DemoPerson(Role.HEAD, "孙立", BODY, _("sees the whole unit, answers for level I"), "LD-1"),
    DemoPerson(Role.COMMITTEE_MEMBER, "周静", BODY, _("rates risk points")),
    DemoPerson(Role.COMMITTEE_CHAIR, "吴刚", BODY, _("convenes sittings, rules on levels, approves measures")),
    DemoPerson(Role.AUDITOR, "郑敏", BODY, _("reads and verifies the ledger")),
    DemoPerson(Role.SECURITY_ADMINISTRATOR, "冯伟", BODY, _("grants roles")),
    DemoPerson(Role.SYSTEM_ADMINISTRATOR, "何平", BODY, _("manages people, units and settings")),
]  # fmt: skip
# Who works in the committee above the unit, and in the other unit below it.
ABOVE = [
    DemoPerson(Role.COMMITTEE_CHAIR, "郭毅", AREA, _("leads the committee above two units: sends rounds down, receives and files results"), account="area-chair"),
    DemoPerson(Role.COMMITTEE_CHAIR, "秦岚", OTHER, _("leads the committee of the other unit, hands its result up"), account="other-chair"),
]  # fmt: skip
ACCOUNTS = [*PEOPLE, *ABOVE]


def demo_accounts(_request: HttpRequest) -> dict[str, Any]:
    """Offer the demo's accounts to the sign-in page; an empty list everywhere else."""
    if not settings.DEMO:
        return {}
    return {
        "demo_accounts": [
            {"username": one.username, "name": one.name, "role": one.role.label, "does": one.does}
            for one in ACCOUNTS
        ]
    }
