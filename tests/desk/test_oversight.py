"""Pages of rounds sent down: the form, who stands where, a body's part, the receipt, my work."""

import datetime
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from riskcontrol.accounts.models import User
from riskcontrol.accounts.roles import Role
from riskcontrol.desk.board import board_for
from riskcontrol.desk.work import work_of
from riskpoints.actions.carrying import confirm_row
from riskpoints.actions.oversight import send_back
from riskpoints.models import Charge, Mandate, Round
from riskpoints.standing import standings
from tests.factories.accounts import (
    BodyFactory,
    SectionFactory,
    committee_chair,
    committee_member,
    contributor,
    person,
)
from tests.factories.oversight import (
    again,
    area_with,
    charged,
    filed,
    head_of,
    received,
    searched,
    sent_down,
    up,
)
from tests.factories.powers import settled_chart
from tests.factories.riskpoints import opened, submitted, written
from tests.factories.rounds import carried, chaired, next_sheet

pytestmark = pytest.mark.django_db
LIST = reverse("desk:oversight")
ACTS = ["charge_due", "charge_hand_up", "charge_send_back", "charge_file"]


def page(name, *args):
    return reverse(f"desk:{name}", args=[getattr(one, "pk", one) for one in args])


def said(**kwargs):
    """What is typed into the form."""
    given = {"title": "2026年度排查", "ground": "yearly", "asks": "全部流程图。"}
    due = timezone.localdate() + datetime.timedelta(days=30)
    return given | {"last_day": due.isoformat()} | kwargs


def test_the_chair_sends_a_round_down_to_the_chosen(client):
    area, bodies = area_with(3)
    client.force_login(committee_chair(area))
    url = page("oversight_send", area.code)
    assert url in client.get(LIST).text
    assert LIST in client.get(reverse("desk:rounds")).text
    assert LIST in client.get(reverse("desk:committee")).text

    answer = client.post(url, said(bodies=[bodies[0].pk, bodies[2].pk]))
    mandate = Mandate.objects.get()
    assert answer.url == page("mandate", mandate)
    assert [charge.body for charge in mandate.charges.all()] == [bodies[0], bodies[2]]
    shown = client.get(answer.url).text
    assert [body.name in shown for body in bodies] == [True, False, True]


def test_an_open_round_is_asked_about_and_nothing_typed_is_lost(client):
    area, (joins, leaves, free) = area_with(3)
    own = [chaired(body, ground="yearly", reason="") for body in (joins, leaves)]
    client.force_login(committee_chair(area))
    url, typed = (
        page("oversight_send", area.code),
        said(bodies=[b.pk for b in (joins, leaves, free)]),
    )
    asked = client.post(url, typed)
    names = [f"open-{joins.pk}", f"open-{leaves.pk}"]
    assert list(asked.context["form"].errors) == names
    assert "全部流程图。" in asked.text
    assert not Mandate.objects.exists()

    client.post(url, typed | {names[0]: "join", names[1]: "leave"})
    rounds = {charge.body: charge.round for charge in Charge.objects.all()}
    assert rounds.keys() == {joins, free}
    assert rounds[joins] == own[0]
    assert Round.objects.count() == 3


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"title": ""}, "title"), ({"bodies": []}, "bodies"), ({"last_day": "2020-01-01"}, "last_day"),
     ({"ground": "law"}, "__all__")],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(client, wrong, field):
    area, bodies = area_with()
    client.force_login(committee_chair(area))
    answer = client.post(page("oversight_send", area.code), said(bodies=[bodies[0].pk]) | wrong)
    assert list(answer.context["form"].errors) == [field]
    assert not Mandate.objects.exists()


def test_others_do_not_send_down(client):
    area, (body, _other) = area_with()
    for by, status in ((committee_member(area), 403), (committee_chair(body), 404)):
        client.force_login(by)
        url = page("oversight_send", area.code)
        assert url not in client.get(LIST).text
        assert client.get(url).status_code == client.post(url, said()).status_code == status


def test_a_body_reads_its_own_part_and_no_other_s(client):
    area, (body, other) = area_with()
    mandate = sent_down(area, [body, other])
    own, theirs = mandate.charges.order_by("pk")
    client.force_login(committee_member(area))
    assert other.name in client.get(page("mandate", mandate)).text

    for reader in (committee_chair(body), contributor(SectionFactory(parent=body))):
        client.force_login(reader)
        shown = client.get(LIST).text
        assert page("charge", own) in shown
        assert other.name not in shown
        assert client.get(page("charge", own)).status_code == 200
        assert other.name not in client.get(page("charge", own)).text
        for url in (page("mandate", mandate), page("charge", theirs)):
            assert client.get(url).status_code == 404


def test_strangers_get_404(client):
    charge = filed()
    client.force_login(committee_chair(BodyFactory()))
    urls = [page(name, charge) for name in ("charge", "receipt_of_filing", *ACTS)]
    urls += [page("handed_up", charge, 1), reverse("registers:receipt_pdf", args=[charge.pk])]
    assert [client.get(url).status_code for url in urls] == [404] * len(urls)
    assert client.post(page("charge_receive", charge)).status_code == 404
    assert str(charge.body) not in client.get(LIST).text


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.COMMITTEE_MEMBER])
def test_others_of_the_body_read_and_get_403_where_they_would_act(client, role):
    charge = up(charged())
    client.force_login(person(role, charge.body))
    shown = client.get(page("charge", charge)).text
    for name in ACTS:
        assert page(name, charge) not in shown
        assert client.get(page(name, charge)).status_code == 403
        assert client.post(page(name, charge)).status_code == 403
    assert client.post(page("charge_receive", charge)).status_code == 403
    assert again(charge).state == "handed-up"


def test_the_round_s_page_says_it_was_sent_down(client):
    charge = charged()
    client.force_login(committee_chair(charge.body))
    shown = client.get(page("round", charge.round)).text
    assert page("charge", charge) in shown
    assert charge.mandate.asks in shown
    assert str(charge.committee) in shown
    assert page("round_close", charge.round) not in shown
    assert client.get(page("round_close", charge.round)).status_code == 403


def test_a_body_hands_up_and_corrects_what_came_back(client):
    _area, (body, _other) = area_with()
    sheet = searched(body)
    charge = charged(body, joining=[body])
    bare = settled_chart(section=sheet.section)
    client.force_login(committee_chair(body))
    url, reason = page("charge_hand_up", charge), f"chart-{bare.pk}"
    assert sheet.risk_points.get().title in client.get(url).text
    assert list(client.post(url, {"for_all": ""}).context["form"].errors) == [reason]
    assert client.post(url, {reason: "明年再查。"}).url == page("charge", charge)
    shown = client.get(page("handed_up", charge, 1)).text
    assert "明年再查。" in shown
    assert again(charge).result.sha256 in shown

    send_back(charge=charge, reason="请说明。", by=committee_chair(charge.committee))
    assert "请说明。" in client.get(page("charge", charge)).text
    assert client.get(url).context["form"].initial == {reason: "明年再查。"}
    client.post(url, {reason: "机构改革中。"})
    assert again(charge).result.number == 2


def test_the_chair_above_returns_receives_and_files(client):
    charge = up(charged())
    client.force_login(committee_chair(charge.committee))
    back, filing = page("charge_send_back", charge), page("charge_file", charge)
    assert back in client.get(page("charge", charge)).text
    assert list(client.post(back, {"reason": ""}).context["form"].errors) == ["reason"]
    client.post(back, {"reason": "请补查。"})
    up(charge)
    client.post(page("charge_receive", charge))
    form = client.get(filing).context["form"]
    assert (form["number"].value(), form["filed_on"].value()) == (1, timezone.localdate())
    client.post(filing, {"number": 3, "filed_on": timezone.localdate().isoformat()})
    assert again(charge).filing == f"备〔{timezone.localdate().year}〕3号"


def test_closing_begins_with_the_reasons_that_were_handed_up(client):
    charge = charged()
    bare = settled_chart(section=SectionFactory(parent=charge.body))
    received(charge)
    client.force_login(committee_chair(charge.body))
    url, reason = page("round_close", charge.round), f"chart-{bare.pk}"
    assert client.get(url).context["form"].initial == {reason: "明年再查。"}
    client.post(url, {reason: "明年再查。"})
    assert not Round.objects.get(pk=charge.round_id).is_open


def test_a_number_given_already_is_refused_at_its_field(client):
    area, bodies = area_with()
    first, second = sent_down(area, bodies).charges.order_by("pk")
    filed(first)
    received(second)
    client.force_login(committee_chair(area))
    today = timezone.localdate().isoformat()
    answer = client.post(page("charge_file", second), {"number": 1, "filed_on": today})
    assert list(answer.context["form"].errors) == ["number"]
    assert again(second).state == "received"


def test_the_receipt_tells_number_day_who_and_digest_on_page_and_paper(client):
    charge = filed()
    wanted = [
        charge.filing,
        str(charge.filed_on),
        charge.filed_by.name,
        charge.body.name,
        charge.committee.name,
        charge.result.sha256,
    ]
    client.force_login(head_of(charge.body))
    shown = client.get(page("receipt_of_filing", charge)).text
    assert [one for one in wanted if one not in shown] == []
    printed = client.get(reverse("registers:receipt_pdf", args=[charge.pk]))
    assert printed["Content-Type"] == "application/pdf"
    paper = PdfReader(io.BytesIO(printed.content)).pages[0].extract_text()
    flat = "".join(paper.split())
    assert [one for one in wanted if "".join(one.split()) not in flat] == []
    assert client.get(page("receipt_of_filing", received())).status_code == 404


def titles(user):
    """What waits for a person of the rounds sent down, by address."""
    user = User.objects.get(pk=user.pk)
    items = work_of(user, board_for(user))
    return [item.url for item in items if "/oversight/" in item.url or "/rounds/" in item.url]


def test_it_waits_for_whoever_moves_it_on():
    charge = charged()
    url, close = page("charge", charge), page("round", charge.round)
    below, above = committee_chair(charge.body), committee_chair(charge.committee)
    head, member = head_of(charge.body), committee_member(charge.committee)

    def waits():
        return titles(below), titles(above)

    assert waits() == ([url], [])
    up(charge, by=below)
    assert waits() == ([], [url])
    send_back(charge=charge, reason="请补查。", by=above)
    assert waits() == ([url], [])
    received(again(charge), by=above)
    assert waits() == ([close], [url])
    assert titles(head) == titles(member) == []


def test_a_head_is_asked_where_the_body_has_no_committee():
    charge = charged()
    assert titles(head_of(charge.body)) == [page("charge", charge)]


def test_a_standing_counts_what_was_done_in_the_round():
    _area, (body, other) = area_with()
    sheet = searched(body)
    chart = settled_chart(section=sheet.section)
    charge = charged(body, joining=[body])
    waiting = charged(other)
    begun = opened(chart, by=sheet.opened_by)
    written(begun)
    submitted(opened(settled_chart(section=SectionFactory(parent=other))))

    one, two = standings(list(Charge.objects.for_list().order_by("pk")))
    assert (one.charge, two.charge) == (charge, waiting)
    assert (one.charts, one.settled, one.opened, one.handed_in, one.decided) == (2, 2, 2, 1, 1)
    assert (one.steps, one.looked) == (6, 4)
    level = sheet.risk_points.get().ruling.level
    assert [(each.look, count) for each, count in one.levels] == [(level.look, 1)]
    assert (two.charts, two.opened, two.handed_in, two.decided) == (1, 1, 0, 0)
    assert (two.steps, two.looked, two.levels) == (3, 3, [])


def test_a_row_confirmed_in_the_round_was_looked_at():
    _area, (body, _other) = area_with()
    sheet = searched(body)
    chaired(body, ground="law")
    charge = charged(body, joining=[body], ground="law", reason="修订。")
    again_here = next_sheet(sheet)
    assert again_here.round == charge.round
    assert standings([charge])[0].looked == 0
    confirm_row(row=carried(again_here), reason="没有变化。", by=again_here.opened_by)
    (standing,) = standings([charge])
    assert (standing.steps, standing.looked) == (3, 1)


def test_however_many_bodies_they_stand_on_pages_of_twenty(client, django_assert_max_num_queries):
    area, bodies = area_with(21)
    mandate = sent_down(area, bodies)
    client.force_login(committee_chair(area))
    with django_assert_max_num_queries(12):
        first = client.get(page("mandate", mandate) + "?order=due")
    second = client.get(page("mandate", mandate) + "?order=due&page=2")
    assert [len(shown.context["standings"]) for shown in (first, second)] == [20, 1]
    assert "order=due&amp;page=2" in first.text


def test_a_round_over_some_charts_counts_those_alone():
    _area, (body, _other) = area_with()
    sheet = searched(body)
    settled_chart(section=sheet.section)
    chaired(body, charts=[sheet.flowchart])
    charge = charged(body, joining=[body], ground="law", reason="修订。")
    (standing,) = standings([charge])
    assert (standing.charts, standing.steps) == (1, 3)


def test_bodies_stand_by_name_or_by_due_day_never_by_risks(client):
    area, (first, second) = area_with()
    mandate = sent_down(area, [second, first])
    searched(second)
    Charge.objects.filter(body=first).update(last_day=mandate.last_day + datetime.timedelta(days=9))
    client.force_login(committee_chair(area))

    def order(query):
        lines = client.get(page("mandate", mandate) + query).context["standings"]
        return [line.charge.body for line in lines]

    assert order("") == order("?order=risks") == [first, second]
    assert order("?order=due") == [second, first]


@pytest.mark.parametrize("bodies", [1, 3])
def test_the_pages_ask_the_same_at_one_and_at_three(client, django_assert_num_queries, bodies):
    area, below = area_with(bodies)
    for body in below:
        searched(body)
    mandate = sent_down(area, below, joining=below)
    for charge in mandate.charges.all():
        up(charge)
    client.force_login(committee_chair(area))
    with django_assert_num_queries(12):
        client.get(page("mandate", mandate))
    with django_assert_num_queries(7):
        client.get(LIST)
