"""Practising on worked cases: what one has graded, how far it is from the worked answers.

One's practice is one's own: nobody else reads it, and nothing is made of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from riskcontrol.accounts.models import Membership, Unit, User
from riskcontrol.accounts.roles import COMMITTEE

from .differing import agreement_words
from .levels import shipped_levels
from .models import Level, PracticeAnswer
from .outlines import FactorOutline, Outline
from .practice_cases import CASES, PracticeCase
from .rating import rank_by
from .shipped import DECK

SCHEME: Outline = DECK
KEYS = [factor.key for factor in SCHEME.factors]


def case_of(slug: str) -> PracticeCase | None:
    """Find a case by its slug."""
    return next((case for case in CASES if case.slug == slug), None)


def level_of(ranks: Mapping[str, int]) -> Level:
    """Give the level that grades come to by the scheme that ships."""
    rank = rank_by(SCHEME.terms, ranks)
    return next(level for level in shipped_levels() if level.rank == rank)


@dataclass(frozen=True)
class Graded:
    """One factor of a case: the fact, and once it is answered both grades and why."""

    factor: FactorOutline
    fact: str
    worked: str = ""
    why: str = ""
    own: str = ""

    @property
    def name(self) -> str:
        """The factor in the reader's language."""
        return _(self.factor.name)

    @property
    def differs(self) -> bool:
        """Whether his grade is another than the worked one."""
        return self.own != self.worked


@dataclass
class Turn:
    """A case as one person stands with it; the worked answer is in it only once he has answered."""

    case: PracticeCase
    number: int
    own: Mapping[str, int] | None = None

    @property
    def power(self) -> str:
        """The power in the reader's language."""
        return _(self.case.power)

    @property
    def step(self) -> str:
        """The step in the reader's language."""
        return _(self.case.step)

    @property
    def point(self) -> str:
        """The risk point in the reader's language."""
        return _(self.case.point)

    @property
    def rows(self) -> list[Graded]:
        """Its factors in their order."""
        return [self._row(factor) for factor in SCHEME.factors]

    def _row(self, factor: FactorOutline) -> Graded:
        worked = self.case.worked[factor.key]
        if self.own is None:
            return Graded(factor, _(worked.fact))
        marks = {rank: _(grade.mark) for rank, grade in enumerate(factor.grades, 1)}
        own = marks[self.own[factor.key]]
        return Graded(factor, _(worked.fact), marks[worked.rank], _(worked.why), own)

    @property
    def level(self) -> Level | None:
        """His level, once he has answered."""
        return level_of(self.own) if self.own is not None else None

    @property
    def worked_level(self) -> Level | None:
        """The worked level, once he has answered."""
        return level_of(self.case.ranks) if self.own is not None else None

    @property
    def is_same(self) -> bool:
        """Whether his level is the worked one."""
        return self.own is not None and rank_by(SCHEME.terms, self.own) == rank_by(
            SCHEME.terms, self.case.ranks
        )


@dataclass
class Practice:
    """All cases as one person stands with them."""

    turns: list[Turn] = field(default_factory=list)

    @property
    def answered(self) -> list[Turn]:
        """Those he has graded."""
        return [turn for turn in self.turns if turn.own is not None]

    @property
    def next(self) -> Turn | None:
        """The first he has not graded yet."""
        return next((turn for turn in self.turns if turn.own is None), None)

    @property
    def same(self) -> int:
        """At how many his level is the worked one."""
        return sum(turn.is_same for turn in self.answered)

    @property
    def words(self) -> str:
        """How far his grades agree with the worked ones."""
        return agreement_words(
            [
                [turn.case.ranks[key], turn.own[key]]
                for turn in self.answered
                if turn.own is not None
                for key in KEYS
            ]
        )


def practice_of(user: User) -> Practice:
    """Read how a person stands with all cases, in one query."""
    given = dict(PracticeAnswer.objects.filter(user=user).values_list("case", "grades"))
    return Practice(
        [Turn(case, number, given.get(case.slug)) for number, case in enumerate(CASES, 1)]
    )


def practised(body: Unit) -> tuple[int, int]:
    """Count who of a body's committee has graded all cases, and who sits on it; nobody is named."""
    seated = Membership.objects.filter(
        role__in=COMMITTEE, unit__in=body.line, user__is_active=True
    ).values("user")
    members = User.objects.filter(pk__in=seated)
    slugs = [case.slug for case in CASES]
    answers = PracticeAnswer.objects.filter(user__in=members, case__in=slugs)
    counts: dict[int, int] = {}
    for pk in answers.values_list("user", flat=True):
        counts[pk] = counts.get(pk, 0) + 1
    return sum(count == len(CASES) for count in counts.values()), members.count()
