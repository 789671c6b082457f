"""How a sitting comes on the agenda of a meeting, and people into both."""

import datetime
from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from riskcontrol.accounts.models import Unit, User
from riskpoints.actions.schemes import ensure_scheme
from riskpoints.committee import committee_for, grounds_for_recusal, grounds_later
from riskpoints.committee_rules import rules_of
from riskpoints.models import (
    LevelProposal,
    Meeting,
    MeetingMember,
    RiskPoint,
    Sitting,
    SittingMember,
    Worksheet,
)
from riskpoints.permissions.reopening import can_convene_again
from riskpoints.permissions.sittings import can_convene, can_sit

from .reopening import bring_up_to_date


def new_meeting(*, body: Unit, held_on: datetime.date, by: User, **said: Any) -> Meeting:
    """Make a meeting with the next number of its year and the body's quorum; its caller leads it."""
    Unit.objects.select_for_update(of=("self",)).get(pk=body.pk)
    rules, year = rules_of(body), held_on.year
    last = Meeting.objects.filter(body=body, year=year).aggregate(last=Max("number"))["last"]
    return Meeting.objects.create(
        body=body,
        year=year,
        number=(last or 0) + 1,
        held_on=held_on,
        chair=by,
        called_at=timezone.now(),
        quorum=rules.quorum,
        quorum_number=rules.quorum_number,
        **said,
    )


def begin_sitting(
    worksheet: Worksheet,
    meeting: Meeting,
    *,
    wrote_measures: Collection[int],
    minutes: str,
    by: User,
) -> Sitting:
    """Convene a sitting as the last item of a meeting; who had a part is recused with the ground.

    On a decided worksheet it rates anew what was reopened. Raises PermissionDenied where he may not
    convene, one is under way, or too few may rate.
    """
    worksheet = Worksheet.objects.select_for_update(of=("self",)).get(pk=worksheet.pk)
    again = list(RiskPoint.objects.filter(worksheet=worksheet).reopened())
    (can_convene_again(by, worksheet, again) if again else can_convene(by, worksheet)).enforce()
    if worksheet.sittings.open().exists():
        raise PermissionDenied(_("A sitting on this worksheet is under way."))
    people = committee_for(worksheet)
    grounds = grounds_for_recusal(worksheet, people, wrote_measures=wrote_measures)
    later = grounds_later(again)
    grounds = {pk: ground or later.get(pk, "") for pk, ground in grounds.items()}
    can_sit(by, grounds).enforce()
    sitting = Sitting.objects.create(
        worksheet=worksheet,
        scheme=ensure_scheme(worksheet.body),
        chair=by,
        meeting=meeting,
        open_in_id=meeting.open_key,
        place=next_place(meeting),
        minutes=minutes,
    )
    SittingMember.objects.bulk_create(
        SittingMember(sitting=sitting, user=person, recused_because=grounds[person.pk])
        for person in people
    )
    invite(meeting, [person.pk for person in people])
    bring_up_to_date(again, by=by)
    sitting.again_on.set(again)
    return sitting


def told_again(sitting: Sitting) -> dict[str, Any]:
    """Give the keys of the risk points that a sitting rates anew, for the ledger; nothing for others."""
    keys = [point.key for point in sitting.again_on.order_by("pk")]
    return {"again": keys} if keys else {}


def next_place(meeting: Meeting) -> int:
    """Give the place after the last item of an agenda."""
    last = meeting.sittings.aggregate(last=Max("place"))["last"]
    return (last or 0) + 1


def invite(meeting: Meeting, people: Iterable[int]) -> None:
    """Call people (by id) to a meeting who are not called yet."""
    called = set(meeting.members.values_list("user_id", flat=True))
    MeetingMember.objects.bulk_create(
        MeetingMember(meeting=meeting, user_id=pk) for pk in people if pk not in called
    )


def give_seat(item: Sitting, person: User, writers: Collection[int]) -> str:
    """Give somebody a seat in a sitting where he has none; gives the ground for which he may not rate."""
    ground = grounds_for_recusal(item.worksheet, [person], wrote_measures=writers)[person.pk]
    ground = ground or grounds_later(list(item.again_on.all())).get(person.pk, "")
    found, _new = item.members.get_or_create(user=person, defaults={"recused_because": ground})
    return found.recused_because or ground


def told_grounds(sitting: Sitting) -> dict[str, str]:
    """Give who sits, by user name, with the ground of whoever is recused, for the ledger."""
    seats = sitting.members.select_related("user")
    return {seat.user.username: seat.recused_because for seat in seats}


def withdraw_wishes(sittings: Iterable[Sitting]) -> dict[str, Any]:
    """Take all wishes for other levels in sittings back; gives their risk points, for the ledger."""
    wishes = LevelProposal.objects.filter(sitting__in=list(sittings)).order_by("pk")
    keys = list(wishes.values_list("risk_point__key", flat=True))
    wishes.delete()
    return {"withdrawn": keys} if keys else {}
