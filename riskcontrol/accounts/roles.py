"""Roles and what each may do: the matrix of docs/architecture.md, in code."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class UnitKind(models.TextChoices):
    """A unit's place in the tree: a committee's area, the bodies in it, their sections."""

    AREA = "area", _("area")
    BODY = "body", _("body")
    SECTION = "section", _("section")


class Role(models.TextChoices):
    """What a membership makes of a person in a unit and all below it."""

    CONTRIBUTOR = "contributor", _("contributor")
    SECTION_HEAD = "section-head", _("section head")
    DEPUTY_HEAD = "deputy-head", _("deputy head")
    HEAD = "head", _("head")
    COMMITTEE_MEMBER = "committee-member", _("committee member")
    COMMITTEE_CHAIR = "committee-chair", _("committee chair")
    MODERATOR = "moderator", _("posting moderator")
    AUDITOR = "auditor", _("auditor")
    SECURITY_ADMINISTRATOR = "security-administrator", _("security administrator")
    SYSTEM_ADMINISTRATOR = "system-administrator", _("system administrator")


class Permission(StrEnum):
    """One thing a role may do. The stages of a release are held by the roles that each body names."""

    CONTENT_VIEW = "content.view"
    POWER_EDIT = "power.edit"
    CHART_EDIT = "chart.edit"
    REPLY_DRAFT = "reply.draft"
    WORKSHEET_EDIT = "worksheet.edit"
    MEASURE_CARRY_OUT = "measure.carry-out"
    WORKSHEET_SIGN = "worksheet.sign"
    WORKSHEET_CONFIRM = "worksheet.confirm"
    MEASURE_VERIFY = "measure.verify"
    MEASURE_SET = "measure.set"
    MEASURE_SECOND = "measure.second"
    POSTING_MANAGE = "posting.manage"
    POSTING_SETTLE = "posting.settle"
    REFERRAL_READ = "referral.read"
    LEAD_KEEP = "lead.keep"
    POSTING_STOP = "posting.stop"
    WITHHOLDING_APPROVE = "withholding.approve"
    RISK_ASSESS = "risk.assess"
    LOWERING_SECOND = "lowering.second"
    SITTING_CONVENE = "sitting.convene"
    RISK_RULE = "risk.rule"
    ROUND_LEAD = "round.lead"
    LEDGER_READ = "ledger.read"
    ROLE_GRANT = "role.grant"
    PEOPLE_MANAGE = "people.manage"
    UNIT_MANAGE = "unit.manage"
    SETTINGS_CHANGE = "settings.change"


P = Permission
_CONTRIBUTOR = frozenset({
    P.CONTENT_VIEW, P.POWER_EDIT, P.CHART_EDIT, P.REPLY_DRAFT, P.WORKSHEET_EDIT,
    P.MEASURE_CARRY_OUT,
})  # fmt: skip
_LEADER = frozenset({
    P.CONTENT_VIEW, P.POSTING_STOP, P.WITHHOLDING_APPROVE, P.WORKSHEET_CONFIRM,
})  # fmt: skip
_MEMBER = frozenset({
    P.CONTENT_VIEW, P.RISK_ASSESS, P.LOWERING_SECOND, P.REFERRAL_READ, P.LEAD_KEEP,
    P.MEASURE_SECOND,
})  # fmt: skip

PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.CONTRIBUTOR: _CONTRIBUTOR,
    Role.SECTION_HEAD: _CONTRIBUTOR | {P.WORKSHEET_SIGN, P.MEASURE_VERIFY},
    Role.MODERATOR: frozenset({
        P.CONTENT_VIEW, P.POSTING_MANAGE, P.POSTING_SETTLE, P.POSTING_STOP,
    }),
    Role.DEPUTY_HEAD: _LEADER,
    Role.HEAD: _LEADER | {P.MEASURE_SET, P.MEASURE_SECOND},
    Role.COMMITTEE_MEMBER: _MEMBER,
    Role.COMMITTEE_CHAIR: _MEMBER | {
        P.SITTING_CONVENE, P.RISK_RULE, P.ROUND_LEAD, P.MEASURE_SET,
    },
    Role.AUDITOR: frozenset({P.LEDGER_READ}),
    Role.SECURITY_ADMINISTRATOR: frozenset({P.ROLE_GRANT}),
    Role.SYSTEM_ADMINISTRATOR: frozenset({P.PEOPLE_MANAGE, P.UNIT_MANAGE, P.SETTINGS_CHANGE}),
}  # fmt: skip

# The three administrators exclude one another and every role that sees business content.
ADMINISTRATORS = frozenset({
    Role.AUDITOR, Role.SECURITY_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR,
})  # fmt: skip
COMMITTEE = frozenset({Role.COMMITTEE_MEMBER, Role.COMMITTEE_CHAIR})


def desk_of(role: str) -> str:
    """The desk a role belongs to: each administrator has his own, everybody else shares business."""
    return Role(role).value if role in ADMINISTRATORS else "business"
