"""A chart on its way, for tests: the people of a unit, and a release or posting taken to a stage."""

import datetime
from types import SimpleNamespace

from powers.actions.postings import hand_in_posting
from powers.actions.releases import check_release, clear_release, sign_release, submit_release
from powers.models import Posting
from tests.factories.accounts import contributor, deputy_head, moderator, section_head
from tests.factories.powers import CommentFactory, drawn_chart, fresh, posted


def people_of(chart):
    """One person in each role that a posting needs, and the one who drew the chart."""
    section = chart.section
    people = SimpleNamespace(
        contributor=contributor(section),
        section_head=section_head(section),
        moderator=moderator(section),
        deputy_head=deputy_head(section),
    )
    chart.drawn_by.add(people.contributor)
    return people


def submitted(chart=None, *, days=7):
    """A release waiting for the section head, with its people."""
    chart = chart or drawn_chart()
    people = people_of(chart)
    return submit_release(
        flowchart=chart, days=days, asked="哪里不方便？", by=people.contributor
    ), people


def checked(chart=None):
    release, people = submitted(chart)
    return check_release(release=release, by=people.section_head), people


def cleared(chart=None):
    release, people = checked(chart)
    return clear_release(release=release, clearance="不涉密", by=people.moderator), people


def released(chart=None):
    """The posting that a signed release opened, with its people."""
    release, people = cleared(chart)
    release = sign_release(release=release, by=people.deputy_head)
    return release.posting, people


def over(*, comments=0):
    """A posting whose period is over, with so many unanswered comments, and its people."""
    chart = drawn_chart()
    posting = posted(chart, days_ago=20, days=9)
    for _number in range(comments):
        CommentFactory(posting=posting, step_key="examine")
    return posting, people_of(chart)


def handed_in():
    """A posting without comments, handed in by the contributor."""
    posting, people = over()
    return hand_in_posting(posting=posting, by=people.contributor), people


def change_step(posting, key, **fields):
    """Change a live step of the posted chart."""
    posting.flowchart.steps.filter(key=key).update(**fields)
    return fresh(posting.flowchart)


def last_posting():
    """The newest posting."""
    return Posting.objects.get()


def day(text):
    return datetime.date.fromisoformat(text)
