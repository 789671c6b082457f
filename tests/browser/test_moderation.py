"""Comments in the browser: moderated, answered, redacted, merged, entered by hand, passed on; axe looks at each page."""

import datetime
import re
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from playwright.sync_api import expect

from powers import receipts
from powers.models import Comment, Posting, Referral, Reply
from riskcontrol.accounts.roles import Role
from tests.factories.accounts import committee_member
from tests.factories.powers import AttachmentFactory, CommentFactory
from tests.powers.flow import over

from .conftest import PHONE
from .test_walk import nothing_found

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
expect.set_options(timeout=15_000)
CODE = receipts.code_of("a receipt of these tests")


@pytest.fixture(autouse=True)
def chinese():
    with override("zh-hans"):
        yield


@pytest.fixture
def desk(page, live_server, sign_in):
    """A posting that is over, with a comment whose receipt we hold, and its people before one browser."""
    posting, people = over()
    comment = CommentFactory(
        posting=posting,
        step_key="examine",
        body="请写明审查由几人负责，王某某一人说了算。",
        receipt_hash=receipts.hash_of(CODE),
    )
    page.set_default_timeout(15_000)
    page.on("pageerror", fail)
    return SimpleNamespace(
        page=page,
        base=live_server.url,
        path=f"/desk/postings/{posting.pk}/",
        posting=posting,
        comment=comment,
        becomes=sign_in,
        **vars(people),
    )


def fail(error):
    raise AssertionError(error)


def look(page):
    """Let axe look, at a desk and on a phone; nothing is wider than a phone."""
    nothing_found(page)
    size = page.viewport_size
    page.set_viewport_size(PHONE)
    nothing_found(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.set_viewport_size(size)


def opened(desk, user, path=""):
    desk.becomes(user)
    desk.page.goto(desk.base + (path or desk.path))
    look(desk.page)
    return desk.page


def at(desk, comment=None):
    """The place of a comment on the page."""
    return desk.page.locator(f"#comment-{(comment or desk.comment).public_id}")


def ask(desk, words, comment=None):
    """Open the form of an act in its place; the page stays."""
    desk.page.evaluate("window.wasHere = true")
    at(desk, comment).get_by_role("link", name=words, exact=True).click()
    form = at(desk, comment).locator("form.comment-act")
    form.wait_for()
    look(desk.page)
    return form


def stayed(desk):
    """Whether the page was not loaded anew."""
    return desk.page.evaluate("window.wasHere === true")


def receipt_of(desk, code=CODE):
    desk.page.goto(f"{desk.base}/receipt/")
    desk.page.locator("[name=code]").fill(code)
    desk.page.locator("main form button").click()
    desk.page.wait_for_load_state()
    look(desk.page)
    return desk.page.locator("main").inner_text()


def public_page(desk, *more):
    desk.page.goto("/".join([desk.base, "charts", desk.posting.flowchart.code, *more, ""]))
    desk.page.reload()  # the browser may keep a page of the public for a minute
    look(desk.page)
    return desk.page.locator("main").inner_text()


def test_a_comment_is_shown_answered_adopted_compared_and_found_again(desk):
    page = opened(desk, desk.moderator)
    page.evaluate("window.wasHere = true")
    at(desk).get_by_role("button", name=_("Show it to the public"), exact=True).click()
    expect(page.locator("#messages")).to_contain_text("意见已公开")
    assert stayed(desk)
    assert desk.comment.body in public_page(desk)
    assert "等待答复" in public_page(desk)

    desk.posting.flowchart.steps.filter(key="examine").update(name="两人审查")
    opened(desk, desk.contributor)
    prefix = f"c-{desk.comment.public_id}"
    page.locator(f"[name={prefix}-decision]").select_option("adopted")
    page.locator(f"[name={prefix}-reason]").fill("已改为两人审查。")
    at(desk).get_by_text(_("Steps it changes")).first.click()
    page.locator(f"[name={prefix}-changed][value=examine]").check()
    look(page)
    page.get_by_role("button", name=_("Save and hand in")).click()
    expect(page.locator("#messages")).to_contain_text(_("Handed in to be settled."))

    opened(desk, desk.moderator)
    page.get_by_role("button", name=_("Settle the posting")).click()
    expect(page.locator("#messages")).to_contain_text("定稿")
    look(page)
    text = public_page(desk)
    assert ("已改为两人审查。" in text, "“两人审查”" in text) == (True, True)
    assert desk.comment.body[:20] in public_page(desk, "compare", "1", "2")
    assert [words for words in ("采纳", "已改为两人审查。") if words in receipt_of(desk)] == [
        "采纳",
        "已改为两人审查。",
    ]


def test_part_of_a_comment_is_left_out_and_the_committee_reads_it(desk):
    page = opened(desk, desk.moderator)
    form = ask(desk, _("Leave part out"))
    field = form.locator("[name=shown]")
    field.evaluate(
        "field => { const at = field.value.indexOf('王某某'); field.setSelectionRange(at, at + 3); }"
    )
    form.get_by_role("button", name=_("Leave out what is marked")).click()
    expect(field).to_have_value("请写明审查由几人负责，[…]一人说了算。")
    form.get_by_role("button", name=_("Leave it out"), exact=True).click()
    expect(at(desk).locator(".invalid-feedback").first).to_be_visible()
    look(page)
    at(desk).locator("[name=reason]").fill("含他人姓名")
    at(desk).get_by_role("button", name=_("Leave it out"), exact=True).click()
    expect(at(desk).locator(".comment-facts")).to_contain_text("含他人姓名")
    assert stayed(desk)
    expect(page.locator("main")).not_to_contain_text("王某某")
    assert Comment.objects.get().redacted_by == desk.moderator
    assert "王某某" not in receipt_of(desk)

    opened(desk, committee_member(desk.posting.flowchart.section))
    at(desk).get_by_text(_("As it came in; the committee alone reads this")).click()
    expect(at(desk)).to_contain_text("王某某")
    look(page)


def merge(desk, like):
    """Merge a comment with the one of the desk; it leaves the list."""
    form = ask(desk, _("Merge it"), like)
    form.get_by_label("请写明审查由几人负责").check()
    form.get_by_role("button", name=_("Merge"), exact=True).click()
    expect(at(desk, like)).to_have_count(0)


def test_comments_are_merged_and_each_receipt_tells_the_answer(desk):
    other = receipts.code_of("another receipt")
    like = CommentFactory(
        posting=desk.posting, body="审查由几人负责？", receipt_hash=receipts.hash_of(other)
    )
    page = opened(desk, desk.moderator)
    merge(desk, like)
    assert stayed(desk)
    expect(page.locator("#shelves")).to_contain_text("1")
    page.reload()
    expect(at(desk)).to_contain_text("审查由几人负责？")
    look(page)
    at(desk).get_by_role("button", name=_("Take it out again")).click()
    expect(at(desk, like)).to_be_visible()
    merge(desk, like)

    opened(desk, desk.contributor)
    page.locator("select[name$=-decision]").select_option("already")
    page.locator("textarea[name$=-reason]").fill("规程第三条已写明。")
    page.get_by_role("button", name=_("Save the answers")).click()
    expect(page.locator("#messages")).to_contain_text(_("Your answers are saved."))
    opened(desk, desk.moderator)
    page.get_by_role("button", name=_("Publish the answers")).click()
    expect(page.locator("#messages")).to_contain_text(_("The answers are published."))
    for code in (CODE, other):
        assert "规程第三条已写明。" in receipt_of(desk, code)


def test_a_letter_is_entered_and_its_slip_leads_to_it(desk):
    page = opened(desk, desk.contributor)
    page.get_by_role("link", name=_("Enter a letter or call")).click()
    look(page)
    page.get_by_role("button", name=_("Save and show the receipt")).click()
    expect(page.locator("#error-summary")).to_be_focused()
    look(page)
    page.locator("[name=channel]").select_option("letter")
    page.locator("[name=source]").fill("来信〔2026〕第3号")
    page.locator("[name=received_on]").fill(desk.posting.closes.isoformat())
    page.locator("[name=body]").fill("来信说：能不能邮寄结果？")
    page.get_by_role("button", name=_("Save and show the receipt")).click()
    code = page.locator(".slip-code").inner_text()
    assert re.fullmatch(r"(\w{4}-){4}\w{4}", code)
    look(page)
    expect(page.get_by_role("button", name=_("Print the slip"))).to_be_visible()
    page.emulate_media(media="print")
    for hidden in (".masthead", ".page-head", ".crumbs"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator(".slip svg.qr")).to_be_visible()
    page.emulate_media(media="screen")
    assert "来信说：能不能邮寄结果？" in receipt_of(desk, code)
    opened(desk, desk.contributor)
    expect(at(desk, Comment.objects.get(channel="letter"))).to_contain_text("来信〔2026〕第3号")


def test_an_accusation_goes_to_the_committee_and_leaves_the_page(desk):
    AttachmentFactory(comment=desk.comment, name="照片.png")
    page = opened(desk, desk.moderator)
    form = ask(desk, _("Pass it on to the committee"))
    form.get_by_role("button", name=_("Pass it on"), exact=True).click()
    expect(at(desk)).to_have_count(0)
    assert stayed(desk)
    expect(page.locator("#shelves")).to_contain_text("0")
    opened(desk, desk.moderator)
    expect(page.locator("main")).not_to_contain_text("王某某")
    assert "转" in receipt_of(desk)

    opened(desk, committee_member(desk.posting.flowchart.section), "/desk/committee/referrals/")
    expect(page.locator("main")).not_to_contain_text("王某某")
    page.locator("main .item a.btn").click()
    expect(page.locator("main")).to_contain_text("王某某")
    expect(page.get_by_role("link", name="照片.png")).to_be_visible()
    look(page)
    page.get_by_role("button", name=_("It is dealt with")).click()
    expect(page.locator("#error-summary")).to_contain_text(_("Note how it was dealt with."))
    look(page)
    page.locator("[name=note]").fill("已约谈并整改。")
    page.get_by_role("button", name=_("It is dealt with")).click()
    expect(page.locator("main")).to_contain_text("已约谈并整改。")
    assert Referral.objects.get().state == "closed"
    opened(desk, committee_member(desk.posting.flowchart.section), "/desk/ledger/")


def test_what_is_being_typed_outlives_an_act_on_the_comment(desk):
    seat = {"unit": desk.posting.flowchart.section, "role": Role.MODERATOR}
    desk.contributor.memberships.create(**seat)
    page = opened(desk, desk.contributor)
    reason = page.locator(f"[name=c-{desk.comment.public_id}-reason]")
    reason.fill("正在写的答复")
    page.evaluate("window.wasHere = true")
    at(desk).get_by_role("button", name=_("Show it to the public"), exact=True).click()
    expect(page.locator("#messages")).to_contain_text("意见已公开")
    expect(reason).to_have_value("正在写的答复")
    page.locator(f"[name=c-{desk.comment.public_id}-decision]").select_option("declined")
    page.get_by_role("button", name=_("Save the answers")).click()
    expect(page.locator("#messages")).to_contain_text(_("Your answers are saved."))
    assert Reply.objects.get().reason == "正在写的答复"


def test_the_version_beside_changes_and_the_answer_being_typed_stays(desk):
    desk.posting.flowchart.steps.filter(key="examine").update(name="两人审查")
    page = opened(desk, desk.contributor)
    reason = page.locator(f"[name=c-{desk.comment.public_id}-reason]")
    reason.fill("正在写的答复")
    page.get_by_role("link", name=_("As it is now"), exact=True).click()
    expect(page.locator("#beside")).to_contain_text("两人审查")
    expect(reason).to_have_value("正在写的答复")


def test_a_form_that_is_closed_leaves_the_focus_at_the_comment(desk):
    page = opened(desk, desk.moderator)
    for words in (_("Do not show it"), _("Assign it")):
        form = ask(desk, words)
        form.get_by_role("link", name=_("Cancel")).click()
        expect(form).to_have_count(0)
    assert page.evaluate("document.activeElement.closest('article').id") == (
        f"comment-{desk.comment.public_id}"
    )


def test_without_a_script_every_act_has_a_page_of_its_own(desk, browser, live_server):
    desk.becomes(desk.moderator)
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    context.add_cookies(desk.page.context.cookies(live_server.url))
    page = context.new_page()
    page.goto(desk.base + desk.path)
    page.get_by_role("link", name=_("Do not show it"), exact=True).click()
    page.get_by_role("button", name=_("Do not show it"), exact=True).click()
    assert page.locator("#error-summary").count() == 1
    page.locator("[name=reason][value=insult]").check()
    page.get_by_role("button", name=_("Do not show it"), exact=True).click()
    assert page.locator("#messages").inner_text().strip()
    assert Comment.objects.get().state == "hidden"
    page.goto(desk.base + desk.path)
    page.get_by_role("button", name=_("Take back that it is hidden")).click()
    assert Comment.objects.get().state == "received"
    context.close()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_everything_that_may_stand_on_the_page_is_accessible(desk, language):
    """Held, noted, assigned, overdue, merged, hidden, answered: to the moderator and to the section."""
    long_ago = timezone.localdate() - datetime.timedelta(days=60)
    posting = desk.posting
    Comment.objects.update(received_on=long_ago, assigned_to=desk.contributor)
    CommentFactory(posting=posting, held_for="personal", name="李四", contact="1380000")
    noted = CommentFactory(posting=posting, suggestion="合并", suggested_by=desk.contributor)
    AttachmentFactory(comment=noted)
    CommentFactory(posting=posting, state="merged", merged_into=desk.comment)
    CommentFactory(posting=posting, state="hidden", hidden_for="insult")
    answered = CommentFactory(posting=posting, state="answered", published_on=long_ago)
    Reply.objects.create(
        comment=answered,
        outcome="partly",
        reason="部分。",
        changed=["examine"],
        published_on=long_ago,
    )
    for person in (desk.moderator, desk.contributor, desk.deputy_head):
        opened(desk, person, f"{desk.path}?show=all&lang={language}")
    assert Posting.objects.get() == posting
    assert settings.LANGUAGE_CODE == "zh-hans"


def test_what_was_looked_at_leaves_the_list_and_the_next_one_is_at_hand(desk):
    second = CommentFactory(posting=desk.posting, body="办理地点没有写。")
    third = CommentFactory(posting=desk.posting, body="收费标准没有写。")
    page = opened(desk, desk.moderator, f"{desk.path}?show=look")
    page.evaluate("window.wasHere = true")

    at(desk).get_by_role("button", name=_("Show it to the public")).click()
    expect(at(desk)).to_have_count(0)
    button = at(desk, second).get_by_role("button", name=_("Show it to the public"))
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(at(desk, second)).to_have_count(0)
    form = ask(desk, _("Do not show it"), third)
    form.get_by_label(_("it is not about this chart")).check()
    form.get_by_role("button", name=_("Do not show it")).click()
    expect(at(desk, third)).to_have_count(0)
    expect(page.locator("#comments-title")).to_be_focused()
    assert stayed(desk)
    look(page)
    shown = list(Comment.objects.order_by("pk").values_list("state", "published_by"))
    assert shown == [
        ("received", desk.moderator.pk),
        ("received", desk.moderator.pk),
        ("hidden", None),
    ]
