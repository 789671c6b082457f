"""Words of the method that pages show beside a choice: what each category is, with an example.

Source of the five categories: the deck (思想道德、岗位职责、业务流程、制度机制、外部环境).
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .states import RiskCategory

# The numerals of the levels that ship, by rank; 1 is the highest. Latin letters, so that every font
# has them.
MARKS = {1: "I", 2: "II", 3: "III"}


@dataclass(frozen=True)
class CategoryWords:
    """What a category of integrity risk is, and what it looks like."""

    definition: str | Promise
    example: str | Promise


CATEGORIES: dict[str, CategoryWords] = {
    RiskCategory.ETHICS: CategoryWords(
        _("Weakened convictions or self-discipline let private interest steer the use of power."),
        _("Accepting gifts or banquets from a party to the case."),
    ),
    RiskCategory.DUTY: CategoryWords(
        _(
            "The powers of the position itself give room to act beyond them, to neglect them "
            "or to trade on them."
        ),
        _("The person who inspects also decides the fine alone."),
    ),
    RiskCategory.PROCESS: CategoryWords(
        _(
            "A step of the work has no clear order, standard or check, so it can be skipped, "
            "delayed or bent."
        ),
        _("A case that should be opened is not opened."),
    ),
    RiskCategory.INSTITUTION: CategoryWords(
        _(
            "Rules are missing, outdated, too coarse or not enforced, so power is exercised "
            "without a measure."
        ),
        _("Penalties have no graded standard, so like cases end differently."),
    ),
    RiskCategory.ENVIRONMENT: CategoryWords(
        _(
            "Requests, ties and interests from outside the office press on how duties are carried out."
        ),
        _("Relatives or former colleagues plead for an applicant."),
    ),
}
