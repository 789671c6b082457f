"""Whatever is pasted gives whole rows; a chart written out and pasted gives the same chart."""

import pytest
from django.utils.translation import override
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from powers.drawing.text import one_line
from powers.pasting.reading import read
from powers.pasting.writing import written
from powers.rows import NEXT, drawing_from
from powers.states import StepKind

from .seen import POSITIONS
from .test_tables import EXCEL, WORD

PIECES = [
    "受理", "审查", "决定", "送达", "1.", "2、", "（三）", "第4步", "①", "Step 5:", "•", "- ", "→", "->", "—>", "——",
    "如果", "若", "则", "否则", "不符合的", "符合的，", "转第3步", "返回第1步", "退回", "，", "；", "。", "：", "（", "）",
    "窗口受理岗", "5个工作日", "３日", "2个月", "是否", "？", "\t", "\n", "\n", "\r\n", "   ", '"', "《行政许可法》第一条",
    "结束", "—", "「", "」", "下一步", "条件：", "|", "\u202e", "\ud800", "\x00", "😀", "一", "0", "99", "环节", "岗位",
]  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(st.sampled_from(PIECES), max_size=60).map("".join),
    st.builds(
        lambda text, cuts: "".join(text[cut : cut + 20] for cut in cuts),
        st.sampled_from([WORD, EXCEL]),
        st.lists(st.integers(0, 500), max_size=20),
    ),
)
NAMES = st.one_of(
    st.text(
        "受理审查决定送达是否的如果则转退回第一步→结束，。；：（）5日岗", min_size=1, max_size=12
    ),
    st.text(min_size=1, max_size=12),
    st.sampled_from([piece for piece in PIECES if one_line(piece)]),
).map(lambda text: one_line(text.replace("「", "").replace("」", "")))


def dangling(rows):
    """The ways that lead nowhere, and keys that stand twice."""
    keys = [row.key for row in rows]
    to = [way.to for row in rows for way in row.ways if way.to != NEXT]
    last = [way for way in rows[-1].ways if way.to == NEXT] if rows else []
    return [key for key in to if key not in keys] + last + sorted(set(keys))[len(keys) :]


@given(TEXTS)
@example("1." * 500)
@example("的，" * 3000)
@example("如" * 3000 + "，")
@example("（" * 3000)
@example("→" * 3000)
@example("甲→" * 3000 + "乙")
@settings(max_examples=300, deadline=2000)
def test_any_text_gives_rows_that_lead_somewhere(text):
    pasted = read(text, POSITIONS)
    assert dangling(pasted.rows) == []
    assert len({row.key for row in pasted.rows}) == len(pasted.rows) <= 82
    assert all(row.kind in StepKind.values for row in pasted.rows)
    assert all(row.name == one_line(row.name) and row.name for row in pasted.rows)


@given(TEXTS)
@settings(max_examples=150, deadline=2000)
def test_every_line_is_told_of(text):
    pasted = read(text, POSITIONS)
    made = sum(1 for line in pasted.lines if line.understood)
    assert made > 0 or not pasted.rows


@st.composite
def drawings(draw):
    """A chart of any names, kinds, limits and ways."""
    names = [name for name in draw(st.lists(NAMES, min_size=1, max_size=8)) if name]
    assume(names)
    keys = [f"s{number}" for number in range(1, len(names) + 1)]
    places = st.sampled_from(sorted(POSITIONS))
    steps = [
        {
            "key": key,
            "name": name,
            "kind": draw(st.sampled_from(StepKind.values)),
            "position": (code := draw(st.one_of(st.just(""), places))),
            "position_name": POSITIONS.get(code, ""),
            "days": draw(st.one_of(st.none(), st.integers(1, 9999))),
            "check": draw(st.booleans()),
            "basis": [],
        }
        for key, name in zip(keys, names, strict=True)
    ]
    pairs = st.lists(st.tuples(st.sampled_from(keys), st.sampled_from(keys)), max_size=12)
    ways = [
        {"from": source, "to": target, "when": draw(st.one_of(st.just(""), NAMES))}
        for source, target in sorted(set(draw(pairs)))
    ]
    return {"name": "", "steps": steps, "links": ways}


@given(drawings(), st.sampled_from(["zh-hans", "en"]))
@settings(max_examples=300, deadline=2000)
def test_a_chart_written_out_and_pasted_is_the_same(drawing, language):
    with override(language):
        text = written(drawing, POSITIONS)
        rows = read(text, POSITIONS).rows
    again = drawing_from(rows, name="", positions=POSITIONS)
    assert again["steps"] == drawing["steps"], text
    said = [(link["from"], link["to"], link["when"]) for link in again["links"]]
    assert sorted(said) == sorted(tuple(link.values()) for link in drawing["links"]), text


def test_a_basis_is_written_out_too():
    basis = [{"law": "行政许可法", "article": "第三十四条"}]
    step = {
        "key": "s1",
        "name": "受理",
        "kind": "end",
        "position": "",
        "position_name": "别的（岗）",
    }
    drawing = {"steps": [step | {"days": None, "check": False, "basis": basis}], "links": []}
    assert read(written(drawing, {}), {}).rows[0].bases[0].article == "第三十四条"


@pytest.mark.parametrize("text", [WORD, EXCEL])
def test_what_was_read_and_is_written_out_reads_the_same(text):
    drawing = drawing_from(read(text, POSITIONS).rows, name="", positions=POSITIONS)
    again = read(written(drawing, POSITIONS), POSITIONS).rows
    assert drawing_from(again, name="", positions=POSITIONS) == drawing
