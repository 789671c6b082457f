"""Rules (制度) with their versions, articles and files: what measures rest on."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from measures.querysets.rules import RuleQuerySet
from measures.states import Validity
from powers.models.comments import new_public_id
from riskcontrol.accounts.models import Unit

USER = settings.AUTH_USER_MODEL


class Rule(models.Model):
    """A rule of a body or from above it that work is done by: name, who issued it, its number."""

    body = models.ForeignKey(Unit, models.PROTECT, related_name="rules")
    key = models.CharField(max_length=60)
    name = models.CharField(_("name of the rule"), max_length=200)
    issuer = models.CharField(_("issuing body"), max_length=200)
    number = models.CharField(_("document number"), max_length=100, blank=True)
    validity = models.CharField(max_length=10, choices=Validity, default=Validity.IN_FORCE)
    repealed_on = models.DateField(null=True, blank=True)
    repealed_because = models.CharField(max_length=500, blank=True)
    # Nobody where a dossier brought it in repealed.
    repealed_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    listed_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    listed_at = models.DateTimeField(auto_now_add=True)
    row_version = models.PositiveIntegerField(default=1)
    origin = models.CharField(max_length=200, blank=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["body", "id"], name="measures_rule_of_body"),
            models.Index(fields=["body", "validity", "id"], name="measures_rule_by_validity"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["body", "key"], name="measures_rule_key_once_a_body"),
            models.UniqueConstraint(
                fields=["body", "name", "number"],
                name="measures_rule_listed_once",
                violation_error_message=_(
                    "A rule of this name and number is on the list already. Enter a new version there."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(issuer=""), name="measures_rule_says_what_and_whose"
            ),
            models.CheckConstraint(
                condition=Q(validity__in=Validity.values), name="measures_rule_validity_known"
            ),
            models.CheckConstraint(
                condition=(
                    Q(validity="repealed", repealed_on__isnull=False) & ~Q(repealed_because="")
                )
                | (
                    ~Q(validity="repealed")
                    & Q(repealed_on=None, repealed_because="", repealed_by=None)
                ),
                name="measures_rule_repealed_has_day_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"《{self.name}》"

    @property
    def is_repealed(self) -> bool:
        """Whether it holds no more."""
        return self.validity == Validity.REPEALED


class RuleVersion(models.Model):
    """A rule as it was issued or amended on a day. Never changed: what is amended is another version."""

    rule = models.ForeignKey(Rule, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    issued_on = models.DateField(_("date"))
    what_changed = models.CharField(_("what changed"), max_length=500, blank=True)
    entered_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "number"], name="measures_ruleversion_number_once_a_rule"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="measures_ruleversion_number_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.issued_on}"


class RuleArticle(models.Model):
    """One article of a version: how it is called, and what it says."""

    version = models.ForeignKey(RuleVersion, models.PROTECT, related_name="articles")
    label = models.CharField(max_length=60)
    text = models.CharField(max_length=2000, blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "label"], name="measures_rulearticle_once_a_version"
            ),
            models.CheckConstraint(condition=~Q(label=""), name="measures_rulearticle_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.label


class RuleFile(models.Model):
    """The document of a version: checked by its content, never changed."""

    version = models.ForeignKey(RuleVersion, models.PROTECT, related_name="documents")
    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    file = models.FileField(upload_to="rules/%Y/")
    # What its sender called it, without folders.
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    added_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "digest"],
                name="measures_rulefile_once_a_version",
                violation_error_message=_("This file is kept here already."),
            ),
            models.CheckConstraint(
                condition=Q(size__lte=5 * 1024 * 1024), name="measures_rulefile_at_most_5_mib"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["application/pdf", "image/jpeg", "image/png"]),
                name="measures_rulefile_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name
