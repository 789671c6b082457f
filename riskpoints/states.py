"""Choices of risk points, worksheets and sittings, and the ways a worksheet takes."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from riskcontrol.accounts.roles import Permission


class RiskCategory(models.TextChoices):
    """The five categories of integrity risk."""

    ETHICS = "ethics", _("ethical risk")
    DUTY = "duty", _("duty risk")
    PROCESS = "process", _("process risk")
    INSTITUTION = "institution", _("institutional risk")
    ENVIRONMENT = "environment", _("environmental risk")


class Cause(models.TextChoices):
    """Which of the three fell short."""

    EDUCATION = "education", _("education fell short")
    RULES = "rules", _("rules fell short")
    SUPERVISION = "supervision", _("supervision fell short")


class FindingMethod(models.TextChoices):
    """How a risk point was found: the six eyes, the records, and taking the flow apart."""

    SELF = "self", _("found by oneself")
    MASSES = "masses", _("raised by the masses")
    PEERS = "peers", _("found by colleagues")
    GROUP = "group", _("found in discussion")
    LEADER = "leader", _("pointed out by a leader")
    ORGANISATION = "organisation", _("found in the organisation's review")
    RECORDS = "records", _("found in records")
    DECOMPOSITION = "decomposition", _("found by taking the flow apart")


class WorksheetState(models.TextChoices):
    """Where a worksheet is."""

    DRAFT = "draft", _("being filled in")
    SUBMITTED = "submitted", _("waits for the section head")
    HANDED_IN = "handed-in", _("with the committee")
    RETURNED = "returned", _("returned")
    DECIDED = "decided", _("decided")


EDITABLE = [WorksheetState.DRAFT, WorksheetState.RETURNED]


@dataclass(frozen=True)
class Way:
    """One way out of a worksheet's state, and the permission it needs in the section."""

    source: WorksheetState
    target: WorksheetState
    needs: Permission


# Deciding is the sitting's and stands in actions/sittings.py.
WORKSHEET_WAYS = {
    "submit": [
        Way(WorksheetState.DRAFT, WorksheetState.SUBMITTED, Permission.WORKSHEET_EDIT),
        Way(WorksheetState.RETURNED, WorksheetState.SUBMITTED, Permission.WORKSHEET_EDIT),
    ],
    "sign": [Way(WorksheetState.SUBMITTED, WorksheetState.HANDED_IN, Permission.WORKSHEET_SIGN)],
    "return": [
        Way(WorksheetState.SUBMITTED, WorksheetState.RETURNED, Permission.WORKSHEET_SIGN),
        Way(WorksheetState.HANDED_IN, WorksheetState.RETURNED, Permission.RISK_RULE),
    ],
}


class RoundGround(models.TextChoices):
    """Why a round is opened: the year, or what changed since (动态管理)."""

    YEARLY = "yearly", _("yearly")
    DUTIES = "duties", _("duties or internal units changed")
    LAW = "law", _("a law or rule changed")
    CHART = "chart", _("a chart changed")
    HOLDER = "holder", _("a position changed hands")
    CASE = "case", _("a case was proven")
    COMMENT = "comment", _("a comment from the public was adopted")
    OWN = "own", _("the section looks again by itself")


class RoundOrigin(models.TextChoices):
    """How a round came about."""

    CHAIR = "chair", _("opened by the chair")
    ITSELF = "itself", _("opened with its first worksheet")
    MOVED = "moved", _("made for worksheets from before there were rounds")


class Look(models.TextChoices):
    """What became of an earlier round's row in a later one."""

    UNTOUCHED = "untouched", _("not looked at yet")
    CONFIRMED = "confirmed", _("confirmed")
    CHANGED = "changed", _("changed")
    REMOVED = "removed", _("removed")


# Looks with which an earlier risk point gives way, once the worksheet is decided.
GIVES_WAY = [Look.CHANGED, Look.REMOVED]


class RulingSource(models.TextChoices):
    """Where a ruling was made: in a sitting here, or elsewhere and brought in by a dossier."""

    SITTING = "sitting", _("sitting")
    DOSSIER = "dossier", _("dossier")


class RecusalGround(models.TextChoices):
    """Why a member of the committee does not rate a worksheet."""

    WROTE = "wrote", _("took part in writing it")
    HANDED_IN = "handed-in", _("submitted or signed it")
    SECTION = "section", _("belongs to the section it comes from")
    POSITION = "position", _("holds a position on it")
