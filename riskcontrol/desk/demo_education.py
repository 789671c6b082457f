"""The demo's education: a plan with a session held, one ahead, and pledges that wait."""

import datetime
from collections.abc import Callable

from django.utils import timezone

from measures.actions.education import (
    Attended,
    PlanFacts,
    SessionFacts,
    enter_attendance,
    enter_session,
    plan_education,
)
from measures.actions.pledges import confirm_pledge, draft_pledges
from measures.education_states import EducationForm
from measures.models import Pledge
from measures.pledge_text import digest_of
from riskcontrol.accounts.models import Position, Unit, User


def add_education(section: Unit, by: Callable[[str], User]) -> None:
    """Plan education at the posts of a section, with a session held and its attendance; one more ahead."""
    today, head = timezone.localdate(), by("section-head")
    positions = list(Position.objects.filter(unit=section, is_collective=False)[:3])
    if not positions:
        return
    plan = plan_education(
        body=section.body,
        facts=PlanFacts(
            form=EducationForm.POSITION,
            title="线索管理岗位廉政教育",
            aim="熟悉调阅登记和保密要求，能说出本岗位的风险点和措施。",
            due_on=today + datetime.timedelta(days=30),
            section=section,
        ),
        positions=positions,
        by=head,
    )
    held = enter_session(
        plan=plan,
        facts=SessionFacts(
            on=today - datetime.timedelta(days=3),
            topic="从一起泄密案看线索管理",
            speaker="纪检负责人",
            place="三楼会议室",
        ),
        by=by("contributor"),
    )
    rows = [Attended(by("contributor").name, positions[0])]
    rows += [Attended(head.name, one, was_there=False, reason="出差") for one in positions[1:2]]
    enter_attendance(session=held, rows=rows, by=by("contributor"))
    plan_education(
        body=section.body,
        facts=PlanFacts(
            form=EducationForm.WARNING,
            title="年度警示教育大会",
            aim="以案为鉴，守住底线。",
            due_on=today + datetime.timedelta(days=25),
        ),
        positions=positions,
        by=by("committee-chair"),
    )
    draft_pledges(section.body, today)
    own = Pledge.objects.filter(holder=head).for_list().first()
    if own:
        confirm_pledge(pledge=own, seen=digest_of(own), by=head)
