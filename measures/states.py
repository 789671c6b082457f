"""Choices of measures and their occasions."""

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
