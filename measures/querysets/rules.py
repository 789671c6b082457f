"""Reads of rules that have a name."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery

from measures.states import HOLDS, MeasureState, Validity
from riskcontrol.accounts.models import Unit

if TYPE_CHECKING:
    from measures.models import Rule  # noqa: F401 - for the type parameters
    from riskcontrol.accounts.models import User


PER_PAGE = 20
LONGEST_PLACE = 18


class RuleQuerySet(models.QuerySet["Rule"]):
    """Rules, the last listed first."""

    def visible_to(self, user: "User") -> Self:
        """Keep those of bodies whose business a person may read, without a join, along the index."""
        ids = user.reading_ids
        if not user.reads_areas:
            return self.filter(body__in=ids)
        units = Unit.objects.order_by().filter(Q(pk__in=ids) | Q(parent__in=ids))
        return self.filter(body__in=units.values("pk"))

    def holding(self) -> Self:
        """Keep those in force, as issued or as amended."""
        return self.filter(validity__in=HOLDS)

    def of_body(self, body: "Unit") -> Self:
        """Keep a body's, by name."""
        return self.filter(body=body).order_by("name", "number", "pk")

    def still_rested_on(self) -> Self:
        """Keep the repealed ones that a measure in force still rests on."""
        return self.filter(
            validity=Validity.REPEALED, measures__state=MeasureState.IN_FORCE
        ).distinct()

    def matching(self, words: str) -> Self:
        """Keep those whose name, issuer or number holds the words."""
        return self.filter(
            Q(name__icontains=words) | Q(issuer__icontains=words) | Q(number__icontains=words)
        )

    def for_rows(self) -> Self:
        """Load what a row of the list shows: since when it holds so, and what rests on it."""
        versions = self.model._meta.apps.get_model("measures", "RuleVersion").objects
        last = versions.filter(rule=OuterRef("pk")).order_by("-number")
        resting = self.model._meta.apps.get_model("measures", "Measure").objects.in_force()
        counted = resting.filter(rule=OuterRef("pk")).order_by().values("rule")
        return (
            self.select_related("body")
            .prefetch_related("line_aims__risk_point", "line_aims__project")
            .annotate(
                last_number=Subquery(last.values("number")[:1]),
                last_day=Subquery(last.values("issued_on")[:1]),
                resting=Subquery(counted.annotate(count=Count("pk")).values("count")),
            )
        )

    def whole(self) -> Self:
        """Load what a rule's own page shows of itself."""
        return self.select_related("body", "listed_by", "repealed_by").prefetch_related(
            "versions__articles", "versions__documents", "versions__entered_by",
            "line_aims__risk_point__ruling__level",
            "line_aims__project",
        )  # fmt: skip


@dataclass(frozen=True)
class Page:
    """One page of rules, and the way on: named by the last one on it, so each costs the same."""

    object_list: list[Any]
    next: str = ""
    is_first: bool = True


def page_of(found: RuleQuerySet, at: str) -> Page:
    """Read the page after a rule, by id, as the address says it; the first where it says none."""
    after = int(at) if at.isdecimal() and len(at) <= LONGEST_PLACE else 0
    if after:
        found = found.filter(pk__lt=after)
    ids = list(found.order_by("-pk").values_list("pk", flat=True)[: PER_PAGE + 1])
    rules: Any = found.model._default_manager
    rows = list(rules.filter(pk__in=ids[:PER_PAGE]).for_rows().order_by("-pk"))
    return Page(rows, str(ids[PER_PAGE - 1]) if len(ids) > PER_PAGE else "", not after)
