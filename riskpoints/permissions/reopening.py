"""Who looks for changes of ruled risk points, and who lets a reopened ruling stand, in sentences."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from riskcontrol.accounts.models import Unit, User
from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.roles import Permission
from riskcontrol.lib.decisions import Decision, deny
from riskpoints.committee import grounds_for_recusal, grounds_later
from riskpoints.models import Reopening, RiskPoint, Worksheet
from riskpoints.states import RecusalGround, WorksheetState


def can_look(user: User, body: Unit) -> Decision:
    """Whether he may have a body's rulings compared with their risk points: the committee's chair."""
    return can(user, Permission.SITTING_CONVENE, body)


def can_let_stand(user: User, reopening: Reopening, point: RiskPoint | None) -> Decision:
    """Whether he may let a reopened ruling stand: a chair who had no part in it, now or in a later round.

    `point` is the ruling's risk point as long as the ruling holds and the point stands.
    """
    if reopening.closed_at is not None or point is None:
        return deny(_("This has been dealt with."))
    if point.worksheet.sittings.open().exists():
        return deny(_("A sitting on this worksheet is under way."))
    if ground := ground_of(user, point):
        return deny(_("You took part in this worksheet: %(ground)s.") % {"ground": ground})
    return can(user, Permission.RISK_RULE, point.section)


def ground_of(user: User, point: RiskPoint) -> str:
    """Give the ground that keeps a person from judging a risk point, in words; "" where there is none."""
    worksheet = point.worksheet
    writers = worksheet.measures.values_list("written_by", flat=True)
    found = grounds_for_recusal(worksheet, [user], wrote_measures={pk for pk in writers if pk})
    ground = found[user.pk] or grounds_later([point]).get(user.pk, "")
    return str(RecusalGround(ground).label) if ground else ""


def can_convene_again(user: User, worksheet: Worksheet, again: Collection[RiskPoint]) -> Decision:
    """Whether he may call the committee together on what was reopened of a decided worksheet."""
    if worksheet.state != WorksheetState.DECIDED or not again:
        return deny(_("Nothing on this worksheet is to be ruled again."))
    place = {"flowchart": worksheet.flowchart_id}
    if not worksheet.flowchart_id:
        place["section"] = worksheet.section_id
    if Worksheet.objects.filter(**place).open().exists():
        return deny(
            _("The section looks at this again on a worksheet; the committee decides it there.")
        )
    return can(user, Permission.SITTING_CONVENE, worksheet.section)
