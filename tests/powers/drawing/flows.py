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
