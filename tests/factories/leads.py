"""Leads as the committee enters them."""

import datetime

from django.utils import timezone

from riskpoints.actions.contributions import contribute, hand_in_without_account
from riskpoints.actions.leads import LeadFacts, enter_lead, pass_on_lead
from riskpoints.actions.schemes import ensure_scheme
from riskpoints.states import LeadKind

from .accounts import committee_member

GIST = "窗口收件后压件不办。"
SOURCE = "信访2025第7号"


def lead_facts(**kwargs):
    """All that is entered of a lead; its place is not known unless given."""
    given = {"kind": LeadKind.PETITION, "on": datetime.date(2025, 3, 14)}
    given |= {"gist": GIST, "source": SOURCE}
    return LeadFacts(**(given | kwargs))


def entered(body, *, by=None, **kwargs):
    """A lead of a body."""
    return enter_lead(body=body, facts=lead_facts(**kwargs), by=by or committee_member(body))


def entered_at(step, *, by=None, **kwargs):
    """A lead that points to a step."""
    return entered(step.flowchart.body, by=by, flowchart=step.flowchart, step=step, **kwargs)


def passed_on_at(step, *, by=None, **kwargs):
    """A lead that points to a step, with the section."""
    by = by or committee_member(step.flowchart.section)
    return pass_on_lead(lead=entered_at(step, by=by, **kwargs), by=by)


def ruled(point, rank, on):
    """The same risk point, ruled by a dossier at a rank some day."""
    scheme = point.body.schemes.first() or ensure_scheme(point.body)
    level = scheme.levels.get(rank=rank)
    point.ruling = point.rulings.create(
        source="dossier", level=level, rank=rank, highest_rank=rank, ruled_on=on
    )
    point.save()
    return point


def said(worksheet, key="receive", *, by=None, method="self", **kwargs):
    """Something one of the six eyes points at, on the worksheet's chart."""
    given = {"who": "张三", "on": timezone.localdate(), "text": "窗口可能压件。"} | kwargs
    step = worksheet.flowchart.steps.get(key=key) if key else None
    text = given.pop("text")
    by = by or worksheet.opened_by
    (made,) = contribute(worksheet=worksheet, method=method, said=[(step, text)], by=by, **given)
    return made


def came_in(chart, key="receive", text="排队时有人插队办件。", form_hash="1" * 64):
    """Something that came without an account."""
    step = chart.steps.get(key=key) if key else None
    return hand_in_without_account(flowchart=chart, step=step, text=text, form_hash=form_hash)
