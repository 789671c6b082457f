"""Cells from Excel, and the deck's flow in both forms: what comes out is the flow of the seed."""

import pytest

from powers.pasting.reading import read

from .seen import POSITIONS, drawn, facts, kinds, left, names, ways

WORD = """对执法人员违纪行为的调查处理流程
1. 对违纪线索进行初步审查（线索受理岗，5个工作日）
   不需追究的，了结并建立销案记录
2. 需要追究行政纪律责任的，予以立案（科室负责人岗，2个工作日）
3. 组织实施调查，收集有关证据（案件调查岗，60个工作日）
   确需销案处理的，了结并建立销案记录
4. 需给予处分或作出其他处理的，执法部门报经领导办公会决定（判断，领导班子会议，10个工作日，制约环节）
   决定处理的，转第5步
   事实不清、需补充调查的，返回第3步
5. 提出监察建议或作出监察决定（科室负责人岗，5个工作日）
6. 以书面形式送达有关单位、人员（结束，线索受理岗，7个工作日）
7. 了结并建立销案记录（科室负责人岗，3个工作日）
"""
EXCEL = """序号\t环节\t类型\t岗位\t时限\t下一步（条件）
1\t对违纪线索进行初步审查\t开始\t线索受理岗\t5\t"需要追究行政纪律责任的 → 2
不需追究的 → 7"
2\t予以立案\t环节\t科室负责人岗\t２\t3
3\t组织实施调查，收集有关证据\t环节\t案件调查岗\t60个工作日\t需给予处分或作出其他处理的→4；确需销案处理的→7
4\t执法部门报经领导办公会决定\t判断 · 制约\t领导班子会议\t10\t"第5步（决定处理的）
第3步（事实不清、需补充调查的）"
5\t提出监察建议或作出监察决定\t环节\t科室负责人岗\t5日\t以书面形式送达有关单位、人员
6\t以书面形式送达有关单位、人员\t结束\t线索受理岗\t7\t—
7\t了结并建立销案记录\t结束\t科室负责人岗\t3\t
"""
SEED = [
    ("对违纪线索进行初步审查", "start", "JC-1", 5, False),
    ("予以立案", "step", "JC-3", 2, False),
    ("组织实施调查，收集有关证据", "step", "JC-2", 60, False),
    ("执法部门报经领导办公会决定", "decision", "LD-3", 10, True),
    ("提出监察建议或作出监察决定", "step", "JC-3", 5, False),
    ("以书面形式送达有关单位、人员", "end", "JC-1", 7, False),
    ("了结并建立销案记录", "end", "JC-3", 3, False),
]
SEED_WAYS = [
    "1>2 需要追究行政纪律责任的", "1>7 不需追究的", "2>3", "3>4 需给予处分或作出其他处理的",
    "3>7 确需销案处理的", "4>3 事实不清、需补充调查的", "4>5 决定处理的", "5>6",
]  # fmt: skip


@pytest.mark.parametrize(("text", "headings"), [(WORD, 1), (EXCEL, 0)], ids=["word", "excel"])
def test_the_decks_flow_comes_out_whole(text, headings):
    fields = ("name", "kind", "position", "days", "check")
    steps = [tuple(step[field] for field in fields) for step in drawn(text)["steps"]]
    assert (steps, ways(text), len(left(text))) == (SEED, SEED_WAYS, headings)


def test_a_table_without_titles_is_told_by_its_cells():
    text = "受理\t窗口受理岗\t1个工作日\n审查\t审查岗\t10\n决定\t局长\t3天"
    assert names(text) == ["受理", "审查", "决定"]
    assert facts(text) == [("SP-1", 1), ("SP-2", 10), ("", 3)]
    assert len(left(text)) == 1


def test_the_usual_order_holds_where_cells_do_not_tell():
    text = "受理\t开始\t窗口受理岗\t1\t是否齐全\n是否齐全\t判断\t窗口受理岗\t5\t齐全→3；不齐全→1\n办结\t结束\t窗口受理岗\t2\t"
    assert kinds(text) == ["start", "decision", "end"]
    assert ways(text) == ["1>2", "2>1 不齐全", "2>3 齐全"]


def test_rows_lead_on_in_their_order():
    assert ways("1\t受理\t1\n2\t审查\t2\n3\t送达\t3") == ["1>2", "2>3"]


def test_conditions_may_have_a_column_of_their_own():
    text = '步骤\t转向\t条件\n受理\t2\t\n审查\t"3\n1"\t"通过\n不通过"\n办结\t\t'
    assert ways(text) == ["1>2", "2>1 不通过", "2>3 通过"]


def test_a_cell_may_name_several_steps():
    assert ways("环节\t下一步\n受理\t2、3\n审查\t4\n核查\t4\n办结\t") == [
        "1>2",
        "1>3",
        "2>4",
        "3>4",
    ]


def test_a_row_without_a_name_belongs_to_the_one_above():
    text = "环节\t岗位\t下一步\n审查\t审查岗\t齐全→决定\n\t\t不齐全→审查\n决定\t\t"
    assert ways(text) == ["1>1 不齐全", "1>2 齐全"]


def test_a_column_that_is_not_known_is_told():
    assert len(left("环节\t备注\n受理\t收件\n办结\t")) == 1


def test_a_legal_basis_and_a_check_have_columns():
    text = "环节\t制约\t法律依据\n受理\t否\t《行政许可法》第二十九条\n审核\t是\t\n办结\t\t"
    steps = drawn(text)["steps"]
    assert [step["check"] for step in steps] == [False, True, False]
    assert steps[0]["basis"] == [{"law": "行政许可法", "article": "第二十九条"}]


def test_one_column_with_line_breaks_in_its_cells():
    text = (
        '"受理申请\n窗口受理岗"\n"审查\n材料"\n"决定\n同意的，转送达\n不同意的，返回受理申请"\n送达'
    )
    assert names(text) == ["受理申请", "审查材料", "决定", "送达"]
    assert ways(text) == ["1>2", "2>3", "3>1 不同意的", "3>4 同意的"]


def test_a_lone_quote_is_text():
    text = '受理"申请\t1\n办结\t2'
    assert names(text) == ['受理"申请', "办结"]


@pytest.mark.parametrize("cell", ["abc", "0", "2个月", "10000"])
def test_a_limit_that_is_no_number_of_days_is_told(cell):
    text = f"环节\t时限\n受理\t{cell}\n办结\t3"
    assert (facts(text), len(left(text))) == ([("", None), ("", 3)], 1)


def test_a_text_that_is_too_long_is_refused_in_words():
    pasted = read("步" * 100_001, {})
    assert (pasted.rows, pasted.lines) == ((), ())
    assert "100001" in pasted.problem


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"{number}. 步骤甲{number}" for number in range(1, 100)),
        "→".join(f"甲{number}" for number in range(100)),
        "\n".join(f"甲{number}\t岗\t1" for number in range(100)),
        "1. 甲\n" + "\n".join(f"第{number}类的，办理{number}" for number in range(100)),
    ],
)
def test_more_steps_than_a_chart_holds_are_told(text):
    pasted = read(text, POSITIONS)
    assert "80" in pasted.problem
    assert len(pasted.rows) == 81


def test_nothing_gives_nothing():
    assert read(" \n\t\n ", POSITIONS) == read("", POSITIONS)
    assert read("", POSITIONS).rows == ()


def test_cells_before_any_step_are_told():
    assert len(left("环节\t岗位\n\t窗口受理岗\n受理\t\n办结\t")) == 1


def test_conditions_beyond_the_ways_are_told():
    assert len(left('步骤\t转向\t条件\n受理\t2\t"甲\n乙"\n办结\t\t')) == 1
