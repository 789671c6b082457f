"""Pages of the same power elsewhere: who sees what, sharing, what the worksheet offers of it."""

import pytest
from django.urls import reverse

from riskcontrol.accounts.roles import Role
from riskpoints.actions.suggestions import set_aside
from riskpoints.models import Comparison, RiskPoint, SetAside
from riskpoints.rows import sheet_of
from riskpoints.suggestions import add_suggestions
from tests.desk.worksheet_pages import page, row_url, typed
from tests.factories.accounts import (
    BodyFactory,
    committee_chair,
    committee_member,
    contributor,
    person,
)
from tests.factories.oversight import area_with
from tests.factories.riskpoints import opened, step_of
from tests.factories.sharing import held_by, ruled, shared

pytestmark = pytest.mark.django_db
TITLE, KNOWN = "收取好处费后插队办理", "受理环节把关不严"


def url(power, name="same_power", *more):
    return reverse(f"desk:{name}", args=[power.code, *more])


@pytest.fixture
def held(db):
    """Three bodies of an area with the same power; what the second found there is ruled on."""
    area, bodies = area_with(3)
    own, theirs, third = (held_by(body) for body in bodies)
    return area, own, theirs, third, ruled(theirs, TITLE, KNOWN)


def test_the_power_s_page_leads_to_it_and_the_committee_sees_them_side_by_side(client, held):
    area, own, theirs, third, points = held
    client.force_login(committee_member(area))
    assert url(own) in client.get(reverse("desk:power", args=[own.code])).text
    shown = client.get(url(own))
    assert [one.power for one in shown.context["page"]] == [theirs, third]
    for wanted in (theirs.body.name, TITLE, "建立台账0。", points[0].ruling.level.mark):
        assert wanted in shown.text
    assert url(own, "same_power_share") not in shown.text


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.HEAD, Role.COMMITTEE_CHAIR])
def test_a_body_sees_nothing_of_another_s_unless_it_is_shared(client, held, role):
    _area, own, theirs, _third, points = held
    client.force_login(person(role, own.section if role == Role.CONTRIBUTOR else own.body))
    sheet = opened(own.flowchart)
    pages = [url(own), page(sheet), reverse("desk:power", args=[own.code])]
    for each in pages:
        shown = client.get(each).text
        assert [word for word in (TITLE, KNOWN, theirs.body.name) if word in shown] == []
    for name in ("same_power", "same_power_share"):
        assert client.get(url(theirs, name)).status_code == 404
    assert client.get(url(own, "same_power_share")).status_code == 403
    detail = reverse("riskpoints:detail", args=[points[0].pk])
    assert client.get(detail).status_code == 404

    shared(points[:1], [own])
    for each in pages[:2]:
        shown = client.get(each).text
        assert TITLE in shown
        assert [word for word in (KNOWN, theirs.body.name) if word in shown] == []
        assert detail not in shown
    assert client.get(detail).status_code == 404


def test_the_third_body_learns_nothing_of_what_was_shared_with_another(client, held):
    _area, own, _theirs, third, points = held
    shared(points, [own], tells_origin=True, tells_level=True)
    client.force_login(contributor(third.section))
    for each in (url(third), page(opened(third.flowchart))):
        assert TITLE not in client.get(each).text


def test_the_chair_shares_what_one_lacks(client, held):
    area, own, theirs, third, points = held
    client.force_login(committee_chair(area))
    share = url(own, "same_power_share")
    assert share in client.get(url(own)).text
    form = client.get(share).context["form"]
    assert form.initial == {"points": [str(p.pk) for p in points], "to": [str(own.pk)]}
    empty = client.post(share, {"tells_level": "on"})
    assert list(empty.context["form"].errors) == ["points", "to"]

    client.post(share, {"points": [points[0].pk], "to": [own.pk, third.pk], "tells_level": "on"})
    made = Comparison.objects.get()
    assert set(made.powers.all()) == {own, third}
    assert (made.tells_level, made.tells_origin) == (True, False)
    assert [one.source for one in made.points.all()] == [points[0]]
    end = url(own, "sharing_end", made.pk)
    assert end in client.get(url(own)).text
    client.post(end)
    assert Comparison.objects.get().ended_by is not None
    assert theirs.body.name in client.get(url(own)).text


def test_nobody_else_shares_over_the_pages(client, held):
    area, own, _theirs, _third, points = held
    made = shared(points, [own])
    for by, status in (
        (committee_member(area), 403),
        (committee_chair(own.body), 403),
        (committee_chair(BodyFactory()), 404),
    ):
        client.force_login(by)
        share = url(own, "same_power_share")
        assert client.get(share).status_code == client.post(share).status_code == status
        assert client.post(url(own, "sharing_end", made.pk)).status_code == status
    assert Comparison.objects.filter(ended_at=None).count() == 1


def offered(sheet, by):
    """What is offered on a worksheet from elsewhere, by row."""
    read = sheet_of(sheet)
    add_suggestions(read, by)
    found = [(row.facts["key"], one) for row in read.rows for one in row.suggestions]
    return [(key, one) for key, one in found if one.code.startswith("same-")]


def test_taking_it_over_is_marked_with_its_origin(client, held):
    _area, own, theirs, _third, points = held
    comparison = shared(points[:1], [own], tells_origin=True)
    sheet = opened(own.flowchart)
    ((key, offer),) = offered(sheet, sheet.opened_by)
    assert key == "receive"
    client.force_login(sheet.opened_by)
    add = f"{row_url(sheet)}?suggestion={offer.code}"
    assert add in client.get(page(sheet)).text
    entry = client.get(add).context["entry"]
    assert entry.main.initial["title"] == TITLE
    assert entry.measures.forms[0].initial["text"] == "建立台账0。"

    client.post(row_url(sheet), typed(sheet, title=TITLE, suggested_by=offer.code))
    point = RiskPoint.objects.get(worksheet=sheet)
    assert point.suggested_by == offer.code
    assert offered(sheet, sheet.opened_by) == []
    assert "同类职权" in client.get(page(sheet)).text
    shown = client.get(reverse("riskpoints:detail", args=[point.pk])).text
    assert str(comparison.committee) in shown
    assert theirs.body.name in shown


def test_a_code_that_was_not_shared_with_the_body_is_not_kept(client, held):
    _area, own, _theirs, third, points = held
    told = shared(points[:1], [third]).points.get()
    sheet = opened(own.flowchart)
    client.force_login(sheet.opened_by)
    client.post(row_url(sheet), typed(sheet, suggested_by=told.code))
    assert RiskPoint.objects.get(worksheet=sheet).suggested_by == ""


def test_set_aside_with_a_reason_it_comes_no_more(client, held):
    _area, own, _theirs, _third, points = held
    shared(points[:1], [own])
    sheet = opened(own.flowchart)
    ((_key, offer),) = offered(sheet, sheet.opened_by)
    client.force_login(sheet.opened_by)
    row = f"step-{step_of(sheet).pk}"
    aside = reverse("desk:suggestion_set_aside", args=[sheet.pk, row, offer.code])
    assert list(client.post(aside, {"reason": ""}).context["form"].errors) == ["reason"]
    set_aside(
        worksheet=sheet, row=row, code=offer.code, reason="本单位网上叫号。", by=sheet.opened_by
    )
    assert offered(sheet, sheet.opened_by) == []
    assert SetAside.objects.get().reason == "本单位网上叫号。"
    assert "本单位网上叫号。" in client.get(page(sheet)).text


@pytest.mark.parametrize("others", [1, 3])
def test_the_page_asks_the_same_at_one_and_at_three(client, django_assert_num_queries, others):
    area, bodies = area_with(others + 1)
    powers = [held_by(body) for body in bodies]
    for power in powers:
        ruled(power, KNOWN)
    client.force_login(committee_chair(area))
    with django_assert_num_queries(11):
        client.get(url(powers[0]))
