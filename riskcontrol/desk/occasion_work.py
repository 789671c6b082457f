"""What measures, reviews and spot checks ask of a person under My work: a few of each, read along an index.

However much is due in a body, a person is shown the first of it and a way to the whole list.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from measures.models import DisclosureItem, Occasion, Review, SpotItem
from measures.states import AnswersFor, ReminderStep, ReviewGround
from riskcontrol.accounts.models import Unit, User
from riskcontrol.accounts.roles import Permission, Role
from riskcontrol.lib.firsts import firsts

from .items import WorkItem

SOON = datetime.timedelta(days=14)  # how far ahead a due measure is shown
# So many of a kind are shown; the list has them all.
MOST = 30
OCCASIONS = ("to_do", "to_verify", "risen")
COLUMNS = ("pk", "on", "day", "title", "section", "more")
P = Permission
LEADERS: dict[str, Role] = {AnswersFor.HEAD: Role.HEAD, AnswersFor.DEPUTY: Role.DEPUTY_HEAD}


@dataclass(frozen=True)
class Told:
    """A review, a finding or something to be made public that waits, as My work tells it."""

    kind: str
    pk: str
    on: str  # the id of what its page is about, or a project's code
    day: datetime.date | None
    title: str
    section: str
    more: str


@dataclass(frozen=True)
class Carrying:
    """What waits of measures, reviews, spot checks and projects: a few of each."""

    to_do: list[Any] = field(default_factory=list)
    to_verify: list[Any] = field(default_factory=list)
    risen: list[Any] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)

    @property
    def occasions(self) -> list[Any]:
        """Every occasion that waits, each once."""
        found = {one.pk: one for one in (*self.to_do, *self.to_verify, *self.risen)}
        return list(found.values())


def carrying_for(user: User, body: Unit | None = None) -> Carrying:
    """Read what waits for a person, in a body or anywhere, in at most two queries."""
    kinds = [*_occasions(user, body), *_reviews(user, body), *_findings(user, body)]
    kinds += _disclosures(user, body)
    rows = firsts(found for _kind, found in kinds)
    named = [(kinds[part][0], columns) for part, *columns in rows]
    wanted = {int(columns[0]) for kind, columns in named if kind in OCCASIONS}
    loaded = (
        {one.pk: one for one in Occasion.objects.filter(pk__in=wanted).for_list()} if wanted else {}
    )
    own: dict[str, list[Any]] = {kind: [] for kind in OCCASIONS}
    for kind, columns in named:
        if kind in OCCASIONS:
            own[kind].append(loaded[int(columns[0])])
    some = {kind: sorted(set(found), key=_by_day) for kind, found in own.items()}
    told = [_told(kind, columns) for kind, columns in named if kind not in OCCASIONS]
    return Carrying(**some, told=told)


def _by_day(occasion: Any) -> tuple[datetime.date, int]:
    return occasion.due_on, occasion.pk


def _told(kind: str, columns: list[Any]) -> Told:
    pk, on, day, *words = columns
    return Told(kind, pk, on, datetime.date.fromisoformat(day) if day else None, *words)


def _text(name: str) -> Cast:
    return Cast(F(name), CharField())


def _columns(found: Any, **names: str) -> Any:
    """Cut a query to a few rows of six columns of text; those not named are empty."""
    wanted = {f"c_{name}": _text(names[name]) if name in names else Value("") for name in COLUMNS}
    return found.values_list(*wanted.values())[:MOST]


def _occasions(user: User, body: Unit | None) -> Iterator[tuple[str, Any]]:
    """Give what is to be reported, verified and answered for, the earliest first."""
    today = timezone.localdate()
    found = Occasion.objects.filter(body=body) if body else Occasion.objects.all()
    found = found.order_by("due_on", "pk")
    if user.may_anywhere(P.MEASURE_CARRY_OUT):
        due = found.undone().filter(section__in=within(user, P.MEASURE_CARRY_OUT))
        yield "to_do", _columns(due.filter(due_on__lte=today + SOON), pk="pk")
    if user.may_anywhere(P.MEASURE_VERIFY):
        done = found.unverified().filter(section__in=within(user, P.MEASURE_VERIFY))
        yield "to_verify", _columns(done, pk="pk")
    for risen in _risen(found, user):
        yield "risen", _columns(risen, pk="pk")


def within(user: User, permission: Permission) -> Any:
    """Ids of the units in which a person may do something, as part of a query."""
    return Unit.objects.workable_by(user, permission).order_by().values("pk")


def _risen(found: Any, user: User) -> Iterator[Any]:
    """Give what has risen to a leader who answers for it, or to the committee's chair."""
    for answers, role in LEADERS.items():
        seats = [seat.unit_id for seat in user.seats if seat.role == role]
        if seats:
            risen = found.risen_to(ReminderStep.ANSWERER, ReminderStep.COMMITTEE)
            yield risen.filter(answers=answers, section__in=Unit.objects.within(seats).values("pk"))
    if user.may_anywhere(P.RISK_RULE):
        bodies = within(user, P.RISK_RULE)
        yield found.risen_to(ReminderStep.COMMITTEE).filter(section__in=bodies)


def _reviews(user: User, body: Unit | None) -> Iterator[tuple[str, Any]]:
    """Give the reviews of his sections that are overdue or due soon."""
    if not user.may_anywhere(P.WORKSHEET_EDIT):
        return
    found = Review.objects.open().filter(
        section__in=within(user, P.WORKSHEET_EDIT), due_on__lte=timezone.localdate() + SOON
    )
    found = found.filter(body=body) if body else found
    names = {"pk": "pk", "on": "pk", "day": "due_on", "title": "risk_point__title"}
    names |= {"section": "section__name", "more": "ground"}
    yield "review", _columns(found.order_by("due_on", "pk"), **names)


def _findings(user: User, body: Unit | None) -> Iterator[tuple[str, Any]]:
    """Give what a spot check asks: looking into it, an answer, a closing; never of what was his doing."""
    found = SpotItem.objects.filter(closed_at=None).order_by("pk")
    found = found.filter(spot_check__body=body) if body else found
    names = {"pk": "pk", "on": "spot_check", "day": "correct_by"}
    names |= {"title": "occasion__measure__text", "section": "occasion__section__name"}
    if user.may_anywhere(P.RISK_ASSESS):
        theirs = found.filter(spot_check__body__in=within(user, P.RISK_ASSESS)).exclude(
            Q(occasion__done_by=user)
            | Q(occasion__verified_by__isnull=False, occasion__verified_by=user)
        )
        yield "look-into", _columns(theirs.filter(finding=""), **names)
        answered = theirs.filter(answered_at__isnull=False).exclude(answered_by=user)
        yield "close", _columns(answered, **names)
    if user.may_anywhere(P.MEASURE_CARRY_OUT):
        own = found.filter(occasion__section__in=within(user, P.MEASURE_CARRY_OUT))
        yield "answer", _columns(own.to_correct().filter(answered_at=None), **names)


def _disclosures(user: User, body: Unit | None) -> Iterator[tuple[str, Any]]:
    """Give what of his sections' projects was to be made public before today, the oldest first."""
    if not user.may_anywhere(P.MEASURE_CARRY_OUT):
        return
    own = within(user, P.MEASURE_CARRY_OUT)
    found = DisclosureItem.objects.overdue_on(timezone.localdate()).filter(project__section__in=own)
    found = found.filter(project__body=body) if body else found
    names = {"pk": "pk", "on": "project__code", "day": "due_on"}
    names |= {"title": "text", "section": "project__name"}
    yield "disclose", _columns(found.order_by("due_on", "pk"), **names)


def occasions_to_do(_user: User, board: Any) -> Iterable[WorkItem]:
    """Measures overdue, or due within two weeks, in his sections."""
    found = board.carrying.to_do
    for one in found:
        yield occasion_item(one, one.measure.text, _("Report"))
    if len(found) == MOST:
        yield _all_of(reverse("measures:occasions") + "?mine=on")


def occasions_to_verify(user: User, board: Any) -> Iterable[WorkItem]:
    """Measures reported done by somebody else, and not carried out by his own position."""
    for one in board.carrying.to_verify:
        his = one.position_id and user.holds({one.position_id})
        if one.done_by_id != user.pk and not his:
            title = _("Verify: %(measure)s") % {"measure": one.measure.text}
            yield occasion_item(one, title, pgettext("button", "Verify"))


def overdue_to_answer_for(_user: User, board: Any) -> Iterable[WorkItem]:
    """Overdue measures that have risen to whom they are for: who answers, and at last the committee."""
    found = board.carrying.risen
    for one in found:
        words = _("Overdue, and you answer for it: %(measure)s")
        if one.risen == ReminderStep.COMMITTEE:
            words = _("Overdue, and risen to the committee: %(measure)s")
        yield occasion_item(one, words % {"measure": one.measure.text}, _("Look"))
    if len(found) >= MOST:
        yield _all_of(reverse("measures:occasions"))


def reviews_to_do(_user: User, board: Any) -> Iterable[WorkItem]:
    """Risk points to be looked at again, overdue or within two weeks."""
    for one in board.carrying.told:
        if one.kind == "review":
            title = _("Review: %(point)s") % {"point": one.title}
            note = f"{one.section} · {ReviewGround(one.more).label}"
            url = reverse("measures:review", args=[one.pk])
            tag = pgettext("kind of work", "Review")
            yield WorkItem(tag, title, note, url, _("Look"), *_day(one.day))


def findings_to_move_on(_user: User, board: Any) -> Iterable[WorkItem]:
    """What a spot check found or has to look into."""
    asks = {
        "look-into": (_("Look into it: %(measure)s"), _("Look")),
        "answer": (_("Put right what was found: %(measure)s"), pgettext("button", "Answer")),
        "close": (_("See whether it was put right: %(measure)s"), _("Look")),
    }
    for one in board.carrying.told:
        if asked := asks.get(one.kind):
            title, button = asked
            url = reverse("measures:spot_check", args=[one.on]) + f"#item-{one.pk}"
            tag = pgettext("kind of work", "Spot check")
            day = _day(one.day if one.kind == "answer" else None)
            yield WorkItem(tag, title % {"measure": one.title}, one.section, url, button, *day)


def _day(day: datetime.date | None) -> tuple[str, bool]:
    """Say when something is due, and whether it is late."""
    if day is None:
        return "", False
    late = day < timezone.localdate()
    return (overdue(day) if late else due_in_words(day)), late


def _all_of(url: str) -> WorkItem:
    tag = pgettext("kind of work", "Measure")
    return WorkItem(tag, _("There is more: see the whole list"), "", url, _("Look"))


def occasion_item(one: Any, title: str, button: str) -> WorkItem:
    """Tell of one occasion, with how many days it is overdue or when it is due."""
    late = one.done_at is None and one.due_on < timezone.localdate()
    due = overdue(one.due_on) if late else _due(one)
    url = reverse("measures:detail", args=[one.measure_id])
    tag = pgettext("kind of work", "Measure")
    return WorkItem(tag, title, str(one.measure.section), url, button, due, late)


def overdue(day: datetime.date) -> str:
    """Say by how many days something is overdue."""
    days = (timezone.localdate() - day).days
    return ngettext("%(count)s day overdue", "%(count)s days overdue", days) % {"count": days}


def _due(one: Any) -> str:
    if one.done_at:
        day = date_format(timezone.localtime(one.done_at), "Y-m-d")
        return _("reported on %(day)s") % {"day": day}
    return due_in_words(one.due_on)


def due_in_words(day: datetime.date) -> str:
    """Say when something is due."""
    return _("due on %(day)s") % {"day": date_format(day, "Y-m-d")}
