"""Choices of measures and their occasions."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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


class Validity(models.TextChoices):
    """Whether a rule holds: as it was issued, as it was amended since, or no more (时效性)."""

    IN_FORCE = "in-force", pgettext_lazy("rule", "in force")
    AMENDED = "amended", pgettext_lazy("rule", "amended, in force")
    REPEALED = "repealed", pgettext_lazy("rule", "repealed")


# A rule that holds, as issued or as amended.
HOLDS = [Validity.IN_FORCE, Validity.AMENDED]


class Line(models.TextChoices):
    """The four lines along which measures and rules are aimed (风险点、风险等级、单位分类、重大项目)."""

    POINT = "point", _("single risk points")
    LEVEL = "level", _("risk level")
    CLASS = "class", _("class of units")
    PROJECT = "project", _("major project")


# What a cause is answered by: which kinds of measure make up for what fell short.
ANSWERED_BY = {
    "education": [MeasureKind.EDUCATION],
    "rules": [MeasureKind.RULES],
    "supervision": [
        MeasureKind.OVERSIGHT,
        MeasureKind.DISCLOSURE,
        MeasureKind.TECHNOLOGY,
        MeasureKind.ACCOUNTABILITY,
    ],
}


class Safeguard(models.TextChoices):
    """What a measure of a major project keeps safe. Source of the kinds: the deck."""

    QUALITY = "quality", _("quality of the project")
    FUNDS = "funds", _("use of the funds")
    PEOPLE = "people", _("growth of its people")


class ProjectKind(models.TextChoices):
    """What a major project is."""

    WORKS = "works", _("construction works")
    PROCUREMENT = "procurement", _("procurement of goods or services")
    LAND = "land", _("land or mineral rights")
    ASSETS = "assets", _("state assets")
    FUNDS = "funds", _("special funds")
    OTHER = "other", pgettext_lazy("kind of project", "other")


class ProjectState(models.TextChoices):
    """How far a major project is."""

    PLANNED = "planned", pgettext_lazy("state of a project", "planned")
    UNDER_WAY = "under-way", pgettext_lazy("state of a project", "under way")
    FINISHED = "finished", pgettext_lazy("state of a project", "finished")
    STOPPED = "stopped", pgettext_lazy("state of a project", "stopped")


# Of a project that is over nothing is overdue; one that goes on again asks for it as before.
GOING = [ProjectState.PLANNED, ProjectState.UNDER_WAY]


class FirmPart(models.TextChoices):
    """What a firm does in a major project."""

    AGENT = "agent", _("tendering agent")
    SURVEY = "survey", _("survey and design")
    BUILDER = "builder", _("construction")
    SUPERVISOR = "supervisor", _("supervision of the works")
    SUPPLIER = "supplier", _("supply")
    AUDITOR = "auditor", _("cost consulting and audit")
    OTHER = "other", pgettext_lazy("part of a firm", "other")


class CreditKind(models.TextChoices):
    """Whether what is recorded of a firm speaks against it or for it."""

    BREACH = "breach", _("sanction for breach of trust")
    TRUST = "trust", _("incentive for keeping trust")


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
    WARNING = "warning", _("a warning stands")


class ReviewOutcome(models.TextChoices):
    """What a review came to."""

    VALID = "valid", _("still valid")
    CHANGED = "changed", _("to be changed")
