"""Choices of risk points, worksheets and sittings, and the ways a worksheet takes."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from powers.states import Category
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


# The six eyes, in the order of the method; and those whose rows colleagues do not see before handing in.
EYES = [method.value for method in FindingMethod][:6]
# Whose additions the worksheet marks as theirs.
MARKED = [FindingMethod.GROUP.value, FindingMethod.LEADER.value, FindingMethod.ORGANISATION.value]
PEER_EYES = [FindingMethod.SELF.value, FindingMethod.PEERS.value]


# What a suggestion is called that is no warning, by how its code begins.
SAID = {
    "said-": _("contribution"),
    "comment-": _("comment of the public"),
    "same-": _("risk point found where the same power is held"),
}


class LeadKind(models.TextChoices):
    """What kind of record a lead was found in (考察、考核、评议、检查、信访、投诉、违纪、违法)."""

    VETTING = "vetting", _("vetting of officials")
    APPRAISAL = "appraisal", _("appraisal")
    REVIEW = "review", _("public review of conduct")
    INSPECTION = "inspection", _("inspection")
    PETITION = "petition", _("petition")
    COMPLAINT = "complaint", _("complaint")
    DISCIPLINE = "discipline", _("breach of discipline")
    LAW = "law", _("breach of law")


class WorksheetState(models.TextChoices):
    """Where a worksheet is."""

    DRAFT = "draft", _("being filled in")
    SUBMITTED = "submitted", _("waits for the section head")
    SIGNED = "signed", _("waits for the unit's leading group")
    HANDED_IN = "handed-in", _("with the committee")
    RETURNED = "returned", _("returned")
    DECIDED = "decided", _("decided")


EDITABLE = [WorksheetState.DRAFT, WorksheetState.RETURNED]
# Signed, and not decided yet: whoever rates has not seen the section's own levels.
BEFORE_RULING = [WorksheetState.SIGNED, WorksheetState.HANDED_IN]


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
    # Where the body confirms in two stages, signing leads to SIGNED; actions/worksheets.py asks.
    "sign": [Way(WorksheetState.SUBMITTED, WorksheetState.HANDED_IN, Permission.WORKSHEET_SIGN)],
    "confirm": [Way(WorksheetState.SIGNED, WorksheetState.HANDED_IN, Permission.WORKSHEET_CONFIRM)],
    "return": [
        Way(WorksheetState.SUBMITTED, WorksheetState.RETURNED, Permission.WORKSHEET_SIGN),
        Way(WorksheetState.SIGNED, WorksheetState.RETURNED, Permission.WORKSHEET_CONFIRM),
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
    ABOVE = "above", _("sent down by the committee above")
    MOVED = "moved", _("made for worksheets from before there were rounds")


class ChargeState(models.TextChoices):
    """How far a body's result of a round sent down has come."""

    UNDER_WAY = "under-way", pgettext_lazy("result of a round", "under way")
    HANDED_UP = "handed-up", pgettext_lazy("result of a round", "handed up")
    RETURNED = "returned", pgettext_lazy("result of a round", "returned")
    RECEIVED = "received", pgettext_lazy("result of a round", "received")
    FILED = "filed", pgettext_lazy("result of a round", "filed")
    WITHDRAWN = "withdrawn", pgettext_lazy("result of a round", "withdrawn")


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
    HANDED_IN = "handed-in", _("submitted, signed or confirmed it")
    SECTION = "section", _("belongs to the section it comes from")
    POSITION = "position", _("holds a position on it")


class Quorum(models.TextChoices):
    """How many of those who may rate a worksheet must take part before it is ruled on."""

    MAJORITY = "majority", _("more than half of the members")
    TWO_THIRDS = "two-thirds", _("at least two thirds of the members")
    ALL = "all", _("all members")
    NUMBER = "number", _("a fixed number of members")


# Nobody rules alone: the chair and one more, whatever a body sets.
FEWEST = 2


class Place(models.TextChoices):
    """Where a text stands: what a phrase is used as."""

    TITLE = "title", _("risk point")
    SHOWN = "shown", _("how it shows")
    MEASURE = "measure", _("measure")


class Rule(models.TextChoices):
    """How the grades of a scheme's factors become a level; riskpoints.rating does the arithmetic."""

    HIGHEST = "highest", _("the highest factor decides")
    SINGLE = "single", _("one factor decides")
    COUNT = "count", _("by how many criteria are met")
    MATRIX = "matrix", _("likelihood × harm")


class Shape(models.TextChoices):
    """The shape of a level's mark, so that nobody has to tell levels by colour."""

    DIAMOND = "diamond", _("diamond ◆")
    TRIANGLE = "triangle", _("triangle ▲")
    CIRCLE = "circle", _("disc ●")
    SQUARE = "square", _("square ■")
    DOWN = "invtriangle", _("triangle on its tip ▼")


SIGNS = {
    Shape.DIAMOND: "◆",
    Shape.TRIANGLE: "▲",
    Shape.CIRCLE: "●",
    Shape.SQUARE: "■",
    Shape.DOWN: "▼",
}


class Colour(models.TextChoices):
    """The colours a level may have; each can be read on white and on its own pale ground."""

    RED = "red", _("red")
    ORANGE = "orange", _("orange")
    YELLOW = "yellow", _("dark yellow")
    GREEN = "green", _("green")
    BLUE = "blue", _("blue")
    PURPLE = "purple", _("purple")
    GREY = "grey", _("grey")


# Each colour as ink and as the pale ground it stands on; static/css/levels.css says the same.
# Contrast at least 4.5 to 1 (WCAG 2.2, 1.4.3), which a test measures.
PALETTE = {
    Colour.RED: ("#b3261e", "#fdf1f0"),
    Colour.ORANGE: ("#a85700", "#fff6ea"),
    Colour.YELLOW: ("#7a5d00", "#fdf8e1"),
    Colour.GREEN: ("#1f6f43", "#eef7f1"),
    Colour.BLUE: ("#1f5fa8", "#eef5fc"),
    Colour.PURPLE: ("#6f3a9c", "#f6f0fa"),
    Colour.GREY: ("#4a5568", "#f6f7f9"),
}


class Known(models.TextChoices):
    """What is known of a power without a rater: its fee, that it is withheld, or (below) its kind."""

    FEE = "fee", _("the power takes a fee")
    WITHHELD = "withheld", _("the power is not published")


# A kind of power is known too: a floor may hold for every penalty.
KNOWN = [*Known.values, *Category.values]

FEWEST_LEVELS, MOST_LEVELS = 2, 5
MOST_FACTORS, MOST_FLOORS = 8, 6
