"""The record of a spot check on paper: what stands on it, in both languages, and who reads it."""

import datetime
import io
import random

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from measures.actions import spot_checks as acts
from measures.sampling import line_of
from riskcontrol.accounts.roles import Role
from tests.factories.accounts import (
    PositionFactory,
    SectionFactory,
    committee_chair,
    committee_member,
    contributor,
    person,
    section_head,
)
from tests.factories.measures import OccasionFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
FOUND = "台账缺第三页。\n签字不全。"


@pytest.fixture
def section():
    return SectionFactory(name="财务股")


def reported(section, text, **of_it):
    facts = {"measure__section": section, "measure__text": text} | of_it
    return OccasionFactory(due_on=TODAY - DAY, done=True, **facts)


def drawn(section, size, **said):
    said = {"purpose": "核对第三季度台账", "section": section} | said
    month = {"first_day": TODAY - 30 * DAY, "last_day": TODAY}
    return acts.draw_spot_check(
        body=section.body, size=size, by=committee_member(section), **month, **said
    )


@pytest.fixture
def check(section):
    """Three of three: one amiss and answered, one in order, one nobody has looked into."""
    post = PositionFactory(unit=section, name="出纳岗")
    reported(section, "每月核对台账。", measure__position=post)
    for number in (2, 3):
        reported(section, f"措施{number}。")
    check = drawn(section, 3)
    one, other, _rest = check.items.whole()
    by = committee_member(section)
    correct_by = TODAY + 9 * DAY
    acts.record_finding(item=one, finding="shortfall", found=FOUND, correct_by=correct_by, by=by)
    acts.answer_finding(item=one, answer="已补齐。", by=section_head(section))
    acts.record_finding(item=other, finding="in-order", by=by)
    return check


def answer(client, check, by, **headers):
    client.force_login(by)
    return client.get(reverse("registers:spot_check_pdf", args=[check.pk]), **headers)


def words(response):
    """Give a PDF's words without the blanks that lines break at."""
    pages = PdfReader(io.BytesIO(response.content)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def squeezed(text):
    return "".join(str(text).split())


def test_it_tells_how_it_was_drawn_and_what_was_found(client, section, check):
    paper = words(answer(client, check, committee_chair(section)))
    items = list(check.items.whole())
    for said in (
        f"{section.body}抽查记录", f"〔{TODAY.year}〕第1号", "核对第三季度台账",
        f"从财务股{TODAY - 30 * DAY}至{TODAY}到期且已报告落实的3项中，随机抽取3项。",
        f'random.Random("{check.seed}").sample', check.frame_hash,
        "符合要求1项，存在问题1项，待抽查1项。", FOUND, "答复：已补齐。", str(TODAY + 9 * DAY),
        "财务股·出纳岗", str(check.drawn_by), str(items[0].found_by), str(items[0].answered_by),
        "抽查人", "被抽查科室负责人",
    ):  # fmt: skip
        assert squeezed(said) in paper
    places = [paper.index(squeezed(item.occasion.measure.text)) for item in items]
    assert places == sorted(places)
    assert "不是同一样本" not in paper


def test_whoever_draws_as_the_paper_says_draws_what_it_lists(client, section, check):
    chair = committee_chair(section)
    paper = words(answer(client, check, chair))
    frame = client.get(reverse("measures:spot_frame", args=[check.pk]))
    assert f'open("frame-{section.body.code}-{check.year}-1.txt")' in paper
    lines = frame.content.decode().splitlines()
    again = random.Random(check.seed).sample(lines, 3)  # noqa: S311 - drawn as the paper says
    assert again == [line_of(item.occasion) for item in check.items.whole()]


def test_it_speaks_the_readers_language(client, section, check):
    client.cookies["django_language"] = "en"
    reader = committee_member(section)
    type(reader).objects.filter(pk=reader.pk).update(language="en")
    paper = words(answer(client, check, reader))
    assert "Recordofaspotcheck" in paper
    assert f"3ofthe3occasionsweredrawnthatweredueat财务股from{TODAY - 30 * DAY}" in paper
    assert "Inorder:1.Somethingamiss:1.Notlookedintoyet:1." in paper
    assert "抽查记录" not in paper


def test_another_draw_than_was_recorded_is_pointed_out(client, section, check):
    item = check.items.whole().last()
    other = reported(section, "另一项。")
    type(item).objects.filter(pk=item.pk).update(occasion=other)
    assert "请告知审计员" in words(answer(client, check, committee_chair(section)))


def test_whoever_reads_the_page_reads_the_paper_and_nobody_else(client, section, check):
    page = reverse("measures:spot_check", args=[check.pk])
    paper = reverse("registers:spot_check_pdf", args=[check.pk])
    inside = [contributor(section), section_head(section), person(Role.DEPUTY_HEAD, section.body)]
    elsewhere = SectionFactory()
    outside = [committee_chair(elsewhere), person(Role.SYSTEM_ADMINISTRATOR, section.body)]
    for reader, status in [(one, 200) for one in inside] + [(one, 404) for one in outside]:
        client.force_login(reader)
        assert (client.get(page).status_code, client.get(paper).status_code) == (status, status)
    client.logout()
    assert client.get(paper).status_code == 302


def test_the_page_leads_to_the_paper(client, section, check):
    client.force_login(contributor(section))
    page = client.get(reverse("measures:spot_check", args=[check.pk]))
    assert reverse("registers:spot_check_pdf", args=[check.pk]) in page.text


@pytest.mark.parametrize("size", [1, 3])
def test_a_longer_sample_takes_no_more_queries(client, section, size, django_assert_num_queries):
    for number in range(size):
        reported(section, f"措施{number}。", measure__position=PositionFactory(unit=section))
    check = drawn(section, size)
    client.force_login(committee_chair(section))
    address = reverse("registers:spot_check_pdf", args=[check.pk])
    with django_assert_num_queries(5):
        client.get(address)
