"""Notices 防控通知书 and 处置通知书: what a section must do by when, and what it replied."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.querysets.warnings import NoticeQuerySet
from measures.warning_states import NoticeKind, ReplyState, RequiredAct
from riskcontrol.accounts.models import Position, Unit

from .warnings import Warning as Raised

USER = settings.AUTH_USER_MODEL


class Notice(models.Model):
    """A notice of a body's committee; numbered by body and year without gaps, never changed.

    Triggers refuse a number that does not follow the last one, and any change of what was issued.
    """

    body = models.ForeignKey(Unit, models.PROTECT, related_name="notices")
    kind = models.CharField(_("kind of notice"), max_length=10, choices=NoticeKind)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    section = models.ForeignKey(
        Unit, models.PROTECT, related_name="notices_received", verbose_name=_("section")
    )
    position = models.ForeignKey(
        Position,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="notices",
        verbose_name=_("position"),
    )
    # What it was issued from; nothing where it was issued by hand.
    warning = models.ForeignKey(
        Raised, models.PROTECT, null=True, blank=True, related_name="notices"
    )
    seen = models.TextField(_("what was seen"), max_length=1000)
    required = models.TextField(_("what is required"), max_length=1000)
    # A list of RequiredAct values; only of a notice of disposal.
    acts = models.JSONField(default=list, blank=True)
    due_on = models.DateField(_("to be done by"))
    issued_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    issued_on = models.DateField()
    # SHA-256 of its canonical form (measures.notice_text), as the ledger has it.
    digest = models.CharField(max_length=64)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        ordering = ["-year", "-number", "-pk"]
        indexes = [
            models.Index(fields=["body", "-year", "-number", "-id"], name="measures_notice_listed")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "year", "number"], name="measures_notice_number_once_a_year"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="measures_notice_counts_from_one"
            ),
            models.CheckConstraint(
                condition=Q(kind="control", acts=[]) | (Q(kind="disposal") & ~Q(acts=[])),
                name="measures_notice_disposal_requires_acts",
            ),
            models.CheckConstraint(
                condition=~Q(seen="") & ~Q(required=""), name="measures_notice_says_what"
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("issued_on")), name="measures_notice_due_after_its_day"
            ),
        ]

    def __str__(self) -> str:
        words = gettext("%(kind)s [%(year)s] No. %(number)s")
        said = {"kind": self.get_kind_display(), "year": self.year, "number": self.number}
        return words % said

    @property
    def act_words(self) -> list[str]:
        """What a notice of disposal requires, in words."""
        return [str(RequiredAct(act).label) for act in self.acts if act in RequiredAct.values]

    @property
    def last_reply(self) -> "NoticeReply | None":
        """The latest reply, of those loaded with it."""
        replies = list(self.replies.all())
        return replies[-1] if replies else None

    @property
    def is_answered(self) -> bool:
        """Whether a reply was accepted, or one waits for the committee."""
        reply = self.last_reply
        return reply is not None and reply.state != ReplyState.RETURNED

    @property
    def is_late(self) -> bool:
        """Whether its day has passed without a reply."""
        return not self.is_answered and self.due_on < timezone.localdate()


class NoticeReply(models.Model):
    """What the section says it did; the committee accepts it or gives it back with the reason."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="replies")
    text = models.TextField(_("what was done"), max_length=1000)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=ReplyState, default=ReplyState.WAITING)
    judged_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True)
    returned_because = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice"],
                condition=~Q(state="returned"),
                name="measures_noticereply_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ReplyState.values), name="measures_noticereply_state_known"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="measures_noticereply_says_what"),
            models.CheckConstraint(
                condition=Q(state="waiting", judged_by=None, judged_at=None)
                | (
                    ~Q(state="waiting")
                    & Q(judged_by__isnull=False, judged_at__isnull=False)
                    & ~Q(judged_by=F("by"))
                ),
                name="measures_noticereply_judged_by_another",
            ),
            models.CheckConstraint(
                condition=(Q(state="returned") & ~Q(returned_because=""))
                | (~Q(state="returned") & Q(returned_because="")),
                name="measures_noticereply_return_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]
