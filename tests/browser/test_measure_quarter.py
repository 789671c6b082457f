"""In the browser: a quarter of one measure's life, and a spot check."""

import datetime
import io

import pytest
from django.core import mail
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from measures.actions.scheduling import schedule_first
from measures.jobs import run_day
from measures.models import Evidence, Occasion, SpotItem
from riskcontrol.accounts.models import Membership
from tests.factories.accounts import (
    PositionFactory,
    committee_chair,
    committee_member,
    contributor,
    section_head,
)
from tests.factories.measures import MeasureFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = datetime.timedelta(days=1)


@pytest.fixture
def measure():
    """Monthly, in force for a little more than a month: its first occasion is overdue."""
    post = PositionFactory()
    begun = timezone.localdate() - 45 * DAY
    made = MeasureFactory(
        section=post.unit,
        position=post,
        in_force=True,
        in_force_from=begun,
        text="每月抽查案卷五件。",
    )
    schedule_first(made)
    return made


def row_of(page, site, occasion):
    """Open the measure's page at one of its occasions."""
    page.goto(f"{site}/desk/measures/{occasion.measure_id}/")
    return page.locator(f"#occasion-{occasion.pk}")


def press(page, place, name):
    place.get_by_role("button", name=name).click()
    page.wait_for_load_state()


def report(page, site, occasion, note, *files):
    row = row_of(page, site, occasion)
    if row.get_by_label("落实情况").is_hidden():
        row.locator("summary").first.click()
    row.get_by_label("落实情况").fill(note)
    if files:
        row.locator("input[type=file]").set_input_files(list(files))
    press(page, row, "提交")


def send_back(page, site, occasion, reason):
    row = row_of(page, site, occasion)
    row.locator("summary").first.click()
    row.get_by_label("退回理由").fill(reason)
    press(page, row, "退回")


def test_a_quarter_of_one_measure_s_life(page, site, sign_in, measure):
    owner, head = contributor(measure.section), section_head(measure.section)
    Membership.objects.filter(user=owner).update(position=measure.position)
    type(owner).objects.filter(pk=owner.pk).update(email="owner@example.org")
    run_day(timezone.localdate())
    assert [letter.to for letter in mail.outbox] == [["owner@example.org"]]
    late, soon = measure.occasions.order_by("due_on")[:2]

    sign_in(owner)
    page.goto(f"{site}/desk/")
    expect(page.get_by_text(measure.text).first).to_be_visible()
    expect(row_of(page, site, late)).to_contain_text(owner.name)  # to whom it was brought
    report(page, site, late, "抽查五件，均合规。")

    sign_in(head)
    page.goto(f"{site}/desk/measures/calendar/?month={late.due_on:%Y-%m}")
    expect(page.locator(".month").get_by_text(measure.text)).to_be_visible()
    send_back(page, site, late, "写明案卷号。")

    sign_in(owner)
    report(page, site, late, "抽查101至105号，均合规。")
    report(page, site, soon, "抽查106至110号。")

    sign_in(head)
    for occasion in (late, soon):
        press(page, row_of(page, site, occasion), "核验通过")
    states = Occasion.objects.order_by("due_on").values_list("state", flat=True)
    assert list(states)[:3] == ["verified", "verified", "due"]
    page.goto(f"{site}/desk/measures/occasions/")
    expect(page.get_by_text("没有逾期事项")).to_be_visible()


def photo(name):
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": out.getvalue()}


def test_three_months_behind_rise_to_the_committee_and_are_proven_with_files(
    page, site, sign_in, measure
):
    section, begun = measure.section, timezone.localdate() - 100 * DAY
    measure.occasions.all().delete()
    type(measure).objects.filter(pk=measure.pk).update(in_force_from=begun)
    measure.refresh_from_db()
    schedule_first(measure)
    owner, head, chair = contributor(section), section_head(section), committee_chair(section)
    Membership.objects.filter(user=owner).update(position=measure.position)
    run_day(timezone.localdate())
    months = list(measure.occasions.order_by("due_on")[:3])
    assert [one.due_on < timezone.localdate() for one in months] == [True] * 3
    assert months[0].risen == "committee"

    sign_in(chair)
    page.goto(f"{site}/desk/measures/occasions/?risen=committee")
    expect(page.get_by_text(measure.text).first).to_be_visible()
    for person in (owner, head, chair):  # it rose past each of them
        expect(row_of(page, site, months[0]).locator(".reminders")).to_contain_text(person.name)

    sign_in(owner)
    for number, one in enumerate(months, 1):
        report(page, site, one, f"第{number}个月抽查五件。", photo(f"台账{number}.png"))

    sign_in(head)
    for number, one in enumerate(months, 1):
        expect(row_of(page, site, one).locator(".evidence")).to_contain_text(f"台账{number}.png")
        press(page, row_of(page, site, one), "核验通过")
    kept = Evidence.objects.order_by("occasion__due_on")
    assert list(kept.values_list("occasion__state", "name")) == [
        ("verified", f"台账{number}.png") for number in (1, 2, 3)
    ]
    sign_in(chair)
    page.goto(f"{site}/desk/measures/occasions/?risen=committee")
    expect(page.get_by_text(measure.text)).to_have_count(0)


def draw(page, site):
    page.goto(f"{site}/desk/measures/spot-checks/")
    page.get_by_role("link", name="抽取样本").click()
    page.get_by_label("抽查内容").fill("台账是否齐全")
    page.get_by_label("抽取数量").fill("1")
    press(page, page, "抽取")
    expect(page.get_by_text("样本及顺序完全一致")).to_be_visible()
    return SpotItem.objects.get()


def find(page, row):
    row.locator("summary").first.click()
    row.get_by_label("存在问题").check()
    row.get_by_label("发现的情况").fill("缺一页。")
    row.get_by_label("整改期限").fill((timezone.localdate() + 9 * DAY).isoformat())
    press(page, row, "记录")


def test_a_spot_check(page, site, sign_in, measure):
    section = measure.section
    owner, head, member = contributor(section), section_head(section), committee_member(section)
    Occasion.objects.update(done_by=owner, done_at=timezone.now(), note="抽查五件。")

    sign_in(member)
    item = draw(page, site)
    row = page.locator(f"#item-{item.pk}")
    find(page, row)

    sign_in(head)
    page.goto(f"{site}/desk/")
    page.get_by_role("link", name="答复").click()
    row.locator("summary").first.click()
    row.get_by_label("整改情况").fill("已补齐。")
    press(page, row, "提交答复")

    sign_in(member)
    page.goto(f"{site}/desk/measures/spot-checks/{item.spot_check_id}/")
    press(page, row, "整改到位，办结")
    assert SpotItem.objects.get().closed_by == member
