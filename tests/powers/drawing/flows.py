"""Drawings for the tests of the drawing package."""

from hypothesis import strategies as st

KINDS = ("start", "step", "decision", "document", "publication", "end")


def step(key, name=None, kind="step", **facts):
    defaults = {
        "position": "P-1",
        "position_name": "审查岗",
        "days": 3,
        "check": False,
        "basis": [],
    }
    return {"key": key, "name": key if name is None else name, "kind": kind} | defaults | facts


def link(source, target, when=""):
    return {"from": source, "to": target, "when": when}


def drawing(steps, links, name="许可证核发流程图"):
    return {"name": name, "steps": steps, "links": links}


def line_of_three():
    return drawing(
        [step("a", kind="start"), step("b"), step("c", kind="end")],
        [link("a", "b"), link("b", "c")],
    )


def licence():
    steps = [
        step("receive", "受理申请", "start", position_name="窗口受理岗", days=1),
        step("complete", "材料是否齐全、符合法定形式", "decision"),
        step("supplement", "一次性告知补正"),
        step("decide", "作出是否准予许可的决定", "decision", check=True),
        step("issue", "核发许可证并公开结果", "end"),
        step("refuse", "书面说明理由、告知救济途径", "end", days=None),
    ]
    links = [
        link("receive", "complete"),
        link("complete", "decide", "齐全"),
        link("complete", "supplement", "不齐全"),
        link("supplement", "complete"),
        link("decide", "issue", "准予"),
        link("decide", "refuse", "不予"),
    ]
    return drawing(steps, links)


NAMES = st.text(alphabet="审查材料、现场核实（会议）决定 abc，。“”", max_size=24)


@st.composite
def drawings(draw, most=9, texts=NAMES):
    """Any drawing, complete or not, of steps with distinct keys and links between them."""
    count = draw(st.integers(0, most))
    keys = [f"k{number}" for number in range(count)]
    steps = [
        step(
            key,
            draw(texts),
            draw(st.sampled_from(KINDS)),
            days=draw(st.none() | st.integers(1, 90)),
            check=draw(st.booleans()),
            position_name=draw(st.sampled_from(["", "窗口受理岗", "领导班子会议"])),
        )
        for key in keys
    ]
    pairs = st.tuples(st.sampled_from(keys), st.sampled_from(keys), texts) if keys else st.nothing()
    links = [link(*pair) for pair in draw(st.lists(pairs, max_size=2 * count))] if keys else []
    return drawing(steps, links)


REAL_NAMES = (
    "受理申请",
    "材料是否齐全、符合法定形式",
    "一次性告知补正",
    "审查材料、现场核查",
    "作出是否准予许可的决定",
    "核发许可证并公开结果",
    "书面说明理由、告知救济途径",
    "对违法线索进行初步核查",
    "不予立案，告知举报人并归档",
    "立案并组织实施调查，收集有关证据",
    "采取查封、扣押措施",
    "撰写调查终结报告，提出处理意见",
    "法制审核",
    "重大案件集体讨论",
    "送达行政处罚事先告知书，告知陈述、申辩和听证权利",
    "组织听证并制作笔录",
    "公开处罚决定信息",
    "履约验收",
    "发布采购公告",
    "报经分管领导审批（重大事项报领导办公会）",
)
WHENS = ("", "是", "否", "不齐全", "符合立案条件", "退回补充调查", "情况紧急需要当场处理的")
POSITIONS = ("", "窗口受理岗", "审查岗", "承办科室", "领导办公会", "法制审核岗", "送达岗")


@st.composite
def real_flows(draw, most=17):
    """Valid flows of real size: every step is come to and leads on, with branches and loops."""
    count = draw(st.integers(2, most))
    ends = {count - 1} | draw(st.sets(st.integers(1, count - 1), max_size=2))
    pairs = {(draw(st.integers(max(0, at - 4), at - 1)), at) for at in range(1, count)}
    pairs = {(max(set(range(source + 1)) - ends), target) for source, target in pairs}
    idle = set(range(count)) - ends - {source for source, _target in pairs}
    pairs |= {(at, draw(st.integers(at + 1, count - 1))) for at in idle}
    backs = st.tuples(st.integers(1, count - 1), st.integers(0, count - 1))
    loops = draw(st.lists(backs.filter(lambda pair: pair[0] > pair[1]), max_size=3))
    pairs |= {pair for pair in loops if pair[0] not in ends}
    return real_drawing(draw, count, ends, sorted(pairs))


def real_drawing(draw, count, ends, pairs):
    """The drawing of those steps and ways, with real names and at most three ways out."""
    out = [sum(source == at for source, _target in pairs) for at in range(count)]
    kinds = ["decision" if ways > 1 else "step" for ways in out]
    kinds = ["start", *("end" if at in ends else kinds[at] for at in range(1, count))]
    steps = []
    for at, kind in enumerate(kinds):
        position = draw(st.sampled_from(POSITIONS))
        facts = {"position": position, "position_name": position, "check": draw(st.booleans())}
        name = draw(st.sampled_from(REAL_NAMES))
        steps.append(step(f"k{at}", name, kind, days=draw(st.none() | st.just(15)), **facts))
    whens = {pair: draw(st.sampled_from(WHENS)) if out[pair[0]] > 1 else "" for pair in pairs}
    return drawing(steps, [link(f"k{a}", f"k{b}", whens[a, b]) for a, b in pairs])
