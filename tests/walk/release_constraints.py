"""Writes that break what holds of stages, acts, stand-ins and early ends, each alone."""

import datetime

from django.utils import timezone

from powers.models import ReleaseAct, ReleaseStage
from tests.factories.accounts import BodyFactory, StandInFactory, UserFactory
from tests.factories.powers import PowerFactory

from .constraints import DAY, again, change, posting, release


def act(**fields):
    """Do something with a release at its first stage."""
    sent = release()
    given = {"release": sent, "sent_up_by": sent.submitted_by, "place": 0, "act": "check"}
    given |= {"by": UserFactory(), "at": timezone.now()}
    return ReleaseAct.objects.create(**(given | fields))


def stage(**fields):
    """Set one stage of a body's releases."""
    given = {"body": BodyFactory(), "order": 0, "act": "signature", "role": "head"}
    return ReleaseStage.objects.create(**(given | fields))


def signed_by_who_submitted():
    made = act(act="signature")
    change(made, by=made.sent_up_by)


def signed_for_who_submitted():
    made = act(act="signature")
    change(made, on_behalf_of=made.sent_up_by)


def acted_for_himself():
    made = act()
    change(made, on_behalf_of=made.by)


def stood_in_for_by_himself():
    made = StandInFactory()
    change(made, person=made.principal)


def ended_before_it_began():
    made = StandInFactory()
    change(made, last_day=made.first_day - datetime.timedelta(days=1))


def stopped_by_who_asked():
    one = UserFactory()
    posting(stop_asked_by=one, stopped_by=one, stopped_on=DAY, stop_reason="有误。")


BREAKS = {
    "accounts_standin_is_another": stood_in_for_by_himself,
    "accounts_standin_ends_after_it_begins": ended_before_it_began,
    "accounts_standin_ended_has_who_and_when": lambda: StandInFactory(ended_at=timezone.now()),
    "powers_power_withheld_since_it_was_approved": lambda: PowerFactory(withheld_on=DAY),
    "powers_releasestage_order_once_a_body": lambda: again(stage(), name="再次"),
    "powers_releasestage_act_known": lambda: stage(act="dream"),
    "powers_releasestage_held_by_who_reads_charts": lambda: stage(role="auditor"),
    "powers_releasestage_contributor_in_a_position": lambda: stage(role="contributor"),
    "powers_releaseact_act_known": lambda: act(act="dream"),
    "powers_releaseact_outcome_known": lambda: act(outcome="lost", remark="略"),
    "powers_releaseact_clearance_has_a_result": lambda: act(act="clearance"),
    "powers_releaseact_return_says_why": lambda: act(outcome="returned"),
    "powers_releaseact_on_behalf_of_another": acted_for_himself,
    "powers_releaseact_not_by_who_submitted": signed_by_who_submitted,
    "powers_posting_stopped_by_a_second_person": stopped_by_who_asked,
}
