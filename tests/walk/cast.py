"""The people of the walk: one for each role, some who wear two hats, and a stranger."""

from riskcontrol.accounts.roles import Role
from tests.factories.accounts import BodyFactory, MembershipFactory, SectionFactory, UserFactory
from tests.factories.powers import drawn_chart

SECTION, BODY, ELSEWHERE = "section", "body", "elsewhere"
SEATS = {
    "clerk": [(Role.CONTRIBUTOR, SECTION)],
    "section head": [(Role.SECTION_HEAD, SECTION)],
    "moderator": [(Role.MODERATOR, BODY)],
    "deputy head": [(Role.DEPUTY_HEAD, BODY)],
    "head": [(Role.HEAD, BODY)],
    "member": [(Role.COMMITTEE_MEMBER, BODY)],
    "chair": [(Role.COMMITTEE_CHAIR, BODY)],
    "auditor": [(Role.AUDITOR, BODY)],
    # He draws and may convene; he draws, clears and signs; he holds the position on the chart.
    "drawing member": [(Role.CONTRIBUTOR, BODY), (Role.COMMITTEE_CHAIR, BODY)],
    "drawing moderator": [
        (Role.CONTRIBUTOR, SECTION),
        (Role.MODERATOR, BODY),
        (Role.DEPUTY_HEAD, BODY),
    ],
    "post member": [(Role.COMMITTEE_MEMBER, BODY)],
    # In another body, he may do everything.
    "stranger": [
        (role, ELSEWHERE)
        for role in Role
        if role not in {Role.AUDITOR, Role.SECURITY_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR}
    ],
}
PEOPLE = list(SEATS)


def assemble():
    """Give the people by name and a complete chart that nobody has drawn yet."""
    section = SectionFactory()
    chart = drawn_chart(section=section)
    units = {SECTION: section, BODY: section.body, ELSEWHERE: BodyFactory()}
    cast = {}
    for name, seats in SEATS.items():
        cast[name] = UserFactory(username=name, name=name)
        for role, place in seats:
            MembershipFactory(user=cast[name], role=role, unit=units[place])
    post = chart.steps.first().position
    cast["post member"].memberships.update(position=post)
    return cast, chart


__all__ = ["PEOPLE", "assemble"]
