"""Schemes of a body's own, and sittings that rate by them."""

from riskpoints.actions.schemes import draft_scheme, put_scheme_in_force
from riskpoints.actions.sittings import Judgement, submit_assessments
from riskpoints.shipped import KINDS

from .accounts import BodyFactory, committee_chair
from .measures import convened, handed_in


def drafted(outline=KINDS, body=None, *, by=None):
    """A draft of a body's next scheme."""
    body = body or BodyFactory()
    return draft_scheme(body=body, outline=outline, by=by or committee_chair(body))


def in_force(outline=KINDS, body=None, *, by=None):
    """A body's scheme, put in force by its committee's chair."""
    body = body or BodyFactory()
    by = by or committee_chair(body)
    scheme = drafted(outline, body, by=by)
    return put_scheme_in_force(scheme=scheme, reason="按上级办法调整。", by=by)


def sitting_by(outline, *, points=1, members=1):
    """A sitting that rates so many risk points by a scheme."""
    worksheet = handed_in(points=points)
    in_force(outline, worksheet.body)
    return convened(worksheet, members=members)


def rate(sitting, by, rows):
    """Hand in one member's grades: for each risk point the ranks in the factors' order, and floors.

    The floors are named by their place in the scheme.
    """
    keys = [factor.key for factor in sitting.scheme.factors.all()]
    floors = list(sitting.scheme.floors.all())
    given = {
        point.pk: Judgement(
            dict(zip(keys, ranks, strict=True)),
            dict.fromkeys(keys, "理由"),
            [floors[place].pk for place in ticked],
            "确有其事",
        )
        for point, (ranks, ticked) in zip(sitting.worksheet.risk_points.all(), rows, strict=True)
    }
    return submit_assessments(sitting=sitting, judgements=given, by=by)
