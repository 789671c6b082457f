"""Keeping major projects: entered, changed, given a flow; what is made public of them."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from measures.models import (
    DisclosureItem,
    MajorProject,
    Measure,
    MeasureTag,
    Notice,
    ProjectParty,
)
from measures.permissions.projects import (
    can_begin_chart,
    can_keep,
    can_report,
    can_tag,
    can_take_away,
)
from measures.states import Safeguard
from powers.actions.inventory import NewChart, add_power
from powers.models import Flowchart, Power
from powers.permissions.inventory import can_draw
from powers.rows import Rows
from powers.states import Category
from riskcontrol.accounts.models import Unit, User
from riskcontrol.audit.actions import record
from riskcontrol.lib.handed_files import CleanFile
from riskcontrol.lib.kept_files import removed_unless_kept, write
from riskcontrol.lib.stale import check_current, save_if_current

type Parties = Sequence[tuple[str, str]]


@transaction.atomic
def add_project(
    *, section: Unit, fields: dict[str, Any], parties: Parties = (), by: User
) -> MajorProject:
    """Enter a major project of a section, with who answers for what in it."""
    can_keep(by, section).enforce()
    project = MajorProject.objects.create(section=section, body=section.body, **fields)
    _write_parties(project, parties)
    record(verb="project.add", target=project, by=by, code=project.code)
    return project


@transaction.atomic
def edit_project(
    *,
    project: MajorProject,
    section: Unit,
    fields: dict[str, Any],
    parties: Parties = (),
    expected: int,
    by: User,
) -> MajorProject:
    """Change what is written about a project; raises Stale where it was saved meanwhile.

    It stays within its body, for its chart and firms do.
    """
    project = MajorProject.objects.select_for_update(of=("self",)).get(pk=project.pk)
    can_keep(by, project.section).enforce()
    can_keep(by, section).enforce()
    if section.body != project.body:
        raise ValidationError({"section": _("Choose a section of the same unit.")})
    check_current(project, expected=expected, section=section, **fields)
    save_if_current(project, expected=expected, section=section, **fields)
    _write_parties(project, parties)
    record(verb="project.edit", target=project, by=by, code=project.code, state=project.state)
    return project


def _write_parties(project: MajorProject, parties: Parties) -> None:
    project.parties.all().delete()
    ProjectParty.objects.bulk_create(
        ProjectParty(project=project, part=part, name=name, order=order)
        for order, (part, name) in enumerate(parties)
    )


@transaction.atomic
def begin_chart(*, project: MajorProject, rows: Rows, ground: str = "", by: User) -> MajorProject:
    """Begin a project's flow together with the power that it is run by, which bears its code and name.

    So its chart is posted, searched, rated and counted as every other. `ground` proposes not to
    publish it; a leader decides on that. See docs/adr/0031.
    """
    project = _locked(project)
    can_begin_chart(by, project).enforce()
    if Power.objects.filter(code=project.code).exists():
        words = _("A power has the code %(code)s already. Choose its chart, or change the code.")
        raise ValidationError(words % {"code": project.code})
    power = add_power(
        section=project.section,
        fields={"code": project.code, "name": project.name, "category": Category.INTERNAL},
        chart=NewChart(rows, _("Flow of %(power)s") % {"power": project.name}),
        ground=ground,
        by=by,
    )
    return _own(project, power.flowchart, by)


@transaction.atomic
def choose_chart(*, project: MajorProject, flowchart: Flowchart, by: User) -> MajorProject:
    """Let a project own a chart that is there already, of its own body and no other project's."""
    project = _locked(project)
    can_begin_chart(by, project).enforce()
    can_draw(by, flowchart.section).enforce()
    if flowchart.body_id != project.body_id or hasattr(flowchart, "project"):
        raise ValidationError(_("Choose a chart of the same unit that no other project owns."))
    return _own(project, flowchart, by)


def _own(project: MajorProject, flowchart: Flowchart | None, by: User) -> MajorProject:
    project.flowchart = flowchart
    project.row_version += 1
    project.save(update_fields=["flowchart", "row_version"])
    code = flowchart.code if flowchart else ""
    record(verb="project.begin-chart", target=project, by=by, flowchart=code)
    return project


def _locked(project: MajorProject) -> MajorProject:
    locked = MajorProject.objects.select_for_update(of=("self",))
    return locked.select_related("section__parent__parent", "body").get(pk=project.pk)


@transaction.atomic
def add_disclosure(
    *, project: MajorProject, text: str, due_on: datetime.date, stage: str = "", by: User
) -> DisclosureItem:
    """Say what of a project is made public, and by which day."""
    can_keep(by, project.section).enforce()
    item = project.disclosures.create(text=text.strip(), due_on=due_on, stage=stage)
    due = due_on.isoformat()
    record(verb="disclosure.add", target=project, by=by, text=item.text, due_on=due, stage=stage)
    return item


@transaction.atomic
def take_disclosure_away(*, item: DisclosureItem, by: User) -> None:
    """Take away an item that was entered by mistake; one that was made public stays."""
    item = _item(item)
    can_take_away(by, item).enforce()
    if Notice.objects.filter(warning__disclosure=item).exists():
        raise ValidationError(_("A notice was issued because of this item; it stays on record."))
    due = item.due_on.isoformat()
    record(verb="disclosure.remove", target=item.project, by=by, text=item.text, due_on=due)
    item.delete()


def report_disclosed(
    *,
    item: DisclosureItem,
    on: datetime.date,
    link: str = "",
    files: Sequence[CleanFile] = (),
    by: User,
) -> DisclosureItem:
    """Report an item made public on a day, shown by a link, a file, or both; what is kept stays."""
    with removed_unless_kept() as written, transaction.atomic():
        item = _item(item)
        can_report(by, item).enforce()
        _check_shown(on, link, files)
        item.done_by, item.done_at, item.done_on, item.link = by, timezone.now(), on, link
        if files:
            write(item, files[0], item.public_id, written)
        item.save()
        record(
            verb="disclosure.report",
            target=item.project,
            by=by,
            text=item.text,
            on=on.isoformat(),
            link=link,
            file=item.digest,
        )
    return item


def _check_shown(on: datetime.date, link: str, files: Sequence[CleanFile]) -> None:
    if on > timezone.localdate():
        raise ValidationError({"on": _("This day is still to come.")})
    if not link and not files:
        raise ValidationError({"link": _("Give the link or the file that shows it.")})
    if len(files) > 1:
        raise ValidationError({"shown": _("Choose one file.")})


def _item(item: DisclosureItem) -> DisclosureItem:
    locked = DisclosureItem.objects.select_for_update(of=("self",))
    return locked.select_related("project__section__parent__parent", "done_by").get(pk=item.pk)


@transaction.atomic
def tag_measure(*, measure: Measure, tags: Iterable[str], by: User) -> None:
    """Say what a measure keeps safe; nothing, one thing or several."""
    can_tag(by, measure).enforce()
    wanted = [tag for tag in Safeguard.values if tag in set(tags)]
    measure.tags.exclude(tag__in=wanted).delete()
    known = set(measure.tags.values_list("tag", flat=True))
    MeasureTag.objects.bulk_create(
        MeasureTag(measure=measure, tag=tag) for tag in wanted if tag not in known
    )
    record(verb="measure.tag", target=measure, by=by, tags=wanted)
