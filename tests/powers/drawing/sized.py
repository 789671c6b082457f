"""Charts as large as real ones, for tests, pictures and measurements."""

from powers.drawing.notes import RiskNote, StepNotes

from .flows import drawing, licence, line_of_three, link, step
from .levels import HIGH, LOW, MIDDLE

SECTION, OFFICE, HEADS, LAW = "承办科室", "办公室", "领导办公会", "法制审核岗"
CASE = (
    ("start", "接收问题线索并登记", SECTION, 1),
    ("step", "对线索进行初步核实", SECTION, 20),
    ("decision", "是否符合立案条件", "分管领导", 5),
    ("step", "制作立案审批表，报批立案", SECTION, 3),
    ("step", "组成调查组，制定调查方案", SECTION, 5),
    ("step", "组织实施调查，收集有关证据", "调查组", 60),
    ("step", "听取被调查人陈述和申辩", "调查组", 5),
    ("decision", "事实是否清楚、证据是否充分", "调查组组长", 3),
    ("document", "撰写调查报告，提出处理意见", "调查组", 10),
    ("step", "移送审理，进行书面审核", LAW, 30),
    ("decision", "审理意见与调查意见是否一致", LAW, 5),
    ("step", "集体讨论，作出处理决定", HEADS, 10),
    ("document", "制作处理决定书", OFFICE, 5),
    ("step", "送达本人和所在单位", OFFICE, 10),
    ("step", "受理申诉，进行复查", "案件审理室", 30),
    ("publication", "公开通报处理结果", OFFICE, 10),
    ("end", "立卷归档", SECTION, 15),
)
CASE_WAYS = [
    (0, 1, ""), (1, 2, ""), (2, 3, "符合"), (2, 16, "不符合，予以了结"), (3, 4, ""), (4, 5, ""),
    (5, 6, ""), (6, 7, ""), (7, 8, "清楚、充分"), (7, 5, "补充调查"), (8, 9, ""), (9, 10, ""),
    (10, 11, "一致"), (10, 8, "不一致，退回"), (11, 12, ""), (12, 13, ""), (13, 14, "提出申诉"),
    (13, 15, "未提出申诉"), (14, 15, ""), (15, 16, ""),
]  # fmt: skip
RISKS = (
    ("瞒报、压案不查", ("收到线索不登记、不报告。", "为他人开脱，压案不办。")),
    ("泄露举报人信息", ("将举报材料转给被举报人。", "在核实中泄露举报内容。")),
    ("应当立案而不立案", ("以谈话代替立案。",)),
    ("选择性收集证据", ("只收集从轻、从无的证据，回避不利于被调查人的材料。", "逼取口供。")),
    ("违规使用调查措施", ("超范围、超期限采取措施。",)),
    ("接受请托，干预办案", ("接受宴请、礼品。", "向办案人员打招呼。", "通风报信。")),
    ("处理畸轻畸重", ("滥用自由裁量权，同案不同处。",)),
    ("送达不及时、不到位", ("拖延送达，影响当事人行使申诉权利。",)),
)
MEASURES = (
    "线索统一编号登记，双人管理，按季度与来源单位核对。",
    "签订保密承诺书，举报材料专柜存放，查阅留痕。",
    "不予立案的，书面说明理由并报上一级备案。",
    "调查取证两人以上进行，重要谈话全程录音录像。",
    "严格执行回避制度，办案过程中的过问一律登记报告。",
    "对照裁量标准提出意见，集体讨论并如实记录不同意见。",
    "使用送达回证，超过三个工作日未送达的自动提醒。",
)
POINTS = (2, 3, 3, 1, 1, 4, 2, 3, 3, 2, 2, 4, 1, 2, 2, 1, 1)


def flow_of_rows(rows, ways, name):
    """A drawing of rows (kind, name, position, days) and ways (from, to, condition) by place."""
    steps = [
        step(f"k{at}", title, kind, position=who, position_name=who, days=days, check=kind == "decision" and at > 4)
        for at, (kind, title, who, days) in enumerate(rows)
    ]  # fmt: skip
    return drawing(steps, [link(f"k{a}", f"k{b}", when) for a, b, when in ways], name)


def three_steps():
    """The shortest chart."""
    return line_of_three() | {
        "steps": [
            step("a", "申请用印", "start", position_name="经办人", days=1),
            step("b", "审核用印事项", position_name="办公室主任", days=1, check=True),
            step("c", "用印并登记", "end", position_name="印章管理员", days=1),
        ],
        "name": "印章使用流程图",
    }


def licence_of_seven():
    """A licence with two decisions and a loop."""
    drawn = licence()
    more = step("publish", "公开许可结果", "publication", position_name=OFFICE, days=7)
    ways = [link("issue", "publish"), *drawn["links"]]
    return drawn | {"steps": [*drawn["steps"], more], "links": ways}


def case_of_seventeen():
    """The investigation of a case: seventeen steps, three decisions, two loops."""
    return flow_of_rows(CASE, CASE_WAYS, "问题线索处置和案件查办流程图")


def works_of_forty():
    """Forty steps: the works of a project, every fifth a decision that sends back."""
    titles = [row[1] for row in CASE]
    kinds = ["decision" if at % 5 == 4 else "step" for at in range(40)]
    kinds[0], kinds[-1] = "start", "end"
    rows = [(kind, titles[at % 17], CASE[at % 17][2], 5) for at, kind in enumerate(kinds)]
    ways = [(at, at + 1, "同意" if kinds[at] == "decision" else "") for at in range(39)]
    ways += [(at, at - 3, "退回补正") for at in range(4, 39, 5)]
    return flow_of_rows(rows, ways, "工程建设项目管理流程图")


def notes_of_thirty_seven(drawn=None):
    """Thirty-seven risk points with their measures on the seventeen steps."""
    notes, number = {}, 0
    for at, count in enumerate(POINTS):
        risks = []
        for _one in range(count):
            title, ways = RISKS[number % len(RISKS)]
            level = (MIDDLE, HIGH, LOW)[number % 3]
            risks.append(RiskNote(f"{title}（{number + 1}）", ways, level))
            number += 1
        measures = tuple(
            MEASURES[(at + offset) % len(MEASURES)] for offset in range(min(count + 1, 4))
        )
        notes[f"k{at}"] = StepNotes(tuple(risks), measures)
    return notes
