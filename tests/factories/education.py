"""Education plans, sessions, and pledges as the night drafts them."""

import datetime

from django.utils import timezone

from measures.actions.education import PlanFacts, SessionFacts, enter_session, plan_education
from measures.actions.pledges import draft_pledges
from measures.education_states import EducationForm
from measures.models import Pledge
from tests.factories.accounts import PositionFactory, SectionFactory, contributor, section_head
from tests.factories.leads import ruled
from tests.factories.measures import handed_in

from .powers import settled_chart


def plan_facts(section=None, **kwargs):
    """What a plan says; held by the committee unless a section is given."""
    given = {"form": EducationForm.LECTURE, "title": "守住窗口", "aim": "知敬畏、守底线。"}
    given |= {"due_on": timezone.localdate() + datetime.timedelta(days=20), "section": section}
    return PlanFacts(**(given | kwargs))


def planned(section=None, positions=None, *, by=None, **kwargs):
    """A plan of a section, aimed at one position of it."""
    section = section or SectionFactory()
    return plan_education(
        body=section.body,
        facts=plan_facts(section, **kwargs),
        positions=positions or [PositionFactory(unit=section)],
        by=by or section_head(section),
    )


def session_of(plan=None, **kwargs):
    """A session of a plan, held today."""
    plan = plan or planned()
    given = {"on": timezone.localdate(), "topic": "案例剖析", "speaker": "纪检负责人"}
    by = contributor(plan.section)
    return enter_session(plan=plan, facts=SessionFacts(**(given | kwargs)), by=by)


def position_with_a_risk(category="process"):
    """A position that holds a step with a ruled risk point."""
    chart = settled_chart()
    point = handed_in(chart).risk_points.get()
    point.category = category
    ruled(point, 1, timezone.localdate())
    return chart.steps.get(key="examine").position, point


def pledge_due(*, today=None, holder=None):
    """A pledge that its holder has not confirmed, with the risk point it is drafted from."""
    position, point = position_with_a_risk()
    user = holder or contributor(position.unit)
    user.memberships.update(position=position)
    draft_pledges(position.body, today or timezone.localdate())
    return Pledge.objects.get(holder=user), point
