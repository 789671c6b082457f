"""The whole walk in the browser: from an empty list of powers to a printed register, by the right people.

Page loads of the contributor and his handovers are counted; axe looks at every page on the way.
"""

import datetime
import io

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from pypdf import PdfReader

from measures.models import Measure, Occasion
from powers.models import Comment, Flowchart, Posting
from riskcontrol.accounts.models import Position, Unit
from riskcontrol.accounts.roles import Role
from riskcontrol.audit.verification import verify
from riskcontrol.registers.dossier.carrying import carry_out
from riskpoints.models import RiskPoint, Sitting
from tests.factories.accounts import UserFactory, person

from . import walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Walker:
    """A browser that walks: it counts the pages a person loads and has axe look at each."""

    def __init__(self, page, base, sign_in):
        self.page, self.base, self.sign_in = page, base, sign_in
        self.loads, self.handovers, self.who = {}, 0, ""
        page.on("response", self.count)
        page.set_default_timeout(8000)
        page.on("pageerror", self.fail)

    def count(self, response):
        """Count a page that came to be read: a document of the main frame that is no redirect."""
        request = response.request
        main = request.is_navigation_request() and request.frame == self.page.main_frame
        if main and response.status == 200:
            self.loads[self.who] = self.loads.get(self.who, 0) + 1

    def fail(self, error):
        raise AssertionError(error)

    def becomes(self, user, who):
        """Let another person sit down at the browser."""
        self.who = who
        self.sign_in(user)

    def open(self, path):
        """Open a page and look at it."""
        self.page.goto(self.base + path)
        self.look()

    def press(self, name, *, within=None, hands_over=False):
        """Press a button that leads to a page, and look at that page."""
        with self.page.expect_navigation():
            (within or self.page).get_by_role("button", name=name, exact=True).first.click()
        self.handovers += hands_over
        self.look()

    def look(self):
        """Let axe look: it finds nothing."""
        nothing_found(self.page)


def nothing_found(page):
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    told = [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]
    assert (page.url, told) == (page.url, [])


@pytest.fixture
def body(transactional_db):
    carry_out(walk.bare_body(), by=UserFactory())
    return Unit.objects.get(code="DEMO")


@pytest.fixture
def people(body):
    section = Unit.objects.get(code="DEMO-JC")
    return {
        Role.CONTRIBUTOR: person(Role.CONTRIBUTOR, section),
        Role.SECTION_HEAD: person(Role.SECTION_HEAD, section),
        Role.MODERATOR: person(Role.MODERATOR, body),
        Role.DEPUTY_HEAD: person(Role.DEPUTY_HEAD, body),
        Role.COMMITTEE_MEMBER: person(Role.COMMITTEE_MEMBER, body),
        Role.COMMITTEE_CHAIR: person(Role.COMMITTEE_CHAIR, body),
    }


@pytest.fixture
def walker(page, live_server, sign_in):
    return Walker(page, live_server.url, sign_in)


def add_the_power_with_its_flow(walker):
    """One page: the power on top, the seven steps below; rows are added without a page load."""
    page, steps = walker.page, walk.flow()
    walker.open("/desk/powers/add/")
    page.locator("[name=code]").fill(walk.CODE)
    page.locator("[name=name]").fill("对执法人员违纪行为的调查处理")
    page.locator("[name=category]").select_option("internal")
    for _missing in range(len(steps) - 4):
        rows = page.locator("[name$='-key'][name^='row-']").count()
        page.get_by_role("button", name=_("Add a step"), exact=True).click()
        page.wait_for_function(
            "n => document.querySelectorAll(\"[name^='row-'][name$='-key']\").length > n", arg=rows
        )
    for number, step in enumerate(steps):
        fill_step(page, number, step)
    for number, step in enumerate(steps):
        fill_ways(page, number, step, [one["key"] for one in steps])
    walker.press(_("Save"))


def fill_step(page, number, step):
    page.locator(f"[name=row-{number}-name]").fill(step["name"])
    page.locator(f"[name=row-{number}-kind]").select_option(step["kind"])
    position = Position.objects.get(code=step["position"])
    page.locator(f"[name=row-{number}-position]").select_option(label=position.name)
    page.locator(f"[name=row-{number}-days]").fill(str(step["days"]))
    if step.get("check"):
        page.locator(f"[name=row-{number}-check]").check()


def fill_ways(page, number, step, keys):
    for place, (target, when) in enumerate(step["ways"]):
        ways = page.locator(f"[name=row-{number}-to]")
        if ways.count() <= place:
            page.locator(f"[name=do][value='way:{number}']").click()
            page.wait_for_function(
                "([n, k]) => document.querySelectorAll(`[name='row-${n}-to']`).length > k",
                arg=[number, place],
            )
        key = page.locator(f"[name=row-{keys.index(target)}-key]").input_value()
        ways.nth(place).select_option(key)
        page.locator(f"[name=row-{number}-when]").nth(place).fill(when)


def release_the_chart(walker, people, chart):
    """Sent up, checked, cleared, signed: three other people."""
    path = f"/desk/flowcharts/{chart.code}/release/"
    walker.open(path)
    walker.press(_("Send up"), hands_over=True)
    walker.becomes(people[Role.SECTION_HEAD], "section head")
    walker.open(path)
    walker.press(_("Checked, pass it on"))
    walker.becomes(people[Role.MODERATOR], "moderator")
    walker.open(path)
    walker.page.locator("[name=clearance]").fill("不涉及国家秘密和工作秘密，可以公开。")
    walker.press(_("Clear for publication"))
    walker.becomes(people[Role.DEPUTY_HEAD], "deputy head")
    walker.open(path)
    walker.press(_("Sign the release"))


def comment_as_the_public(browser, walker, chart):
    """Two comments, each from a browser without an account; no cookie is set."""
    for comment in walk.comments():
        context = browser.new_context(locale="zh-CN")
        page = context.new_page()
        page.goto(f"{walker.base}/charts/{chart.code}/")
        nothing_found(page)
        page.get_by_role("link", name=_("Write a comment")).first.click()
        page.get_by_role("link", name=_("An opinion on the flow")).click()
        number = [step["key"] for step in walk.flow()].index(comment["step"])
        page.locator("[name=step]").select_option(step_key(page, number))
        page.locator("[name=body]").fill(comment["body"])
        nothing_found(page)
        page.wait_for_timeout(3200)  # faster than three seconds it is not taken
        page.get_by_role("button", name=_("Look at it once more")).click()
        nothing_found(page)
        page.get_by_role("button", name=_("Hand in the comment")).click()
        code = page.locator("code").first.inner_text()
        nothing_found(page)
        assert (len(code) > 15, context.cookies()) == (True, [])
        context.close()


def step_key(page, number):
    return page.locator("[name=step] option").nth(number + 1).get_attribute("value")


def answer_and_hand_in(walker, people, posting):
    """Improve the chart as the adopted comment asks, answer both comments, hand in."""
    walker.open(f"/desk/flowcharts/{posting.flowchart.code}/edit/")
    walker.page.locator("[name=row-0-days]").fill("4")
    walker.press(_("Save"))
    walker.open(f"/desk/postings/{posting.pk}/")
    for comment, told in zip(posting.comments.order_by("pk"), walk.comments(), strict=True):
        answer(walker.page, comment, told)
    walker.press(_("Save and hand in"), hands_over=True)


def answer(page, comment, told):
    page.locator(f"[name=c-{comment.public_id}-decision]").select_option(told["reply"]["outcome"])
    page.locator(f"[name=c-{comment.public_id}-reason]").fill(told["reply"]["reason"])
    if told.get("changed"):
        box = page.locator(f"[name=c-{comment.public_id}-changed][value='{comment.step_key}']")
        box.evaluate("box => { const d = box.closest('details'); if (d) d.open = true; }")
        box.check()


def fill_the_worksheet(walker, chart):
    """Three risk points with their measures, and the rows where none was found; one page load."""
    page = walker.page
    walker.open(f"/desk/worksheets/{chart.code}/")
    walker.press(_("Begin the search"))
    names = {step["key"]: step["name"] for step in walk.flow()}
    for point in walk.risk_points():
        write_point(page, point, names)
    while page.get_by_role("link", name=_("None found, say why")).count():
        page.get_by_role("link", name=_("None found, say why")).first.click()
        page.locator("[name=because]").fill("本环节只送达文书，内容与会议决定逐项核对。")
        save_row(page)
    walker.look()
    walker.press(_("Hand to the section head"), hands_over=True)


def write_point(page, point, names):
    page.get_by_role("link", name=names[point["at"]["steps"][0]]).filter(
        has_text=_("Add a risk point")
    ).first.click()
    page.locator("[name=title]").fill(point["title"])
    page.locator("[name=manifestations]").fill("\n".join(point["manifestations"]))
    for key in point["at"]["steps"]:
        page.get_by_role("checkbox", name=names[key]).first.check()
    page.locator(f"[name=category][value={point['category']}]").check()
    for cause in point["causes"]:
        page.locator(f"[name=causes][value={cause}]").check()
    for method in point["found_by"]:
        page.locator(f"[name=found_{method}_0]").check()
        page.locator(f"[name=found_{method}_1]").fill("全科室")
        page.locator(f"[name=found_{method}_2]").fill(timezone.localdate().isoformat())
    rank = ["I", "II", "III"].index(point["rating"]["proposed"]) + 1
    page.locator(f"[name=proposed_rank][value='{rank}']").check()
    for number, measure in enumerate(point["measures"]):
        fill_measure(page, number, measure)
    save_row(page)


def fill_measure(page, number, measure):
    if page.locator(f"[name=measures-{number}-text]").count() == 0:
        page.get_by_role("button", name=_("Another measure")).click()
        page.locator(f"[name=measures-{number}-text]").wait_for()
    page.locator(f"[name=measures-{number}-text]").fill(measure["text"])
    page.locator(f"[name=measures-{number}-phase]").select_option(measure["phase"])
    page.locator(f"[name=measures-{number}-kind]").select_option(measure["kind"])
    if "every" in measure:
        page.locator(f"[name=measures-{number}-rhythm]").select_option(measure["every"])
    else:
        due = timezone.localdate() + datetime.timedelta(days=30)
        page.locator(f"[name=measures-{number}-due_on]").fill(due.isoformat())


def save_row(page):
    with page.expect_response(lambda one: one.request.method == "POST" and "draft" not in one.url):
        page.get_by_role("button", name=_("Save this row"), exact=True).last.click()
    page.locator("[data-save-state], [name=because]").wait_for(state="detached")


def rate(walker, sitting):
    """One member's grades of all risk points on one page."""
    walker.open(f"/desk/committee/{sitting.pk}/")
    for point in sitting.worksheet.risk_points.all():
        told = next(one for one in walk.risk_points() if one["title"] == point.title)
        for factor, mark in told["rating"]["factors"].items():
            rank = ["I", "II", "III"].index(mark) + 1
            walker.page.locator(f"[name=p{point.pk}-{factor}][value='{rank}']").check(force=True)
        card = walker.page.locator(f"[data-card]:has([name^=p{point.pk}-])")
        for why in card.locator("[data-why]:visible textarea").all():
            why.fill("承办人一人即可决定，近三年有信访反映。")
    walker.press(_("Hand in my assessment"))


def committee_decides(walker, people):
    walker.becomes(people[Role.COMMITTEE_CHAIR], "chair")
    walker.open("/desk/committee/")
    walker.press(_("Convene a sitting"))
    sitting = Sitting.objects.get()
    rate(walker, sitting)
    walker.becomes(people[Role.COMMITTEE_MEMBER], "member")
    rate(walker, sitting)
    walker.becomes(people[Role.COMMITTEE_CHAIR], "chair")
    walker.open(f"/desk/committee/{sitting.pk}/")
    walker.press(_("Rule and approve the measures"))


def until_posted(walker, browser, people):
    """The first day: the power and its flow, the release, the public's two comments."""
    walker.becomes(people[Role.CONTRIBUTOR], "contributor")
    add_the_power_with_its_flow(walker)
    chart = Flowchart.objects.get()
    release_the_chart(walker, people, chart)
    comment_as_the_public(browser, walker, chart)
    posting = Posting.objects.get()
    assert (posting.closes, Comment.objects.count()) == (datetime.date(2026, 3, 11), 2)
    return chart, posting


def until_ruled(walker, people, chart, posting):
    """Ten days later: answered, settled, searched, signed, rated; gives the printed register."""
    walker.becomes(people[Role.CONTRIBUTOR], "contributor")
    answer_and_hand_in(walker, people, posting)
    walker.becomes(people[Role.MODERATOR], "moderator")
    walker.open(f"/desk/postings/{posting.pk}/")
    walker.press(_("Settle the posting"))
    walker.becomes(people[Role.CONTRIBUTOR], "contributor")
    fill_the_worksheet(walker, chart)
    walker.becomes(people[Role.SECTION_HEAD], "section head")
    walker.open(f"/desk/worksheets/{chart.code}/")
    walker.press(_("Sign and hand to the committee"))
    committee_decides(walker, people)
    walker.becomes(people[Role.CONTRIBUTOR], "contributor")
    walker.open(f"/desk/powers/{walk.CODE}/")
    return walker.page.request.get(f"{walker.base}/desk/registers/risk-points/DEMO.pdf").body()


def test_walk_from_the_list_to_the_register(walker, browser, people):
    start = datetime.datetime(2026, 3, 2, 1, 0, tzinfo=datetime.UTC)
    with override("zh-hans"), time_machine.travel(start, tick=True):
        chart, posting = until_posted(walker, browser, people)
    with override("zh-hans"), time_machine.travel(start + datetime.timedelta(days=10), tick=True):
        register = until_ruled(walker, people, chart, posting)
    check_the_facts(chart)
    check_the_register(register)
    print(f"contributor: {walker.loads['contributor']} page loads, {walker.handovers} handovers")
    assert (walker.loads["contributor"] <= 15, walker.handovers <= 5) == (True, True)


def check_the_facts(chart):
    """What the walk left in the database: levels by the higher prevails, measures in force, a whole ledger."""
    ranks = dict(RiskPoint.objects.values_list("title", "ruling__rank"))
    assert ranks == {"立案环节把关不严": 2, "调查环节滥用裁量": 1, "审批与结案不按程序": 3}
    assert Measure.objects.filter(state="in-force").count() == 9
    recurring = Measure.objects.filter(rhythm__in=["month", "quarter"]).count()
    assert Occasion.objects.count() == recurring + Measure.objects.exclude(due_on=None).count()
    assert list(chart.versions.values_list("number", flat=True)) == [1, 2]
    assert chart.postings.get().final_version.number == 2
    assert verify() > 10


def check_the_register(content):
    """The register is a PDF whose Chinese text can be selected, with its totals and page numbers."""
    reader = PdfReader(io.BytesIO(content))
    text = "".join(page.extract_text() for page in reader.pages)
    told = ["调查环节滥用裁量", "随意行使自由裁量权", "建立案件台帐", "3", "9"]
    assert [words for words in told if words not in text] == []
