"""Rounds sent down from an area to its bodies, and what comes back up."""

import datetime

from django.utils import timezone

from riskcontrol.accounts.roles import Role
from riskpoints.actions.oversight import Order, file_result, hand_up, receive, send_down
from riskpoints.models import Charge

from .accounts import AreaFactory, BodyFactory, SectionFactory, committee_chair, person
from .powers import settled_chart
from .riskpoints import opened
from .rounds import decided


def area_with(bodies=2):
    """An area with so many bodies."""
    area = AreaFactory()
    return area, [BodyFactory(parent=area) for _number in range(bodies)]


def order(**kwargs):
    """All that is said when a round is sent down."""
    given = {
        "title": "2026年度廉政风险排查",
        "ground": "yearly",
        "asks": "各单位完成全部流程图的排查并上报结果。",
        "last_day": timezone.localdate() + datetime.timedelta(days=30),
    }
    return Order(**(given | kwargs))


def sent_down(area, bodies, *, by=None, joining=(), **kwargs):
    """A round sent down from an area to these bodies."""
    return send_down(
        committee=area,
        order=order(**kwargs),
        bodies=bodies,
        joining=joining,
        by=by or committee_chair(area),
    )


def charged(body=None, **kwargs):
    """A body's part in a round sent down from its area."""
    body = body or area_with(1)[1][0]
    mandate = sent_down(body.parent, [body], **kwargs)
    return mandate.charges.get(body=body)


def searched(body):
    """A decided worksheet with a ruled risk point in a body."""
    return decided(opened(settled_chart(section=SectionFactory(parent=body))))


def up(charge, *, by=None, reason="明年再查。"):
    """A body's part whose result is handed up by its own chair, bare charts left out for one reason."""
    charts = charge.body.all_flowcharts.values_list("pk", flat=True)
    by = by or committee_chair(charge.body)
    hand_up(charge=charge, left_out=dict.fromkeys(charts, reason), by=by)
    return again(charge)


def received(charge=None, *, by=None):
    """A body's part whose result was received above."""
    charge = up(charge or charged())
    receive(charge=charge, by=by or committee_chair(charge.committee))
    return again(charge)


def filed(charge=None, *, number=1, by=None):
    """A body's part whose result is filed today."""
    charge = received(charge)
    by = by or committee_chair(charge.committee)
    file_result(charge=charge, number=number, filed_on=timezone.localdate(), by=by)
    return again(charge)


def again(charge):
    """The same row as it stands now."""
    return Charge.objects.for_page().get(pk=charge.pk)


def head_of(body):
    """The head of a body."""
    return person(Role.HEAD, body)
