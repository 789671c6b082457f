"""What a chart's page says is next."""

import pytest
from django.urls import reverse

from powers.actions.releases import submit_release
from powers.charts import drawing_of
from powers.models import Flowchart
from powers.progress import Act, progress_of
from tests.factories.accounts import contributor
from tests.factories.powers import FlowchartFactory, drawn_chart, frozen, posted, settled_chart

pytestmark = pytest.mark.django_db


def next_of(chart):
    chart = Flowchart.objects.with_drawing().with_state().get(pk=chart.pk)
    progress = progress_of(chart, drawing_of(chart))
    return progress.act, progress.url


def page(name, chart):
    return reverse(name, args=[chart.code])


def test_an_incomplete_chart_is_drawn_on():
    chart = FlowchartFactory()
    assert next_of(chart) == (Act.DRAW, page("powers:flowchart_edit", chart))


def test_a_complete_chart_goes_up():
    chart = drawn_chart()
    assert next_of(chart) == (Act.SUBMIT, page("powers:release", chart))


def test_a_chart_on_its_way_is_looked_at():
    chart = drawn_chart()
    submit_release(flowchart=chart, days=7, by=contributor(chart.section))
    assert next_of(chart) == (Act.LOOK, page("powers:release", chart))


def test_a_posted_chart_leads_to_its_posting():
    posting = posted(drawn_chart())
    url = reverse("powers:posting_detail", args=[posting.pk])
    assert next_of(posting.flowchart) == (Act.LOOK, url)


def test_a_settled_chart_leads_to_its_worksheet():
    chart = settled_chart()
    assert next_of(chart) == (Act.LOOK, page("desk:worksheet", chart))


def test_a_chart_changed_since_goes_up_again():
    chart = settled_chart()
    chart.steps.filter(key="examine").update(days=9)
    assert next_of(chart) == (Act.SUBMIT, page("powers:release", chart))


def test_a_withheld_chart_leads_to_its_worksheet():
    chart = drawn_chart()
    frozen(chart, withheld=True)
    assert next_of(chart) == (Act.LOOK, page("desk:worksheet", chart))
