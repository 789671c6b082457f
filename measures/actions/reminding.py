"""What is due is brought to mind before its day, and rises when it is overdue: each step once."""

import datetime
from collections import defaultdict
from functools import partial
from itertools import batched
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import pgettext

from measures.answering import answers_at
from measures.models import CarryingRules, Occasion, Reminder
from measures.querysets.measures import highest_rank
from measures.rising import latest_due, people_at
from measures.states import RISES, ReminderStep
from measures.tasks import tell_of_occasions
from riskcontrol.accounts.models import Unit, User
from riskcontrol.lib.workdays import add_workdays

BATCH = 500
# So many occasions a letter names one by one; all of them stand under My work.
LONGEST_LETTER = 20


def remind(today: datetime.date) -> int:
    """Bring to mind what is due or overdue in every body; gives how many steps were taken.

    However often it runs, no occasion takes a step twice: a constraint holds it.
    """
    rules = {one.body_id: one for one in CarryingRules.objects.all()}
    bodies = Unit.objects.bodies().order_by("pk")
    return sum(
        remind_body(body, rules.get(body.pk) or CarryingRules(body=body), today) for body in bodies
    )


@transaction.atomic
def remind_body(body: Unit, rules: CarryingRules, today: datetime.date) -> int:
    """Take each step that is due in one body, and tell people once the transaction is through."""
    Unit.objects.select_for_update().get(pk=body.pk)  # two machines take turns
    undone = Occasion.objects.undone().filter(body=body)
    soon = undone.filter(due_on__range=(today, add_workdays(today, rules.remind_days)))
    found = {ReminderStep.AHEAD: soon}
    for step, latest in latest_due(rules, today).items():
        found[step] = undone.filter(due_on__lte=latest)
    return sum(_take(step, occasions, today) for step, occasions in found.items())


def _take(step: ReminderStep, found: Any, today: datetime.date) -> int:
    """Take one step for each occasion that has not taken it; gives how many."""
    known = Reminder.objects.filter(occasion=OuterRef("pk"), step=step)
    new = list(
        found.filter(~Exists(known))
        .select_related("measure__section__parent__parent")
        .annotate(rank=highest_rank("measure"))
    )
    told = _told(step, new)
    Reminder.objects.bulk_create(
        Reminder(occasion=one, step=step, on=today, told=_names(told[one.pk])) for one in new
    )
    if step in RISES:
        _rise(step, new)
    _send(step, told)
    return len(new)


def _told(step: ReminderStep, occasions: list[Any]) -> dict[int, list[User]]:
    """Give by occasion whom a step is for; those of one section, position and level are asked once."""
    groups: dict[tuple[Any, ...], list[User]] = {}
    told = {}
    for one in occasions:
        key = (one.section_id, one.position_id, answers_at(one.measure, one.rank))
        if key not in groups:
            groups[key] = people_at(one, step, key[2])
        told[one.pk] = groups[key]
    return told


def _rise(step: ReminderStep, occasions: list[Any]) -> None:
    """Keep how high they have risen, and who answers for them now."""
    by_answerer = defaultdict(list)
    for one in occasions:
        by_answerer[answers_at(one.measure, one.rank) or ""].append(one.pk)
    for answers, ids in by_answerer.items():
        for some in batched(ids, BATCH, strict=False):
            Occasion.objects.filter(pk__in=some).update(risen=step, answers=answers)


def _send(step: ReminderStep, told: dict[int, list[User]]) -> None:
    """Write one letter to each who has an address, whatever the number of occasions."""
    letters = defaultdict(list)
    for occasion, people in told.items():
        for person in people:
            if person.email:
                letters[person.pk].append(occasion)
    for pk, ids in letters.items():
        send = partial(
            tell_of_occasions.enqueue,
            person_id=pk,
            step=step.value,
            occasion_ids=ids[:LONGEST_LETTER],
            count=len(ids),
        )
        transaction.on_commit(send)


def _names(people: list[User]) -> str:
    return pgettext("between items of a list", ", ").join(person.name for person in people)
