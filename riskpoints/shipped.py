"""The schemes that ship: the deck's, by which every body begins, and examples of others in use.

Sources of the rules: docs/domain.md names where each was found. The descriptions of grades are this
project's own where the source gives none, so that two raters mean the same by a level.
"""

from django.utils.translation import gettext_noop

from .outlines import NO, YES, FactorOutline, FloorOutline, GradeOutline, LevelOutline, Outline
from .states import Colour, Rule, Shape
from .words import MARKS

LOOKS = (
    (gettext_noop("high risk"), Shape.DIAMOND, Colour.RED),
    (gettext_noop("medium risk"), Shape.TRIANGLE, Colour.ORANGE),
    (gettext_noop("low risk"), Shape.CIRCLE, Colour.GREEN),
)


def levels(*least: int | None) -> tuple[LevelOutline, ...]:
    """Give levels I, II and III; where the rule scores, each with the least that gives it."""
    numbers = least or (None, None, None)
    return tuple(
        LevelOutline(mark, *look, number)
        for mark, look, number in zip(MARKS.values(), LOOKS, numbers, strict=True)
    )


def factor(key: str, name: str, *texts: str) -> FactorOutline:
    """Give a factor whose grades are levels I, II and III."""
    grades = zip(MARKS.values(), texts, strict=True)
    return FactorOutline(name, tuple(GradeOutline(mark, text) for mark, text in grades), key)


def criterion(key: str, name: str, text: str) -> FactorOutline:
    """Give a criterion that is met or not."""
    return FactorOutline(name, (GradeOutline(YES, text), GradeOutline(NO, "")), key)


def scale(key: str, name: str, *grades: tuple[str, str]) -> FactorOutline:
    """Give a factor with grades of its own."""
    return FactorOutline(name, tuple(GradeOutline(*grade) for grade in grades), key)


# 职权性质与覆盖范围、自由裁量权大小、风险点数量和腐败危害程度、与群众生产生活关系密切程度；就高不就低.
DECK = Outline(
    gettext_noop("Four factors, the higher prevails"),
    Rule.HIGHEST,
    levels(),
    (
        factor(
            "nature",
            gettext_noop("Nature and reach of the power"),
            gettext_noop(
                "Decides directly on major rights of people or bodies outside; "
                "reaches the whole society."
            ),
            gettext_noop(
                "Affects the rights of particular people, or reaches the whole field of work."
            ),
            gettext_noop("Internal affairs; few people, limited effect."),
        ),
        factor(
            "discretion",
            gettext_noop("Discretion"),
            gettext_noop("No standard or a very wide one; one person can decide alone."),
            gettext_noop("A standard exists but leaves a range; somebody else checks."),
            gettext_noop("The standard is exact; hardly any choice is left."),
        ),
        factor(
            "harm",
            gettext_noop("Number of risk points and harm"),
            gettext_noop("Could amount to a crime, or the power has five risk points or more."),
            gettext_noop(
                "Could lead to disciplinary action, or the power has three or four risk points."
            ),
            gettext_noop(
                "Could lead to a talk or a reminder, and the power has one or two risk points."
            ),
        ),
        factor(
            "closeness",
            gettext_noop("Closeness to people's lives"),
            gettext_noop("Touches the livelihood, safety or property of the public directly."),
            gettext_noop("Affects the public indirectly, or only some groups of it."),
            gettext_noop("Has little to do with the public."),
        ),
    ),
)

# 1–2 种为三级，3–4 种为二级，5 种以上为一级；有三种情形之一的一律为一级.
KINDS = Outline(
    gettext_noop("Kinds of risk counted, three vetoes"),
    Rule.COUNT,
    levels(5, 3, 0),
    (
        criterion(
            "ethics",
            gettext_noop("Ethical risk"),
            gettext_noop("Private interest could steer how the power is used."),
        ),
        criterion(
            "duty",
            gettext_noop("Duty risk"),
            gettext_noop("The position itself gives room to act beyond it or to neglect it."),
        ),
        criterion(
            "process",
            gettext_noop("Process risk"),
            gettext_noop("The step has no clear order, standard or check."),
        ),
        criterion(
            "institution",
            gettext_noop("Institutional risk"),
            gettext_noop("A rule is missing, outdated or not enforced."),
        ),
        criterion(
            "environment",
            gettext_noop("Environmental risk"),
            gettext_noop("Requests and ties from outside press on how it is done."),
        ),
    ),
    (
        FloorOutline(gettext_noop("major influence on how the power is used"), 1),
        FloorOutline(gettext_noop("unlimited discretion"), 1),
        FloorOutline(gettext_noop("misconduct has happened here before"), 1),
    ),
)

# 五项条件符合三项以上为一级，两项为二级，一项为三级. The source leaves the five to the body.
CRITERIA = Outline(
    gettext_noop("Criteria met, of five"),
    Rule.COUNT,
    levels(3, 2, 0),
    (
        criterion(
            "money",
            gettext_noop("People, money or goods"),
            gettext_noop("The step disposes of people, money or goods."),
        ),
        criterion(
            "discretion",
            gettext_noop("Wide discretion"),
            gettext_noop("The standard leaves a range that one person can use."),
        ),
        criterion(
            "alone",
            gettext_noop("No second person"),
            gettext_noop("Nobody else checks before it takes effect."),
        ),
        criterion(
            "public",
            gettext_noop("Direct dealings"),
            gettext_noop("The person who decides meets the party to the case."),
        ),
        criterion(
            "complaints",
            gettext_noop("Complaints or cases"),
            gettext_noop("There were complaints or cases in the last three years."),
        ),
    ),
)

# 可能构成犯罪为一级，可能受党纪政务处分为二级，可能受组织处理为三级.
CONSEQUENCE = Outline(
    gettext_noop("By the gravest consequence"),
    Rule.SINGLE,
    levels(),
    (
        factor(
            "consequence",
            gettext_noop("Gravest consequence"),
            gettext_noop("Could amount to a crime."),
            gettext_noop("Could lead to disciplinary punishment."),
            gettext_noop("Could lead to organisational handling: a talk, a reminder, a transfer."),
        ),
    ),
)

# 人财物、三重一大为高；一般确认、审批、监督为中；与人财物关联小为低.
FIELD = Outline(
    gettext_noop("By field of work"),
    Rule.SINGLE,
    levels(),
    (
        factor(
            "field",
            gettext_noop("Field of work"),
            gettext_noop(
                "People, money, goods; major decisions, key appointments, major projects, "
                "large sums."
            ),
            gettext_noop("General confirmation, approval or supervision."),
            gettext_noop("Little hold on people, money or goods."),
        ),
    ),
    (FloorOutline(gettext_noop("major decision, key appointment, major project or large sum"), 1),),
)

# 直接行使全部、部分、不行使执法、许可、处罚、收费和人财物管理权.
HELD = Outline(
    gettext_noop("By the power held"),
    Rule.SINGLE,
    levels(),
    (
        factor(
            "held",
            gettext_noop("Power held"),
            gettext_noop(
                "Directly exercises enforcement, licensing, penalty, fee or the management of "
                "people, money and goods in full."
            ),
            gettext_noop("Exercises part of it."),
            gettext_noop("Exercises none of it."),
        ),
    ),
)

# L × C = D: likelihood times consequence gives the degree of danger, and that the level.
MATRIX = Outline(
    gettext_noop("Likelihood × harm"),
    Rule.MATRIX,
    levels(15, 8, 0),
    (
        scale(
            "likelihood",
            gettext_noop("Likelihood"),
            ("5", gettext_noop("Almost certain: it has happened here more than once.")),
            ("4", gettext_noop("Likely: it has happened here.")),
            ("3", gettext_noop("Possible: it has happened in units of this kind.")),
            ("2", gettext_noop("Unlikely: nothing is known, but nothing prevents it.")),
            ("1", gettext_noop("Rare: rules and checks leave hardly any room.")),
        ),
        scale(
            "harm",
            gettext_noop("Harm"),
            ("5", gettext_noop("Grave: lives, safety or very large sums.")),
            ("4", gettext_noop("Heavy: livelihoods or large sums.")),
            ("3", gettext_noop("Middling: the rights of particular people.")),
            ("2", gettext_noop("Small: delay and inconvenience.")),
            ("1", gettext_noop("Slight: hardly anybody notices.")),
        ),
    ),
)

# By the name that an address and the ledger use; the deck's comes first.
SHIPPED = {
    "deck": DECK,
    "kinds": KINDS,
    "criteria": CRITERIA,
    "consequence": CONSEQUENCE,
    "field": FIELD,
    "held": HELD,
    "matrix": MATRIX,
}
