"""The demo's leads: one with the section, one proven without a risk point, one that a point met before."""

import datetime

from django.utils import timezone

from powers.models import Flowchart, Step
from riskcontrol.accounts.models import User
from riskpoints.actions.leads import LeadFacts, enter_lead, link_lead, pass_on_lead
from riskpoints.models import Lead, RiskPoint
from riskpoints.states import LeadKind

CHART = "demo-discipline-case"


def add_leads(by: User) -> None:
    """Enter leads on the worked example, dated before and after its risk points were ruled on."""
    chart = Flowchart.objects.select_related("section__parent", "body").get(code=CHART)
    steps = list(chart.steps.live().order_by("order", "pk"))
    point = RiskPoint.objects.filter(flowchart=chart, ruling__isnull=False).first()

    asked = _lead(
        chart,
        by,
        LeadKind.COMPLAINT,
        200,
        "受理后长时间不答复，催问多次才启动。",
        "投诉登记第31号",
        steps[0],
    )
    pass_on_lead(lead=asked, by=by)
    _lead(
        chart,
        by,
        LeadKind.DISCIPLINE,
        400,
        "核查中向当事人透露举报内容。",
        "案卷2025-04",
        steps[2],
        proven=True,
    )
    met = _lead(
        chart,
        by,
        LeadKind.INSPECTION,
        90,
        "线索登记不全，三件无台账。",
        "专项检查通报第5条",
        steps[1],
        proven=True,
    )
    if point:
        link_lead(lead=met, risk_point=point, by=by)


def _lead(
    chart: Flowchart,
    by: User,
    kind: LeadKind,
    days: int,
    gist: str,
    source: str,
    step: Step,
    *,
    proven: bool = False,
) -> Lead:
    on = timezone.localdate() - datetime.timedelta(days=days)
    facts = LeadFacts(kind, on, gist, source, proven, chart.section, chart, step)
    return enter_lead(body=chart.body, facts=facts, by=by)
