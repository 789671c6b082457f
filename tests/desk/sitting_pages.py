"""What the tests beside it share: The committee's pages: what each reader sees, and each press of a button."""

import uuid

from django.urls import reverse

from riskcontrol.accounts.models import Unit
from riskpoints.actions.sittings import (
    decide_sitting,
)
from riskpoints.models import Meeting, Worksheet
from tests.factories.measures import (
    FACTORS,
    assessed,
    convened,
    handed_in,
)

LEAK = "把关不严甚至放任"


def address(name, *args):
    return reverse(f"desk:{name}", args=args)


def page_of(client, user, sitting):
    client.force_login(user)
    return client.get(address("sitting", sitting.pk))


def typed(sitting, *ranks, reason="标准弹性大", **kwargs):
    """What a browser sends when a member hands in the same grades for each point."""
    said = {"submission_id": str(uuid.uuid4())}
    for point in sitting.worksheet.risk_points.all():
        grades = zip(FACTORS, ranks, strict=False)
        said |= {f"p{point.pk}-{factor}": rank for factor, rank in grades}
        said |= {f"p{point.pk}-why_{factor}": reason for factor in FACTORS}
    return said | kwargs


def move(worksheet, body):
    """Let a worksheet be another body's."""
    Worksheet.objects.filter(pk=worksheet.pk).update(body=body)
    Unit.objects.filter(pk=worksheet.section_id).update(parent=body)


def full_committee_page(rows):
    """A body with so many worksheets waiting, sittings under way and meetings to close; its chair."""
    first = convened(handed_in(points=2))
    body, chair = first.worksheet.body, first.chair
    move(first.worksheet, body)
    for number in range(rows):
        move(handed_in(points=number), body)
        if number:
            move(assessed().worksheet, body)
        over = assessed(convened(handed_in(points=number + 1)))
        decide_sitting(sitting=over, by=over.chair)
        move(over.worksheet, body)
        Meeting.objects.filter(pk=over.meeting_id).update(
            body=body, chair=chair, number=number + 70
        )
    return chair
