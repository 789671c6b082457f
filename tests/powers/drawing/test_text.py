import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from powers.drawing.text import (
    CLOSERS,
    HANG,
    OPENERS,
    anchor,
    clean,
    markup,
    one_line,
    ugliness,
    width_of,
    wrap,
)

from .flows import REAL_NAMES

HOSTILE = st.text(alphabet=st.characters(), max_size=60)
CHINESE = st.text(alphabet="审查材料、现场核实（会议）决定，。“”《法》abc 12", max_size=80)


@pytest.mark.parametrize(
    ("given_text", "wanted"),
    [
        ("一\r\n二\r三\u2028四", "一\n二\n三\n四"),
        ("a\tb", "a b"),
        ("a\x00b\x01c\x1f\x7f", "abc"),
        ("ab\u202ec\u2066d\u200fe", "abcde"),
        ("e\u0301", "é"),
        ("𠮷😀", "𠮷😀"),
        ("a\ufffe\ufdd0b", "ab"),
        (None, "None"),
    ],
)
def test_clean(given_text, wanted):
    assert clean(given_text) == wanted


def test_clean_drops_half_surrogates():
    assert clean("a\ud800b") == "ab"


@given(HOSTILE)
def test_clean_is_stable_and_encodable(text):
    once = clean(text)
    assert clean(once) == once
    assert once == unicodedata.normalize("NFC", once)
    once.encode()


def test_one_line_collapses_blanks():
    assert one_line("  审查\n 材料\u3000核实 ") == "审查 材料 核实"


def test_markup_escapes_what_graphviz_and_xml_would_read():
    assert markup("<b>&amp; \\N \"'") == "&lt;b&gt;&amp;amp; \\\\N &quot;&#x27;"


@pytest.mark.parametrize(
    ("key", "wanted"),
    [("review", "step-review"), ("a b\"<'", "step-a_b___"), ("受理", "step-受理")],
)
def test_anchor(key, wanted):
    assert anchor(key) == wanted


def test_widths_count_chinese_as_one_and_marks_as_none():
    assert width_of("审查") == 2
    assert width_of("e\u0308") == width_of("e")
    assert 0.5 < width_of("a") < width_of("W") < 1
    assert width_of("·") == 0.5


def test_wrap_balances_the_lines():
    assert wrap("提出监察建议或作出监察决定", 10) == ["提出监察建议", "或作出监察决定"]


def test_wrap_prefers_the_end_of_a_clause():
    assert wrap("组织实施调查，收集有关证据", 10) == ["组织实施调查，", "收集有关证据"]


def test_wrap_does_not_split_a_usual_word():
    assert wrap("了结并建立销案记录", 7) == ["了结并建立", "销案记录"]


def test_wrap_fills_lines_but_leaves_no_lone_end():
    lines = wrap("没有认真审查案件，造成审批和实际处理不一致。", 20, balanced=False)
    assert len(lines) == 2
    assert width_of(lines[1]) >= 4


def test_wrap_keeps_words_whole():
    assert wrap("提交 application form 材料", 8) == ["提交", "application", "form 材料"]


def test_wrap_cuts_a_word_wider_than_the_line():
    lines = wrap("x" * 200, 10)
    assert "".join(lines) == "x" * 200
    assert max(map(width_of, lines)) <= 10


def test_wrap_keeps_joined_signs_together():
    family = "👨\u200d👩\u200d👧"
    assert all(line in {family, family * 2} for line in wrap(family * 4, 6))


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_wrap_of_nothing_is_blank(text):
    assert set(wrap(text, 5)) == {""}


def test_wrap_keeps_paragraphs():
    assert wrap("审查\n决定", 10) == ["审查", "决定"]


@settings(max_examples=150)
@given(text=CHINESE, width=st.integers(6, 20), balanced=st.booleans())
def test_wrap_loses_nothing_and_fits(text, width, balanced):
    lines = wrap(text, width, balanced=balanced)
    assert "".join(lines).replace(" ", "") == clean(text).replace(" ", "")
    assert all(width_of(line) <= width + HANG + 0.01 for line in lines if len(line) > 1)


PROSE = st.lists(
    st.sampled_from(["审查材料，", "（现场核实）", "“一岗双责”制。", "决定", "《办法》"]),
    max_size=12,
).map("".join)


@settings(max_examples=150)
@given(text=PROSE, width=st.integers(8, 20), balanced=st.booleans())
def test_wrap_breaks_as_chinese_print_does(text, width, balanced):
    lines = wrap(text, width, balanced=balanced)
    assert not any(line and line[0] in CLOSERS for line in lines)
    assert not any(line and line[-1] in OPENERS for line in lines)


@pytest.mark.parametrize("name", REAL_NAMES)
@pytest.mark.parametrize("width", [5, 6, 7.7, 9, 9.4, 11, 12])
def test_real_names_break_well(name, width):
    lines = wrap(name, width)
    assert "".join(lines) == name
    assert not any(line[0] in CLOSERS or line[-1] in OPENERS for line in lines)
    assert all(width_of(line) >= 2 for line in lines)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("退回补充调查", ["退回", "补充调查"]), ("符合立案条件", ["符合", "立案条件"])],
)
def test_a_short_condition_breaks_between_its_words(text, wanted):
    assert wrap(text, 5) == wanted


@pytest.mark.parametrize(
    ("text", "width", "wanted"),
    [
        ("制作立案审批表，报批立案", 10.1, ["制作立案审批表，", "报批立案"]),
        ("评估实施效果，资料归档", 10.1, ["评估实施效果，", "资料归档"]),
        ("办理竣工结算，委托审计", 10.1, ["办理竣工结算，", "委托审计"]),
        ("集体研究采购需求、方式和预算", 10.1, ["集体研究采购", "需求、方式和预算"]),
        ("预算、资产配置标准是否符合规定", 7, ["预算、", "资产配置标准", "是否符合规定"]),
    ],
)
def test_no_lone_sign_is_parted_from_its_clause(text, width, wanted):
    assert wrap(text, width) == wanted


def test_the_blank_half_of_a_pause_may_stand_out_of_the_line():
    text = "会前酝酿，提前送达材料，登记回避人员"
    assert wrap(text, 6.6) == ["会前酝酿，", "提前送达材料，", "登记回避人员"]


@pytest.mark.parametrize(
    ("text", "width", "wanted"),
    [
        ("听取被调查人陈述和申辩", 10.1, ["听取被调查人", "陈述和申辩"]),
        ("退回重新起草", 5, ["退回", "重新起草"]),
        ("事实不清、需要补充调查", 5, ["事实不清、", "需要", "补充调查"]),
        ("不齐全或者不符合法定形式", 5, ["不齐全", "或者不符合", "法定形式"]),
    ],
)
def test_words_of_three_signs_and_what_is_denied_stay_together(text, width, wanted):
    assert wrap(text, width) == wanted


def test_the_end_of_a_clause_is_not_left_alone_on_a_line():
    assert wrap("责令供应商整改，追究违约责任", 7.4) == ["责令供应商", "整改，追究", "违约责任"]
    assert ugliness(["事实是否", "清楚、", "证据是否充分"]) == 1
    assert ugliness(["预算、", "资产配置标准"]) == 0


def test_broken_words_and_pauses_run_over_are_ugly():
    assert ugliness(["材料是否齐全、", "符合法定形式"]) == 0
    assert ugliness(["材料是否", "齐全、符合", "法定形式"]) == 1
    assert ugliness(["提出决", "定"]) == 1
