"""A permission rule's answer: yes, or no with the reason a person can read."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied


@dataclass(frozen=True)
class Decision:
    """Whether something may be done, and if not, why not (a whole sentence)."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    def enforce(self) -> None:
        """Raise PermissionDenied with the reason; the 403 page shows it."""
        if not self.allowed:
            raise PermissionDenied(self.reason)


ALLOW = Decision(allowed=True)


def deny(reason: str) -> Decision:
    """Answer no, in a sentence."""
    return Decision(allowed=False, reason=str(reason))


def first_denial(*decisions: Decision) -> Decision:
    """Give the first no, or yes where there is none."""
    return next((decision for decision in decisions if not decision), ALLOW)
