"""Who opens and closes a round, in sentences."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from riskcontrol.accounts.models import Unit, User
from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.roles import Permission
from riskcontrol.lib.decisions import ALLOW, Decision, deny, first_denial
from riskpoints.models import Round
from riskpoints.oversight import charge_of


def can_open_round(user: User, body: Unit) -> Decision:
    """Whether he may open a round in a body: the chair of its committee."""
    return can(user, Permission.ROUND_LEAD, body)


def can_lead_round(user: User, round: Round) -> Decision:
    """Whether he may change or close a round: the chair, while it is open."""
    return first_denial(can(user, Permission.ROUND_LEAD, round.body), is_open(round))


def is_open(round: Round) -> Decision:
    """Whether a round is open still."""
    return ALLOW if round.is_open else deny(_("This round is closed."))


def can_close_round(user: User, round: Round) -> Decision:
    """Whether he may close a round now: no worksheet of it is under way, its result is received."""
    return can_lead_round(user, round) and nothing_under_way(round) and result_was_received(round)


def result_was_received(round: Round) -> Decision:
    """Whether a round that was sent down may be closed: its result was received above."""
    charge = charge_of(round)
    if charge is None or charge.holds_id is None:
        return ALLOW
    return deny(
        _(
            "%(committee)s sent this round down. It is closed once its result was handed up and "
            "received there."
        )
        % {"committee": charge.committee}
    )


def nothing_under_way(round: Round) -> Decision:
    """Whether every worksheet of a round is decided; else it names those that are not."""
    sheets = round.worksheets.open().for_list()
    if not sheets:
        return ALLOW
    names = pgettext("between items of a list", ", ").join(str(sheet) for sheet in sheets)
    return deny(
        _("These worksheets are under way: %(names)s. The round is closed once they are decided.")
        % {"names": names}
    )
