"""Choices of warnings, of the rules they are raised by, and of notices."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from riskpoints.states import Colour, Shape

MOST_COLOURS = 4
MOST_DAYS = 999


class WarningKind(models.TextChoices):
    """What a warning is about. Each is computed from data by measures.warning_sources."""

    UNPROVEN = "unproven", _("Level I without a verified measure")
    OVERDUE = "overdue", _("measure overdue")
    COMMENTS = "comments", _("several comments on one step")
    LIMIT = "limit", _("limit exceeded by the flow")
    UNANSWERED = "unanswered", _("comments not answered in time")
    CASE = "case", _("proven case without a risk point")
    UNEXAMINED = "unexamined", _("steps not looked at in the open round")
    OUTDATED = "outdated", _("chart older than the change of its law")
    REPEALED = "repealed", _("measure resting on a repealed rule")
    UNDISCLOSED = "undisclosed", _("item of a major project not made public in time")


# The field that names what a warning of a kind is about.
SUBJECTS: dict[str, str] = {
    WarningKind.UNPROVEN: "risk_point",
    WarningKind.OVERDUE: "measure",
    WarningKind.COMMENTS: "step",
    WarningKind.LIMIT: "power",
    WarningKind.UNANSWERED: "posting",
    WarningKind.CASE: "lead",
    WarningKind.UNEXAMINED: "flowchart",
    WarningKind.OUTDATED: "flowchart",
    WarningKind.REPEALED: "measure",
    WarningKind.UNDISCLOSED: "disclosure",
}
SUBJECT_FIELDS = tuple(dict.fromkeys(SUBJECTS.values()))
# Kinds whose threshold is a number of things; that of the others is working days gone by.
COUNTED = {WarningKind.COMMENTS, WarningKind.LIMIT}

# What a threshold of a kind counts, for the form.
UNITS = {
    WarningKind.UNPROVEN: _("working days since the ruling"),
    WarningKind.OVERDUE: _("working days overdue"),
    WarningKind.COMMENTS: _("published comments on one step of the last posting"),
    WarningKind.LIMIT: _("working days over the limit of the power"),
    WarningKind.UNANSWERED: _("working days past the day of the answer"),
    WarningKind.CASE: _("working days since the lead was entered"),
    WarningKind.UNEXAMINED: _("working days since the round was opened"),
    WarningKind.OUTDATED: _("working days since the law changed"),
    WarningKind.REPEALED: _("working days since the rule was repealed"),
    WarningKind.UNDISCLOSED: _("working days past the day it was to be made public"),
}

# What ships: each colour from the gravest, and from how much on a kind has it; None is never.
SHIPPED_COLOURS = (
    (gettext_noop("red"), Shape.DIAMOND, Colour.RED),
    (gettext_noop("orange"), Shape.TRIANGLE, Colour.ORANGE),
    (gettext_noop("yellow"), Shape.CIRCLE, Colour.YELLOW),
)
SHIPPED: dict[str, tuple[int | None, ...]] = {
    WarningKind.UNPROVEN: (65, 22, 0),
    WarningKind.OVERDUE: (30, 10, 1),
    WarningKind.COMMENTS: (10, 5, 3),
    WarningKind.LIMIT: (15, 5, 1),
    WarningKind.UNANSWERED: (10, 3, 1),
    WarningKind.CASE: (0, None, None),
    WarningKind.UNEXAMINED: (40, 20, 10),
    WarningKind.OUTDATED: (65, 22, 0),
    WarningKind.REPEALED: (22, 0, None),
    WarningKind.UNDISCLOSED: (22, 5, 1),
}


class WarningState(models.TextChoices):
    """What became of a warning. It ends by itself once what it is about is no longer so."""

    OPEN = "open", pgettext_lazy("warning", "to be acted on")
    ACTED = "acted", pgettext_lazy("warning", "acted on")
    ASIDE = "aside", pgettext_lazy("warning", "set aside")
    ENDED = "ended", pgettext_lazy("warning", "over")


class WarningDeed(models.TextChoices):
    """What somebody did about a warning."""

    ACTED = "acted", pgettext_lazy("warning", "acted on")
    ASIDE = "aside", pgettext_lazy("warning", "set aside")
    NOTICE = "notice", _("notice issued")
    REVIEW = "review", _("review called for")


class NoticeKind(models.TextChoices):
    """防控通知书 where a sign was seen, 处置通知书 where it has happened.

    Source of the two: reference/domain.md §1.4, rule 7 (政府投资工程办法).
    """

    CONTROL = "control", _("notice of prevention and control")
    DISPOSAL = "disposal", _("notice of disposal")


class RequiredAct(models.TextChoices):
    """What a notice of disposal requires."""

    TALK = "talk", _("talk by appointment")
    ADMONITION = "admonition", _("admonition")
    CIRCULAR = "circular", _("notice of criticism")
    CORRECTION = "correction", _("correction within a time limit")


class ReplyState(models.TextChoices):
    """What the committee made of a reply to a notice."""

    WAITING = "waiting", pgettext_lazy("reply", "to be looked at")
    ACCEPTED = "accepted", pgettext_lazy("reply", "accepted")
    RETURNED = "returned", pgettext_lazy("reply", "returned")
