"""What a warning leads to: the thing it is about, a notice, a review; and back."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from measures.actions.warnings import compute_warnings
from measures.models import Review
from measures.models import Warning as Raised
from tests.factories.accounts import committee_chair, committee_member, contributor
from tests.factories.leads import ruled
from tests.factories.measures import OccasionFactory, handed_in
from tests.factories.powers import settled_chart
from tests.factories.projects import DisclosureItemFactory
from tests.factories.rules import along
from tests.factories.warnings import issued

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
NEXT_WEEK = TODAY + datetime.timedelta(days=7)


def address(warning):
    return reverse("measures:warning", args=[warning.public_id])


def handed(**fields):
    return {"submission_id": uuid.uuid4(), **fields}


def test_a_late_item_is_told_on_its_projects_page_and_the_warning_leads_to_it(client):
    item = DisclosureItemFactory(overdue=True)
    section = item.project.section
    compute_warnings(section.body, TODAY)
    warning, page = (
        Raised.objects.get(),
        reverse("measures:project_detail", args=[item.project.code]),
    )
    client.force_login(contributor(section))
    assert address(warning) in client.get(page).text
    shown = client.get(address(warning))
    assert shown.context["address"] == f"{page}#disclosure-{item.pk}"
    assert f"“{item.project}”{item}" in shown.text
    issued(section, warning=warning)
    away = reverse("measures:disclosure_remove", args=[item.pk])
    assert "已因该事项下发通知书" in client.post(away, handed(), follow=True).text
    assert Raised.objects.get() == warning


def test_the_chair_calls_for_a_review_from_the_page_of_a_warning(client):
    point = ruled(handed_in().risk_points.get(), 1, TODAY)
    other = ruled(handed_in(settled_chart(section=point.section)).risk_points.get(), 2, TODAY)
    compute_warnings(point.body, TODAY)
    warning = Raised.objects.get(risk_point=point)
    call = reverse("measures:review_call", args=[point.pk]) + f"?warning={warning.public_id}"
    client.force_login(committee_member(point.section))
    assert call not in client.get(address(warning)).text
    assert client.get(call).status_code == 403
    client.force_login(committee_chair(point.section))
    assert call in client.get(address(warning)).text
    elsewhere = reverse("measures:review_call", args=[other.pk])
    assert client.get(f"{elsewhere}?warning={warning.public_id}").status_code == 404
    assert "warning" not in dict(client.get(elsewhere).context["form"].fields["ground"].choices)
    form = client.get(call).context["form"]
    assert form["ground"].value() == "warning"
    said = {"ground": "warning", "because": form["because"].value(), "due_on": NEXT_WEEK}
    assert client.post(call, handed(**said)).status_code == 302
    review, shown = Review.objects.get(), client.get(address(warning))
    assert shown.context["reviews"] == [review]
    assert reverse("measures:review", args=[review.pk]) in shown.text
    assert [act.deed for act in shown.context["acts"]] == ["review"]


def test_a_measure_along_a_line_marks_the_point_it_meets_and_calls_for_its_review(client):
    point = ruled(handed_in().risk_points.get(), 2, TODAY)
    ruled(handed_in(settled_chart(section=point.section)).risk_points.get(), 3, TODAY)
    measure = along(point.section, rank=2)
    OccasionFactory(measure=measure, due_on=TODAY - datetime.timedelta(days=90))
    compute_warnings(point.body, TODAY)
    warning = Raised.objects.get(measure=measure)
    client.force_login(committee_chair(point.section))
    page = client.get(reverse("riskpoints:detail", args=[point.pk]))
    assert address(warning) in page.text
    assert client.get(address(warning)).context["to_review"] == [point]
