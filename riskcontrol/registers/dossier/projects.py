"""Major projects of a dossier: written out, and what stands against them."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from measures.models import DisclosureItem, MajorProject
from riskcontrol.accounts.models import Unit

from .checks import Problems, once, plain, refer, refers, told
from .ruled import kept

Row = dict[str, Any]


def projects_of(body: Unit) -> Iterable[MajorProject]:
    """Give a body's projects in the order they were entered, with all that travels."""
    projects = MajorProject.objects.filter(body=body).order_by("pk")
    return projects.select_related("section", "flowchart").prefetch_related(
        "parties", "disclosures"
    )


def project_row(project: MajorProject) -> Row:
    """Write a project; its steps' stages and hands stand at its flowchart."""
    # Kept apart from what is left out when empty: nought is an amount.
    amount = {} if project.amount is None else {"amount": plain(project.amount)}
    return (
        {
            "code": project.code,
            "name": project.name,
            "kind": project.kind,
            "state": project.state,
            "section": project.section.code,
        }
        | kept(flowchart=project.flowchart.key if project.flowchart else "")
        | amount
        | kept(
            begins=project.begins_on,
            ends=project.ends_on,
            about=project.about,
            parties=[{"part": one.part, "name": one.name} for one in project.parties.all()],
            disclosures=[_disclosure(one) for one in project.disclosures.all()],
        )
    )


def _disclosure(item: DisclosureItem) -> Row:
    done = {"on": item.done_on} | kept(link=item.link, file=kept_file(item))
    return {"text": item.text, "due": item.due_on} | kept(
        stage=item.stage, done=done if item.done_at else {}
    )


def kept_file(row: Any) -> Row:
    """Tell which file was handed in; it stays where it is."""
    return {"name": row.name, "digest": row.digest} if row.digest else {}


def sorted_project(row: Row) -> Row:
    """Put what is made public in one order: which comes first says nothing."""
    items = sorted(
        row.get("disclosures", []),
        key=lambda one: (str(one["due"]), one.get("stage", ""), one["text"], str(one.get("done"))),
    )
    return row | ({"disclosures": items} if items else {})


def broken_projects(tree: Row, problems: Problems) -> None:
    """Say what is wrong with projects, and with what is aimed at them."""
    charts = {chart["key"] for chart in tree["flowcharts"]}
    sections = {tree["unit"]["code"], *(one["code"] for one in tree["unit"]["sections"])}
    rows = tree.get("projects", [])
    for index, project in enumerate(rows):
        path = f"projects[{index}]"
        refers(problems, f"{path}.section", project["section"], sections, _("no such section"))
        refers(
            problems, f"{path}.flowchart", project.get("flowchart"), charts, _("no such flowchart")
        )
        _dates(project, path, problems)
        parties = [(one["part"], one["name"]) for one in project.get("parties", [])]
        once(problems, f"{path}.parties", parties)
        for at, item in enumerate(project.get("disclosures", [])):
            _check_done(item.get("done"), f"{path}.disclosures[{at}].done", problems)
    _check_charts(rows, problems)
    codes = {project["code"] for project in rows}
    for part, index, row in _aimed(tree):
        path = f"{part}[{index}]"
        aims = row.get("projects", [])
        refer(problems, f"{path}.projects", aims, codes, _("no such project"))
        once(problems, f"{path}.projects", aims)
        once(problems, f"{path}.keeps", row.get("keeps", []))


def _aimed(tree: Row) -> Iterator[tuple[str, int, Row]]:
    for part in ("rules", "measures"):
        for index, row in enumerate(tree.get(part, [])):
            yield part, index, row


def _dates(row: Row, path: str, problems: Problems) -> None:
    if "begins" in row and "ends" in row and row["ends"] < row["begins"]:
        told(problems, f"{path}.ends", row["ends"], _("The last day comes before the first."))


def _check_done(done: Row | None, path: str, problems: Problems) -> None:
    if done is None:
        return
    if done["on"] > timezone.localdate():
        told(problems, f"{path}.on", done["on"], _("This day is still to come."))
    if not {"link", "file"} & done.keys():
        told(problems, path, done["on"], _("Give the link or the file that shows it."))


def _check_charts(rows: list[Row], problems: Problems) -> None:
    seen: set[str] = set()
    for index, chart in enumerate(row.get("flowchart") for row in rows):
        if chart in seen:
            told(problems, f"projects[{index}].flowchart", chart, _("stands here twice"))
        if chart:
            seen.add(chart)


def projects_taken(tree: Row, problems: Problems) -> None:
    """Say where another body's project has the code, or another project here owns the flowchart."""
    body, rows = tree["unit"]["code"], tree.get("projects", [])
    at = {row["code"]: index for index, row in enumerate(rows)}
    for taken in MajorProject.objects.filter(code__in=at).exclude(body__code=body):
        words = _("another body's project has this code")
        told(problems, f"projects[{at[taken.code]}].code", taken.code, words)
    charts = {row["flowchart"]: index for index, row in enumerate(rows) if "flowchart" in row}
    owned = MajorProject.objects.filter(body__code=body, flowchart__key__in=charts)
    for other in owned.exclude(code__in=at).select_related("flowchart"):
        key = other.flowchart.key if other.flowchart else ""
        words = _("the project %(code)s, which is here, owns this flowchart")
        told(problems, f"projects[{charts[key]}].flowchart", key, words % {"code": other.code})
