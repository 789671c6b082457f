"""A body's education in a dossier: plans with their sessions and who was there.

Written out, checked, and carried in. Of materials travel name and digest; the files stay where they
were handed in.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from measures.education_states import PlanState
from measures.models import Attendance, EducationMaterial, EducationPlan, EducationSession
from riskcontrol.accounts.models import Unit

from .checks import Problems, once, refer, refers, told
from .projects import kept_file
from .ruled import kept

if TYPE_CHECKING:
    from .carrying import Carrier

Row = dict[str, Any]


def education_of(body: Unit) -> Iterable[EducationPlan]:
    """Give a body's plans in the order they were made, with all that travels."""
    plans = EducationPlan.objects.filter(body=body).order_by("pk").select_related("section")
    return plans.prefetch_related(
        "positions", "sessions__attendances__position", "sessions__materials"
    )


def plan_row(plan: EducationPlan) -> Row:
    """Write a plan; without a section the committee itself holds it."""
    return (
        {"title": plan.title, "form": plan.form}
        | kept(section=plan.section.code if plan.section else "")
        | {"aim": plan.aim, "due": plan.due_on, "state": plan.state}
        | kept(dropped=plan.dropped_because)
        | {"positions": [position.code for position in plan.positions.all()]}
        | kept(sessions=[_session(one) for one in plan.sessions.all()])
    )


def _session(session: EducationSession) -> Row:
    return (
        {"on": session.on, "topic": session.topic, "speaker": session.speaker}
        | kept(place=session.place)
        | kept(materials=[kept_file(one) for one in session.materials.all()])
        | kept(attended=[_attended(one) for one in session.attendances.all()])
    )


def _attended(one: Attendance) -> Row:
    return {"name": one.name, "position": one.position.code} | kept(absent=one.reason)


def sorted_plan(row: Row) -> Row:
    """Put positions, sessions and who was there in one order: which comes first says nothing."""
    sessions = sorted(map(_sorted_session, row.get("sessions", [])), key=_same_session)
    positions = {"positions": sorted(row["positions"])}
    return row | positions | ({"sessions": sessions} if sessions else {})


def _sorted_session(row: Row) -> Row:
    attended = sorted(row.get("attended", []), key=_same_person)
    materials = sorted(row.get("materials", []), key=_same_file)
    return row | kept(attended=attended, materials=materials)


def _same_file(row: Row) -> str:
    digest: str = row["digest"]
    return digest


def _same_session(row: Row) -> tuple[str, str]:
    return str(row["on"]), row["topic"]


def _same_person(row: Row) -> tuple[str, str]:
    return row["position"], row["name"]


def same_plan(row: Row) -> tuple[str, ...]:
    """What makes two rows one plan: what it is about, its form, its day and who holds it."""
    return row["title"], row["form"], str(row["due"]), row.get("section", "")


def named_plans(rows: Iterable[Row]) -> Iterable[tuple[str, Row]]:
    """Name the rows of plans; several that say the same are counted through."""
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        same = same_plan(row)
        seen[same] = seen.get(same, 0) + 1
        number = f" {seen[same]}" if seen[same] > 1 else ""
        yield "education/" + " ".join(filter(None, same)) + number, row


def broken_education(tree: Row, problems: Problems) -> None:
    """Say what is wrong with plans of education and their sessions."""
    sections = {tree["unit"]["code"], *(one["code"] for one in tree["unit"]["sections"])}
    positions = {one["code"] for one in tree["positions"]}
    for index, plan in enumerate(tree.get("education", [])):
        path = f"education[{index}]"
        refers(problems, f"{path}.section", plan.get("section"), sections, _("no such section"))
        refer(problems, f"{path}.positions", plan["positions"], positions, _("no such position"))
        once(problems, f"{path}.positions", plan["positions"])
        if ("dropped" in plan) != (plan["state"] == PlanState.DROPPED):
            right = _("a reason where the plan is dropped, and only there")
            told(problems, f"{path}.dropped", plan.get("dropped"), right)
        sessions = plan.get("sessions", [])
        once(problems, f"{path}.sessions", map(_same_session, sessions))
        for at, session in enumerate(sessions):
            _check_attended(session, f"{path}.sessions[{at}].attended", positions, problems)
            files = map(_same_file, session.get("materials", []))
            once(problems, f"{path}.sessions[{at}].materials", files)


def _check_attended(session: Row, path: str, positions: set[str], problems: Problems) -> None:
    rows = session.get("attended", [])
    if rows and session["on"] > timezone.localdate():
        told(problems, path, session["on"], _("This day is still to come."))
    once(problems, path, map(_same_person, rows))
    for index, one in enumerate(rows):
        where = f"{path}[{index}].position"
        refers(problems, where, one["position"], positions, _("no such position"))


def write_plan(carrier: "Carrier", row: Row, _order: int) -> EducationPlan:
    """Write a plan; sessions and people that a dossier does not tell of stay on record."""
    plan = _known(carrier, row) or EducationPlan(
        body=carrier.body, planned_by=carrier.by, planned_on=timezone.localdate()
    )
    plan.section = carrier.unit(row["section"]) if "section" in row else None
    plan.title, plan.form, plan.due_on = row["title"], row["form"], row["due"]
    plan.aim, plan.state, plan.dropped_because = row["aim"], row["state"], row.get("dropped", "")
    plan.save()
    plan.positions.set([carrier.position(code) for code in row["positions"]])
    for session in row.get("sessions", []):
        _write_session(carrier, plan, session)
    return plan


def _known(carrier: "Carrier", row: Row) -> EducationPlan | None:
    """Find the plan a row is about; where several say the same, the one of the same place among them."""
    alike = [one for one in carrier.tree["education"] if same_plan(one) == same_plan(row)]
    place = next(index for index, one in enumerate(alike) if one is row)
    here = [one for one in education_of(carrier.body) if same_plan(plan_row(one)) == same_plan(row)]
    return here[place] if place < len(here) else None


def _write_session(carrier: "Carrier", plan: EducationPlan, row: Row) -> None:
    facts = {"speaker": row["speaker"], "place": row.get("place", "")}
    session, _new = EducationSession.objects.update_or_create(
        plan=plan,
        on=row["on"],
        topic=row["topic"],
        defaults=facts,
        create_defaults=facts | {"entered_by": carrier.by},
    )
    for file in row.get("materials", []):
        facts = {"name": file["name"], "size": 0, "added_by": carrier.by}
        EducationMaterial.objects.get_or_create(
            session=session, digest=file["digest"], defaults=facts
        )
    for one in row.get("attended", []):
        reason = one.get("absent", "")
        Attendance.objects.update_or_create(
            session=session,
            position=carrier.position(one["position"]),
            name=one["name"],
            defaults={"was_there": not reason, "reason": reason},
        )
