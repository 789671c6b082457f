"""A section, its chart, and somebody who works in it."""

import pytest

from tests.factories.accounts import SectionFactory, contributor
from tests.factories.powers import drawn_chart

from .flow import over


@pytest.fixture
def section():
    return SectionFactory()


@pytest.fixture
def author(client, section):
    """A contributor of the section, signed in."""
    person = contributor(section)
    client.force_login(person)
    return person


@pytest.fixture
def drawn(client):
    """A chart whose contributor is signed in."""
    chart = drawn_chart()
    client.force_login(contributor(chart.section))
    return chart


@pytest.fixture
def one():
    """A posting that is over, with one comment, and its people."""
    posting, people = over(comments=1)
    return posting.comments.get(), people


@pytest.fixture
def three():
    posting, people = over(comments=3)
    return [*posting.comments.all(), people]
