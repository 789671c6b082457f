"""Leads stay with the committee: no word of them goes out in a dossier (ADR 0015, ADR 0020)."""

import pytest

from riskcontrol.accounts.models import Unit
from riskcontrol.registers.dossier.carrying import carry_out
from riskcontrol.registers.dossier.plan import plan_import
from riskcontrol.registers.dossier.writing import export_dossier
from riskpoints.models import Lead, RiskPoint
from tests.factories.accounts import UserFactory
from tests.factories.leads import GIST, SOURCE, entered_at, passed_on_at
from tests.registers.examples import DATA, changed

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    carry_out(DATA, by=UserFactory())
    return Unit.objects.get(code="DEMO")


def test_no_lead_goes_out_and_nothing_tells_that_there_was_one(body):
    point = RiskPoint.objects.filter(body=body, flowchart__isnull=False).first()
    step = point.anchors.first().step
    before = export_dossier(body)
    lead = entered_at(step, proven=True)
    passed = passed_on_at(step, source="信访2025第8号")
    for one in (lead, passed):
        one.links.create(risk_point=point, by=UserFactory(), on=one.entered_on)
    assert point.leads.count() == 2
    after = export_dossier(body)
    for word in (GIST, SOURCE, "信访2025第8号", lead.public_id, passed.public_id):
        assert word not in after
    assert after == before


def test_a_dossier_that_brings_leads_is_refused(body):
    data = changed(lambda tree: tree.update(leads=[{"gist": GIST}]))
    assert [one.path for one in plan_import(data).problems] == ["leads"]
    assert not Lead.objects.exists()
