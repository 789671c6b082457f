"""Warnings as the computation finds them, and notices."""

import datetime

from django.utils import timezone

from measures.actions.notices import NoticeFacts, issue_notice
from measures.actions.warnings import compute_warnings
from measures.models import Warning as Raised
from measures.warning_states import NoticeKind
from tests.factories.accounts import SectionFactory, committee_chair
from tests.factories.leads import entered
from tests.factories.measures import MeasureFactory, OccasionFactory

LATE = 200  # days: red by the shipped rules


def raised(section=None, *, days=LATE):
    """A warning of an overdue measure."""
    section = section or SectionFactory()
    measure = MeasureFactory(section=section, in_force=True)
    due_on = timezone.localdate() - datetime.timedelta(days=days)
    OccasionFactory(measure=measure, due_on=due_on)
    compute_warnings(section.body, timezone.localdate())
    return Raised.objects.get(measure=measure)


def raised_by_a_case(body, **kwargs):
    """A warning of a proven case, with the lead it is about."""
    lead = entered(body, proven=True, **kwargs)
    compute_warnings(body, timezone.localdate())
    return Raised.objects.get(lead=lead)


def notice_facts(section, **kwargs):
    """What a notice of prevention and control says."""
    given = {"kind": NoticeKind.CONTROL, "section": section, "seen": "登记簿三个月未核对。"}
    given |= {"required": "逐件核对并补正。"}
    given |= {"due_on": timezone.localdate() + datetime.timedelta(days=10)}
    return NoticeFacts(**(given | kwargs))


def issued(section=None, *, by=None, warning=None, **kwargs):
    """A notice to a section."""
    section = section or SectionFactory()
    return issue_notice(
        body=section.body,
        facts=notice_facts(section, **kwargs),
        warning=warning,
        by=by or committee_chair(section),
    )
