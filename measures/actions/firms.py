"""Firms of major projects: entered by their code, given a part, and what is on record of their trust."""

import datetime
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from stdnum.cn import uscc

from measures.models import CreditRecord, Firm, MajorProject, ProjectFirm
from measures.permissions.projects import can_decide, can_keep, can_keep_firms, can_lift
from riskcontrol.accounts.models import Unit, User
from riskcontrol.audit.actions import record
from riskcontrol.lib.handed_files import CleanFile
from riskcontrol.lib.kept_files import removed_unless_kept, write


def plain_code(typed: str) -> str:
    """Give a unified social credit code as it is kept; raises ValidationError where it is none.

    Source of the rule: GB 32100-2015, whose last character checks the others.
    """
    code = uscc.compact(typed).upper()
    if not uscc.is_valid(code):
        raise ValidationError(
            _(
                "This is no unified social credit code: it has 18 characters, and the last checks the others."
            )
        )
    return str(code)


@transaction.atomic
def enter_firm(*, body: Unit, code: str, name: str, by: User) -> Firm:
    """Enter a firm of a body; one known by its code is given as it stands."""
    can_keep_firms(by, body).enforce()
    code = plain_code(code)
    firm, is_new = Firm.objects.get_or_create(body=body, code=code, defaults={"name": name.strip()})
    if is_new:
        record(verb="firm.add", target=firm, by=by, code=code, name=firm.name)
    return firm


def sanction_of(firm: Firm) -> CreditRecord | None:
    """Give the sanction in force against a firm that lasts longest; None where there is none."""
    held = firm.records.sanctions().in_force_on(timezone.localdate())
    return held.order_by("-ends_on", "-pk").first()


@transaction.atomic
def give_part(
    *, project: MajorProject, firm: Firm, part: str, despite_because: str = "", by: User
) -> ProjectFirm:
    """Give a firm a part in a project. Under a sanction in force that takes a reason, which is kept."""
    can_keep(by, project.section).enforce()
    sanction, reason = sanction_of(firm), despite_because.strip()
    if sanction and not reason:
        raise ValidationError({"despite_because": told_of(sanction)})
    if project.firms.filter(firm=firm, part=part).exists():
        raise ValidationError({"part": _("This firm has this part in the project already.")})
    given = project.firms.create(
        firm=firm, part=part, despite_because=reason if sanction else "", entered_by=by
    )
    record(
        verb="project.firm-add",
        target=project,
        by=by,
        firm=firm.code,
        part=part,
        despite=given.despite_because,
    )
    return given


def told_of(sanction: CreditRecord) -> str:
    """Say that a sanction is in force, and what to do."""
    words = _(
        "A sanction against “%(firm)s” is in force until %(day)s: %(ground)s Choose another firm, "
        "or write down why it takes part all the same."
    )
    day = date_format(sanction.ends_on, "Y-m-d")
    return words % {"firm": sanction.firm, "day": day, "ground": sanction.ground}


@transaction.atomic
def take_part_away(*, part: ProjectFirm, by: User) -> None:
    """Take a firm's part in a project away, as it was entered by mistake; the ledger keeps it."""
    can_keep(by, part.project.section).enforce()
    record(
        verb="project.firm-remove",
        target=part.project,
        by=by,
        firm=part.firm.code,
        part=part.part,
    )
    part.delete()


@dataclass(frozen=True)
class CreditFacts:
    """What is put on record of a firm: for or against it, why, from when to when, on which project."""

    credit: str
    ground: str
    begins_on: datetime.date
    ends_on: datetime.date
    project: MajorProject | None = None


def enter_record(*, firm: Firm, facts: CreditFacts, file: CleanFile, by: User) -> CreditRecord:
    """Put a sanction or an incentive on record, with the file it rests on; a second person approves it."""
    with removed_unless_kept() as written, transaction.atomic():
        can_keep_firms(by, firm.body).enforce()
        if facts.ends_on < facts.begins_on:
            raise ValidationError({"ends_on": _("The last day comes before the first.")})
        if facts.project and facts.project.body_id != firm.body_id:
            raise ValidationError({"project": _("Choose a project of the same unit.")})
        entered = CreditRecord(firm=firm, entered_by=by, **vars(facts))
        write(entered, file, entered.public_id, written)
        entered.save()
        record(
            verb="firm.record-add",
            target=firm,
            by=by,
            credit=facts.credit,
            ground=facts.ground,
            term=[facts.begins_on.isoformat(), facts.ends_on.isoformat()],
            file=entered.digest,
        )
    return entered


def _locked(entered: CreditRecord) -> CreditRecord:
    locked = CreditRecord.objects.select_for_update(of=("self",))
    return locked.select_related("firm__body__parent", "entered_by").get(pk=entered.pk)


@transaction.atomic
def approve_record(*, entered: CreditRecord, by: User) -> CreditRecord:
    """Put a record in force for its term, as a second person."""
    entered = _locked(entered)
    can_decide(by, entered).enforce()
    entered.approved_by, entered.approved_at = by, timezone.now()
    entered.save(update_fields=["approved_by", "approved_at"])
    record(verb="firm.record-approve", target=entered.firm, by=by, record=entered.public_id)
    return entered


@transaction.atomic
def refuse_record(*, entered: CreditRecord, reason: str, by: User) -> CreditRecord:
    """Do not approve a record, with the reason; it never comes into force."""
    entered = _locked(entered)
    can_decide(by, entered).enforce()
    entered.refused_because = _said(reason, _("Say why it is not approved."))
    entered.save(update_fields=["refused_because"])
    record(
        verb="firm.record-refuse",
        target=entered.firm,
        by=by,
        record=entered.public_id,
        reason=entered.refused_because,
    )
    return entered


@transaction.atomic
def lift_record(*, entered: CreditRecord, reason: str, by: User) -> CreditRecord:
    """End a record from today, before its term, with the reason."""
    entered = _locked(entered)
    can_lift(by, entered).enforce()
    entered.lifted_because = _said(reason, _("Say why it ends early."))
    entered.lifted_on, entered.lifted_by = timezone.localdate(), by
    entered.save(update_fields=["lifted_on", "lifted_by", "lifted_because"])
    record(
        verb="firm.record-lift",
        target=entered.firm,
        by=by,
        record=entered.public_id,
        reason=entered.lifted_because,
    )
    return entered


def _said(reason: str, words: str) -> str:
    if not reason.strip():
        raise ValidationError({"reason": words})
    return reason.strip()
