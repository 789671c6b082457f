"""Each warning: a flow that has it, and one nearly the same that has not."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from powers.drawing.checks import shortfalls
from powers.drawing.warning_words import RULES
from powers.drawing.warnings import PowerFacts, WarningFacts, warnings_of
from powers.library import library
from powers.rows import drawing_from
from powers.states import Category

from .flows import drawing, drawings, line_of_three, link, step

INTERNAL = PowerFacts("公章使用", "internal")
PENALTY = PowerFacts("对违规行为的处罚", "penalty")
LICENSING = PowerFacts("许可证核发", "licensing", 30, 20)
MEETING = frozenset({"LD-3"})


def held(key, name, position, kind="step", **facts):
    return step(key, name, kind, position=position, position_name=f"{position}岗", **facts)


def flow():
    """Apply, check, decide, carry out: four pairs of hands, every step with a limit."""
    steps = [
        held("apply", "受理申请", "P-1", "start"),
        held("examine", "科室审核材料", "P-2"),
        held("decide", "分管领导审批", "P-3", "decision", check=True),
        held("publish", "公布结果", "P-4", "publication"),
        held("serve", "送达决定并告知救济途径", "P-4", "end"),
        held("refuse", "书面说明理由", "P-4", "end"),
    ]
    ways = [("apply", "examine"), ("examine", "decide"), ("publish", "serve")]
    links = [*(link(*way) for way in ways)]
    links += [link("decide", "publish", "同意"), link("decide", "refuse", "不同意")]
    return drawing(steps, links)


def changed(drawn, **changes):
    """The same drawing with facts of some steps changed."""
    rows = [row | changes.get(row["key"], {}) for row in drawn["steps"]]
    return drawn | {"steps": rows}


def told(drawn, *powers):
    facts = WarningFacts(powers or (INTERNAL,), MEETING)
    return [(found.code, found.steps, found.message) for found in warnings_of(drawn, facts)]


def codes(drawn, *powers):
    return [code for code, _steps, _message in told(drawn, *powers)]


@pytest.mark.parametrize("power", [INTERNAL, PENALTY, LICENSING])
def test_a_sound_flow_has_nothing_to_look_at(power):
    assert codes(flow(), power) == []


def test_one_position_on_consecutive_decisions():
    mine = {"kind": "decision", "position": "P-3", "position_name": "P-3岗"}
    drawn = changed(flow(), examine=mine)
    message = (
        "P-3岗 decides at “科室审核材料”, “分管领导审批”, one after the other, with nobody between."
    )
    assert told(drawn) == [("same-hands", ("examine", "decide"), message)]
    assert codes(changed(drawn, examine={"position": "P-2"})) == []


@pytest.mark.parametrize(
    "eased",
    [
        {"examine": {"position": "LD-3"}, "decide": {"position": "LD-3"}},
        {"examine": {"name": "材料是否齐全"}, "publish": {"check": True}},
        {"examine": {"kind": "step"}},
    ],
)
def test_a_meeting_a_matter_of_form_and_mere_work_are_no_same_hands(eased):
    drawn = changed(flow(), examine={"kind": "decision", "position": "P-3"})
    assert codes(changed(drawn, **eased)) == []


@pytest.mark.parametrize(
    "name",
    [
        "供应商七个工作日内是否质疑",
        "当事人是否要求听证",
        "是否按期履行",
        "供应商是否满三家",
        "公示期内有无异议",
    ],
)
def test_what_is_found_is_not_decided(name):
    found = {"kind": "decision", "name": name, "position": "P-3"}
    assert codes(changed(flow(), examine=found)) == []
    assert codes(changed(flow(), examine=found | {"name": "是否立案"})) == ["same-hands"]


def test_a_run_of_decisions_is_told_once():
    drawn = changed(flow(), apply={"kind": "decision"}, examine={"kind": "decision"})
    drawn = changed(drawn, **{key: {"position": "P-3"} for key in ("apply", "examine", "decide")})
    assert ("same-hands", ("apply", "examine", "decide")) in [row[:2] for row in told(drawn)]
    assert codes(drawn) == ["same-hands"]


@pytest.mark.parametrize("name", ["分管领导审批", "作出处罚决定", "主要负责人签发"])
def test_a_step_whose_name_decides_is_a_decision(name):
    drawn = changed(flow(), examine={"name": name, "position": "P-3"})
    assert codes(drawn) == ["same-hands"]


@pytest.mark.parametrize("name", ["报分管领导审批", "送达决定", "执行处罚决定"])
def test_a_step_that_passes_on_or_carries_out_decides_nothing(name):
    assert codes(changed(flow(), examine={"name": name, "position": "P-3"})) == []


def test_one_position_proposes_and_decides():
    drawn = changed(flow(), apply={"name": "提出支出申请", "position": "P-3"})
    message = "P-1岗 both proposes (“提出支出申请”) and decides (“分管领导审批”)."
    found = [(code, steps) for code, steps, _message in told(drawn)]
    assert found == [("proposes-and-decides", ("apply", "decide"))]
    assert message.split(" both ")[1] in told(drawn)[0][2]
    assert codes(changed(drawn, apply={"position": "P-1"})) == []
    assert codes(changed(drawn, apply={"name": "受理申请"})) == []


def test_who_proposes_after_the_decision_does_not_decide_on_it():
    drawn = changed(flow(), publish={"name": "提出公示稿", "position": "P-3"})
    assert codes(drawn) == []


def test_a_meeting_may_propose_and_decide():
    by_meeting = {"position": "LD-3"}
    proposed = {"name": "提出议题"} | by_meeting
    assert codes(changed(flow(), apply=proposed, decide=by_meeting)) == []


def test_one_position_decides_and_no_check_follows():
    drawn = changed(flow(), decide={"check": False})
    message = "“分管领导审批” is decided by P-3岗 alone, and no check step follows."
    assert told(drawn) == [("decides-alone", ("decide",), message)]


@pytest.mark.parametrize(
    "eased",
    [
        {"decide": {"check": False, "position": "LD-3"}},
        {"decide": {"check": False}, "publish": {"check": True}},
        {"decide": {"check": False}, "publish": {"name": "主要领导审定"}},
    ],
)
def test_a_meeting_a_check_or_another_who_decides_later_is_a_second_eye(eased):
    found = [(code, steps[0]) for code, steps, _message in told(changed(flow(), **eased))]
    assert ("decides-alone", "decide") not in found


def test_a_check_by_the_same_position_is_no_second_eye():
    own = {"check": True, "position": "P-3"}
    assert codes(changed(flow(), decide={"check": False}, publish=own)) == ["decides-alone"]


def test_a_check_before_a_loop_is_no_check_after():
    drawn = changed(flow(), decide={"check": False}, examine={"check": True})
    drawn["links"].append(link("decide", "examine", "退回"))
    assert codes(drawn) == ["decides-alone"]


def test_whoever_words_what_a_meeting_decided_does_not_decide_alone():
    drawn = changed(flow(), decide={"position": "LD-3"}, publish={"name": "作出处理决定"})
    assert codes(drawn) == []
    assert codes(changed(drawn, decide={"position": "P-3"})) == ["decides-alone"]


def test_a_loop_without_any_limit():
    drawn = changed(flow(), apply={"days": None}, examine={"days": None})
    drawn["links"].append(link("examine", "apply", "退回补正"))
    message = (
        "“受理申请”, “科室审核材料” can go round again and again; no step of this loop has a limit."
    )
    assert told(drawn) == [("endless-loop", ("apply", "examine"), message)]
    assert codes(changed(drawn, examine={"days": 3})) == ["no-limit"]


def test_a_step_that_leads_to_itself_is_a_loop():
    drawn = changed(flow(), examine={"days": None})
    drawn["links"].append(link("examine", "examine", "再审"))
    assert codes(drawn) == ["endless-loop"]


def test_steps_without_a_limit_are_told_together():
    drawn = changed(flow(), examine={"days": None}, serve={"days": None})
    message = "No time limit is set for “科室审核材料”, “送达决定并告知救济途径”."
    assert told(drawn) == [("no-limit", ("examine", "serve"), message)]
    assert codes(changed(drawn, examine={"name": ""}, serve={"days": 1})) == []


def test_many_steps_are_named_four_at_most():
    drawn = changed(flow(), **{row["key"]: {"days": None} for row in flow()["steps"]})
    assert told(drawn)[0][2].endswith("“公布结果” and others, 6 in all.")


def test_the_longest_way_over_the_statutory_limit():
    power = PowerFacts("许可证核发", "licensing", 14, 9)
    message = "The longest way takes 15 working days, 1 more than the statutory limit of 14."
    keys = ("apply", "examine", "decide", "publish", "serve")
    assert told(flow(), power) == [("over-statutory", keys, message)]
    assert codes(changed(flow(), apply={"days": 2}), power) == ["over-committed"]
    assert codes(flow(), PowerFacts("许可证核发", "licensing", 15)) == []


def test_the_strictest_of_several_powers_counts():
    powers = PowerFacts("甲", "licensing", 60, 40), PowerFacts("乙", "licensing", 30, 14)
    message = "The longest way takes 15 working days, 1 more than the committed limit of 14."
    assert [row[2] for row in told(flow(), *powers)] == [message]


@pytest.mark.parametrize(
    ("statutory", "committed", "found"),
    [(30, 21, True), (30, 20, False), (1, 1, False), (2, 2, True), (None, 50, False)],
)
def test_a_committed_limit_is_a_third_shorter(statutory, committed, found):
    power = PowerFacts("确认", "confirmation", statutory, committed)
    drawn = changed(flow(), **{row["key"]: {"days": 0} for row in flow()["steps"]})
    assert codes(drawn, power) == ["commitment-long"] * found


def test_a_committed_limit_that_hardly_binds_is_named_with_its_power():
    power = PowerFacts("产权确认", "confirmation", 30, 25)
    message = (
        "The committed limit is not a third shorter than the statutory one: "
        "“产权确认” (committed 25, statutory 30)."
    )
    assert told(flow(), INTERNAL, power) == [("commitment-long", (), message)]


UNPUBLISHED = {"publish": {"kind": "step", "name": "登记归档"}}


def test_an_external_power_without_publication():
    message = "No step makes anything public, though “对违规行为的处罚” is exercised on the public."
    found = told(changed(flow(), **UNPUBLISHED), PENALTY)
    assert found == [("unpublished", ("serve", "refuse"), message)]


@pytest.mark.parametrize(
    ("drawn", "power"),
    [
        (changed(flow(), **UNPUBLISHED), INTERNAL),
        (changed(flow(), **UNPUBLISHED), PowerFacts("涉密", "penalty", withheld=True)),
        (changed(flow(), publish={"kind": "step"}), PENALTY),
        (changed(flow(), publish={"kind": "publication", "name": "登记"}), PENALTY),
        (changed(flow(), **UNPUBLISHED, serve={"kind": "step"}, refuse={"kind": "step"}), PENALTY),
    ],
)
def test_what_is_published_internal_withheld_or_unfinished_is_not_asked(drawn, power):
    assert "unpublished" not in codes(drawn, power)


@pytest.mark.parametrize("name", ["不予公开", "不公开存档", "公开招标"])
def test_words_that_only_look_like_publication(name):
    drawn = changed(flow(), publish={"kind": "step", "name": name})
    assert codes(drawn, PENALTY) == ["unpublished"]


SILENT = {"serve": {"name": "送达决定"}, "refuse": {"name": "退回"}}


def test_a_penalty_or_licensing_flow_in_which_nobody_is_heard():
    drawn = changed(flow(), **SILENT)
    message = "No step hears the affected party or tells where to turn; asked of “许可证核发”."
    assert told(drawn, LICENSING) == [("unheard", ("decide",), message)]
    assert codes(drawn, PENALTY) == ["unheard"]
    assert codes(drawn, INTERNAL) == []


@pytest.mark.parametrize("name", ["听取当事人陈述申辩", "组织听证", "处罚事先告知"])
def test_a_penalty_flow_hears_the_party(name):
    assert codes(changed(flow(), **SILENT, examine={"name": name}), PENALTY) == []


@pytest.mark.parametrize("name", ["一次性告知补正", "告知补齐材料", "提供诉讼案卷"])
def test_words_that_do_not_hear_the_party(name):
    assert codes(changed(flow(), **SILENT, examine={"name": name}), PENALTY) == ["unheard"]


@pytest.mark.parametrize("name", ["送达决定，载明复议、诉讼途径", "制作决定书，写明复议权利"])
def test_a_penalty_flow_may_tell_the_remedy(name):
    assert codes(changed(flow(), **SILENT | {"serve": {"name": name}}), PENALTY) == []


def test_a_licensing_flow_may_tell_the_remedy_or_hear_on_a_way():
    drawn = changed(flow(), serve=SILENT["serve"])
    assert codes(drawn, LICENSING) == []
    drawn = changed(flow(), **SILENT)
    drawn["links"][0]["when"] = "申请人要求听证的"
    assert codes(drawn, LICENSING) == []


def test_a_flow_not_drawn_to_its_end_is_not_asked_whom_it_hears():
    drawn = changed(flow(), serve={"name": "送达", "kind": "step"}, refuse={"kind": "step"})
    assert codes(drawn, PENALTY) == []


def test_more_than_forty_steps():
    drawn = line_of_three()
    drawn["steps"] += [step(f"k{number}") for number in range(38)]
    message = "The chart has 41 steps; more than 40 are hard to take in."
    assert told(drawn) == [("too-many-steps", (), message)]
    assert codes(drawn | {"steps": drawn["steps"][:-1]}) == []


def test_a_warning_tells_why_and_by_what_source():
    drawn = changed(flow(), decide={"check": False})
    (internal,) = warnings_of(drawn, WarningFacts((INTERNAL,)))
    (penalty,) = warnings_of(drawn, WarningFacts((INTERNAL, PENALTY)))
    assert internal.reason == penalty.reason == str(RULES["decides-alone"].reason)
    assert "article 5:" in internal.source
    assert "Penalty Law, articles 57 and 58" in penalty.source
    assert internal.category == "duty"


@pytest.mark.parametrize("code", RULES)
def test_every_rule_names_a_reason_and_a_source_for_each_kind_of_power(code):
    rule = RULES[code]
    sources = [rule.source_for({category}) for category in Category.values]
    assert all((str(rule.title), str(rule.reason), *sources))


def test_codes_last():
    """What people answered is kept under these codes; a new rule gets a new one."""
    assert list(RULES) == [
        "same-hands", "proposes-and-decides", "decides-alone", "endless-loop", "unheard",
        "unpublished", "over-statutory", "over-committed", "no-limit", "commitment-long",
        "too-many-steps",
    ]  # fmt: skip


FACTS = st.builds(
    WarningFacts,
    st.lists(
        st.builds(
            PowerFacts,
            st.text(max_size=5),
            st.sampled_from(["internal", "penalty", "licensing", "levy"]),
            st.none() | st.integers(1, 60),
            st.none() | st.integers(1, 60),
        ),
        max_size=3,
    ).map(tuple),
    st.sampled_from([frozenset(), frozenset({"P-1"})]),
)


@settings(max_examples=150)
@given(drawings(), FACTS)
def test_any_drawing_is_looked_at(drawn, facts):
    """Never raises, changes nothing, keeps its order, and one code comes once at a first step."""
    before, lacks = copy.deepcopy(drawn), shortfalls(drawn)
    found = warnings_of(drawn, facts)
    keys = [row["key"] for row in drawn["steps"]]
    assert (drawn, shortfalls(drawn)) == (before, lacks)
    assert warnings_of(drawn, facts) == found
    assert all(set(one.steps) <= set(keys) and one.message for one in found)
    assert [list(RULES).index(one.code) for one in found] == sorted(
        list(RULES).index(one.code) for one in found
    )
    firsts = [(one.code, one.steps[:1]) for one in found]
    assert len(set(firsts)) == len(firsts)


def test_the_flows_of_the_library_raise_no_false_alarm():
    """Written with the law at hand, they have nothing that an inspector would point at."""
    for flow_of_library in library().values():
        drawn = drawing_from(flow_of_library.rows, name=flow_of_library.name, positions={})
        places = flow_of_library.suggested
        named = {key: {"position": name, "position_name": name} for key, name in places.items()}
        meetings = frozenset(name for name in places.values() if "会" in name)
        kind = flow_of_library.key if flow_of_library.key in Category.values else "internal"
        facts = WarningFacts((PowerFacts(flow_of_library.name, kind),), meetings)
        assert warnings_of(changed(drawn, **named), facts) == [], flow_of_library.key
