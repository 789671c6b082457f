"""Warnings: computed each night, acted on, set aside; and the rules they are raised by."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import batched
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from measures.law_names import bare
from measures.models import (
    LawChange,
    WarningAct,
    WarningRule,
    WarningScheme,
)
from measures.models import (
    Warning as Raised,
)
from measures.models.warnings import until_at_most
from measures.permissions.warnings import (
    can_act_on,
    can_enter_law_change,
    can_set_aside,
    can_set_warning_rules,
)
from measures.warning_rules import (
    SchemeOutline,
    outline_of,
    rule_for,
    rules_by_kind,
    scheme_of,
    shipped,
)
from measures.warning_sources import SOURCES, Fact, Source
from measures.warning_states import COUNTED, SUBJECTS, WarningDeed, WarningState
from riskcontrol.accounts.models import Unit, User
from riskcontrol.audit.actions import record
from riskcontrol.audit.models import Chain
from riskcontrol.lib.workdays import workdays_between

# So many warnings are brought up to their facts at a time; each is held with all that it says.
STRETCH = 500
between = lru_cache(maxsize=4096)(workdays_between)


def compute_warnings(body: Unit, today: datetime.date) -> int:
    """Raise, recolour and end the warnings of a body as its data stand; give how many were raised.

    What was set aside until a day before returns. A kind is one transaction. Running it twice
    changes nothing; what follows from the data leaves no ledger entry.
    """
    scheme = ensure_warning_scheme(body)
    rules = rules_by_kind(scheme)
    return sum(
        _compute(Kind(body, source, rules.get(source.kind, []), today)) for source in SOURCES
    )


@dataclass(frozen=True)
class Kind:
    """One kind of warning in one body on one day, with the rules for it, the gravest first."""

    body: Unit
    source: Source
    rules: list[WarningRule]
    today: datetime.date
    run: datetime.datetime = field(default_factory=timezone.now)

    @property
    def name(self) -> str:
        """Which kind."""
        return self.source.kind

    @property
    def subject(self) -> str:
        """The column that names what a warning is about."""
        return f"{SUBJECTS[self.name]}_id"

    @property
    def standing(self) -> Any:
        """What stands of it."""
        return Raised.objects.standing().filter(body=self.body, kind=self.name)

    def rule(self, fact: Fact) -> WarningRule | None:
        """The rule that a fact comes under, by its number or by the working days gone by."""
        if self.name in COUNTED:
            return rule_for(self.rules, fact.count or 0)
        return rule_for(self.rules, between(fact.since, self.today))


@transaction.atomic
def _compute(kind: Kind) -> int:
    _hold(kind.body)  # two machines that compute one body do so one after the other
    made = 0
    if kind.rules:
        for facts in batched(kind.source.read(kind.body, kind.today), STRETCH, strict=False):
            made += _take_in(kind, facts)
    gone = kind.standing.filter(seen_at__lt=kind.run)
    gone.update(state=WarningState.ENDED, ended_on=kind.today, aside_until=None)
    over = kind.standing.filter(state=WarningState.ASIDE, aside_until__lt=kind.today)
    over.update(state=WarningState.OPEN, aside_until=None)
    return made


def _take_in(kind: Kind, facts: Iterable[Fact]) -> int:
    """Bring what stands up to some facts; give how many were raised anew."""
    ruled = {fact.subject: (fact, rule) for fact in facts if (rule := kind.rule(fact))}
    there = kind.standing.filter(**{f"{kind.subject}__in": ruled.keys()})
    kept = {getattr(one, kind.subject): one for one in there}
    new = [_raised(kind, *ruled[pk]) for pk in ruled.keys() - kept.keys()]
    Raised.objects.bulk_create(new, batch_size=500)
    changed = [one for pk, one in kept.items() if _differs(kind, one, *ruled[pk])]
    Raised.objects.bulk_update(
        changed, ["rule", "rank", "state", "since", "count", "section"], batch_size=200
    )
    Raised.objects.filter(pk__in=[one.pk for one in kept.values()]).update(seen_at=kind.run)
    return len(new)


def _raised(kind: Kind, fact: Fact, rule: WarningRule) -> Raised:
    return Raised(
        body=kind.body,
        section_id=fact.section,
        kind=kind.name,
        rule=rule,
        rank=rule.colour.rank,
        since=fact.since,
        count=fact.count,
        found_on=kind.today,
        seen_at=kind.run,
        **{kind.subject: fact.subject},
    )


def _differs(kind: Kind, one: Raised, fact: Fact, rule: WarningRule) -> bool:
    """Bring one that stands up to its fact; what was acted on is open again once it is graver."""
    before = one.rule_id, one.since, one.count, one.section_id
    if rule.colour.rank < one.rank and one.state == WarningState.ACTED:
        one.state = WarningState.OPEN
    one.rule, one.rank = rule, rule.colour.rank
    one.count, one.section_id = fact.count, fact.section
    if kind.name not in COUNTED:  # a number has no day of its own: the day it was first seen stays
        one.since = fact.since
    return before != (one.rule_id, one.since, one.count, one.section_id)


@transaction.atomic
def ensure_warning_scheme(body: Unit) -> WarningScheme:
    """Give the rules that hold in a body; where it has none, what ships becomes its own."""
    found = scheme_of(body)
    if found is None:
        _hold(body)
        found = scheme_of(body) or write_scheme(body, 1, shipped())
    return found


def _hold(body: Unit) -> None:
    """Keep a body until the commit, without keeping others from writing rows that name it."""
    Unit.objects.select_for_update(no_key=True).get(pk=body.pk)


def write_scheme(body: Unit, number: int, outline: SchemeOutline, **fields: Any) -> WarningScheme:
    """Write one version of a body's rules."""
    scheme = WarningScheme.objects.create(body=body, number=number, **fields)
    colours = [
        scheme.colours.create(rank=rank, name=one.name, shape=one.shape, colour=one.colour)
        for rank, one in enumerate(outline.colours, 1)
    ]
    WarningRule.objects.bulk_create(
        WarningRule(
            scheme=scheme, kind=rule.kind, colour=colour, threshold=threshold, name=rule.name
        )
        for rule in outline.rules
        for colour, threshold in zip(colours, rule.thresholds, strict=False)
        if threshold is not None
    )
    return scheme_of(body) or scheme


@transaction.atomic
def set_warning_rules(
    *, body: Unit, outline: SchemeOutline, reason: str, expected: int, by: User
) -> WarningScheme:
    """Set a body's next version of its rules; they hold from the next computation on.

    `expected` is the version the person began with. Raises ValidationError where the rules cannot
    be, where nothing changed, or where somebody set others meanwhile.
    """
    can_set_warning_rules(by, body).enforce()
    _hold(body)
    before = ensure_warning_scheme(body)
    if before.number != expected:
        raise ValidationError(
            _("Version %(number)s of the rules was set meanwhile. Look at it and begin again.")
            % {"number": before.number}
        )
    if lacks := outline.lacks:
        raise ValidationError(lacks)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the rules change.")})
    old = outline_of(before)
    if old == outline:
        raise ValidationError(_("Nothing is changed. The rules stay as they are."))
    scheme = write_scheme(body, before.number + 1, outline, set_by=by, reason=reason.strip())
    record(
        verb="warning-rules.set",
        target=scheme,
        by=by,
        number=scheme.number,
        reason=scheme.reason,
        colours=[[one.name, one.shape, one.colour] for one in outline.colours],
        rules={rule.kind: [rule.name, *rule.thresholds] for rule in outline.rules},
    )
    return scheme


def _locked(warning: Raised) -> Raised:
    return (
        Raised.objects.for_list()
        .select_related("section__parent__parent", "body__parent")
        .select_for_update(of=("self",))
        .get(pk=warning.pk)
    )


@transaction.atomic
def act_on(*, warning: Raised, note: str, by: User) -> WarningAct:
    """Note what is done about a warning. It is open again should it become graver."""
    warning = _locked(warning)
    can_act_on(by, warning).enforce()
    if not note.strip():
        raise ValidationError({"note": _("Write down what is done about it.")})
    warning.state, warning.aside_until = WarningState.ACTED, None
    warning.save(update_fields=["state", "aside_until"])
    return leave_act(warning, WarningDeed.ACTED, note, by=by)


@transaction.atomic
def set_aside(*, warning: Raised, reason: str, until: datetime.date, by: User) -> WarningAct:
    """Set a warning aside with the reason until a day; on the day after it stands again."""
    warning = _locked(warning)
    can_set_aside(by, warning).enforce()
    today = timezone.localdate()
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is set aside.")})
    if not today <= until <= until_at_most(today):
        raise ValidationError({"until": _("Choose a day from today on, at most a year ahead.")})
    warning.state, warning.aside_until = WarningState.ASIDE, until
    warning.save(update_fields=["state", "aside_until"])
    return leave_act(warning, WarningDeed.ASIDE, reason, by=by, until=until)


def acted_on_by(warning: Raised, deed: str, note: str, *, by: User) -> WarningAct:
    """A warning is acted on by something that has a page of its own: a notice, a review."""
    Raised.objects.filter(pk=warning.pk).update(state=WarningState.ACTED, aside_until=None)
    return leave_act(warning, deed, note, by=by)


def leave_act(
    warning: Raised, deed: str, note: str, *, by: User, until: datetime.date | None = None
) -> WarningAct:
    """Keep what was done beside the warning and in the ledger: a lead's in the committee's chain."""
    act = warning.acts.create(deed=deed, note=note.strip(), until=until, by=by)
    record(
        verb=f"warning.{deed}",
        target=warning,
        by=by,
        in_chain=Chain.COMMITTEE if warning.lead_id else None,
        kind=warning.kind,
        note=act.note,
        **({"until": until.isoformat()} if until else {}),
    )
    return act


@transaction.atomic
def enter_law_change(
    *, body: Unit, law: str, changed_on: datetime.date, what: str, by: User
) -> LawChange:
    """Enter that a law was changed, so that charts settled before ask for another look."""
    can_enter_law_change(by, body).enforce()
    change = LawChange(
        body=body, law=bare(law), changed_on=changed_on, what=what.strip(), entered_by=by
    )
    change.full_clean()
    change.save()
    record(verb="law-change.enter", target=change, by=by, on=changed_on.isoformat(), what=what)
    return change
