"""Reviews of risk points and their measures: called for by level and on what happened, done with a reason."""

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from measures.actions.calling import call_for_reviews
from measures.actions.reviews import call_review, do_review
from measures.actions.warnings import enter_law_change
from measures.models import CarryingRules, Review
from measures.schedule import on_a_workday
from powers.models import LegalBasis, Posting
from riskcontrol.accounts.models import Membership
from riskcontrol.audit.models import Entry
from riskcontrol.desk.board import board_for
from riskcontrol.desk.work import work_of
from riskcontrol.lib.workdays import add_workdays, months_after
from riskpoints.actions.sittings import decide_sitting
from riskpoints.models import CarriedRow, Lead, Ruling
from riskpoints.states import LeadKind
from tests.factories.accounts import (
    PositionFactory,
    SectionFactory,
    UserFactory,
    committee_chair,
    contributor,
)
from tests.factories.measures import assessed, convened, measure_for, worksheet_of
from tests.factories.rules import along

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
SOON = add_workdays(TODAY, 10)


def ruled(rank=3):
    sitting = assessed(convened(), rank)
    decide_sitting(sitting=sitting, by=sitting.chair)
    return sitting.worksheet.risk_points.get()


@pytest.fixture
def point():
    return ruled(1)


def opened():
    return [(one.due_on, one.ground, one.because) for one in Review.objects.open()]


def test_a_change_of_a_law_that_the_chart_rests_on_brings_it_forward(point):
    step = point.anchors.first().step
    LegalBasis.objects.create(step=step, law="《中华人民共和国会计法》", article="第五条")
    ruled(1)  # of another body, whose chart rests on nothing
    enter_law_change(
        body=point.body,
        law="会计法",
        what="修订监督条款",
        changed_on=TODAY + DAY,
        by=committee_chair(point.body),
    )
    call_for_reviews(TODAY)
    assert {one.ground for one in Review.objects.open()} == {"level"}
    with time_machine.travel(timezone.now() + DAY, tick=False):
        call_for_reviews(TODAY + DAY)
    assert [
        (one.risk_point, one.due_on, one.ground, one.because)
        for one in Review.objects.open().exclude(ground="level")
    ] == [(point, add_workdays(TODAY + DAY, 10), "law", "《会计法》已修改：修订监督条款")]


@pytest.mark.parametrize(("rank", "months"), [(1, 3), (2, 6), (3, 12)])
def test_it_falls_due_by_the_level_once(rank, months):
    ruled(rank)
    assert [call_for_reviews(TODAY) for _ in range(2)] == [1, 0]
    assert opened() == [(on_a_workday(months_after(TODAY, months)), "level", "")]


def test_a_body_says_how_often(point):
    CarryingRules.objects.create(body=point.body, review_months_1=1)
    call_for_reviews(TODAY)
    assert opened()[0][0] == on_a_workday(months_after(TODAY, 1))


def test_a_ruling_from_before_counts_from_today(point):
    Ruling.objects.update(ruled_on=datetime.date(2019, 5, 1))
    call_for_reviews(TODAY)
    assert opened()[0][0] == on_a_workday(months_after(TODAY, 3))


def test_the_next_one_counts_from_the_last(point):
    call_for_reviews(TODAY)
    do_review(
        review=Review.objects.get(),
        outcome="valid",
        reason="流程未变。",
        by=contributor(point.section),
    )
    later = TODAY + 40 * DAY
    assert call_for_reviews(later) == 1
    assert opened()[0][0] == on_a_workday(months_after(TODAY, 3))


def test_a_new_holder_brings_it_forward(point):
    post = PositionFactory(unit=point.section)
    point.positions.add(post)
    call_for_reviews(TODAY)
    user = contributor(point.section)
    Membership.objects.filter(user=user).update(position=post, since=timezone.now() + DAY)
    assert call_for_reviews(TODAY + DAY) == 0
    ((due, ground, because),) = opened()
    assert (due, ground) == (add_workdays(TODAY + DAY, 10), "holder")
    assert post.name in because


def test_a_chart_settled_anew_brings_it_forward(point):
    Posting.objects.filter(flowchart=point.flowchart).update(settled_at=timezone.now() + DAY)
    call_for_reviews(TODAY + DAY)
    assert [ground for _due, ground, _because in opened()] == ["chart"]


def lead(point, **kwargs):
    by = committee_chair(point.section)
    found = Lead.objects.create(
        body=point.body, kind=LeadKind.values[0], on=TODAY, gist="某某收受", source="信访台账", proven=True,
        entered_by=by, entered_on=TODAY, section=point.section, **kwargs,
    )  # fmt: skip
    found.links.create(risk_point=point, by=by, on=TODAY)
    return found


def test_a_case_calls_for_it_once_the_section_knows_and_says_nothing_of_it(point):
    by = committee_chair(point.section)
    found = lead(point)
    call_for_reviews(TODAY)
    assert [ground for _due, ground, _because in opened()] == ["level"]
    Lead.objects.filter(pk=found.pk).update(passed_by=by, passed_on=TODAY + DAY)
    call_for_reviews(TODAY + DAY)
    assert opened() == [(add_workdays(TODAY + DAY, 10), "case", "有问题线索已查实。")]


def test_what_gave_way_is_not_reviewed(point):
    call_for_reviews(TODAY)
    later = worksheet_of(point.flowchart)
    CarriedRow.objects.create(
        worksheet=later, risk_point=point, seen_in=point.worksheet, outcome="removed",
        reason="流程取消。", by=contributor(point.section), at=timezone.now(),
    )  # fmt: skip
    type(later).objects.filter(pk=later.pk).update(
        state="decided", open_in=None, decided_at=timezone.now(),
        signed_by=contributor(point.section), signed_at=timezone.now(),
    )  # fmt: skip
    assert call_for_reviews(TODAY) == 0
    assert opened() == []


def test_the_committee_calls_for_one(point):
    chair = committee_chair(point.section)
    call_for_reviews(TODAY)
    said = {"risk_point": point, "ground": "law", "because": "招标办法修订。"}
    called = call_review(**said, due_on=TODAY + 9 * DAY, by=chair)
    assert opened() == [(TODAY + 9 * DAY, "law", "招标办法修订。")]
    call_review(**said, due_on=TODAY + 99 * DAY, by=chair)
    assert Review.objects.get().due_on == called.due_on
    for wrong in ({"because": " "}, {"due_on": TODAY - DAY}, {"due_on": datetime.date(9999, 1, 1)}):
        with pytest.raises(ValidationError):
            call_review(**({"due_on": TODAY} | said | wrong), by=chair)
    with pytest.raises(PermissionDenied):
        call_review(**said, due_on=TODAY, by=contributor(point.section))


def test_it_is_done_with_a_reason_by_the_section_once(point):
    call_for_reviews(TODAY)
    review = Review.objects.get()
    user = contributor(point.section)
    for wrong in ({"reason": " "}, {"outcome": "perhaps"}):
        with pytest.raises(ValidationError):
            do_review(
                **({"review": review, "outcome": "valid", "reason": "仍有效。"} | wrong), by=user
            )
    with pytest.raises(PermissionDenied):
        do_review(
            review=review, outcome="valid", reason="仍有效。", by=committee_chair(point.section)
        )
    do_review(review=review, outcome="changed", reason="需增加复核环节。", by=user)
    assert Entry.objects.about(point).last().verb == "review.do"
    with pytest.raises(PermissionDenied):
        do_review(review=review, outcome="valid", reason="仍有效。", by=user)
    with pytest.raises(DatabaseError), transaction.atomic():
        Review.objects.update(reason="别的")


# Pages


def test_it_stands_in_the_work_the_list_and_the_calendar(client, point):
    user = contributor(point.section)
    call_for_reviews(TODAY)
    assert [item for item in work_of(user, board_for(user)) if item.tag == "复核"] == []
    Review.objects.update(due_on=TODAY)
    (item,) = [item for item in work_of(user, board_for(user)) if item.tag == "复核"]
    review = Review.objects.get()
    assert item.url == reverse("measures:review", args=[review.pk])
    client.force_login(user)
    assert item.url in client.get(reverse("measures:reviews")).text
    assert item.url in client.get(reverse("measures:calendar")).text
    assert item.url not in client.get(reverse("measures:calendar"), {"state": "reported"}).text


def test_it_is_done_through_its_page(client, point):
    call_for_reviews(TODAY)
    address = reverse("measures:review", args=[Review.objects.get().pk])
    client.force_login(contributor(point.section))
    refused = client.post(address, {"outcome": "valid", "reason": ""})
    assert refused.status_code == 422
    for wrong in ({"reason": "\0"}, {"reason": "长" * 1001}, {"outcome": "x"}):
        said = {"outcome": "valid", "reason": "仍有效。"} | wrong
        assert client.post(address, said).status_code == 422
    assert client.post(address, {"outcome": "changed", "reason": "要改。"}).status_code == 302
    assert "要改。" in client.get(address).text
    assert client.post(address, {"outcome": "changed", "reason": "要改。"}).status_code == 403


def test_what_is_to_be_changed_leads_to_where_it_is_changed(client, point):
    """The risk point on a worksheet; what was set along a line on its own page, by who may set."""
    call_for_reviews(TODAY)
    review, chair = Review.objects.get(), committee_chair(point.body)
    measure_for(point, in_force=True, text="表上的措施。")
    level = along(
        point.section, rank=1, text="抽查一级风险点。", set_by=chair,
        approved_by=UserFactory(),
    )  # fmt: skip
    user, address = contributor(point.section), reverse("measures:review", args=[review.pk])
    ended, anew = reverse("measures:set_end", args=[level.pk]), f"anew={level.pk}"

    def shown(who):
        client.force_login(who)
        page = client.get(address).text
        return page.partition('id="outcome"')[2].partition("<aside")[0]

    assert anew not in shown(chair)
    do_review(review=review, outcome="changed", reason="要改。", by=user)
    theirs, ours = shown(user), shown(chair)
    assert [words in theirs for words in (level.text, anew, ended)] == [True, False, False]
    assert [words in ours for words in (level.text, anew, ended)] == [True, True, True]
    assert "表上的措施。" not in theirs + ours
    assert reverse("desk:worksheet", args=[point.flowchart.code]) in theirs
    form = client.get(f"{reverse('measures:set')}?{anew}").context["form"]
    assert (form.initial["text"], form.initial["levels"]) == (level.text, ["1"])
    strange = along(SectionFactory(), rank=1)
    form = client.get(f"{reverse('measures:set')}?anew={strange.pk}").context["form"]
    assert form.initial == {}


def test_its_page_shows_what_meets_the_point_along_a_line_too(client, point):
    call_for_reviews(TODAY)
    rank = point.ruling.rank
    meets = along(point.section, rank=rank)
    along(point.section, rank=rank % 3 + 1)
    along(SectionFactory(), rank=rank)
    client.force_login(contributor(point.section))
    page = client.get(reverse("measures:review", args=[Review.objects.get().pk]))
    assert list(page.context["measures"]) == [meets]


def test_it_is_called_for_through_the_page(client, point):
    address = reverse("measures:review_call", args=[point.pk])
    client.force_login(committee_chair(point.section))
    assert client.get(address).status_code == 200
    said = {"ground": "law", "because": "办法修订。", "due_on": (TODAY + DAY).isoformat()}
    assert client.post(address, said | {"due_on": "2026-02-31"}).status_code == 422
    assert client.post(address, said).status_code == 302
    client.force_login(contributor(point.section))
    assert client.get(address).status_code == 403


def test_strangers_find_none(client, point):
    call_for_reviews(TODAY)
    client.force_login(committee_chair(SectionFactory()))
    assert client.get(reverse("measures:reviews")).context["page"].object_list == []
    assert client.get(reverse("measures:review", args=[Review.objects.get().pk])).status_code == 404
    assert client.get(reverse("measures:review_call", args=[point.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_at_any_length(client, count, django_assert_num_queries):
    section = SectionFactory()
    for _more in range(count):
        one = ruled()
        one.section = section
        one.body = section.body
        one.save()
    call_for_reviews(TODAY)
    client.force_login(contributor(section))
    client.get(reverse("measures:reviews"))
    with django_assert_num_queries(6):
        assert len(client.get(reverse("measures:reviews")).context["page"].object_list) == count
