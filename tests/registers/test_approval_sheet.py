"""The approval sheet: everything on a chart's way up, on A4, with the ledger's hash."""

import io

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from powers.actions.postings import stop_posting
from powers.actions.releases import clear_release, return_release, withdraw_release
from powers.models import Release
from powers.policies import turns_of
from riskcontrol.accounts.models import User
from riskcontrol.audit.models import Entry
from riskcontrol.registers.approval_sheet import approval_sheet_pdf, sheet_of
from tests.factories.accounts import (
    StandInFactory,
    committee_member,
    contributor,
    moderator,
    person,
)
from tests.factories.powers import PowerFactory, drawn_chart
from tests.powers.flow import checked, cleared, released, submitted

pytestmark = pytest.mark.django_db
MONDAY = "2026-03-02 10:05+08:00"


def printed(release):
    """The sheet's pages as they are read back, without blanks."""
    release = Release.objects.for_page().get(pk=release.pk)
    with translation.override("zh-hans"):
        pages = PdfReader(io.BytesIO(approval_sheet_pdf(release))).pages
    return pages, ["".join(page.extract_text().split()) for page in pages]


def test_everything_on_the_way_stands_on_it():
    with time_machine.travel(MONDAY, tick=False):
        posting, people = released()
        _pages, (text, *_more) = printed(posting.release)
    chart = posting.flowchart
    power = chart.powers.get()
    told = [
        "权力运行流程图公示审批单",
        chart.body.name,
        chart.section.name,
        chart.name,
        chart.code,
        "第1版",
        power.name,
        power.code,
        "7个工作日",
        "2026年3月2日至2026年3月11日",
        "哪里不方便？",
        people.contributor.name,
        *(turn.words for turn in turns_of(chart.body)),
        people.section_head.name,
        people.moderator.name,
        "不涉密",
        people.deputy_head.name,
        "2026-03-0210:05",
        "签字、日期",
    ]
    assert [words for words in told if words not in text] == []


def test_the_last_entry_s_hash_stands_on_it():
    posting, _people = released()
    last = Entry.objects.filter(target_type="powers.release").order_by("-sequence").first()
    _pages, (text, *_more) = printed(posting.release)
    assert (last.verb, last.hash in text) == ("release.sign", True)


def test_it_is_upright_a4_with_the_chart_behind_it():
    posting, _people = released()
    pages, texts = printed(posting.release)
    assert [round(side) for side in pages[0].mediabox[2:]] == [595, 842]
    assert len(pages) == 2
    assert "受理" in texts[1]


def test_what_is_not_done_yet_is_empty():
    release, people = checked()
    _pages, (text, *_more) = printed(release)
    assert text.count("未办理") == 2
    assert "办结后定版" in text
    assert people.section_head.name in text


def test_for_whom_somebody_acted_is_told():
    release, people = checked()
    colleague = committee_member(release.flowchart.section)
    StandInFactory(principal=people.moderator, person=colleague)
    by = User.objects.get(pk=colleague.pk)
    release = clear_release(release=release, clearance="不涉密", by=by)
    _pages, (text, *_more) = printed(release)
    assert f"{colleague.name}（代{people.moderator.name}）" in text


def test_a_way_that_was_not_straight_is_told_act_by_act():
    release, people = cleared()
    return_release(release=release, remark="说明不够", to=1, by=people.deputy_head)
    _pages, (text, *_more) = printed(release)
    assert "办理过程" in text
    assert "退回前一环节：说明不够" in text
    assert text.count("未办理") == 2


def test_a_straight_way_is_told_once():
    posting, _people = released()
    _pages, (text, *_more) = printed(posting.release)
    assert "办理过程" not in text


@pytest.mark.parametrize("how", ["returned", "withdrawn"])
def test_what_came_back_has_no_stage_passed_and_no_drawing(how):
    release, people = checked()
    if how == "returned":
        return_release(release=release, remark="写明时限", by=people.moderator)
    else:
        withdraw_release(release=release, by=people.contributor)
    pages, (text, *_more) = printed(release)
    assert (len(pages), text.count("未办理")) == (1, 3)
    assert "重新报送时另出审批单" in text


def test_the_facts_are_those_of_the_version_and_not_of_today():
    posting, _people = released()
    PowerFactory(section=posting.flowchart.section, flowchart=posting.flowchart, name="后来的职权")
    _pages, (text, *_more) = printed(posting.release)
    assert "后来的职权" not in text


def test_an_early_end_is_told():
    posting, people = released()
    stop_posting(posting=posting, reason="内容有误", by=people.moderator)
    _pages, (text, *_more) = printed(posting.release)
    assert "提前结束公示：内容有误" in text


def test_without_graphviz_the_flow_stands_in_words(monkeypatch):
    monkeypatch.setenv("PATH", "")
    release, _people = submitted()
    _pages, texts = printed(release)
    assert "受理" in texts[-1]


def test_hostile_text_is_text_on_paper():
    release, people = submitted()
    Release.objects.update(asked="<script>alert(1)</script>")
    _pages, (text, *_more) = printed(release)
    assert "<script>alert(1)</script>" in text
    assert people.contributor.name in text


@pytest.mark.parametrize(
    ("who", "status"),
    [("nobody", 302), ("outsider", 404), ("auditor", 404), ("reader", 200)],
)
def test_who_prints_it(client, who, status):
    release, _people = submitted()
    people = {
        "outsider": lambda: moderator(drawn_chart().section),
        "auditor": lambda: person("auditor", release.flowchart.body),
        "reader": lambda: contributor(release.flowchart.section),
    }
    if who in people:
        client.force_login(people[who]())
    answer = client.get(reverse("registers:approval_sheet", args=[release.pk]))
    assert answer.status_code == status
    if status == 200:
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("acts", [1, 3])
def test_the_sheet_takes_the_same_queries_however_many_acts(django_assert_num_queries, acts):
    release, people = checked()
    for _number in range(acts):
        return_release(release=release, remark="再核", to=0, by=people.moderator)
        Release.objects.update(at=1, stage="clearance")
    release = Release.objects.for_page().get()
    with django_assert_num_queries(6):
        assert len(sheet_of(release).history) == acts + 1
