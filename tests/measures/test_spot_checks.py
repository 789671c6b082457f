"""Spot checks: a draw anybody can repeat, findings, answers, closing."""

import datetime
import hashlib
import random

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from measures.actions import spot_checks as acts
from measures.models import SpotCheck, SpotItem
from measures.sampling import frame_of, line_of, sample_of
from riskcontrol.audit.models import Detail, Entry
from riskcontrol.desk.board import board_for
from riskcontrol.desk.work import work_of
from tests.factories.accounts import (
    SectionFactory,
    committee_chair,
    committee_member,
    contributor,
    section_head,
)
from tests.factories.measures import OccasionFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
MONTH = {"first_day": TODAY - 30 * DAY, "last_day": TODAY}


@pytest.fixture
def section():
    return SectionFactory()


@pytest.fixture
def member(section):
    return committee_member(section)


def reported(section, days_ago=1, **kwargs):
    return OccasionFactory(
        measure__section=section, due_on=TODAY - days_ago * DAY, done=True, **kwargs
    )


def drawn(home, member, size=1, **kwargs):
    said = {"body": home.body, "purpose": "抽查台账", "size": size, "by": member} | MONTH
    return acts.draw_spot_check(**(said | kwargs))


@pytest.fixture
def item(section, member):
    reported(section)
    return drawn(section, member).items.get()


def amiss(item, by, **kwargs):
    said = {"finding": "shortfall", "found": "台账缺两页。", "correct_by": TODAY + 9 * DAY}
    return acts.record_finding(item=item, by=by, **(said | kwargs))


def test_anybody_draws_the_same_sample_from_seed_and_frame(section, member):
    for days in range(1, 13):
        reported(section, days)
    OccasionFactory(measure__section=section, due_on=TODAY - DAY)  # not reported
    reported(section, 40)  # before the time
    reported(SectionFactory())  # another body's
    check = drawn(section, member, size=5)

    lines = check.frame.splitlines()
    assert (check.frame_size, lines) == (12, sorted(lines))
    assert check.frame_hash == hashlib.sha256(check.frame.encode()).hexdigest()
    again = random.Random(check.seed).sample(lines, 5)  # noqa: S311 - drawn as anybody would
    assert [line_of(item.occasion) for item in check.items.whole()] == again
    told = Detail.objects.get(entry=Entry.objects.about(check).get()).content
    assert (told["seed"], told["frame_hash"], told["drawn"]) == (
        check.seed,
        check.frame_hash,
        again,
    )


def test_what_is_drawn_from_is_the_same_whoever_writes_it_down():
    lines = ["b 2026-11-02", "a 2026-11-30", "a 2026-11-03"]
    frame = frame_of(lines)
    assert frame == "a 2026-11-03\na 2026-11-30\nb 2026-11-02\n" == frame_of(reversed(lines))
    # Written down once and for all: another version of Python draws the same, or this fails.
    wide = frame_of(f"measure-{number:03} 2026-11-30" for number in range(40))
    assert sample_of(wide, "5f3a", 4) == [f"measure-{number:03} 2026-11-30" for number in FOREVER]


FOREVER = [27, 2, 7, 33]


def test_checks_are_numbered_within_the_year_and_the_body(section, member):
    reported(section)
    other = SectionFactory()
    reported(other)
    found = [drawn(section, member), drawn(section, member), drawn(other, committee_member(other))]
    assert [(one.year, one.number) for one in found] == [
        (TODAY.year, 1),
        (TODAY.year, 2),
        (TODAY.year, 1),
    ]
    assert str(found[0]) == f"{TODAY.year} 年第 1 次抽查"


@pytest.mark.parametrize(
    ("kwargs", "said"),
    [
        ({"size": 0}, "至多 1 项"), ({"size": 2}, "至多 1 项"), ({"size": 10**9}, "至多 1 项"),
        ({"last_day": TODAY - 31 * DAY}, "不早于|早于"),
        ({"first_day": TODAY, "last_day": TODAY}, "尚无报告落实"),
        ({"purpose": " "}, "purpose|不能为空|空"),
    ],
)  # fmt: skip
def test_a_draw_that_cannot_be_is_refused_and_nothing_written(section, member, kwargs, said):
    reported(section)
    with pytest.raises(ValidationError, match=said):
        drawn(section, member, **kwargs)
    assert (SpotCheck.objects.count(), SpotItem.objects.count(), Entry.objects.count()) == (0, 0, 0)


def test_too_many_are_not_drawn_from(section, member, monkeypatch):
    monkeypatch.setattr(acts, "MOST_IN_FRAME", 1)
    reported(section, 1)
    reported(section, 2)
    with pytest.raises(ValidationError, match="缩短时间"):
        drawn(section, member)


def test_a_section_of_another_body_is_refused(section, member):
    reported(section)
    with pytest.raises(ValidationError, match=r"其他单位|另一"):
        drawn(section, member, section=SectionFactory())


def test_the_committee_alone_draws(section):
    reported(section)
    for user in (section_head(section), contributor(section), committee_member(SectionFactory())):
        with pytest.raises(PermissionDenied):
            drawn(section, user)


def test_what_is_in_order_is_closed_with_the_finding(item, member):
    found = acts.record_finding(item=item, finding="in-order", by=member)
    assert (found.closed_by, found.correct_by) == (member, None)
    with pytest.raises(PermissionDenied):
        acts.record_finding(item=item, finding="in-order", by=member)


def test_a_finding_is_answered_sent_back_answered_and_closed(item, member, section):
    worker = contributor(section)
    amiss(item, member)
    with pytest.raises(PermissionDenied, match="尚未答复"):
        acts.close_finding(item=item, by=member)
    acts.answer_finding(item=item, answer="已补齐。", by=worker)
    with pytest.raises(PermissionDenied):
        acts.answer_finding(item=item, answer="再答。", by=worker)
    acts.send_answer_back(item=item, reason="附上照片。", by=member)
    acts.answer_finding(item=item, answer="已补齐并附照片。", by=worker)
    closed = acts.close_finding(item=item, by=member)
    assert (closed.answer, closed.closed_by) == ("已补齐并附照片。", member)
    assert list(Entry.objects.about(item.spot_check).values_list("verb", flat=True)) == [
        f"spot-check.{verb}" for verb in ("draw", "find", "answer", "send_back", "answer", "close")
    ]


@pytest.mark.parametrize(
    ("kwargs", "field"),
    [
        ({"found": " "}, "found"), ({"correct_by": None}, "correct_by"),
        ({"correct_by": TODAY - DAY}, "correct_by"),
        ({"correct_by": datetime.date(9999, 12, 31)}, "correct_by"),
        ({"finding": "perhaps"}, "finding"), ({"found": "长" * 1001}, "found"),
    ],
)  # fmt: skip
def test_a_finding_with_gaps_is_refused(item, member, kwargs, field):
    with pytest.raises(ValidationError) as refused:
        amiss(item, member, **kwargs)
    assert field in refused.value.message_dict
    assert SpotItem.objects.get().finding == ""


def test_nobody_looks_into_what_he_did(section):
    chair = committee_chair(section)
    reported(section, done_by=chair)
    item = drawn(section, chair).items.get()
    with pytest.raises(PermissionDenied, match="请他人抽查"):
        amiss(item, chair)


def test_the_draw_and_what_is_closed_are_frozen(item, member):
    acts.record_finding(item=item, finding="in-order", by=member)
    for act in (
        lambda: SpotCheck.objects.update(seed="1"),
        lambda: SpotCheck.objects.all()._raw_delete("default"),
        lambda: SpotItem.objects.update(found="别的"),
        lambda: SpotItem.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


# Pages


def page(client, item):
    return client.get(reverse("measures:spot_check", args=[item.spot_check_id]))


def test_the_page_draws_again_and_shows_the_same(client, item, member):
    client.force_login(member)
    shown = page(client, item)
    assert shown.context["is_as_drawn"]
    assert item.spot_check.seed in shown.text
    frame = client.get(reverse("measures:spot_frame", args=[item.spot_check_id]))
    assert hashlib.sha256(frame.content).hexdigest() == item.spot_check.frame_hash


def test_a_draw_through_the_pages(client, section, member):
    reported(section)
    client.force_login(member)
    address = reverse("measures:spot_check_draw", args=[section.body.code])
    said = {"purpose": "抽查台账", "size": 2, **MONTH}
    refused = client.post(address, said)
    assert refused.status_code == 422
    assert "至多 1 项" in str(refused.context["form"].errors)
    assert "抽查台账" in refused.text
    for wrong in (
        {"size": "9" * 40},
        {"first_day": "2026-02-31"},
        {"section": "9" * 30},
        {"purpose": "长" * 201},
        {"purpose": "\0"},
    ):
        assert client.post(address, said | {"size": 1} | wrong).status_code == 422
    assert not SpotCheck.objects.exists()
    assert client.post(address, said | {"size": 1}).status_code == 302
    assert "抽查台账" in client.get(reverse("measures:spot_checks")).text


def said(client, response):
    """Give what the page says that an act led to."""
    return [str(one) for one in client.get(response.url.partition("#")[0]).context["messages"]]


def test_findings_and_answers_through_the_page(client, item, member, section):
    worker, i = contributor(section), f"i{item.pk}"
    client.force_login(member)
    find = reverse("measures:spot_find", args=[item.pk])
    refused = client.post(find, {f"{i}-finding": "shortfall", f"{i}-found": "缺页"})
    assert refused.status_code == 422
    assert "缺页" in refused.text
    day = (TODAY + DAY).isoformat()
    found = {f"{i}-finding": "shortfall", f"{i}-found": "缺页", f"{i}-correct_by": day}
    assert said(client, client.post(find, found)) == ["抽查情况已登记。"]
    client.force_login(worker)
    assert "缺页" in page(client, item).text
    answer = reverse("measures:spot_answer", args=[item.pk])
    refused = client.post(answer, {f"{i}-answer": ""})
    assert (refused.status_code, "请写明怎样整改。" in refused.text) == (422, True)
    answered = client.post(answer, {f"{i}-answer": "已补"})
    assert said(client, answered) == ["整改情况已提交，等待核查。"]
    close = reverse("measures:spot_close", args=[item.pk])
    assert client.post(close).status_code == 403
    client.force_login(member)
    back = reverse("measures:spot_send_back", args=[item.pk])
    assert client.post(back, {f"{i}-reason": ""}).status_code == 422
    assert said(client, client.post(close)) == ["已确认整改到位。"]
    assert SpotItem.objects.get().closed_by == member


def test_strangers_find_nothing(client, item):
    stranger = committee_chair(SectionFactory())
    client.force_login(stranger)
    assert page(client, item).status_code == 404
    assert client.get(reverse("measures:spot_frame", args=[item.spot_check_id])).status_code == 404
    for name in ("spot_find", "spot_answer", "spot_close", "spot_send_back"):
        assert client.post(reverse(f"measures:{name}", args=[item.pk])).status_code == 404
    assert list(client.get(reverse("measures:spot_checks")).context["page"]) == []


def titles(user):
    return [item.title.partition("：")[0] for item in work_of(user, board_for(user))]


def test_each_step_waits_for_whose_turn_it_is(item, member, section):
    head = section_head(section)
    item.occasion.done_by = head
    item.occasion.save()
    worker = contributor(section)
    assert (titles(member), titles(worker)) == (["待抽查"], [])
    amiss(item, member)
    assert (titles(member), titles(worker)) == ([], ["待整改"])
    acts.answer_finding(item=item, answer="已补齐。", by=worker)
    assert (titles(member), titles(worker)) == (["待核整改"], [])
    acts.close_finding(item=item, by=member)
    assert (titles(member), titles(worker)) == ([], [])


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_at_any_length(
    client, section, member, count, django_assert_num_queries
):
    for days in range(1, 4):
        reported(section, days)
    for _more in range(count):
        check = drawn(section, member, size=count)
    client.force_login(member)
    client.get(reverse("measures:spot_checks"))
    with django_assert_num_queries(6):
        client.get(reverse("measures:spot_checks"))
    with django_assert_num_queries(5):
        client.get(reverse("measures:spot_check", args=[check.pk]))
