"""What a practice case is made of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Worked:
    """One factor of a case: what is known, and the worked grade (its rank) with why."""

    fact: str
    rank: int
    why: str


@dataclass(frozen=True)
class PracticeCase:
    """A risk point with the facts to grade it by, and the worked grades by the factors' keys."""

    slug: str
    power: str
    step: str
    point: str
    worked: dict[str, Worked]

    @property
    def ranks(self) -> dict[str, int]:
        """The worked grades' ranks by the factors' keys."""
        return {key: one.rank for key, one in self.worked.items()}
