"""Lists from Word, one line a step: what becomes of the lines people really paste."""

import pytest

from .seen import drawn, facts, kinds, left, names, ways

THREE = ["受理", "审查", "决定"]


@pytest.mark.parametrize(
    "marks",
    [
        ("1.", "2.", "3."),
        ("1、", "2、", "3、"),
        ("1．", "2．", "3．"),
        ("１．", "２．", "３．"),
        ("1) ", "2) ", "3) "),
        ("（1）", "（2）", "（3）"),
        ("(一)", "(二)", "(三)"),
        ("（一）", "（二）", "（三）"),
        ("一、", "二、", "三、"),
        ("第一步：", "第二步：", "第三步："),
        ("第1步 ", "第2步 ", "第3步 "),
        ("步骤一：", "步骤二：", "步骤三："),
        ("①", "②", "③"),
        ("⑴", "⑵", "⑶"),
        ("㈠", "㈡", "㈢"),
        ("⒈", "⒉", "⒊"),
        ("Step 1: ", "Step 2: ", "Step 3: "),
        ("a. ", "b. ", "c. "),
        ("• ", "• ", "• "),
        ("- ", "- ", "- "),
        ("\uf0b7\t", "\uf0b7\t", "\uf0b7\t"),
        ("1.\t", "2.\t", "3.\t"),
        ("1\t", "2\t", "3\t"),
        ("", "", ""),
    ],
)
def test_whatever_the_numbering_the_lines_are_steps(marks):
    text = "\r\n".join(mark + name for mark, name in zip(marks, THREE, strict=True))
    assert (names(text), kinds(text), ways(text)) == (
        THREE,
        ["start", "step", "end"],
        ["1>2", "2>3"],
    )


@pytest.mark.parametrize(
    "text",
    [
        "受理→审查→决定",
        "受理 -> 审查 -> 决定",
        "受理—>审查—>决定",
        "受理 ⇒ 审查 ⇒ 决定。",
        "受理—审查—决定",
        "1.受理→2.审查→3.决定",
        "受理→审查\n审查→决定",
    ],
)
def test_a_chain_on_a_line_is_its_steps(text):
    assert (names(text), ways(text)) == (THREE, ["1>2", "2>3"])


def test_a_chain_may_say_when():
    text = "受理→审查→（合格）核发\n审查 —不合格→ 告知"
    assert names(text) == ["受理", "审查", "核发", "告知"]
    assert ways(text) == ["1>2", "2>3 合格", "2>4 不合格"]


@pytest.mark.parametrize(
    "ways_written",
    [
        "   如果齐全，则转第3步；\n   如果不齐全，则退回第1步。",
        "   若齐全，进入第3步\n   若不齐全，返回第1步",
        "   齐全 → 第3步\n   不齐全 → 第1步",
        "   齐全->3\n   不齐全->1",
        "   齐全：转第3步；不齐全：退回第1步",
        "   （1）齐全，转第3步\n   （2）不齐全，退回第1步",
        "   • 齐全 → 决定\n   • 不齐全 → 受理",
        "   齐全，转决定环节；不齐全，返回受理步骤",
        "   如齐全则转第三步，如不齐全则退回第一步",
    ],
)
def test_conditions_beneath_a_step_are_its_ways(ways_written):
    text = f"1. 受理\n2. 材料是否齐全\n{ways_written}\n3. 决定"
    assert names(text) == ["受理", "材料是否齐全", "决定"]
    assert ways(text) == ["1>2", "2>1 不齐全", "2>3 齐全"]
    assert (kinds(text), left(text)) == (["start", "decision", "end"], [])


@pytest.mark.parametrize(
    "line",
    [
        "2. 审查：齐全的，转第3步；不齐全的，退回第1步",
        "2. 审查。齐全的，转第3步；不齐全的，退回第1步。",
        "2. 审查，齐全的，转第3步；不齐全的，退回第1步",
        "2. 审查（齐全的，转第3步；不齐全的，退回第1步）",
    ],
)
def test_conditions_on_the_line_of_a_step_are_its_ways(line):
    text = f"1. 受理\n{line}\n3. 决定"
    assert names(text) == THREE
    assert ways(text) == ["1>2", "2>1 不齐全的", "2>3 齐全的"]
    assert kinds(text) == ["start", "decision", "end"]


def test_otherwise_is_a_condition():
    text = "1. 受理\n2. 审查（如果通过则转第3步，否则退回第1步）\n3. 决定"
    assert ways(text) == ["1>2", "2>1 否则", "2>3 通过"]


def test_a_condition_before_a_step_is_the_way_to_it():
    text = "1. 初步审查\n2. 需要追究责任的，予以立案\n3. 调查"
    assert (names(text), ways(text)) == (
        ["初步审查", "予以立案", "调查"],
        ["1>2 需要追究责任的", "2>3"],
    )


@pytest.mark.parametrize(
    "lines",
    [
        "2. 符合条件的，准予许可；不符合条件的，不予许可并说明理由",
        "2. 符合条件的，准予许可\n3. 不符合条件的，不予许可并说明理由",
    ],
)
def test_conditions_that_exclude_each_other_are_alternatives(lines):
    text = f"1. 审查\n{lines}\n4. 颁发证件"
    assert names(text) == ["审查", "准予许可", "不予许可并说明理由", "颁发证件"]
    assert ways(text) == ["1>2 符合条件的", "1>3 不符合条件的", "2>4"]
    assert kinds(text)[2:] == ["end", "end"]


def test_alternatives_that_go_on_meet_again():
    text = "1. 审查\n2. 案情重大的，集体讨论；其他的，负责人审批\n3. 作出决定"
    assert ways(text) == ["1>2 案情重大的", "1>3 其他的", "2>4", "3>4"]


def test_what_is_to_be_done_becomes_a_step_that_goes_back():
    text = "1. 受理\n2. 材料是否齐全？\n  齐全的，出具受理凭证\n  不齐全的，一次性告知补正\n3. 审查"
    assert names(text) == ["受理", "材料是否齐全？", "出具受理凭证", "一次性告知补正", "审查"]
    assert ways(text) == ["1>2", "2>3 齐全的", "2>4 不齐全的", "3>5", "4>2"]


def test_a_step_that_stands_further_down_is_the_one_meant():
    text = "1. 审查\n  不需追究的，了结案件\n2. 调查（结束）\n3. 了结案件"
    assert ways(text) == ["1>2", "1>3 不需追究的"]


def test_one_condition_leaves_the_way_to_the_next_step():
    assert ways("1. 受理\n2. 审查\n  材料有误的，返回第1步\n3. 决定") == [
        "1>2",
        "2>1 材料有误的",
        "2>3",
    ]


@pytest.mark.parametrize(
    ("target", "way"),
    [
        ("转第1步", "2>1"),
        ("返回上一步", "2>1"),
        ("进入下一步", "2>3"),
        ("退回受理环节", "2>1"),
        ("→ 4", "2>4"),
        ("→ 送达", "2>4"),
        ("→ 结束", ""),
    ],
)
def test_a_step_leads_where_its_line_says(target, way):
    text = f"1. 受理申请\n2. 审查\n   {target}\n3. 决定\n4. 送达"
    assert [each for each in ways(text) if each[0] == "2"] == [way] * bool(way)


def test_a_step_links_by_a_name_only_where_it_is_clear():
    text = "1. 形式审查\n2. 实质审查\n3. 复核\n  不同意的，返回审查\n4. 送达"
    assert ways(text) == ["1>2", "2>3", "3>4"]
    assert len(left(text)) == 1


def test_a_name_that_denies_another_is_not_it():
    text = "1. 审查\n2. 核查\n  不合格的，转不予受理\n3. 受理"
    assert names(text) == ["审查", "核查", "转不予受理", "受理"]


def test_a_number_that_no_step_has_is_told():
    text = "1. 受理\n2. 审查，转第9步\n3. 决定"
    assert (ways(text), len(left(text))) == (["1>2", "2>3"], 1)


@pytest.mark.parametrize(
    "text",
    [
        "1. 受理（窗口受理岗，5个工作日）",
        "1. 受理（窗口受理岗，5日）",
        "1. 受理(5个工作日内，窗口受理)",
        "1. 受理【岗位：窗口受理岗；时限：五个工作日】",
        "1. 受理，窗口受理岗，５个工作日",
        "1. 窗口受理岗：受理，5个工作日内",
        "1. 受理\n   窗口受理岗，5个工作日",
        "1. 受理\n   责任岗位：窗口受理岗\n   办理时限：5个工作日",
        "1. 5个工作日内受理（行政审批科窗口受理岗）",
        "一、受理\n窗口受理岗、5日",
        "1. 受理（start, 窗口受理岗, 5 working days）",
    ],
)
def test_position_and_limit_are_recognised(text):
    assert (names(text), facts(text), left(text)) == (["受理"], [("SP-1", 5)], [])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("1. 受理（科长，5日）", "受理"),
        ("1. 受理（2个月，5日）", "受理"),
        ("1. 受理（24小时，5日）", "受理"),
        ("1. 受理（3-5个工作日，5日）", "受理"),
        ("1. 受理（5日，7日）", "受理"),
    ],
)
def test_what_cannot_be_taken_is_told(text, name):
    assert (names(text), facts(text), len(left(text))) == ([name], [("", 5)], 1)


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("上报材料（一式三份）", None),
        ("5月5日前报送", None),
        ("公示7日", 7),
        ("如实记录", None),
        ("当场登记", None),
        ("对违纪线索进行初步审查", None),
        ("3.15举报受理", None),
        ("一次性告知", None),
        ("转办有关科室", None),
        ("第三方评估", None),
        ("第5日送达", None),
        ("自受理之日起20个工作日内作出决定", 20),
    ],
)
def test_a_name_is_left_as_it_is(name, days):
    assert (names(name + "\n送达")[0], facts(name + "\n送达")[0][1]) == (name, days)


def test_the_check_the_kind_and_the_law_are_read():
    text = "1. 受理\n2. 法制审核（判断，制约环节）\n   依据：《行政处罚法》第五十八条\n3. 送达（结束）\n4. 归档"
    step = drawn(text)["steps"][1]
    assert (step["kind"], step["check"]) == ("decision", True)
    assert step["basis"] == [{"law": "行政处罚法", "article": "第五十八条"}]
    assert (kinds(text)[2], ways(text)) == ("end", ["1>2", "2>3"])


def test_the_kind_follows_from_the_words():
    text = "1. 受理\n2. 是否立案\n3. 公示处理结果\n4. 结束\n5. 归档"
    assert kinds(text) == ["start", "decision", "publication", "end", "end"]


def test_items_beneath_a_step_are_steps():
    text = "一、受理\n  1. 收件\n  2. 登记\n二、审查"
    assert (names(text), ways(text)) == (["受理", "收件", "登记", "审查"], ["1>2", "2>3", "3>4"])


def test_a_heading_and_what_stands_outside_are_told():
    text = "行政许可流程\n1. 受理\n2. 决定\n注：均为工作日"
    assert (names(text), len(left(text))) == (["受理", "决定"], 2)


def test_what_a_way_adds_is_told():
    assert len(left("1. 受理\n2. 审查\n  不全的，退回第1步重新提交\n3. 决定")) == 1


def test_a_number_alone_belongs_to_the_line_beneath():
    assert names("第一步\n受理\n第二步\n决定") == ["受理", "决定"]


def test_marks_that_turn_the_writing_and_controls_are_dropped():
    assert names("1. 受\u202e理\x07\n2. 决\u200e定。") == ["受理", "决定"]


def test_next_step_and_condition_may_stand_on_lines_of_their_own():
    text = "1. 受理\n2. 审查\n  下一步：第4步\n  条件：通过\n3. 退件\n4. 决定"
    assert [way for way in ways(text) if way[0] == "2"] == ["2>4 通过"]


def test_the_flow_may_end_under_a_condition():
    text = "1. 受理\n2. 审查\n  撤回的，结束\n  其他的，转第3步\n3. 决定"
    drawing = drawn(text)
    assert [step["kind"] for step in drawing["steps"]] == ["start", "decision", "end", "end"]
    assert len(drawing["links"]) == 3


def test_several_words_for_one_way_are_joined():
    text = "1. 审查\n  合格的，转第2步\n  基本合格的，转第2步\n2. 决定"
    assert ways(text) == ["1>2 合格的；基本合格的"]


def test_an_unnumbered_list_may_say_where_a_step_leads():
    text = "受理申请\n审查材料\n如果材料不全则退回受理申请\n作出决定"
    assert ways(text) == ["1>2", "2>1 材料不全", "2>3"]


def test_arrows_to_known_steps_are_ways_also_without_numbers():
    text = "受理\n是否齐全\n齐全 → 审查\n不齐全 → 受理\n审查"
    assert (names(text), ways(text)) == (
        ["受理", "是否齐全", "审查"],
        ["1>2", "2>1 不齐全", "2>3 齐全"],
    )


def test_a_labelled_way_may_name_its_own_source():
    text = "1. 受理\n2. 审查\n下一步：受理 → 决定\n3. 送达\n4. 决定"
    assert ways(text) == ["1>4", "2>3", "3>4"]


def test_a_condition_that_belongs_to_no_way_is_told():
    assert len(left("1. 受理\n   条件：材料齐全\n2. 决定")) == 1


def test_a_name_that_is_much_alike_is_the_one_meant():
    text = "1. 受理申请材料\n2. 审查\n   有误的，返回受理申报材料\n3. 决定"
    assert ways(text) == ["1>2", "2>1 有误的", "2>3"]


def test_what_a_line_names_that_no_step_is_called_stays_in_its_name():
    assert names("1. 审查，转有关科室\n2. 决定") == ["审查，转有关科室", "决定"]


def test_one_sign_is_too_little_to_find_a_step_by():
    assert len(drawn("1. 甲乙\n2. 审查 → 丙\n3. 决定")["steps"]) == 4


@pytest.mark.parametrize(
    ("written", "days"), [("十", 10), ("二十", 20), ("六十", 60), ("一百二十", 120), ("两", 2)]
)
def test_numbers_may_be_chinese(written, days):
    assert facts(f"1. 受理（{written}个工作日）") == [("", days)]


def test_a_basis_may_stand_in_brackets():
    step = drawn("1. 受理（《行政许可法》第三十二条，窗口受理岗）")["steps"][0]
    assert (step["position"], step["basis"][0]["article"]) == ("SP-1", "第三十二条")


def test_a_line_that_is_very_long_is_a_name_and_nothing_else():
    line = "如果甲的，转第2步；" * 100
    assert names(f"1. 受理\n2. {line}\n3. 决定")[1] == line


@pytest.mark.parametrize("way", ["流程结束", "—"])
def test_a_step_may_be_said_to_lead_no_further(way):
    assert ways(f"1. 受理\n2. 审查\n   → {way}\n3. 决定") == ["1>2"]


def test_what_stands_between_ways_is_a_fact_or_told():
    text = "1. 受理\n2. 审查。通过的，转第3步；5个工作日；另行规定\n3. 决定"
    assert facts(text)[1] == ("", 5)
    assert len(left(text)) == 1


def test_what_stands_beside_conditions_of_a_step_is_a_fact_or_told():
    text = "1. 审查\n2. 符合的，准予；不符合的，不予；3日；另行规定\n3. 送达"
    assert names(text) == ["审查", "准予", "不予", "送达"]
    assert (facts(text)[1], len(left(text))) == (("", 3), 1)


def test_a_numbered_line_that_is_only_a_way_is_the_way_of_the_step_above():
    text = "1. 受理\n2. 审查\n3. 不全的，退回第1步\n4. 决定"
    assert (names(text), ways(text)) == (["受理", "审查", "决定"], ["1>2", "2>1 不全的", "2>3"])


def test_a_way_may_be_said_after_a_full_stop():
    text = "1. 受理\n2. 审查材料。窗口核对原件\n3. 决定"
    assert names(text)[1] == "审查材料；窗口核对原件"


def test_a_name_in_corner_brackets_is_taken_as_it_is():
    text = "1. 「如果不全的，退回」（窗口受理岗）另行规定\n2. 决定"
    assert (names(text), facts(text)[0][0], len(left(text))) == (
        ["如果不全的，退回", "决定"],
        "SP-1",
        1,
    )


def test_a_condition_before_the_first_step_is_its_name():
    text = "1. 材料齐全的，予以受理；3日\n2. 决定"
    assert names(text)[0].startswith("材料齐全的，予以受理")


def test_the_end_is_made_once():
    text = "1. 审查\n  撤回的，流程结束\n2. 复核\n  撤回的，流程结束\n3. 决定"
    assert len(names(text)) == 4
    assert [way for way in ways(text) if "撤回的" in way] == ["1>4 撤回的", "2>4 撤回的"]


def test_an_answer_before_a_colon_is_a_condition():
    text = "1. 受理\n2. 是否齐全\n   是：3\n   否：1\n3. 决定"
    assert ways(text) == ["1>2", "2>1 否", "2>3 是"]
