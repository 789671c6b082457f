"""Every read of the ledger."""

from typing import TYPE_CHECKING, Any, NoReturn, Self

from django.db import models

if TYPE_CHECKING:
    from .models import Entry  # noqa: F401 - for the type parameter


class AppendOnlyError(RuntimeError):
    """Code of ours tried to change or remove a ledger entry."""


class EntryQuerySet(models.QuerySet["Entry"]):
    """Ledger entries, to be read only."""

    def for_list(self) -> Self:
        """The staff's chain, then the public's, each newest first, with its detail if not erased."""
        return self.select_related("detail").order_by("-chain", "-sequence")

    def about(self, target: models.Model) -> Self:
        """What was done to one object."""
        return self.filter(target_type=target._meta.label_lower, target_id=str(target.pk))

    def oldest_first(self, chain: str) -> Self:
        """One chain as it grew."""
        return self.filter(chain=chain).select_related("detail").order_by("sequence")

    def head(self, chain: str) -> tuple[int, str]:
        """The number and hash of a chain's last entry; (0, "") of an empty one."""
        last = self.filter(chain=chain).order_by("-sequence").values_list("sequence", "hash")
        return last.first() or (0, "")

    def update(self, **fields: Any) -> NoReturn:
        """Refuse."""
        raise AppendOnlyError("Ledger entries cannot be changed.")

    def delete(self) -> NoReturn:
        """Refuse."""
        raise AppendOnlyError("Ledger entries cannot be deleted.")
