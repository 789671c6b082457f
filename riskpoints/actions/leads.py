"""Leads out of records: entered, passed on, brought to a risk point, closed, erased.

Every entry stands in the committee's chain of the ledger (docs/adr/0015, 0020): the unit's own
auditor learns neither what a lead says nor that there is one.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from powers.models import Flowchart, Step
from riskcontrol.accounts.models import Position, Unit, User
from riskcontrol.audit.actions import erase_details, record
from riskcontrol.audit.models import Chain
from riskcontrol.lib.stale import check_current
from riskpoints.models import Finding, Lead, LeadLink, RiskPoint
from riskpoints.permissions import leads as may
from riskpoints.states import FindingMethod


@dataclass(frozen=True)
class LeadFacts:
    """All that is entered of a lead. A chart brings its section with it."""

    kind: str
    on: datetime.date
    gist: str
    source: str
    proven: bool = False
    section: Unit | None = None
    flowchart: Flowchart | None = None
    step: Step | None = None
    position: Position | None = None

    @property
    def fields(self) -> dict[str, Any]:
        """What is written, by the name of its field."""
        said = {name: getattr(self, name) for name in self.__dataclass_fields__}
        section = self.section
        if section is None and self.flowchart:
            section = self.flowchart.section
        if section is None and self.position:
            section = self.position.unit
        return said | {
            "gist": self.gist.strip(),
            "source": self.source.strip(),
            "section": section,
        }


@transaction.atomic
def enter_lead(*, body: Unit, facts: LeadFacts, by: User) -> Lead:
    """Enter a lead for a body's committee. Raises ValidationError naming the fields."""
    may.can_keep_leads(by, body).enforce()
    return _enter(body, facts, by)


@transaction.atomic
def import_leads(*, body: Unit, rows: Sequence[LeadFacts], by: User) -> list[Lead]:
    """Enter the rows of a sheet, all or none."""
    may.can_keep_leads(by, body).enforce()
    entered = [_enter(body, facts, by) for facts in rows]
    _record("lead.import", body, by, label=body.name, count=len(entered))
    return entered


def _enter(body: Unit, facts: LeadFacts, by: User) -> Lead:
    lead = Lead(body=body, entered_by=by, entered_on=timezone.localdate())
    _write(lead, facts, by)
    _record("lead.enter", lead, by, **_told(facts))
    return lead


@transaction.atomic
def change_lead(*, lead: Lead, facts: LeadFacts, expected: int, by: User) -> Lead:
    """Change what a lead says; raises Stale where somebody did so after `expected`."""
    lead = _locked(lead)
    may.can_change_lead(by, lead).enforce()
    check_current(lead, expected=expected, **facts.fields)
    if facts.fields["section"] != lead.section:
        _take_back(lead)
    lead.row_version += 1
    _write(lead, facts, by)
    _record("lead.change", lead, by, **_told(facts))
    return lead


@transaction.atomic
def pass_on_lead(*, lead: Lead, by: User) -> Lead:
    """Pass a lead on to its section for finding: it reads kind and gist, never the source."""
    lead = _locked(lead)
    may.can_pass_on_lead(by, lead).enforce()
    _take_back(lead)
    lead.passed_by, lead.passed_on = by, timezone.localdate()
    return _save(lead, "lead.pass-on", by, section=lead.section)


@transaction.atomic
def take_back_lead(*, lead: Lead, by: User) -> Lead:
    """Take a lead back from its section, which no longer reads it."""
    lead = _locked(lead)
    may.can_take_back_lead(by, lead).enforce()
    _take_back(lead)
    return _save(lead, "lead.take-back", by)


@transaction.atomic
def answer_lead(*, lead: Lead, because: str, by: User) -> Lead:
    """The section says why it sees no risk point in a lead; the committee decides on it."""
    lead = _locked(lead)
    may.can_answer_lead(by, lead).enforce()
    if not because.strip():
        raise ValidationError({"because": _("Say why it shows no risk point.")})
    lead.answer, lead.answered_by, lead.answered_on = because.strip(), by, timezone.localdate()
    return _save(lead, "lead.answer", by, because=lead.answer)


@transaction.atomic
def write_from_lead(*, lead: Lead, risk_point: RiskPoint, by: User) -> LeadLink:
    """Bring a lead to the risk point the section wrote from it, found by the method “records”."""
    lead = _locked(lead)
    may.can_answer_lead(by, lead).enforce()
    records = Finding(risk_point=risk_point, method=FindingMethod.RECORDS)
    if not risk_point.findings.filter(method=records.method).exists():
        records.on, records.order = timezone.localdate(), risk_point.findings.count()
        records.save()
    return _link(lead, risk_point, by)


@transaction.atomic
def link_lead(*, lead: Lead, risk_point: RiskPoint, by: User) -> LeadLink:
    """Bring a lead to a risk point that stands already; done twice, it stays one."""
    lead = _locked(lead)
    may.can_link_lead(by, lead).enforce()
    return _link(lead, risk_point, by)


def _link(lead: Lead, risk_point: RiskPoint, by: User) -> LeadLink:
    may.fits(lead, risk_point).enforce()
    link, new = LeadLink.objects.get_or_create(
        lead=lead, risk_point=risk_point, defaults={"by": by, "on": timezone.localdate()}
    )
    if new:
        _record("lead.link", lead, by, risk_point=risk_point.title, key=risk_point.key)
    return link


@transaction.atomic
def unlink_lead(*, lead: Lead, risk_point: RiskPoint, by: User) -> None:
    """Take a lead off a risk point."""
    lead = _locked(lead)
    may.can_link_lead(by, lead).enforce()
    count, _each = lead.links.filter(risk_point=risk_point).delete()
    if count:
        _record("lead.unlink", lead, by, risk_point=risk_point.title, key=risk_point.key)


@transaction.atomic
def close_lead(*, lead: Lead, because: str, by: User) -> Lead:
    """Close a lead that shows no risk point, with the reason."""
    lead = _locked(lead)
    may.can_close_lead(by, lead).enforce()
    if not because.strip():
        raise ValidationError({"because": _("Say why it is closed without a risk point.")})
    lead.closed_because, lead.closed_by = because.strip(), by
    lead.closed_on = timezone.localdate()
    return _save(lead, "lead.close", by, because=lead.closed_because)


@transaction.atomic
def reopen_lead(*, lead: Lead, by: User) -> Lead:
    """Open a closed lead again."""
    lead = _locked(lead)
    may.can_reopen_lead(by, lead).enforce()
    lead.closed_because, lead.closed_by, lead.closed_on = "", None, None
    return _save(lead, "lead.reopen", by)


@transaction.atomic
def erase_lead(*, lead: Lead, ground: str, by: User) -> Lead:
    """Erase by law what a lead says, here and in the ledger; kind, date and place stay.

    Source of the duty: 个人信息保护法 (2021) article 47. The ground is kept and names no person.
    """
    lead = _locked(lead)
    may.can_erase_lead(by, lead).enforce()
    if not ground.strip():
        raise ValidationError({"ground": _("Say on what ground it is erased.")})
    lead.gist = lead.source = lead.answer = lead.closed_because = ""
    lead.answered_by, lead.answered_on = None, None
    lead.erased_by, lead.erased_on = by, timezone.localdate()
    erase_details(lead)
    return _save(lead, "lead.erase", by, ground=ground.strip())


def _locked(lead: Lead) -> Lead:
    found = Lead.objects.select_for_update(of=("self",)).select_related(
        "body__parent", "section__parent__parent", "step"
    )
    return found.get(pk=lead.pk)


def _write(lead: Lead, facts: LeadFacts, by: User) -> None:
    for name, value in facts.fields.items():
        setattr(lead, name, value)
    may.concerns_another(by, lead).enforce()
    if problems := problems_of(lead):
        raise ValidationError(problems)
    lead.full_clean()
    lead.save()


def problems_of(lead: Lead) -> dict[str, str]:
    """Tell, by field, what cannot be of a lead: a day to come, a place of another unit."""
    found = {
        "gist": not lead.gist and _("Say in a sentence what it is about."),
        "source": not lead.source and _("Say where it is on record: a file or case number."),
        "on": lead.on > timezone.localdate() and _("This day has not come yet. Enter a past one."),
        "section": lead.section
        and lead.section.body.pk != lead.body_id
        and _("This section belongs to another unit."),
        "flowchart": lead.flowchart and _chart_problem(lead, lead.flowchart),
        "step": lead.step
        and lead.step.flowchart_id != lead.flowchart_id
        and _("This step does not stand on the chart."),
        "position": lead.position
        and lead.position.body_id != lead.body_id
        and _("This position belongs to another unit."),
    }
    return {name: str(problem) for name, problem in found.items() if problem}


def _chart_problem(lead: Lead, chart: Flowchart) -> str:
    if chart.body_id != lead.body_id:
        return _("This chart belongs to another unit.")
    if chart.section_id != lead.section_id:
        return _("This chart belongs to %(section)s.") % {"section": chart.section}
    return ""


def _take_back(lead: Lead) -> None:
    lead.passed_by, lead.passed_on = None, None
    lead.answer, lead.answered_by, lead.answered_on = "", None, None


def _save(lead: Lead, verb: str, by: User, **detail: Any) -> Lead:
    lead.row_version += 1
    lead.save()
    _record(verb, lead, by, **detail)
    return lead


def _told(facts: LeadFacts) -> dict[str, Any]:
    return {name: value for name, value in facts.fields.items() if value is not None}


def _record(verb: str, target: Any, by: User, *, label: str = "", **detail: Any) -> None:
    record(verb=verb, target=target, by=by, label=label, in_chain=Chain.COMMITTEE, **detail)
