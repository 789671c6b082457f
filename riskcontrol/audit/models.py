"""The ledger's rows. actions.record alone writes them; the database refuses any change."""

import uuid
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .querysets import AppendOnlyError, EntryQuerySet


class Chain(models.TextChoices):
    """Whose acts. The public's, and those on single comments and on what was passed on, stand apart.

    So no gap among the acts of staff betrays that there was another (docs/adr/0015).
    """

    STAFF = "staff", _("staff")
    PUBLIC = "public", _("public")
    COMMITTEE = "committee", _("committee")


class Entry(models.Model):
    """One act: who did what to which object, when, chained by hash to the act before it.

    The key is random, as a shared counter would tell between which staff acts the public acted.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    chain = models.CharField(_("chain"), max_length=10, choices=Chain)
    sequence = models.PositiveBigIntegerField(_("number"))
    at = models.DateTimeField(_("time"))  # of the public's acts midnight: the day alone
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("person"),
    )
    actor_name = models.CharField(_("name at the time"), max_length=150, blank=True)
    verb = models.CharField(_("act"), max_length=60)
    target_type = models.CharField(_("kind of object"), max_length=60)
    target_id = models.CharField(_("object"), max_length=40)
    digest = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("ledger entry")
        indexes = [
            models.Index(fields=["target_type", "target_id"], name="audit_entry_by_target"),
            models.Index(fields=["actor", "-at"], name="audit_entry_by_actor"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["chain", "sequence"], name="audit_entry_sequence_once_a_chain"
            ),
            models.CheckConstraint(
                condition=Q(chain__in=Chain.values), name="audit_entry_chain_known"
            ),
            models.CheckConstraint(
                condition=Q(sequence__gte=1), name="audit_entry_sequence_counts_from_1"
            ),
            models.CheckConstraint(
                condition=Q(chain=Chain.PUBLIC, actor=None, actor_name="")
                | Q(~Q(chain=Chain.PUBLIC), ~Q(actor_name=""), actor__isnull=False),
                name="audit_entry_public_iff_nobody_named",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.chain} {self.sequence} {self.verb}"

    def save(self, *args: Any, **options: Any) -> None:
        """Insert; an entry that stands cannot be saved again."""
        if not self._state.adding:
            raise AppendOnlyError(f"Ledger entry {self} cannot be changed.")
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> NoReturn:
        """Refuse."""
        raise AppendOnlyError(f"Ledger entry {self} cannot be deleted.")


class Detail(models.Model):
    """What an entry was about in words and values; erasing it by law leaves the chain whole.

    Without the salt the digest left behind tells nothing about the words that were here.
    """

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, related_name="detail")
    label = models.TextField(_("object in words"))
    content = models.JSONField(_("detail"))
    salt = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("detail of a ledger entry")

    def __str__(self) -> str:
        return self.label


class Submission(models.Model):
    """A form handed in and the address it led to, so that a repeat is answered without acting again.

    For signed-in people alone: the time of an act of the public is nowhere kept.
    """

    key = models.UUIDField(primary_key=True, editable=False)
    result = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("submission")

    def __str__(self) -> str:
        return str(self.key)
