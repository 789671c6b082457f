import re
from dataclasses import replace

from hypothesis import example, given, settings

from powers.drawing.annotated import annotated_source
from powers.drawing.flow import flow_of
from powers.drawing.foot import circled
from powers.drawing.notes import Level, RiskNote, StepNotes, shown
from powers.drawing.render import draw

from .flows import drawing, drawings, licence, line_of_three
from .levels import HIGH, LOW, MIDDLE
from .test_source import HOSTILE, drawn_texts, pinned, squeezed

LOOSE = RiskNote("把关不严", ("不按规定时限受理。", "降低审查标准。"), MIDDLE)
GRAFT = RiskNote("滥用裁量", ("利用职务便利谋利。",), HIGH)
DELAY = RiskNote("拖延", ("无故拖延。",), LOW)
UNRATED = RiskNote("不公开", ("不公开结果。",))
STRICT, OPEN = "严格受理和审查程序。", "公开受理程序和时间。"


def nodes_of(notes, drawn=None):
    return pinned(annotated_source(drawn or licence(), notes, subtitle="示范单位"))


def texts_of(notes, drawn=None):
    return drawn_texts(annotated_source(drawn or licence(), notes, subtitle="示范单位"))


def test_risk_points_stand_left_and_measures_right_of_their_step():
    nodes = nodes_of({"receive": StepNotes((LOOSE,), (STRICT,))})
    places = [re.search(r'pos="([\d.-]+),([\d.-]+)', nodes[name]) for name in ("r1-1", "s1", "c1")]
    across = [float(place[1]) for place in places]
    assert across == sorted(across)
    assert len({place[2] for place in places}) == 1


def test_everything_is_written_and_lists_are_numbered():
    texts = texts_of({"receive": StepNotes((LOOSE,), (STRICT, OPEN))})
    assert texts["r1-1-text"] == "把关不严1.不按规定时限受理。2.降低审查标准。"
    assert texts["c1-text"] == f"1.{STRICT}2.{OPEN}"
    assert texts["title"] == "许可证核发流程图示范单位"
    assert texts["head-risks"] == "Riskpoints"


def test_one_of_a_kind_is_not_numbered():
    texts = texts_of({"receive": StepNotes((GRAFT,), (OPEN,))})
    assert texts["r1-1-text"] == "滥用裁量利用职务便利谋利。"
    assert texts["c1-text"] == OPEN


def test_what_stands_below_is_named_in_its_order_whatever_step_names_it_first():
    """A later step may be reached by the same ones in another order, and by one twice."""
    notes = {
        "receive": StepNotes((GRAFT,), (), (STRICT, OPEN)),
        "decide": StepNotes((DELAY,), (), ("轮岗。", OPEN, STRICT, OPEN)),
    }
    texts = texts_of(notes)
    assert [re.sub("[^①-⑳]", "", texts[f"c{place}-text"]) for place in (1, 4)] == ["①②", "①②③"]


def test_levels_differ_by_shape_and_word():
    notes = {
        "receive": StepNotes((GRAFT, LOOSE)),
        "decide": StepNotes((DELAY, UNRATED)),
    }
    nodes, texts = nodes_of(notes), texts_of(notes)
    marks = ("m1-1", "m1-2", "m4-1", "m4-2")
    shapes = [re.search(r"shape=(\w+)", nodes[mark])[1] for mark in marks]
    assert shapes == ["diamond", "triangle", "circle", "box"]
    assert [texts[f"{mark}-text"] for mark in marks[:3]] == ["Ⅰ级", "Ⅱ级", "Ⅲ级"]
    assert texts["m4-2"] == "notrated"


def test_a_mark_that_is_too_wide_for_its_shape_stands_below_alone():
    square = Level("square", "#6f3a9c", "#f6f0fa", "特别重大", "特别重大级", "", 1)
    down = Level("invtriangle", "#1f5fa8", "#eef5fc", "D", "Level D", "", 4)
    risks = (RiskNote("其他", ("其他。",), square), RiskNote("再次", ("再次。",), down))
    nodes = nodes_of({"receive": StepNotes(risks)})
    texts = texts_of({"receive": StepNotes(risks)})
    assert [re.search(r"shape=(\w+)", nodes[mark])[1] for mark in ("m1-1", "m1-2")] == [
        "square",
        "invtriangle",
    ]
    assert (texts["m1-1-text"], "m1-1-n" in texts, texts["m1-2-n"]) == ("特别重大级", False, "D")


def test_the_legend_explains_what_the_chart_bears():
    texts = texts_of({"receive": StepNotes((UNRATED, DELAY, GRAFT))})
    legend = [text for name, text in texts.items() if re.fullmatch(r"legend\d-text", name)]
    assert legend == [
        "LevelI,highrisk",
        "LevelIII,lowrisk",
        "check-and-balancestep",
        "notratedyet",
    ]


def test_what_changed_after_its_ruling_is_marked_in_words_and_the_legend_says_so():
    notes = {"receive": StepNotes((replace(GRAFT, reopened=True), LOOSE))}
    texts = texts_of(notes)
    assert texts["r1-1-text"] == "滥用裁量※reopened利用职务便利谋利。"
    assert "※" not in texts["r1-2-text"]
    signs = {texts[name]: texts[f"{name}-text"] for name in texts if f"{name}-text" in texts}
    assert signs["※"] == "changedsinceitslevelwasruled;thecommitteelooksatitagain"
    assert "※" not in texts_of({"receive": StepNotes((GRAFT, LOOSE))}).values()


def test_a_risk_point_on_several_steps_is_drawn_once_and_names_the_others():
    steps = ("receive", "supplement", "decide")
    notes = {
        key: StepNotes((RiskNote("把关不严", ("降低标准。",), MIDDLE, others),), (STRICT,))
        for key in steps
        for others in [tuple(other for other in steps if other != key)]
    }
    texts = texts_of(notes)
    assert [name for name in texts if re.fullmatch(r"r\d-\d", name)] == ["r1-1"]
    assert texts["r1-1-text"] == "把关不严降低标准。Alsoatsteps3,4"
    assert [name for name in texts if re.fullmatch(r"c\d", name)] == ["c1"]


def test_one_other_step_is_named_even_without_notes_of_its_own():
    note = RiskNote("把关不严", ("降低标准。",), MIDDLE, ("issue", "unknown"))
    assert texts_of({"decide": StepNotes((note,))})["r4-1-text"].endswith("Alsoatstep5")


def test_measures_come_with_the_risk_points_they_belong_to():
    flow = flow_of(licence())
    notes = {
        "receive": StepNotes((LOOSE,), (STRICT, OPEN)),
        "decide": StepNotes((LOOSE, GRAFT), (STRICT,)),
        "issue": StepNotes((LOOSE,), (OPEN, "加强监督。")),
    }
    found = shown(flow, notes)
    assert [len(note.risks) for note in found.values()] == [1, 1, 0]
    assert [note.measures for note in found.values()] == [
        (STRICT, OPEN),
        (STRICT,),
        ("加强监督。",),
    ]


def test_what_holds_for_many_stands_once_below_and_at_its_steps_by_number():
    level, unit = "抽查二级风险点。（因：II 级）", "公示执法结果。（因：行政执法）"
    notes = {
        "receive": StepNotes((LOOSE,), (STRICT,), (level,)),
        "decide": StepNotes((GRAFT,), (), (level, unit)),
        "issue": StepNotes((LOOSE,), (), (level,)),
    }
    texts, nodes = texts_of(notes), nodes_of(notes)
    assert texts["c1-text"] == f"{STRICT}Seebelow:①"
    assert texts["c4-text"] == "Seebelow:①②"
    assert "c5" not in texts
    assert texts["foot-text"].partition(":")[2] == f"①{level}②{unit}".replace(" ", "")
    assert low(nodes["foot"]) > low(nodes["legend0"]) > low(nodes["c4"])
    assert "foot" not in nodes_of({"receive": StepNotes((LOOSE,), (STRICT,))})


def low(node):
    """How low on the page a node stands; Graphviz counts upwards."""
    return -float(re.search(r'pos="[\d.-]+,([\d.-]+)', node)[1])


def test_numbers_go_on_where_circles_end():
    assert [circled(number) for number in (1, 20, 21, 35, 36, 50, 51)] == [*"①⑳㉑㉟㊱㊿", "(51)"]


def test_a_chart_without_notes_is_drawn_with_its_heads():
    assert texts_of({})["head-flow"] == "Flow"


def test_a_step_without_measures_or_without_risk_points_has_one_side():
    nodes = nodes_of({"a": StepNotes((LOOSE,)), "b": StepNotes((), (OPEN,))}, line_of_three())
    assert {"r1-1", "c2"} <= nodes.keys()
    assert not {"c1", "r2-1"} & nodes.keys()


def test_a_dashed_line_makes_way_for_a_line_of_the_flow():
    source = annotated_source(licence(), {"decide": StepNotes((), (OPEN,))})
    whole = annotated_source(line_of_three(), {"b": StepNotes((), (OPEN,))})
    assert source.count("s4 -> c4") == 1
    assert whole.count("s2 -> c2") == 1


def test_a_line_round_a_noted_step_cuts_its_dashed_line():
    drawn = line_of_three()
    drawn["links"].append({"from": "c", "to": "a", "when": "again"})
    source = annotated_source(drawn, {"b": StepNotes((LOOSE,), (OPEN,))})
    assert source.count("m2-1") - source.count('"m2-1') == 0
    assert source.count('"m2-1" -> s2') == 3
    assert source.count("s2 -> c2") == 1


@settings(max_examples=20, deadline=None)
@given(HOSTILE)
@example("]")
@example("\x1e")
@example("\x1b")
def test_hostile_notes_are_drawn_as_they_are(text):
    note = RiskNote(text, (text,), replace(HIGH, numeral="Ⅰ", mark=text, meaning=text))
    texts = texts_of({"receive": StepNotes((note,), (text,))})
    assert texts["r1-1-text"] == squeezed(clean_twice(text))
    assert texts["c1-text"] == squeezed(clean_twice(text)[: len(clean_twice(text)) // 2])


def clean_twice(text):
    from powers.drawing.text import clean  # noqa: PLC0415 - reads best beside its one use

    return clean(text) * 2


@settings(max_examples=15, deadline=None)
@given(drawings(most=7))
def test_any_annotated_drawing_can_be_drawn(drawn):
    notes = {row["key"]: StepNotes((LOOSE, GRAFT), (STRICT,)) for row in drawn["steps"][::2]}
    assert draw(annotated_source(drawn, notes)).endswith(b"</svg>\n")


def test_an_empty_drawing_can_be_annotated():
    assert draw(annotated_source(drawing([], []), {})).endswith(b"</svg>\n")
