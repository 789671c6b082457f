"""Who comes to a page of a section and does not belong there."""

from tests.factories.accounts import SectionFactory, contributor


def nobody(_section):
    return None


def outsider(_section):
    return contributor(SectionFactory())


def neighbour(section):
    return contributor(SectionFactory(parent=section.parent))
