"""The levels, factors and anchored descriptions every body begins with."""

from django.db import transaction
from django.utils.translation import gettext_noop

from riskcontrol.accounts.models import Unit
from riskpoints.models import Anchor, Factor, Level, LevelScheme
from riskpoints.words import MARKS

# Key, name, and what the factor looks like at levels I, II and III. The four factors are the deck's;
# the descriptions are this project's own, so that two raters mean the same by a level.
FACTORS = (
    (
        "nature",
        gettext_noop("Nature and reach of the power"),
        (
            gettext_noop(
                "Decides directly on major rights of people or bodies outside; "
                "reaches the whole society."
            ),
            gettext_noop(
                "Affects the rights of particular people, or reaches the whole field of work."
            ),
            gettext_noop("Internal affairs; few people, limited effect."),
        ),
    ),
    (
        "discretion",
        gettext_noop("Discretion"),
        (
            gettext_noop("No standard or a very wide one; one person can decide alone."),
            gettext_noop("A standard exists but leaves a range; somebody else checks."),
            gettext_noop("The standard is exact; hardly any choice is left."),
        ),
    ),
    (
        "harm",
        gettext_noop("Number of risk points and harm"),
        (
            gettext_noop("Could amount to a crime, or the power has five risk points or more."),
            gettext_noop(
                "Could lead to disciplinary action, or the power has three or four risk points."
            ),
            gettext_noop(
                "Could lead to a talk or a reminder, and the power has one or two risk points."
            ),
        ),
    ),
    (
        "closeness",
        gettext_noop("Closeness to people's lives"),
        (
            gettext_noop("Touches the livelihood, safety or property of the public directly."),
            gettext_noop("Affects the public indirectly, or only some groups of it."),
            gettext_noop("Has little to do with the public."),
        ),
    ),
)


@transaction.atomic
def ensure_scheme(body: Unit) -> LevelScheme:
    """Give the scheme a body rates by; the first time, the shipped one becomes its own."""
    scheme = body.schemes.order_by("-number").first()
    if scheme is not None:
        return scheme
    scheme = LevelScheme.objects.create(body=body)
    levels = [
        Level.objects.create(scheme=scheme, rank=rank, mark=mark) for rank, mark in MARKS.items()
    ]
    for order, (key, name, texts) in enumerate(FACTORS):
        factor = Factor.objects.create(scheme=scheme, key=key, name=name, order=order)
        Anchor.objects.bulk_create(
            Anchor(factor=factor, level=level, text=text)
            for level, text in zip(levels, texts, strict=True)
        )
    return scheme
