"""Writes that break what holds of education and pledges, each alone."""

from django.utils import timezone

from measures.models import Attendance, EducationMaterial, EducationPlan, EducationSession, Pledge
from tests.factories.accounts import BodyFactory, PositionFactory, UserFactory

from .constraints import DAY, again, change


def plan(**fields):
    """Plan education past every action."""
    given = {"body": BodyFactory(), "form": "lecture", "title": "党课", "aim": "知敬畏"}
    given |= {"due_on": DAY, "planned_by": UserFactory(), "planned_on": DAY}
    return EducationPlan.objects.create(**(given | fields))


def session(**fields):
    """Enter a session past every action."""
    given = {"plan": plan(), "on": DAY, "topic": "案例", "speaker": "书记"}
    return EducationSession.objects.create(entered_by=UserFactory(), **(given | fields))


def material(**fields):
    """Keep a file with a session."""
    given = {"session": session(), "file": "education/2026/x.png", "name": "课件.png"}
    given |= {"kind": "image/png", "size": 9, "digest": "0" * 64, "added_by": UserFactory()}
    return EducationMaterial.objects.create(**(given | fields))


def attendance(**fields):
    """Enter somebody at a session."""
    given = {"session": session(), "name": "张三", "position": PositionFactory()}
    return Attendance.objects.create(**(given | fields))


def pledge(**fields):
    """Draft a pledge past every action."""
    position = PositionFactory()
    given = {"body": position.body, "position": position, "holder": UserFactory(), "year": 2026}
    given |= {"ground": "yearly", "text": "严守职责。", "drafted_on": DAY, "due_on": DAY}
    return Pledge.objects.create(**(given | fields))


BROUGHT = {
    "holder": None,
    "holder_name": "李四",
    "digest": "0" * 64,
    "confirmed_at": timezone.now(),
}

BREAKS = {
    "measures_educationplan_form_known": lambda: plan(form="else"),
    "measures_educationplan_state_known": lambda: plan(state="else"),
    "measures_educationplan_says_what_for": lambda: plan(aim=""),
    "measures_educationplan_dropped_says_why": lambda: change(plan(), state="dropped"),
    "measures_educationsession_once_a_day": lambda: again(session()),
    "measures_educationsession_says_what_by_whom": lambda: session(speaker=""),
    "measures_educationmaterial_once_a_session": lambda: again(material(), public_id="another"),
    "measures_educationmaterial_at_most_5_mib": lambda: material(size=5 * 1024 * 1024 + 1),
    "measures_educationmaterial_kind_known": lambda: material(kind="application/zip"),
    "measures_attendance_once_a_person": lambda: again(attendance()),
    "measures_attendance_names_somebody": lambda: attendance(name=""),
    "measures_attendance_absence_says_why": lambda: attendance(was_there=False),
    "measures_pledge_once_a_year": lambda: again(pledge()),
    "measures_pledge_brought_once": lambda: again(pledge(**BROUGHT)),
    "measures_pledge_has_a_holder_or_was_brought": lambda: pledge(holder=None),
    "measures_pledge_ground_known": lambda: pledge(ground="else"),
    "measures_pledge_says_what": lambda: pledge(text=""),
    "measures_pledge_confirmed_has_its_digest": lambda: pledge(confirmed_at=timezone.now()),
}
