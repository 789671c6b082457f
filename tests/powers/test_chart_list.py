"""The list of charts."""

import pytest
from django.urls import reverse

from tests.factories.accounts import (
    SectionFactory,
    contributor,
)
from tests.factories.powers import (
    drawn_chart,
    posted,
)

pytestmark = pytest.mark.django_db


def test_the_list_of_charts_shows_ones_own_body_alone(client, drawn):
    drawn_chart(section=SectionFactory(parent=drawn.body))
    drawn_chart(name="别处的图")
    page = client.get(reverse("powers:flowchart_list")).context["page"]
    assert [chart.body for chart in page] == [drawn.body, drawn.body]
    assert [chart.step_count for chart in page] == [3, 3]


def test_the_list_of_charts_is_searched(client, drawn):
    wanted = drawn_chart(section=SectionFactory(parent=drawn.body), name="许可流程图")
    page = client.get(reverse("powers:flowchart_list"), {"q": "许可"}).context["page"]
    assert list(page) == [wanted]


def test_an_empty_list_of_charts_says_so(client):
    client.force_login(contributor(SectionFactory()))
    assert 'class="empty"' in client.get(reverse("powers:flowchart_list")).content.decode()
    nothing = client.get(reverse("powers:flowchart_list"), {"q": "x"}).content.decode()
    assert 'class="empty"' in nothing


def test_one_chart_or_three_take_the_same_queries(client, drawn, django_assert_max_num_queries):
    with django_assert_max_num_queries(12) as first:
        client.get(reverse("powers:flowchart_list"))
    for _number in range(2):
        posted(drawn_chart(section=SectionFactory(parent=drawn.body)))
    with django_assert_max_num_queries(len(first)):
        client.get(reverse("powers:flowchart_list"))
