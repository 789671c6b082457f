"""Pledges: drafted for holders of positions with risks, confirmed by them alone, then frozen."""

import datetime
import io
import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from measures.actions.pledges import draft_pledges
from measures.models import Pledge
from measures.pledge_text import digest_of
from riskcontrol.accounts.models import Membership
from riskcontrol.accounts.roles import Role
from riskcontrol.audit.models import Detail, Entry
from tests.factories.accounts import (
    PositionFactory,
    SectionFactory,
    committee_member,
    contributor,
    person,
    section_head,
)
from tests.factories.education import pledge_due, position_with_a_risk
from tests.factories.leads import ruled
from tests.factories.measures import measure_for, point_on
from tests.factories.rules import RuleFactory, aimed, along

pytestmark = pytest.mark.django_db
LIST = "/desk/measures/pledges/"
TODAY = timezone.localdate()
NEXT_YEAR = TODAY.replace(year=TODAY.year + 1, day=1)


def handed(**fields):
    return {"submission_id": uuid.uuid4(), **fields}


def confirm(client, pledge, **fields):
    client.force_login(pledge.holder)
    seen = client.get(f"{LIST}{pledge.pk}/").context["seen"]
    return client.post(f"{LIST}{pledge.pk}/", handed(seen=seen, **fields))


def test_it_names_the_positions_own_risks_and_what_is_done_against_them():
    pledge, point = pledge_due()
    assert (pledge.year, pledge.ground) == (TODAY.year, "yearly")
    assert pledge.lines == [f"针对“{point.title}”：严守岗位职责，发现问题及时报告。"]
    measure_for(
        point, in_force=True, text="由他人复核。", position=PositionFactory(unit=point.section)
    )
    draft_pledges(pledge.body, TODAY)
    pledge.refresh_from_db()
    assert pledge.lines == [f"针对“{point.title}”：严守岗位职责，发现问题及时报告。"]
    mine = pledge.position
    measure = measure_for(point, in_force=True, text="逐件核对。", position=mine)
    draft_pledges(pledge.body, TODAY)
    pledge.refresh_from_db()
    assert pledge.lines == [f"针对“{point.title}”：严格落实“逐件核对”。"]
    assert measure.text not in pledge.lines


def test_it_names_what_the_position_itself_carries_out_along_a_line_and_nothing_of_others():
    """Once, however many of its points are of the level; what reaches none of its points is left out."""
    pledge, point = pledge_due()
    mine, other = pledge.position, PositionFactory(unit=point.section)
    fellow = point_on(point.worksheet, 1)
    ruled(fellow, 1, TODAY)
    rank = 1
    along(point.section, rank=rank, position=mine, text="每月抽查。")
    along(point.section, rank=rank, position=other, text="由他人抽查。")
    along(point.section, rank=rank, text="由科室抽查。")
    along(point.section, rank=rank + 1, position=mine, text="别的等级。")
    along(point.section, unit_class="行政执法", position=mine, text="公示。")
    aimed(RuleFactory(body=point.body), rank=rank)
    draft_pledges(pledge.body, TODAY)
    pledge.refresh_from_db()
    duty = "严守岗位职责，发现问题及时报告。"
    assert pledge.lines == [
        f"针对“{point.title}”：{duty}",
        f"针对“{fellow.title}”：{duty}",
        "严格落实“每月抽查”（因：I 级风险点）。",
    ]


def test_drafting_asks_the_same_with_one_and_with_three_risks_and_measures_along_a_line():
    pledge, point = pledge_due()

    def asked():
        along(point.section, rank=1, position=pledge.position)
        with CaptureQueriesContext(connection) as counted:
            draft_pledges(pledge.body, TODAY)
        return len(counted)

    # The first call reads what later ones keep.
    asked()
    first = asked()
    ruled(point_on(point.worksheet, 1), 1, TODAY)
    ruled(point_on(point.worksheet, 2), 1, TODAY)
    asked()
    assert asked() == first
    pledge.refresh_from_db()
    assert len(pledge.lines) == 3 + 4


def test_drafting_twice_changes_nothing():
    pledge, _point = pledge_due()
    assert draft_pledges(pledge.body, TODAY) == 0
    assert list(Pledge.objects.all()) == [pledge]


def test_a_position_without_risks_and_one_without_a_holder_ask_for_nothing():
    position, _point = position_with_a_risk()
    idle = contributor(position.unit)
    idle.memberships.update(position=PositionFactory(unit=position.unit))
    assert draft_pledges(position.body, TODAY) == 0


def test_each_year_asks_anew_and_a_new_holder_at_once(client):
    pledge, _point = pledge_due()
    assert confirm(client, pledge).status_code == 302
    assert draft_pledges(pledge.body, NEXT_YEAR) == 1
    newcomer = contributor(pledge.position.unit)
    newcomer.memberships.update(position=pledge.position)
    assert draft_pledges(pledge.body, TODAY) == 1
    rows = Pledge.objects.order_by("pk").values_list("holder", "year", "ground")
    assert list(rows) == [
        (pledge.holder_id, TODAY.year, "yearly"),
        (pledge.holder_id, TODAY.year + 1, "yearly"),
        (newcomer.pk, TODAY.year, "holder"),
    ]


def test_what_waits_goes_with_its_holder_and_what_was_confirmed_stays(client):
    pledge, _point = pledge_due()
    confirm(client, pledge)
    draft_pledges(pledge.body, NEXT_YEAR)
    Membership.objects.filter(user=pledge.holder).update(position=None)
    draft_pledges(pledge.body, NEXT_YEAR)
    assert Pledge.objects.get().pk == pledge.pk


def test_confirming_leaves_the_digest_in_the_ledger_and_freezes_it(client):
    pledge, _point = pledge_due()
    answer = confirm(client, pledge, own_words="请同事监督。")
    assert (answer.status_code, answer.url) == (302, f"{LIST}{pledge.pk}/")
    pledge = Pledge.objects.for_list().get()
    assert pledge.own_words == "请同事监督。"
    assert pledge.digest == digest_of(pledge)
    entry = Entry.objects.get(verb="pledge.confirm")
    assert Detail.objects.get(entry=entry).content["sha256"] == pledge.digest
    assert client.post(answer.url, handed(seen=pledge.digest)).status_code == 403
    with pytest.raises(IntegrityError), transaction.atomic():
        Pledge.objects.update(text="改了")
    with pytest.raises(IntegrityError), transaction.atomic():
        pledge.delete()


def test_only_the_holder_confirms_and_only_while_he_holds_the_position(client):
    pledge, _point = pledge_due()
    client.force_login(section_head(pledge.position.unit))
    assert client.post(f"{LIST}{pledge.pk}/", handed()).status_code == 403
    Membership.objects.filter(user=pledge.holder).update(position=None)
    client.force_login(pledge.holder)
    assert client.post(f"{LIST}{pledge.pk}/", handed()).status_code == 403
    assert Pledge.objects.get().confirmed_at is None


def test_what_was_drafted_anew_is_read_again_and_nothing_typed_is_lost(client):
    pledge, point = pledge_due()
    client.force_login(pledge.holder)
    seen = client.get(f"{LIST}{pledge.pk}/").context["seen"]
    measure_for(point, in_force=True, position=pledge.position)
    draft_pledges(pledge.body, TODAY)
    answer = client.post(f"{LIST}{pledge.pk}/", handed(seen=seen, own_words="请监督。"))
    assert answer.status_code == 422
    assert answer.context["form"]["own_words"].value() == "请监督。"
    assert Pledge.objects.get().confirmed_at is None


@pytest.mark.parametrize("typed", ["长" * 501])
def test_words_that_cannot_be(client, typed):
    pledge, _point = pledge_due()
    assert confirm(client, pledge, own_words=typed).status_code == 422


def test_who_reads_a_pledge(client):
    pledge, _point = pledge_due()
    section = pledge.position.unit
    readers = (
        pledge.holder,
        section_head(section),
        committee_member(section),
        person(Role.HEAD, section.body),
    )
    others = (
        contributor(section),
        person(Role.MODERATOR, section.body),
        section_head(SectionFactory(parent=section.body)),
        section_head(SectionFactory()),
    )
    for user in (*readers, *others):
        client.force_login(user)
        expected = 200 if user in readers else 404
        assert client.get(f"{LIST}{pledge.pk}/").status_code == expected
        assert client.get(f"/desk/registers/pledges/{pledge.pk}.pdf").status_code == expected
        assert list(client.get(LIST).context["page"]) == ([pledge] if user in readers else [])


def test_it_stands_in_my_work_until_it_is_confirmed(client):
    pledge, _point = pledge_due()

    def asked():
        client.force_login(pledge.holder)
        return [item.url for item in client.get("/desk/").context["items"] if LIST in item.url]

    assert asked() == [f"{LIST}?state=mine"]
    confirm(client, pledge)
    assert asked() == []


def test_the_list_is_narrowed(client):
    pledge, _point = pledge_due()
    client.force_login(committee_member(pledge.position.unit))

    def found(query):
        return list(client.get(f"{LIST}{query}").context["page"])

    assert found(f"?state=due&section={pledge.position.unit_id}") == [pledge]
    assert found("?state=done") == []


def test_from_my_work_ones_own_pledge_is_found_among_those_of_others(client):
    """A head of the unit reads everybody's: only his own waits for him, and its row says so."""
    theirs, _point = pledge_due()
    boss = person(Role.HEAD, theirs.body)
    mine, _point = pledge_due()
    Pledge.objects.filter(pk=mine.pk).update(holder=boss, body=theirs.body)
    client.force_login(boss)
    shown = client.get(f"{LIST}?state=due")
    assert set(shown.context["page"]) == {theirs, mine}
    assert shown.text.count("阅读并确认") == 1
    assert list(client.get(f"{LIST}?state=mine").context["page"]) == [mine]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_it_is_printed(client, language):
    pledge, point = pledge_due()
    confirm(client, pledge)
    pledge.holder.language = language
    pledge.holder.save()
    answer = client.get(f"/desk/registers/pledges/{pledge.pk}.pdf?lang={language}")
    pages = PdfReader(io.BytesIO(answer.content)).pages
    text = "".join("".join(page.extract_text() for page in pages).split())
    digest = Pledge.objects.get().digest
    for said in (point.title, pledge.holder.name, pledge.position.name, digest):
        assert said in text


def test_the_pages_ask_the_same_number_of_queries_for_one_and_for_three(client):
    pledge, _point = pledge_due()
    reader = committee_member(pledge.position.unit)
    client.force_login(reader)
    client.get(LIST)
    asked = [queries(client, LIST)]
    for _ in range(2):
        newcomer = contributor(pledge.position.unit)
        newcomer.memberships.update(position=pledge.position)
    draft_pledges(pledge.body, TODAY)
    asked.append(queries(client, LIST))
    assert Pledge.objects.count() == 3
    assert asked[0] == asked[1] <= 12


def queries(client, page):
    with CaptureQueriesContext(connection) as counted:
        assert client.get(page).status_code == 200
    return len(counted)


def test_the_night_of_the_days_own_year():
    _pledge, _point = pledge_due(today=datetime.date(2027, 1, 4))
    assert Pledge.objects.get().year == 2027
