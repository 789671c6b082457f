"""One stage of a release: which act it is, whose turn, and how it is called."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

from django.utils.translation import gettext as _

from riskcontrol.accounts.models import Membership, Unit
from riskcontrol.accounts.roles import Role

from .states import BY_OTHER_HANDS, Stage

# The head may do what his deputy may, so that a body with one leader alone can release.
ALSO_HELD_BY: dict[str, list[Role]] = {Role.DEPUTY_HEAD: [Role.HEAD]}


@dataclass(frozen=True)
class Turn:
    """A stage as it was set when the chart was sent up: the act, the role that holds it, its name.

    Without a position it is anybody with the role whose reach covers the chart's section; with one
    it is whoever has the role in that position, wherever in the body that is.
    """

    act: str
    role: str
    name: str = ""
    position: int | None = None
    position_name: str = ""

    def as_json(self) -> dict[str, Any]:
        """Give plain values, to be frozen with the release."""
        return vars(self).copy()

    @classmethod
    def from_json(cls, frozen: dict[str, Any]) -> Self:
        """Read back what as_json gave."""
        return cls(**frozen)

    @property
    def holder(self) -> str:
        """Whose turn it is: the position where one is named, else the role."""
        return self.position_name or str(Role(self.role).label)

    @property
    def words(self) -> str:
        """The name the body gave it, or the usual one."""
        usual = {
            Stage.CHECK: _("Check by the %(who)s"),
            Stage.CLEARANCE: _("Confidentiality review by the %(who)s"),
            Stage.SIGNATURE: _("Signature of the %(who)s"),
        }
        return self.name or usual[Stage(self.act)] % {"who": self.holder}

    @property
    def by_other_hands(self) -> bool:
        """Whether nobody who drew the chart or sent it up may take it."""
        return self.act in BY_OTHER_HANDS

    @property
    def roles(self) -> list[str]:
        """The roles that hold it."""
        return [self.role, *ALSO_HELD_BY.get(self.role, [])]

    def is_held(self, seats: Iterable[Membership], section: Unit) -> bool:
        """Whether one of these seats holds it for a chart of a section."""
        line = section.line
        return any(
            seat.role in self.roles
            and (seat.position_id == self.position if self.position else seat.unit_id in line)
            for seat in seats
        )


USUAL = (
    Turn(Stage.CHECK, Role.SECTION_HEAD),
    Turn(Stage.CLEARANCE, Role.MODERATOR),
    Turn(Stage.SIGNATURE, Role.DEPUTY_HEAD),
)
