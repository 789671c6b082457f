"""Choices of measures and their occasions."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Phase(models.TextChoices):
    """When a measure works: before, during, after."""

    PREVENTION = "prevention", _("prevention")
    MONITORING = "monitoring", _("monitoring")
    RESPONSE = "response", _("response")


class MeasureKind(models.TextChoices):
    """By what means a measure works."""

    RULES = "rules", _("rules")
    EDUCATION = "education", _("education")
    OVERSIGHT = "oversight", _("oversight")
    DISCLOSURE = "disclosure", _("disclosure")
    TECHNOLOGY = "technology", _("technology")
    ACCOUNTABILITY = "accountability", _("accountability")


class Rhythm(models.TextChoices):
    """How often a measure recurs; `occasion` means each time the case arises."""

    MONTH = "month", _("every month")
    QUARTER = "quarter", _("every quarter")
    HALF_YEAR = "half-year", _("every half-year")
    YEAR = "year", _("every year")
    OCCASION = "occasion", _("each time the case arises")


MONTHS = {Rhythm.MONTH: 1, Rhythm.QUARTER: 3, Rhythm.HALF_YEAR: 6, Rhythm.YEAR: 12}


class MeasureState(models.TextChoices):
    """Whether a measure is in force."""

    DRAFT = "draft", _("drafted")
    RETURNED = "returned", _("returned")
    IN_FORCE = "in-force", _("in force")
    ENDED = "ended", _("ended")


# States of a measure that the committee has approved: it is not written any more.
APPROVED = [MeasureState.IN_FORCE, MeasureState.ENDED]


class AnswersFor(models.TextChoices):
    """Who answers for a measure: follows from the level of what it is aimed at."""

    HEAD = "head", _("head of the body")
    DEPUTY = "deputy", _("deputy head in charge")
    SECTION_HEAD = "section-head", _("section head")


ANSWERS_BY_RANK = {1: AnswersFor.HEAD, 2: AnswersFor.DEPUTY, 3: AnswersFor.SECTION_HEAD}


class OccasionState(models.TextChoices):
    """How far one occasion has come; the database itself tells it from what is known of it."""

    DUE = "due", _("due")
    REPORTED = "reported", _("to be verified")
    VERIFIED = "verified", _("verified")
    # Its measure ended before it was carried out.
    LAPSED = "lapsed", _("lapsed")


class ReminderStep(models.TextChoices):
    """To whom an occasion was brought to mind: before its day, and ever higher after it."""

    AHEAD = "ahead", _("reminded before its day")
    OWNER = "owner", _("overdue: told who carries it out")
    ANSWERER = "answerer", _("overdue: told who answers for it")
    COMMITTEE = "committee", _("overdue: told the committee")


# The steps by which what is overdue rises, in order.
RISES = [ReminderStep.OWNER, ReminderStep.ANSWERER, ReminderStep.COMMITTEE]
TO_WHOM: dict[str, Any] = {
    ReminderStep.OWNER: _("who carries it out"),
    ReminderStep.ANSWERER: _("who answers for it"),
    ReminderStep.COMMITTEE: _("the committee"),
}


class Finding(models.TextChoices):
    """What a spot check found on one occasion."""

    IN_ORDER = "in-order", _("in order")
    SHORTFALL = "shortfall", _("something is amiss")


class ReviewGround(models.TextChoices):
    """Why a risk point with its measures is looked at again."""

    LEVEL = "level", _("due by its level")
    CHART = "chart", _("the flow has changed")
    LAW = "law", _("the law has changed")
    HOLDER = "holder", _("the holder of the position has changed")
    CASE = "case", _("a case was proven")


class ReviewOutcome(models.TextChoices):
    """What a review came to."""

    VALID = "valid", _("still valid")
    CHANGED = "changed", _("to be changed")
