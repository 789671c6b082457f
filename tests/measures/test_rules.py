"""Rules: listed, amended, aimed, repealed; who may, what is refused, and what the pages show."""

import datetime
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from measures.actions import rules as act
from measures.articles import articles_in
from measures.models import Measure, Rule, RuleArticle, RuleFile
from measures.permissions.rules import can_change_rule, can_keep_rules
from measures.states import Validity
from riskcontrol.accounts.roles import Role
from riskcontrol.audit.models import Entry
from riskcontrol.lib.stale import Stale
from tests.factories.accounts import SectionFactory, committee_chair, contributor, person
from tests.factories.measures import MeasureFactory, everybody, handed_in
from tests.factories.rules import DAY, RuleFactory, aimed, at_levels, version_of
from tests.lib.test_handed_files import pdf

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
ARTICLES = "第一条 线索当日登记。\n第二条 逐件编号。\n不得涂改。"


@pytest.fixture
def section(db):
    return SectionFactory()


@pytest.fixture
def chair(section):
    return committee_chair(section)


def address(name, *args):
    return reverse(f"measures:{name}", args=args)


def listed(section, chair, **fields):
    version = act.VersionFacts(DAY, articles=articles_in(ARTICLES))
    given = {"name": "线索管理办法", "issuer": "市纪委", "number": "〔2024〕8号"} | fields
    return act.list_rule(body=section.body, version=version, by=chair, **given)


def verbs():
    return list(Entry.objects.order_by("sequence").values_list("verb", flat=True))


def posts(client, path, **data):
    return client.post(path, {"submission_id": uuid.uuid4()} | data)


def test_the_chair_or_the_head_keeps_the_rules(section):
    rule = RuleFactory(body=section.body)
    people = everybody(section)
    for can, thing in ((can_keep_rules, section.body), (can_change_rule, rule)):
        answers = {role: can(user, thing) for role, user in people.items()}
        assert all(answer or answer.reason for answer in answers.values())
        assert {role for role, answer in answers.items() if answer} == {
            Role.HEAD, Role.COMMITTEE_CHAIR,
        }  # fmt: skip


def test_a_repealed_rule_is_left_as_it_is(section, chair):
    rule = RuleFactory(body=section.body, repealed=True)
    assert not can_change_rule(chair, rule)
    for refused in (
        lambda: act.add_version(rule=rule, version=act.VersionFacts(TODAY), by=chair),
        lambda: act.repeal_rule(rule=rule, on=TODAY, because="再次", by=chair),
        lambda: act.aim_rule(rule=rule, targets=at_levels(1), by=chair),
    ):
        with pytest.raises(PermissionDenied, match="废止"):
            refused()


def test_a_rule_is_listed_with_its_articles(section, chair):
    rule = listed(section, chair)
    version = rule.versions.get()
    articles = list(version.articles.values_list("label", "text"))
    assert articles == [("第一条", "线索当日登记。"), ("第二条", "逐件编号。\n不得涂改。")]
    assert (rule.validity, version.number, version.issued_on) == ("in-force", 1, DAY)
    assert verbs() == ["rule.list"]


def test_a_name_and_number_stand_once_in_a_body(section, chair):
    listed(section, chair)
    with pytest.raises(ValidationError, match="同名同文号"):
        listed(section, chair)
    assert Rule.objects.count() == 1
    assert listed(section, chair, number="〔2025〕1号").pk


def test_a_new_version_amends_and_keeps_the_old(section, chair):
    rule = listed(section, chair)
    facts = act.VersionFacts(TODAY, "改为次日归还。", articles_in("第一条 次日归还。"))
    act.add_version(rule=rule, version=facts, by=chair)
    rule.refresh_from_db()
    assert rule.validity == Validity.AMENDED
    assert [one.number for one in rule.versions.all()] == [2, 1]
    assert RuleArticle.objects.count() == 3
    assert verbs() == ["rule.list", "rule.amend"]


def test_a_new_version_is_not_older_than_the_last(section, chair):
    rule = listed(section, chair)
    facts = act.VersionFacts(DAY - datetime.timedelta(days=1), "更早。")
    with pytest.raises(ValidationError, match="2024-05-01"):
        act.add_version(rule=rule, version=facts, by=chair)
    assert rule.versions.count() == 1


def test_repealing_says_why_and_names_what_rests_on_it(section, chair):
    rule = listed(section, chair)
    resting = MeasureFactory(section=section, in_force=True, rule=rule)
    MeasureFactory(section=section, rule=rule)
    MeasureFactory(section=section, in_force=True, rule=RuleFactory(body=section.body))
    assert list(Measure.objects.resting_on_repealed()) == []

    act.repeal_rule(rule=rule, on=TODAY, because="已被替代。", by=chair)

    assert list(Measure.objects.resting_on_repealed()) == [resting]
    assert list(Rule.objects.still_rested_on()) == [rule]
    entry = Entry.objects.select_related("detail").get(verb="rule.repeal")
    assert entry.detail.content["resting"] == [resting.key]


def test_a_repeal_does_not_lie_ahead(section, chair):
    rule = listed(section, chair)
    tomorrow = TODAY + datetime.timedelta(days=1)
    with pytest.raises(ValidationError, match="还没有到"):
        act.repeal_rule(rule=rule, on=tomorrow, because="将被替代。", by=chair)
    rule.refresh_from_db()
    assert rule.validity == Validity.IN_FORCE


def test_correcting_a_name_meets_who_did_so_meanwhile(section, chair):
    rule = listed(section, chair)
    said = {"name": "线索办法", "issuer": "市纪委", "number": ""}
    act.edit_rule(rule=rule, expected=1, by=chair, **said)
    with pytest.raises(Stale):
        act.edit_rule(rule=rule, expected=1, by=chair, **said | {"name": "办法"})
    assert Rule.objects.get().name == "线索办法"


def test_aiming_says_the_whole_anew(section, chair):
    point = handed_in().risk_points.get()
    rule = RuleFactory(body=point.body)
    chair = committee_chair(point.section)
    targets = act.Targets(frozenset({1, 2}), frozenset({"行政执法"}), (point,))
    act.aim_rule(rule=rule, targets=targets, by=chair)
    act.aim_rule(rule=rule, targets=at_levels(2), by=chair)
    assert list(rule.line_aims.values_list("line", "rank", "unit_class", "risk_point")) == [
        ("level", 2, "", None)
    ]
    assert verbs() == ["rule.aim", "rule.aim"]


def test_a_rule_is_not_aimed_at_another_bodys_point(section, chair):
    rule = RuleFactory(body=section.body)
    targets = act.Targets(points=(handed_in().risk_points.get(),))
    with pytest.raises(ValidationError, match="其他单位"):
        act.aim_rule(rule=rule, targets=targets, by=chair)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("线索当日登记。", "没有条号"),
        ("第一条 甲\n第一条 乙", "重复"),
        ("第一条 " + "字" * 2001, "超过"),
        ("\n".join(f"第{number}条 甲" for number in range(1, 502)), "最多500条"),
    ],
)
def test_articles_that_cannot_be_told_apart_are_refused(typed, said):
    with pytest.raises(ValidationError, match=said):
        articles_in(typed)


def test_articles_in_both_languages():
    typed = "Article 1: Register at once.\n第十二条之一　逐件编号。\n\n§ 3 Sign."
    assert articles_in(typed) == [
        ("Article 1", "Register at once."), ("第十二条之一", "逐件编号。"), ("§ 3", "Sign."),
    ]  # fmt: skip


def test_a_rule_is_listed_over_the_page_with_its_document(client, section, chair):
    client.force_login(chair)
    document = SimpleUploadedFile("../办法.pdf", pdf(), "application/pdf")
    response = posts(
        client, address("rule_add"), name="《线索管理办法》", issuer="市纪委", number="",
        issued_on="2024-05-01", articles=ARTICLES, documents=document,
    )  # fmt: skip
    rule = Rule.objects.get()
    assert (response.status_code, response.url) == (302, address("rule_detail", rule.pk))
    kept = RuleFile.objects.get()
    assert (str(rule), kept.name, kept.kind) == ("《线索管理办法》", "办法.pdf", "application/pdf")
    handed = client.get(address("rule_file", kept.public_id))
    assert (handed.status_code, handed["Content-Type"]) == (200, "application/pdf")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "请填写制度名称。"),
        ({"name": "字" * 201}, "200"),
        ({"issued_on": "2024-02-31"}, "日期"),
        ({"articles": "没有条号的话"}, "没有条号"),
        ({"documents": SimpleUploadedFile("a.pdf", b"MZ..", "application/pdf")}, "a.pdf"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(client, section, chair, wrong, said):
    client.force_login(chair)
    good = {
        "name": "办法",
        "issuer": "市纪委（原监察局）",
        "issued_on": "2024-05-01",
        "articles": "",
    }
    response = posts(client, address("rule_add"), **good | wrong)
    assert response.status_code == 422
    assert said in response.text
    assert "市纪委（原监察局）" in response.text
    assert Rule.objects.count() == RuleFile.objects.count() == 0


def test_strangers_find_nothing_and_colleagues_hear_why(client, section):
    rule = RuleFactory(body=section.body, name="秘密办法")
    client.force_login(contributor(SectionFactory()))
    for name in ("rule_detail", "rule_edit", "rule_version", "rule_repeal", "rule_aim"):
        assert client.get(address(name, rule.pk)).status_code == 404
    assert "秘密办法" not in client.get(address("rule_list")).text
    assert client.get(address("rule_add")).status_code == 404
    client.force_login(contributor(section))
    assert client.get(address("rule_detail", rule.pk)).status_code == 200
    for name in ("rule_edit", "rule_version", "rule_repeal", "rule_aim"):
        assert client.get(address(name, rule.pk)).status_code == 403


def rules_of(client, **query):
    page = client.get(address("rule_list"), query).context["page"]
    return [rule.name for rule in page.object_list]


def test_the_list_is_narrowed(client, section, chair):
    body = section.body
    RuleFactory(body=body, name="甲办法", number="〔2024〕8号")
    old = RuleFactory(body=body, name="乙办法", repealed=True)
    RuleFactory(body=body, name="丙办法", repealed=True)
    aimed(RuleFactory(body=body, name="丁办法"), rank=1)
    MeasureFactory(section=section, in_force=True, rule=old)
    client.force_login(chair)
    assert rules_of(client) == ["丁办法", "丙办法", "乙办法", "甲办法"]
    assert rules_of(client, q="8号") == ["甲办法"]
    assert rules_of(client, validity="repealed") == ["丙办法", "乙办法"]
    assert rules_of(client, validity="rested-on") == ["乙办法"]
    assert rules_of(client, line="level") == ["丁办法"]
    assert rules_of(client, body=body.code, q="丙") == ["丙办法"]


@pytest.mark.parametrize("at", ["9" * 30, "-1", "x", "\0", "0"])
def test_a_place_that_is_none_begins_at_the_first(client, section, chair, at):
    RuleFactory(body=section.body, name="甲办法")
    client.force_login(chair)
    assert rules_of(client, after=at) == ["甲办法"]


def test_pages_follow_one_another(client, section, chair):
    for number in range(23):
        RuleFactory(body=section.body, name=f"办法{number:02}")
    client.force_login(chair)
    first = client.get(address("rule_list")).context["page"]
    assert len(first.object_list) == 20
    assert rules_of(client, after=first.next) == ["办法02", "办法01", "办法00"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_at_any_length(client, section, django_assert_num_queries, rows):
    for _ in range(rows):
        rule = RuleFactory(body=section.body)
        version_of(rule, ("第一条", "甲"))
        aimed(rule, rank=1)
        MeasureFactory(section=section, in_force=True, rule=rule)
    client.force_login(contributor(section))
    with django_assert_num_queries(8):
        response = client.get(address("rule_list"))
    assert len(response.context["page"].object_list) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_a_rules_page_costs_the_same_at_any_length(
    client, section, django_assert_num_queries, rows
):
    rule = RuleFactory(body=section.body)
    for number in range(1, rows + 1):
        version_of(rule, ("第一条", "甲"))
        aimed(rule, rank=number)
        MeasureFactory(section=section, in_force=True, rule=rule)
    client.force_login(contributor(section))
    with django_assert_num_queries(10):
        client.get(address("rule_detail", rule.pk))


def test_the_page_shows_versions_articles_and_what_rests(client, section, chair):
    rule = listed(section, chair)
    MeasureFactory(section=section, in_force=True, rule=rule, article="第二条", text="逐件核对。")
    act.repeal_rule(rule=rule, on=TODAY, because="已被新办法替代。", by=chair)
    client.force_login(contributor(section))
    text = client.get(address("rule_detail", rule.pk)).text
    for words in ("线索当日登记。", "逐件核对。", "已被新办法替代。", "仍有1项已生效措施"):
        assert words in text


def test_the_measure_and_the_list_point_at_a_repealed_rule(client, section):
    rule = RuleFactory(body=section.body, name="旧办法", repealed=True)
    measure = MeasureFactory(section=section, in_force=True, rule=rule, article="第三条")
    other = MeasureFactory(section=section, in_force=True, text="另一项措施")
    client.force_login(person(Role.CONTRIBUTOR, section))
    assert "《旧办法》已于" in client.get(address("detail", measure.pk)).text
    found = client.get(address("list"), {"waits": "repealed"}).context["rows"]
    assert [one for one, _answerer in found] == [measure]
    found = client.get(address("list"), {"rule": str(rule.pk)}).context["rows"]
    assert [one for one, _answerer in found] == [measure]
    assert other.text in client.get(address("list")).text
    assert client.get(address("list"), {"rule": "9" * 40}).status_code == 200
