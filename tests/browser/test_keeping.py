"""In the browser: a pledge confirmed on a phone, a rule until it is repealed, reviews of a risk point."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from measures.actions.calling import call_for_reviews
from measures.jobs import run_warnings
from measures.models import Review, Rule
from riskpoints.actions.sittings import decide_sitting
from tests.factories.accounts import SectionFactory, committee_chair, section_head
from tests.factories.education import pledge_due
from tests.factories.measures import MeasureFactory, assessed, convened

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = datetime.timedelta(days=1)
ARTICLES = "第一条 支出须经两人审核。\n第二条 审核人不得经办。"


def press(page, words):
    page.get_by_role("button", name=words, exact=True).click()
    page.wait_for_load_state()


def test_a_pledge_is_confirmed_on_a_phone_from_my_work(page, site, sign_in):
    pledge, point = pledge_due()
    page.set_viewport_size({"width": 375, "height": 812})
    sign_in(pledge.holder)
    page.goto(f"{site}/desk/")
    page.get_by_role("link", name="确认本人廉政承诺").click()
    page.get_by_role("link", name="阅读并确认").click()
    expect(page.get_by_role("listitem").filter(has_text=point.title)).to_be_visible()
    page.locator("[name=own_words]").fill("本人将逐件留痕。")
    press(page, "确认承诺")
    pledge.refresh_from_db()
    assert (pledge.confirmed_at is not None, pledge.own_words) == (True, "本人将逐件留痕。")
    expect(page.get_by_text(f"SHA-256 {pledge.digest}")).to_be_visible()
    page.goto(f"{site}/desk/")
    expect(page.get_by_role("link", name="确认本人廉政承诺")).to_have_count(0)


def list_rule(page, site):
    """Put a rule on the list; what is missing is named, what was typed stays."""
    page.goto(f"{site}/desk/measures/rules/")
    page.get_by_role("link", name="登记制度").first.click()
    page.locator("[name=name]").fill("《支出审核办法》")
    page.locator("[name=articles]").fill(ARTICLES)
    press(page, "保存")
    expect(page.locator(".error-summary")).to_contain_text("请填写制定机关。")
    page.locator("[name=issuer]").fill("本单位")
    page.locator("[name=issued_on]").fill((timezone.localdate() - 60 * DAY).isoformat())
    press(page, "保存")
    expect(page.locator("h1")).to_contain_text("支出审核办法")
    expect(page.get_by_role("definition")).to_contain_text(["支出须经两人审核。"])


def amend(page):
    """Enter a new version; it must say what changed."""
    page.get_by_role("link", name="录入新版本").click()
    page.locator("[name=issued_on]").fill(timezone.localdate().isoformat())
    page.locator("[name=articles]").fill("第一条 支出须经三人审核。")
    press(page, "保存")
    expect(page.locator("[name=articles]")).to_have_value("第一条 支出须经三人审核。")
    page.locator("[name=what_changed]").fill("审核由两人改为三人。")
    press(page, "保存")
    expect(page.locator("h2").first).to_have_text("第 2 版")


def repeal(page, on):
    page.get_by_role("link", name="废止", exact=True).click()
    page.locator("[name=on]").fill(on.isoformat())
    page.locator("[name=because]").fill("已由新办法代替。")
    press(page, "废止")


def test_a_rule_is_listed_amended_and_repealed_and_what_rests_on_it_is_warned_of(
    page, site, sign_in
):
    section = SectionFactory()
    sign_in(committee_chair(section.parent))
    list_rule(page, site)
    amend(page)
    rule = Rule.objects.get()
    measure = MeasureFactory(section=section, in_force=True, rule=rule, text="支出双人审核。")
    page.reload()
    expect(page.get_by_role("link", name=measure.text)).to_be_visible()

    repeal(page, timezone.localdate() - 30 * DAY)

    expect(page.locator(".note-warning")).to_contain_text("已由新办法代替。")
    run_warnings(timezone.localdate())
    page.goto(f"{site}/desk/measures/warnings/")
    page.get_by_role("row").filter(has_text=measure.text).get_by_role("link").click()
    page.get_by_role("main").get_by_role("link", name="查看").click()
    expect(page.locator("h1")).to_have_text(measure.text)


def review(page, site, outcome, reason):
    """Do the review that waits in My work; without a reason it is asked for and the choice stays."""
    page.goto(f"{site}/desk/")
    page.get_by_role("link", name="复核：").first.click()
    page.locator(f"[name=outcome][value={outcome}]").check()
    press(page, "保存复核")
    expect(page.locator(f"[name=outcome][value={outcome}]")).to_be_checked()
    page.locator("[name=reason]").fill(reason)
    press(page, "保存复核")


def test_a_level_one_point_still_holds_and_the_next_time_is_to_be_changed(page, site, sign_in):
    sitting = assessed(convened(), 1)
    decide_sitting(sitting=sitting, by=sitting.chair)
    sign_in(section_head(sitting.worksheet.section))
    call_for_reviews(timezone.localdate())
    first = Review.objects.get()
    Review.objects.update(due_on=timezone.localdate())

    review(page, site, "valid", "措施均已落实，未见新情况。")

    first.refresh_from_db()
    assert (first.outcome, first.reason) == ("valid", "措施均已落实，未见新情况。")
    call_for_reviews(timezone.localdate())
    second = Review.objects.open().get()
    Review.objects.open().update(due_on=timezone.localdate())
    review(page, site, "changed", "新系统上线，办理方式已变。")
    second.refresh_from_db()
    assert second.outcome == "changed"
    expect(page.locator("#outcome ~ h3, .panel h3").first).to_have_text("到哪里调整")
