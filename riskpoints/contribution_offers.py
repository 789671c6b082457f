"""What people said, offered at its row of the worksheet beside what the drawing points at.

Offered are the contributions of the six eyes, and the public's comments that were adopted; what was
passed on to the committee is none of them. What became of each is kept under its code, as of a warning.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from powers.models import Comment, Step
from powers.states import CHANGING
from riskcontrol.accounts.models import User

from .contribution_querysets import ContributionQuerySet
from .joining import worksheets_of
from .models import Contribution, RiskPoint, SetAside, Worksheet
from .models.contributions import CODE
from .rows import answered_on, key_of
from .states import FindingMethod

COMMENT = "comment-"


@dataclass(frozen=True)
class Offer:
    """What somebody said, in the shape of a warning: a code, a step, words; and which of the six it is."""

    code: str
    steps: tuple[str, ...]
    message: str
    tag: str
    method: str
    who: str
    on: datetime.date
    reason: str = ""
    source: str = ""

    @property
    def title(self) -> str:
        """What its buttons are told apart by."""
        return self.message[:40]

    @property
    def initial(self) -> dict[str, Any]:
        """What the form of a risk point begins with."""
        return {
            "manifestations": self.message,
            f"found_{self.method}": [True, self.who, self.on],
            "suggested_by": self.code,
        }


def is_code(code: str) -> bool:
    """Whether a code is one of those that name what somebody said."""
    return code.startswith((CODE, COMMENT))


def offers_for(
    worksheet: Worksheet, user: User | None, comments: Iterable[Comment] | None = None
) -> list[Offer]:
    """Give what waits on a worksheet of what people said and this reader may know, in three queries.

    `comments` are the chart's that were answered, with their replies, where they are loaded: one less.
    """
    drawn = (
        {step["key"] for step in worksheet.version.drawing["steps"]} if worksheet.version else set()
    )
    answered, beside = answered_codes(worksheet), Contribution.objects.beside(worksheet)
    comments = answered_on(worksheet) if comments is None else comments
    found = [*_said(beside.readable_by(user, worksheet), drawn), *_commented(comments, drawn)]
    return [offer for offer in found if offer.code not in answered]


def offer_of(code: str, worksheet: Worksheet) -> Offer | None:
    """Find what a code names on a worksheet's chart, answered already or not."""
    said = _said(Contribution.objects.beside(worksheet), set())
    found = [*said, *_commented(answered_on(worksheet), set())]
    return next((offer for offer in found if offer.code == code), None)


def answered_codes(worksheet: Worksheet) -> set[str]:
    """Name what was taken over on the chart, or set aside on an earlier worksheet of it."""
    sheets = worksheets_of(worksheet.section, worksheet.flowchart)
    taken = RiskPoint.objects.filter(worksheet__in=sheets).exclude(suggested_by="").order_by()
    aside = SetAside.objects.filter(worksheet__in=sheets.exclude(pk=worksheet.pk)).order_by()
    codes = taken.values_list("suggested_by").union(aside.values_list("code")).order_by()
    return {code for (code,) in codes if is_code(code)}


def _said(found: ContributionQuerySet, drawn: set[str]) -> Iterable[Offer]:
    for said in found.select_related("step", "position", "section"):
        keys = places_of(said, drawn)
        label = str(FindingMethod(said.method).label)
        who = said.who or str(_("form without an account"))
        tag = " · ".join([label, who, said.on.isoformat()])
        yield Offer(said.code, keys, said.text, tag, said.method, who, said.on)


def places_of(said: Contribution, drawn: set[str]) -> tuple[str, ...]:
    """Name the row at which something is offered: a drawn step, a position or a section; or none."""
    place = said.place
    if isinstance(place, Step):
        return (place.key,) if place.key in drawn else ()
    return (key_of(place),) if place else ()


def _commented(comments: Iterable[Comment], drawn: set[str]) -> Iterable[Offer]:
    """Offer what the public said and led to a change."""
    for comment in comments:
        if comment.reply.outcome not in CHANGING:
            continue
        keys = (comment.step_key,) if comment.step_key in drawn else ()
        outcome = comment.reply.get_outcome_display()
        yield Offer(
            f"{COMMENT}{comment.public_id}",
            keys,
            comment.public_body,
            " · ".join([str(_("Comment from the public")), outcome]),
            FindingMethod.MASSES,
            str(_("Comment from the public")),
            comment.received_on,
        )


def waiting_of_the_committee(worksheet: Worksheet) -> list[Offer]:
    """Give what the organisation's review pointed at and nobody answered: it alone blocks."""
    aside = set(worksheet.set_asides.values_list("code", flat=True))
    return [
        offer
        for offer in offers_for(worksheet, None)
        if offer.method == FindingMethod.ORGANISATION and offer.code not in aside
    ]
