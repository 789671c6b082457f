"""Writes that break what holds of rounds sent down, results and what is shared, each alone."""

from django.utils import timezone

from riskpoints.models import Charge, Comparison, HandedUp, Mandate, SentBack, SharedPoint
from tests.factories.accounts import AreaFactory, BodyFactory, UserFactory

from .constraints import DAY, again, change, now_by, point
from .round_constraints import made as round_of


def mandate(**fields):
    """Send a round down, to nobody yet."""
    given = {
        "committee": AreaFactory(),
        "title": "年度排查",
        "year": 2026,
        "ground": "yearly",
        "asks": "全部流程图。",
        "last_day": DAY,
        "sent_by": UserFactory(),
        "sent_at": timezone.now(),
    }
    return Mandate.objects.create(**(given | fields))


def charge(**fields):
    """A body's part in it, under way."""
    sent, joined = mandate(), round_of()
    given = {"mandate": sent, "committee": sent.committee, "body": joined.body, "round": joined}
    given |= {"holds": joined, "last_day": DAY}
    return Charge.objects.create(**(given | fields))


def result(of=None, **fields):
    """A result that was handed up."""
    given = {"charge": of or charge(), "number": 1, "content": {}, "sha256": "7" * 64}
    given |= {"by": UserFactory(), "at": timezone.now()}
    return HandedUp.objects.create(**(given | fields))


def handed_up(**fields):
    """A body's part whose result was handed up."""
    made = result()
    part = made.charge
    change(part, state="handed-up", result=made, handed_up_by=made.by, **fields)
    return Charge.objects.get(pk=part.pk)


def received(**fields):
    """A body's part whose result was received."""
    made = handed_up()
    change(made, **({"state": "received", "holds": None} | now_by("received") | fields))
    return Charge.objects.get(pk=made.pk)


def filed(**fields):
    """A body's part whose result is filed."""
    made = received()
    given = {"state": "filed", "filed_by": UserFactory(), "filed_on": DAY}
    given |= {"filing_year": 2026, "filing_number": 1}
    change(made, **(given | fields))
    return Charge.objects.get(pk=made.pk)


def charged_twice():
    first = charge()
    other = round_of()
    again(first, round=other, holds=other)


def filed_twice():
    first, second = filed(), received()
    change(
        second,
        committee=first.committee,
        state="filed",
        filed_by=UserFactory(),
        filed_on=DAY,
        filing_year=first.filing_year,
        filing_number=first.filing_number,
    )


def by_himself(part, name):
    """Let who handed a result up receive or file it."""
    change(part, **{name: part.handed_up_by})


def charged_twice_for_one_round():
    first = charge()
    other = round_of()
    again(first, mandate=mandate(), holds=other)


def sent_back(**fields):
    """Give a result back."""
    given = {"result": result(), "reason": "请补查。", "handed_up_by": UserFactory()}
    given |= {"by": UserFactory(), "at": timezone.now()}
    return SentBack.objects.create(**(given | fields))


def sent_back_by_himself():
    person = UserFactory()
    sent_back(handed_up_by=person, by=person)


def comparison(**fields):
    """Share something."""
    given = {"committee": AreaFactory(), "name": "食品经营许可", "shared_by": UserFactory()}
    return Comparison.objects.create(**(given | {"shared_at": timezone.now()} | fields))


def shared(**fields):
    """One risk point that is shared."""
    source = point()
    given = {"comparison": comparison(), "source": source, "source_body": source.body}
    given |= {"title": "插队办理", "category": "process"}
    return SharedPoint.objects.create(**(given | fields))


def shared_twice():
    first = shared()
    shared(comparison=first.comparison, source=first.source)


def sent_down_to_itself():
    one = BodyFactory()
    charge(committee=one, body=one)


BREAKS = {
    "riskpoints_mandate_ground_known": lambda: mandate(ground="weather", reason="雨。"),
    "riskpoints_mandate_trigger_says_why": lambda: mandate(ground="law"),
    "riskpoints_mandate_says_what_it_asks": lambda: mandate(asks=""),
    "riskpoints_mandate_withdrawn_says_why": lambda: mandate(**now_by("withdrawn")),
    "riskpoints_charge_once_a_body": charged_twice,
    "riskpoints_charge_one_a_round": charged_twice_for_one_round,
    "riskpoints_charge_filing_number_once_a_year": filed_twice,
    "riskpoints_charge_state_known": lambda: change(received(), state="lost"),
    "riskpoints_charge_is_sent_down": sent_down_to_itself,
    "riskpoints_charge_holds_its_round_open": lambda: charge(holds=None),
    "riskpoints_charge_handed_up_has_a_result": lambda: charge(state="handed-up"),
    "riskpoints_charge_received_has_who_and_when": lambda: received(received_by=None),
    "riskpoints_charge_filed_has_a_number": lambda: filed(filing_number=None),
    "riskpoints_charge_received_by_another": lambda: by_himself(received(), "received_by"),
    "riskpoints_charge_filed_by_another": lambda: by_himself(filed(), "filed_by"),
    "riskpoints_handedup_number_once": lambda: result(of=result().charge),
    "riskpoints_handedup_number_counts_from_1": lambda: result(number=0),
    "riskpoints_handedup_has_a_digest": lambda: result(sha256=""),
    "riskpoints_sentback_says_why": lambda: sent_back(reason=""),
    "riskpoints_sentback_by_another": sent_back_by_himself,
    "riskpoints_comparison_ended_has_who_and_when": lambda: comparison(ended_by=UserFactory()),
    "riskpoints_sharedpoint_once": shared_twice,
    "riskpoints_sharedpoint_category_known": lambda: shared(category="weather"),
}
