"""The catalogue: a decided risk point is held up as an example, and taken out again."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from powers.models import Flowchart
from riskcontrol.accounts.models import User
from riskcontrol.audit.actions import record
from riskpoints.likeness import words_of
from riskpoints.models import CatalogueEntry, RiskPoint
from riskpoints.permissions.catalogue import can_hold_up, can_withdraw


@transaction.atomic
def hold_up(*, risk_point: RiskPoint, by: User) -> CatalogueEntry:
    """Enter a decided risk point, as it says now, into its body's catalogue."""
    held = RiskPoint.objects.select_for_update(of=("self",)).select_related(
        "section__parent__parent", "worksheet", "body"
    )
    risk_point = held.get(pk=risk_point.pk)
    can_hold_up(by, risk_point).enforce()
    step = risk_point.steps.order_by("order").first()
    at = step.name if step else ""
    entry = CatalogueEntry(
        body=risk_point.body,
        source=risk_point,
        title=risk_point.title,
        category=risk_point.category,
        causes=risk_point.causes,
        manifestations=[shown.text for shown in risk_point.manifestations.all()],
        words=sorted(words_of(at) | words_of(risk_point.title)),
        step_name=at,
        step_kind=step.kind if step else "",
        powers=kinds_of(risk_point.flowchart),
        entered_by=by,
    )
    entry.full_clean()
    entry.save()
    record(verb="catalogue.enter", target=entry, by=by, risk_point=risk_point.key)
    return entry


def kinds_of(flowchart: Flowchart | None) -> list[str]:
    """Give the kinds of power on a chart, each once."""
    if flowchart is None:
        return []
    return sorted(set(flowchart.powers.order_by().values_list("category", flat=True)))


@transaction.atomic
def withdraw(*, entry: CatalogueEntry, reason: str, by: User) -> CatalogueEntry:
    """Take an example out of the catalogue with the reason; what was taken over from it stays."""
    held = CatalogueEntry.objects.select_for_update(of=("self",))
    entry = held.select_related("source__section__parent__parent").get(pk=entry.pk)
    can_withdraw(by, entry).enforce()
    if not reason.strip():
        raise ValidationError({"reason": _("Say why you take it out.")})
    entry.withdrawn_by, entry.withdrawn_at = by, timezone.now()
    entry.withdrawn_because = reason.strip()
    entry.full_clean()
    entry.save()
    record(verb="catalogue.withdraw", target=entry, by=by, reason=entry.withdrawn_because)
    return entry
