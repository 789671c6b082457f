"""Leads at the rows of a worksheet: what the committee passed on, and proven cases that no point meets.

Who reads which: the committee all of its bodies', the section's people what was passed on to them,
everybody else none.
"""

from typing import Any

from django.db.models import Q

from riskcontrol.accounts.models import User
from riskcontrol.accounts.roles import Permission

from .models import Lead, Worksheet
from .models.leads import CODE
from .rows import Row, Sheet


def add_leads(sheet: Sheet, user: User) -> None:
    """Put at each row of a sheet the leads that its reader may know and that wait there."""
    for lead in leads_for(sheet.worksheet, user):
        row = row_of(sheet, lead)
        if row:
            row.leads.append(lead)


def leads_for(worksheet: Worksheet, user: User) -> list[Lead]:
    """Give the leads beside a worksheet that stand at no risk point and that this reader may know."""
    beside = Lead.objects.beside(worksheet).open().select_related("section", "answered_by")
    known = Q(pk__in=Lead.objects.passed_to(user).values("pk"))
    if user.may(Permission.LEAD_KEEP, worksheet.section):
        kept = Lead.objects.visible_to(user).filter(Q(proven=True) | Q(passed_on__isnull=False))
        known |= Q(pk__in=kept.values("pk"))
    elif not user.may(Permission.WORKSHEET_EDIT, worksheet.section):
        return []
    return list(beside.filter(known))


def row_of(sheet: Sheet, lead: Lead) -> Row | None:
    """Find the row a lead points to: its step or position, else the chart's first, the unit's own."""
    wanted = f"step-{lead.step_id}" if lead.flowchart_id else f"position-{lead.position_id}"
    whole = sheet.rows[:1] if lead.flowchart_id else sheet.rows[-1:]
    return next((row for row in sheet.rows if row.key == wanted), next(iter(whole), None))


def lead_behind(code: str, worksheet: Worksheet, user: User) -> Lead | None:
    """Find the lead that a form names, where it was passed on to this person and still waits."""
    if not code.startswith(CODE):
        return None
    found = Lead.objects.passed_to(user).open().beside(worksheet).select_related("section__parent")
    return found.filter(public_id=code.removeprefix(CODE)).first()


def initial_from_lead(lead: Lead) -> dict[str, Any]:
    """Give what the form begins with; the gist is not in it, for more people read risk points."""
    return {"found_records": [True, "", None], "suggested_by": lead.code}
