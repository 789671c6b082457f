"""Why each warning matters and what says so. Laws are cited by article, local practice by its kind.

What each article was checked for, and in which edition: docs/laws.md.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type Words = str | Promise

PENALTY, LICENSING = "penalty", "licensing"


@dataclass(frozen=True)
class Rule:
    """What is said of every warning of one code.

    `category` and `causes` are those a risk point of it begins with (riskpoints.states: RiskCategory,
    Cause); `sources` hold what a law says of one category of power; `source` stands for all the others.
    """

    category: str
    causes: tuple[str, ...]
    title: Words
    reason: Words
    source: Words
    sources: tuple[tuple[str, Words], ...] = ()

    def source_for(self, categories: set[str]) -> str:
        """Give the source that fits the powers on a chart best."""
        fitting = [str(words) for category, words in self.sources if category in categories]
        return fitting[0] if fitting else str(self.source)


INCOMPATIBLE = _(
    "Internal Control of Administrative Institutions (trial): incompatible positions are kept apart"
)
BALANCE = _("Internal Control of Administrative Institutions (trial), article 5: mutual checks")
LIMITS_SHOWN = _("Local rules on power flowcharts: a chart shows its time limits")

RULES: dict[str, Rule] = {
    "same-hands": Rule(
        category="duty",
        causes=("rules", "supervision"),
        title=_("Several decisions lie in one position's hands"),
        reason=_(
            "Whoever decides twice in a row finds no one who would notice the first slip, "
            "so one person's word settles the matter."
        ),
        source=INCOMPATIBLE,
    ),
    "proposes-and-decides": Rule(
        category="duty",
        causes=("rules", "supervision"),
        title=_("One position proposes and decides"),
        reason=_(
            "Proposing and deciding are not kept apart, so one can approve one's own proposal "
            "and open a door for a chosen party."
        ),
        source=INCOMPATIBLE,
    ),
    "decides-alone": Rule(
        category="duty",
        causes=("supervision",),
        title=_("One position decides, and no check follows"),
        reason=_(
            "Nobody looks at the decision afterwards. Whether discretion was used well stays "
            "unseen, and requests find a single door to knock at."
        ),
        source=BALANCE,
        sources=(
            (
                PENALTY,
                _(
                    "Administrative Penalty Law, articles 57 and 58: collective discussion "
                    "and legal review where a case is complex or grave"
                ),
            ),
        ),
    ),
    "endless-loop": Rule(
        category="process",
        causes=("rules",),
        title=_("A matter can be sent back again and again"),
        reason=_(
            "Without a limit a matter can be sent back over and over, "
            "and delay can be used to ask for favours."
        ),
        source=LIMITS_SHOWN,
        sources=(
            (
                LICENSING,
                _("Administrative Licensing Law, article 32: all that is missing is told at once"),
            ),
        ),
    ),
    "unheard": Rule(
        category="process",
        causes=("rules",),
        title=_("The affected party is not heard"),
        reason=_(
            "The party's word finds no way into the flow, nor does the party learn where to turn. "
            "A wrong turn is hard to put right, and discretion lacks a check from outside."
        ),
        source=_(
            "Administrative Licensing Law, articles 7, 36 and 38: "
            "statement and defence, opinions, reasons, remedies"
        ),
        sources=(
            (
                PENALTY,
                _(
                    "Administrative Penalty Law, articles 7, 44 and 45: "
                    "notice, statement and defence"
                ),
            ),
        ),
    ),
    "unpublished": Rule(
        category="institution",
        causes=("rules", "supervision"),
        title=_("The result is not made public"),
        reason=_(
            "What is not made public cannot be compared. "
            "Nobody sees whether like cases end alike, and the public cannot oversee it."
        ),
        source=_("Regulations on Open Government Information, article 20"),
        sources=(
            (
                PENALTY,
                _(
                    "Regulations on Open Government Information, article 20; "
                    "Administrative Penalty Law, article 48"
                ),
            ),
            (
                LICENSING,
                _(
                    "Regulations on Open Government Information, article 20; "
                    "Administrative Licensing Law, article 40"
                ),
            ),
        ),
    ),
    "over-statutory": Rule(
        category="process",
        causes=("rules",),
        title=_("The steps together take longer than the law allows"),
        reason=_(
            "Even where every step keeps its limit the matter may end late, "
            "and whose matter is late lies with the handler."
        ),
        source=_("The statutory limit of the power"),
        sources=(
            (
                PENALTY,
                _(
                    "Administrative Penalty Law, article 60: ninety calendar days from filing; "
                    "the statutory limit of the power"
                ),
            ),
            (
                LICENSING,
                _(
                    "Administrative Licensing Law, articles 42, 44 and 45: "
                    "time for hearings, tests and expert review does not count"
                ),
            ),
        ),
    ),
    "over-committed": Rule(
        category="process",
        causes=("rules",),
        title=_("The steps together take longer than was committed"),
        reason=_(
            "The promise cannot be kept by keeping each step's limit; "
            "who is served within it then depends on the handler."
        ),
        source=_("The unit's own committed limit"),
    ),
    "no-limit": Rule(
        category="process",
        causes=("rules",),
        title=_("No limit is set for a step"),
        reason=_(
            "Without a limit it lies with the handler who is served first and whose file rests; "
            "speed itself can be traded."
        ),
        source=LIMITS_SHOWN,
    ),
    "commitment-long": Rule(
        category="institution",
        causes=("rules",),
        title=_("The committed limit hardly binds"),
        reason=_(
            "A promise close to the statutory limit hardly binds the work and leaves room for delay."
        ),
        source=_(
            "Local rules on making powers public: "
            "the committed limit is as a rule at least a third shorter than the statutory one"
        ),
    ),
    "too-many-steps": Rule(
        category="process",
        causes=("rules",),
        title=_("The flow is too long to be overseen"),
        reason=_(
            "With so many steps neither the public nor the committee sees the whole; "
            "matters slip through where they change hands."
        ),
        source=_(
            "Integrity-Risk Screening, Prevention and Control: "
            "the chart is posted and overseen by the public"
        ),
    ),
}


def title_of(code: str) -> str:
    """What a warning is called; the code itself where a rule is no longer kept."""
    return str(RULES[code].title) if code in RULES else code
