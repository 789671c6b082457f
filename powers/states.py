"""Choices and constants of powers, flowcharts, postings and comments."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Category(models.TextChoices):
    """The nine statutory kinds of power, other ones, and internal ones."""

    LICENSING = "licensing", _("administrative licensing")
    PENALTY = "penalty", _("administrative penalty")
    COMPULSION = "compulsion", _("administrative compulsion")
    LEVY = "levy", _("administrative levy")
    PAYMENT = "payment", _("administrative payment")
    INSPECTION = "inspection", _("administrative inspection")
    CONFIRMATION = "confirmation", _("administrative confirmation")
    REWARD = "reward", _("administrative reward")
    ADJUDICATION = "adjudication", _("administrative adjudication")
    OTHER = "other", _("other administrative power")
    INTERNAL = "internal", _("internal power")


class StepKind(models.TextChoices):
    """What a step on a chart is."""

    START = "start", pgettext_lazy("step kind", "start")
    STEP = "step", pgettext_lazy("step kind", "step")
    DECISION = "decision", pgettext_lazy("step kind", "decision")
    DOCUMENT = "document", pgettext_lazy("step kind", "document")
    PUBLICATION = "publication", pgettext_lazy("step kind", "publication")
    END = "end", pgettext_lazy("step kind", "end")


class ProjectStage(models.TextChoices):
    """The stage of a major project that a step belongs to, in the order in which they come."""

    INITIATION = "initiation", _("project approval")
    TENDERING = "tendering", _("bidding and tendering")
    CONSTRUCTION = "construction", _("construction management")
    AUDIT = "audit", _("audit of the works")
    FUNDS = "funds", _("management of funds")
    ACCEPTANCE = "acceptance", _("quality acceptance")
    CONTRACT = "contract", _("performance of the contract")


class ChartState(models.TextChoices):
    """How far a chart has come; computed, never stored."""

    NONE = "none", _("not drawn yet")
    DRAFT = "draft", _("being drawn")
    RELEASE = "release", _("on its way up")
    UPCOMING = "upcoming", _("signed, opens soon")
    POSTED = "posted", _("posted to the public")
    SETTLED = "settled", pgettext_lazy("state of a chart", "settled")
    WITHHELD = "withheld", _("kept, not published")


class Stage(models.TextChoices):
    """The act that a release waits for on its way up, or how it ended."""

    CHECK = "check", pgettext_lazy("stage of a release", "check")
    CLEARANCE = "clearance", pgettext_lazy("stage of a release", "confidentiality review")
    SIGNATURE = "signature", pgettext_lazy("stage of a release", "signature")
    RELEASED = "released", _("released")
    RETURNED = "returned", _("returned")


OPEN_STAGES = [Stage.CHECK, Stage.CLEARANCE, Stage.SIGNATURE]
ACTS = [(str(stage), stage.label) for stage in OPEN_STAGES]
# Held by somebody who neither drew the chart nor sent it up.
BY_OTHER_HANDS = [Stage.CLEARANCE, Stage.SIGNATURE]


class ActOutcome(models.TextChoices):
    """What somebody did with a release at one of its stages."""

    PASSED = "passed", _("passed on")
    BACK = "back", _("given back to an earlier stage")
    RETURNED = "returned", _("given back to the section")


class Channel(models.TextChoices):
    """How a comment came in."""

    PAGE = "page", _("public page")
    LETTER = "letter", _("letter")
    PHONE = "phone", _("telephone")
    MEETING = "meeting", _("meeting")
    BOX = "box", _("suggestion box")
    PORTAL = "portal", _("government portal")


class CommentState(models.TextChoices):
    """What became of a comment so far."""

    RECEIVED = "received", _("received")
    ANSWERED = "answered", _("answered")
    HIDDEN = "hidden", _("not shown, for a stated reason")
    MERGED = "merged", _("merged with a like comment")


class HiddenFor(models.TextChoices):
    """Why a comment is not shown; its sender reads this at the receipt."""

    OFF_TOPIC = "off-topic", _("it is not about this chart")
    PERSONAL = "personal", _("it holds personal data of somebody")
    INSULT = "insult", _("it insults somebody")
    ADVERTISING = "advertising", _("it advertises something")
    UNREADABLE = "unreadable", _("it cannot be made out")
    OTHER = "other", _("another reason")


class HeldFor(models.TextChoices):
    """Why a comment waits for the moderator's own look before it may be shown."""

    PERSONAL = "personal", _("may hold personal data")
    LIKE = "like", _("much like another comment")
    MANY = "many", _("one of many in a short time")


class CommentsShown(models.TextChoices):
    """How a body shows the comments it received."""

    EACH = "each", _("one by one, each with its answer")
    SUMMED = "summed", _("summed up in the handling report")


class ReferralState(models.TextChoices):
    """What became of what was passed on to the committee."""

    WAITING = "waiting", _("waits for the committee")
    TAKEN = "taken", _("taken up by the committee")
    CLOSED = "closed", _("dealt with")


class Outcome(models.TextChoices):
    """How a comment was answered."""

    ADOPTED = "adopted", _("adopted")
    PARTLY = "partly", _("partly adopted")
    DECLINED = "declined", _("not adopted")
    ALREADY = "already", _("already so")
    OUT_OF_SCOPE = "out-of-scope", _("outside this call for comments")


CHANGING = [Outcome.ADOPTED, Outcome.PARTLY]


class PostingState(models.TextChoices):
    """A posting's state; computed from its dates, never stored."""

    UPCOMING = "upcoming", _("opens soon")
    OPEN = "open", _("open for comment")
    CLOSED = "closed", _("closed, being answered")
    SETTLED = "settled", _("settled")
    STOPPED = "stopped", _("stopped early")


class PublicState(models.TextChoices):
    """What the public narrows the list of charts by; CLOSING is part of OPEN, CHANGED of SETTLED."""

    OPEN = "open", _("Open for comment")
    CLOSING = "closing", _("Closing soon")
    CLOSED = "closed", _("Being answered")
    SETTLED = "settled", _("Settled")
    CHANGED = "changed", _("Changed because of comments")
    STOPPED = "stopped", _("Stopped early")


# With so many working days left at most, a posting closes soon.
CLOSING_DAYS = 3
