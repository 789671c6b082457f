"""Practice cases in which somebody outside is served, checked or fined."""

from django.utils.translation import gettext_noop

from .worked import PracticeCase, Worked

CASES = (
    PracticeCase(
        "catering",
        gettext_noop("Food business licence"),
        gettext_noop("On-site check"),
        gettext_noop("The checker signs off premises that do not qualify"),
        {
            "nature": Worked(
                gettext_noop(
                    "It decides whether an applicant may open; every restaurant of "
                    "the county needs it."
                ),
                1,
                gettext_noop(
                    "It decides directly on a major right of people outside, for the whole society."
                ),
            ),
            "discretion": Worked(
                gettext_noop(
                    "A score sheet item by item, two people on site, photographs go "
                    "into the system."
                ),
                2,
                gettext_noop(
                    "There is a standard, but points leave a range; somebody else is present."
                ),
            ),
            "harm": Worked(
                gettext_noop(
                    "Three risk points on the whole flow; in three years one person "
                    "was disciplined."
                ),
                2,
                gettext_noop("Three risk points, and it could lead to disciplinary action."),
            ),
            "closeness": Worked(
                gettext_noop("What people eat depends on it."),
                1,
                gettext_noop("It touches the safety of the public directly."),
            ),
        },
    ),
    PracticeCase(
        "fine",
        gettext_noop("Administrative penalty (market regulation)"),
        gettext_noop("Proposing the amount of a fine"),
        gettext_noop("The handling officer picks the bracket of the fine as he likes"),
        {
            "nature": Worked(
                gettext_noop("The penalty concerns the party that broke the rule."),
                2,
                gettext_noop("It affects the rights of particular people."),
            ),
            "discretion": Worked(
                gettext_noop(
                    "No benchmarks yet; between 10,000 and 100,000 yuan; the officer "
                    "proposes and the meeting mostly agrees."
                ),
                1,
                gettext_noop("A very wide range without benchmarks: in effect one person decides."),
            ),
            "harm": Worked(
                gettext_noop("To take money for a lower bracket may amount to bribery."),
                1,
                gettext_noop("It could amount to a crime."),
            ),
            "closeness": Worked(
                gettext_noop("Mostly small traders, whose business the fine affects."),
                2,
                gettext_noop("It affects some groups, not the life of everybody."),
            ),
        },
    ),
    PracticeCase(
        "farm-subsidy",
        gettext_noop("Subsidy for farm machines"),
        gettext_noop("Checking the machine"),
        gettext_noop("A machine is confirmed unseen and the subsidy is drawn for nothing"),
        {
            "nature": Worked(
                gettext_noop(
                    "Every farmer of the county may apply; the money is the central budget's."
                ),
                1,
                gettext_noop("It decides on people's property, for the whole society."),
            ),
            "discretion": Worked(
                gettext_noop(
                    "Amounts are fixed by a catalogue; serial numbers and invoices "
                    "are compared by the system."
                ),
                3,
                gettext_noop(
                    "The standard is fixed and compared by the system; hardly any discretion."
                ),
            ),
            "harm": Worked(
                gettext_noop(
                    "In the next county an officer colluded with a dealer and was sentenced."
                ),
                1,
                gettext_noop("It could amount to a crime."),
            ),
            "closeness": Worked(
                gettext_noop("Farmers' income depends on it."),
                1,
                gettext_noop("It touches the property of the public directly."),
            ),
        },
    ),
    PracticeCase(
        "allowance",
        gettext_noop("Confirming the subsistence allowance"),
        gettext_noop("Visit at home"),
        gettext_noop("Relatives are favoured and the visit is a formality"),
        {
            "nature": Worked(
                gettext_noop("It decides whether a poor family gets what it lives on."),
                1,
                gettext_noop("It decides directly on a major right."),
            ),
            "discretion": Worked(
                gettext_noop("Income follows a formula; belongings are estimated by two people."),
                2,
                gettext_noop("There is a standard with a range; the two check each other."),
            ),
            "harm": Worked(
                gettext_noop("Four risk points; village officials have been disciplined."),
                2,
                gettext_noop("Three or four risk points; disciplinary action could follow."),
            ),
            "closeness": Worked(
                gettext_noop("The livelihood of the poor depends on it."),
                1,
                gettext_noop("It touches people's livelihood directly."),
            ),
        },
    ),
    PracticeCase(
        "archive",
        gettext_noop("Reading records in the archive"),
        gettext_noop("Receiving a request to read"),
        gettext_noop("Requests are put off, or acquaintances come first"),
        {
            "nature": Worked(
                gettext_noop("A service for those who come; nothing is decided."),
                3,
                gettext_noop("Its effect is limited."),
            ),
            "discretion": Worked(
                gettext_noop(
                    "A number is drawn on the spot and the request is dealt with the same day."
                ),
                3,
                gettext_noop("The rule is exact and leaves no choice."),
            ),
            "harm": Worked(
                gettext_noop("One risk point; a reminder at most."),
                3,
                gettext_noop("One risk point, with a reminder as the outcome."),
            ),
            "closeness": Worked(
                gettext_noop(
                    "Many people look for marriage or service records, but no "
                    "livelihood depends on it."
                ),
                2,
                gettext_noop("It concerns some groups of the public."),
            ),
        },
    ),
    PracticeCase(
        "inspection",
        gettext_noop("Random inspection"),
        gettext_noop("Drawing whom to inspect"),
        gettext_noop("With the system said to be down, the inspected are picked by hand"),
        {
            "nature": Worked(
                gettext_noop("It reaches all firms of the field."),
                2,
                gettext_noop("It reaches the whole field of work."),
            ),
            "discretion": Worked(
                gettext_noop(
                    "The system draws at random; a change takes two signatures and leaves a trace."
                ),
                3,
                gettext_noop("The system draws; hardly any choice is left."),
            ),
            "harm": Worked(
                gettext_noop("Two risk points; a reminder as a rule."),
                3,
                gettext_noop("One or two risk points, with a reminder as the outcome."),
            ),
            "closeness": Worked(
                gettext_noop("Firms are inspected; the public is not touched directly."),
                3,
                gettext_noop("It has little to do with the public."),
            ),
        },
    ),
)
