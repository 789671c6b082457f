"""Reads of warnings and notices that have a name."""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Q

from measures.warning_states import WarningState
from riskcontrol.accounts.querysets import readable_by
from riskcontrol.accounts.roles import Permission

if TYPE_CHECKING:
    from measures.models import Notice, Warning  # noqa: F401, A004 - for the type parameters
    from riskcontrol.accounts.models import User


class WarningQuerySet(models.QuerySet["Warning"]):
    """Warnings."""

    def visible_to(self, user: "User") -> Self:
        """Keep those of bodies whose business a person may read; of proven cases what he may know."""
        return self._in_bodies_of(user).filter(self._known_to(user))

    def _in_bodies_of(self, user: "User") -> Self:
        if user.reads_areas:
            return self.filter(readable_by(user))
        # By the body alone, so that an index orders the list.
        return self.filter(body__in=user.reading_ids)

    def _known_to(self, user: "User") -> Q:
        if not user.may_anywhere(Permission.LEAD_KEEP):
            return Q(lead=None)
        leads = apps.get_model("riskpoints", "Lead").objects.visible_to(user)
        return Q(lead=None) | Q(lead__in=leads.values("pk"))

    def standing(self) -> Self:
        """Keep those that are not over."""
        return self.filter(ended_on=None)

    def open(self) -> Self:
        """Keep those that wait to be acted on."""
        return self.filter(state=WarningState.OPEN)

    def waiting_for(self, user: "User") -> Self:
        """Keep the open ones that wait for a person: his sections' as their head, his bodies' above."""
        mine = self.open()
        if not any(user.may_anywhere(each) for each in BODY_WIDE):
            sections = user.seated_in(Permission.MEASURE_VERIFY)
            return mine.filter(section__in=sections, lead=None)
        return mine.visible_to(user)

    def for_list(self) -> Self:
        """Load what a row of the list shows, in one query."""
        return self.select_related(
            "body",
            "section",
            "rule__colour",
            "risk_point",
            "measure",
            "step__flowchart",
            "power__flowchart",
            "posting__flowchart",
            "posting__version",
            "lead",
            "flowchart",
            "disclosure__project",
        ).defer("posting__version__drawing", "posting__version__facts", "posting__version__svg")


# Whoever holds one of these answers for a whole body or oversees it.
BODY_WIDE = (Permission.WORKSHEET_CONFIRM, Permission.RISK_ASSESS)


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices."""

    def visible_to(self, user: "User") -> Self:
        """Keep those of bodies whose committee a person sits on or which he leads, and his section's."""
        wide = [pk for each in BODY_WIDE for pk in user.seated_in(each)]
        sections = user.seated_in(Permission.MEASURE_CARRY_OUT)
        return self.filter(
            Q(body__in=wide)
            | Q(body__parent__in=wide)
            | Q(section__in=sections)
            | Q(body__in=sections)
        )

    def unanswered(self) -> Self:
        """Keep those without a reply, or whose last one was given back."""
        return self.exclude(self._has_reply("waiting", "accepted"))

    def to_judge(self) -> Self:
        """Keep those with a reply that the committee has not looked at."""
        return self.filter(self._has_reply("waiting"))

    def accepted(self) -> Self:
        """Keep those whose reply was accepted."""
        return self.filter(self._has_reply("accepted"))

    def _has_reply(self, *states: str) -> models.Exists:
        replies = apps.get_model("measures", "NoticeReply").objects.order_by()
        return models.Exists(replies.filter(notice=models.OuterRef("pk"), state__in=states))

    def for_list(self) -> Self:
        """Load what a row of the list shows."""
        return self.select_related("body", "section__parent__parent", "position").prefetch_related(
            "replies"
        )

    def for_page(self) -> Self:
        """Load what the page and the print of one tell."""
        return self.select_related(
            "body__parent", "section__parent__parent", "position", "issued_by", "warning"
        ).prefetch_related("replies__by", "replies__judged_by")
