"""Which powers matter most for a screening: an order by facts the system knows, each of them said.

Source: the deck begins with 人财物, 三重一大 and discretion. No number of risk points enters into it.
"""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, IntegerField, OuterRef, Q, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from powers.models import Comment
from powers.states import Category
from riskcontrol.accounts.models import User
from riskcontrol.accounts.roles import Permission

from .models import Floor, Lead, LevelScheme, RiskPoint, Ruling
from .states import Known

# Where the law leaves the most room for judgement, and what is taken or granted weighs most.
STRONG = [Category.LICENSING, Category.PENALTY, Category.COMPULSION, Category.LEVY]
MONEY = [Category.PAYMENT, Category.REWARD]


@dataclass(frozen=True)
class Fact:
    """Something known of a power that makes it weigh: its key, its words, when it holds, how much."""

    key: str
    words: Any
    holds: Q
    weight: int

    @property
    def flag(self) -> Case:
        """One where it holds, else nothing."""
        return Case(When(self.holds, then=Value(1)), default=Value(0), output_field=IntegerField())


def facts_for(user: User, bodies: list[int]) -> list[Fact]:
    """Give the facts that a person may know, the weightiest first; each doubles those below it.

    What records say is the committee's: to nobody else does it show, not even in the order.
    """
    leads = Lead.objects.visible_to(user).filter(flowchart__isnull=False, closed_on=None).order_by()
    # Read from what is rare: the floors ticked, not the risk points.
    ticked = Ruling.floors.through.objects.order_by().values("ruling")
    ruled_so = RiskPoint.objects.order_by().filter(ruling__in=ticked, flowchart__isnull=False)
    said = Comment.objects.order_by()
    facts = [
        (
            "case",
            _("a proven case points to it"),
            Q(flowchart__in=leads.filter(proven=True).values("flowchart")),
        ),
        ("floor", _("the levels of its unit set a floor for it"), _known_floors(bodies)),
        (
            "ticked",
            _("the committee found a floor to hold, such as a major decision"),
            Q(flowchart__in=ruled_so.values("flowchart")),
        ),
        (
            "strong",
            _("licensing, penalty, compulsion or levy: much is left to judgement"),
            Q(category__in=STRONG),
        ),
        ("money", _("money: a fee, a payment or a reward"), ~Q(fee="") | Q(category__in=MONEY)),
        (
            "withheld",
            _("not published, so the public does not watch it"),
            Q(withheld_ground__gt="", withheld_approver__gt=""),
        ),
        ("lead", _("a record points to it"), Q(flowchart__in=leads.values("flowchart"))),
        (
            "comment",
            _("the public has commented on its chart"),
            Q(flowchart__in=said.values("posting__flowchart")),
        ),
    ]
    if not user.may_anywhere(Permission.LEAD_KEEP):
        facts = [fact for fact in facts if fact[0] not in {"case", "lead"}]
    last = len(facts) - 1
    return [Fact(*fact, weight=2 ** (last - place)) for place, fact in enumerate(facts)]


def _known_floors(bodies: list[int]) -> Q:
    """Whether a floor that the body's levels in force know of a power holds for it (one query)."""
    newest = LevelScheme.objects.in_force().filter(body=OuterRef("scheme__body"))
    known = Floor.objects.filter(
        scheme__body__in=bodies,
        known__gt="",
        scheme=Subquery(newest.order_by("-number").values("pk")[:1]),
    )
    bodies_by_fact: dict[str, list[int]] = {}
    for fact, body in known.order_by().values_list("known", "scheme__body"):
        bodies_by_fact.setdefault(fact, []).append(body)
    holds = (_holds(fact) & Q(body__in=some) for fact, some in bodies_by_fact.items())
    return reduce(or_, holds, Q(pk__in=[]))


def _holds(known: str) -> Q:
    if known == Known.FEE:
        return ~Q(fee="")
    if known == Known.WITHHELD:
        return Q(withheld_ground__gt="", withheld_approver__gt="")
    return Q(category=known)


def weighed(powers: Any, facts: list[Fact]) -> Any:
    """Set the powers that matter most first; gives their ids."""
    weight = sum((fact.flag * fact.weight for fact in facts), start=Value(0))
    return powers.order_by(weight.desc(), "order", "pk").values_list("pk", flat=True)


def with_facts(powers: Any, facts: list[Fact]) -> Any:
    """Say of each power, as `fact_` and the fact's key, whether it holds."""
    return powers.annotate(**{f"fact_{fact.key}": fact.flag for fact in facts})
