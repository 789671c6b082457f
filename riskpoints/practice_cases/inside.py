"""Practice cases of a unit's own house."""

from django.utils.translation import gettext_noop

from .worked import PracticeCase, Worked

CASES = (
    PracticeCase(
        "car",
        gettext_noop("Use of official cars"),
        gettext_noop("Approving a trip"),
        gettext_noop("A car is sent on a private errand under an official name"),
        {
            "nature": Worked(
                gettext_noop("It concerns the unit's own eight cars."),
                3,
                gettext_noop("Internal affairs of few people."),
            ),
            "discretion": Worked(
                gettext_noop(
                    "Purpose, route and mileage must be filled in; positions and fuel "
                    "cards are compared weekly."
                ),
                3,
                gettext_noop("The rule is exact and leaves hardly any choice."),
            ),
            "harm": Worked(
                gettext_noop("Two risk points; there was never more than a reminder."),
                3,
                gettext_noop("One or two risk points, with a reminder as the outcome."),
            ),
            "closeness": Worked(
                gettext_noop("It has nothing to do with the public's business."),
                3,
                gettext_noop("It has little to do with the public."),
            ),
        },
    ),
    PracticeCase(
        "seal",
        gettext_noop("Use of the official seal"),
        gettext_noop("Approving the use of the seal"),
        gettext_noop("Blank papers are sealed without approval"),
        {
            "nature": Worked(
                gettext_noop("Internal, but a sealed paper takes effect outside."),
                2,
                gettext_noop("It can affect the rights of particular people."),
            ),
            "discretion": Worked(
                gettext_noop(
                    "For ordinary papers the office director alone approves, and keeps the seal."
                ),
                1,
                gettext_noop("One person approves and keeps it; nobody checks."),
            ),
            "harm": Worked(
                gettext_noop(
                    "A blank certificate was once used to obtain a loan; disciplinary "
                    "action followed."
                ),
                2,
                gettext_noop("It could lead to disciplinary action."),
            ),
            "closeness": Worked(
                gettext_noop("Now and then somebody from the public needs a certificate."),
                2,
                gettext_noop("It affects some of the public indirectly."),
            ),
        },
    ),
    PracticeCase(
        "tender",
        gettext_noop("Tendering public works"),
        gettext_noop("Drafting the conditions for bidders"),
        gettext_noop("Conditions are made to measure for one bidder"),
        {
            "nature": Worked(
                gettext_noop("It decides which firms may bid, for a dozen projects a year."),
                2,
                gettext_noop("It affects the rights of particular firms."),
            ),
            "discretion": Worked(
                gettext_noop(
                    "The project section drafts the conditions itself; experts may be asked or not."
                ),
                1,
                gettext_noop("No common standard; one section can decide alone."),
            ),
            "harm": Worked(
                gettext_noop("Large sums, and six risk points on the flow."),
                1,
                gettext_noop("Five risk points or more, and it could amount to a crime."),
            ),
            "closeness": Worked(
                gettext_noop(
                    "The public uses what is built; the tender itself does not touch it directly."
                ),
                2,
                gettext_noop("It affects the public indirectly."),
            ),
        },
    ),
    PracticeCase(
        "recruitment",
        gettext_noop("Open recruitment of staff"),
        gettext_noop("Holding the interviews"),
        gettext_noop("Questions are leaked or examiners are given a hint"),
        {
            "nature": Worked(
                gettext_noop("It decides who is taken on, for thirty posts a year."),
                2,
                gettext_noop("It affects the rights of particular people."),
            ),
            "discretion": Worked(
                gettext_noop(
                    "Examiners are drawn from elsewhere, questions sealed, all is "
                    "filmed, the highest and lowest marks dropped."
                ),
                2,
                gettext_noop("Standards and checks exist, but marks still leave a range."),
            ),
            "harm": Worked(
                gettext_noop("Three risk points; a leak could lead to disciplinary action."),
                2,
                gettext_noop("Three risk points; disciplinary action could follow."),
            ),
            "closeness": Worked(
                gettext_noop("It concerns those who apply."),
                2,
                gettext_noop("It affects some groups of the public."),
            ),
        },
    ),
    PracticeCase(
        "seized-goods",
        gettext_noop("Disposal of seized goods"),
        gettext_noop("Entering goods into the store"),
        gettext_noop("Goods are left out of the register or exchanged"),
        {
            "nature": Worked(
                gettext_noop("The goods are dealt with inside the unit."),
                3,
                gettext_noop("An internal affair."),
            ),
            "discretion": Worked(
                gettext_noop("One keeper registers, keeps and counts, with handwritten slips."),
                1,
                gettext_noop("One person does all of it without a check."),
            ),
            "harm": Worked(
                gettext_noop("To keep goods may amount to embezzlement."),
                1,
                gettext_noop("It could amount to a crime."),
            ),
            "closeness": Worked(
                gettext_noop(
                    "The goods are forfeited already; people's lives hardly depend on them."
                ),
                3,
                gettext_noop("It has little to do with the public."),
            ),
        },
    ),
    PracticeCase(
        "supplies",
        gettext_noop("Small purchases"),
        gettext_noop("Asking for prices and choosing the supplier"),
        gettext_noop("The same supplier is always chosen, for a favour in return"),
        {
            "nature": Worked(
                gettext_noop("Purchases for the unit itself, below 5,000 yuan each."),
                3,
                gettext_noop("An internal affair with limited effect."),
            ),
            "discretion": Worked(
                gettext_noop(
                    "Three prices are asked for, found by the officer himself; "
                    "somebody else receives the goods."
                ),
                2,
                gettext_noop("A rule with room in it; somebody else checks on receipt."),
            ),
            "harm": Worked(
                gettext_noop(
                    "Three risk points and small sums; what was proven led to disciplinary action."
                ),
                2,
                gettext_noop("Three risk points; disciplinary action could follow."),
            ),
            "closeness": Worked(
                gettext_noop("It has nothing to do with the public's business."),
                3,
                gettext_noop("It has little to do with the public."),
            ),
        },
    ),
)
