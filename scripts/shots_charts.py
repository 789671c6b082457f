"""Draw ten charts as large as real ones into shots/charts/, without a browser, to be looked at.

The flows are those of the library and of the tests. Arguments narrow it down: names of charts.
"""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import django
from django.utils import translation

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "shots" / "charts"
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "riskcontrol.settings.demo")
django.setup()

from powers.drawing.annotated import annotated_source  # noqa: E402 - Django comes first
from powers.drawing.comparison import comparison_source  # noqa: E402
from powers.drawing.lanes import lanes_source  # noqa: E402
from powers.drawing.merged import merge  # noqa: E402
from powers.drawing.pages import printed  # noqa: E402
from powers.drawing.process import draw  # noqa: E402
from powers.drawing.source import chart_source  # noqa: E402
from powers.library import library  # noqa: E402
from powers.rows import Row, Rows, Way, drawing_from  # noqa: E402
from tests.powers.drawing import sized  # noqa: E402

type Drawing = dict[str, Any]

SECTIONS = {
    "线索登记岗": "信访室", "执法机构负责人岗": "执法监察科", "执法办案岗": "执法监察科",
    "法制审核岗": "法规科", "听证主持岗": "法规科", "案件集体讨论会": "领导班子",
    "政务公开岗": "办公室", "案件执行岗": "执法监察科", "档案管理岗": "办公室",
}  # fmt: skip
BUILDING = (
    ("step", "组织施工，落实质量和安全责任", "项目管理岗", 90),
    ("decision", "设计变更、签证是否超出批准的概算", "项目管理岗", 5),
    ("step", "超概算部分报原审批机关批准", "项目管理岗", 20),
    ("decision", "竣工验收是否合格", "验收小组", 15),
    ("step", "办理竣工结算，委托审计", "财务审核岗", 30),
    ("publication", "公开结算审计结果", "政务公开岗", 5),
    ("end", "移交资产，立卷归档", "档案管理岗", 10),
)
BUILDING_WAYS = [
    (0, 1, ""), (1, 3, "未超出"), (1, 2, "超出"), (2, 3, ""), (3, 4, "合格"),
    (3, 0, "不合格、限期整改"), (4, 5, ""), (5, 6, ""),
]  # fmt: skip
LOOPS = (
    ("start", "承办人拟稿", "承办科室", 2),
    ("step", "核对依据、数据和附件", "承办科室", 1),
    ("decision", "科室审核是否通过", "科室负责人", 1),
    ("step", "会签有关科室", "承办科室", 3),
    ("decision", "会签意见是否一致", "办公室", 1),
    ("document", "形成送审稿，附会签意见", "办公室", 1),
    ("decision", "领导是否签发", "分管领导", 2),
    ("publication", "编号、印发并依法公开", "办公室", 2),
    ("end", "立卷归档", "办公室", 5),
)
LOOPS_WAYS = [
    (0, 1, ""), (1, 2, ""), (2, 3, "通过"), (2, 1, "退回核对"), (3, 4, ""), (4, 5, "一致"),
    (4, 3, "不一致，继续协商"), (5, 6, ""), (6, 7, "签发"), (6, 0, "退回重新起草"), (7, 8, ""),
]  # fmt: skip


def rows_of(key: str) -> Rows:
    """The rows of a flow of the library, each with the position that it suggests."""
    flow = library()[key]
    return tuple(replace(row, position=flow.suggested[row.key]) for row in flow.rows)


def drawing_of(rows: Rows, name: str) -> Drawing:
    """A drawing of rows whose positions are named as they are called."""
    return dict(
        drawing_from(rows, name=name, positions={row.position: row.position for row in rows})
    )


def from_library(key: str) -> Drawing:
    """A flow of the library as a drawing."""
    return drawing_of(rows_of(key), library()[key].name)


def prefixed(row: Row, prefix: str) -> Row:
    """A row whose key, and the keys it leads to, no other flow has."""
    ways = tuple(replace(way, to=way.to if way.to == "+" else prefix + way.to) for way in row.ways)
    return replace(row, key=prefix + row.key, ways=ways)


def continued(rows: Rows) -> Rows:
    """Rows whose last step leads on to what follows, and whose first is no start."""
    first, *middle, last = rows
    return (replace(first, kind="step"), *middle, replace(last, kind="step", ways=(Way("+"),)))


def forty() -> Drawing:
    """A project from the proposal to the handing over: decided, procured, built."""
    decided = [prefixed(row, "d-") for row in continued(rows_of("major-decision"))]
    decided[0] = replace(decided[0], kind="start")
    procured = [prefixed(row, "p-") for row in continued(rows_of("procurement"))]
    built = [
        Row(
            f"b-{at}", name, kind, who, str(days),
            ways=tuple(Way(f"b-{b}", when) for a, b, when in BUILDING_WAYS if a == at),
        )
        for at, (kind, name, who, days) in enumerate(BUILDING)
    ]  # fmt: skip
    return drawing_of((*decided, *procured, *built), "政府投资项目决策、采购和建设流程图")


def changed() -> Drawing:
    """The penalty's flow as it came back from the public: added, removed, changed, moved."""
    after = from_library("penalty")
    steps = {step["key"]: step for step in after["steps"]}
    steps["investigate"] = steps["investigate"] | {
        "name": "两名以上执法人员全程录音录像，调查取证",
        "days": 15,
    }
    steps["legal"] = steps["legal"] | {"position_name": "法规科集体审核"}
    reply = {"key": "reply", "name": "答复实名举报人", "kind": "step", "check": True}
    steps["reply"] = steps.pop("no-case") | reply
    order = [key for key in steps if key not in {"heard", "reply"}]
    order.insert(order.index("hearing"), "heard")
    order.insert(order.index("investigate"), "reply")
    ways = [link for link in after["links"] if "no-case" not in (link["from"], link["to"])]
    ways += [
        {"from": "file", "to": "reply", "when": "不符合、材料不足"},
        {"from": "reply", "to": "close", "when": ""},
    ]
    for link in ways:
        if (link["from"], link["to"]) == ("performed", "enforce"):
            link["when"] = "逾期不履行且不申请复议、诉讼"
    return after | {"steps": [steps[key] for key in order], "links": ways}


def seven() -> Drawing:
    """A licence with two decisions and a loop; what was granted is made public."""
    drawing = sized.licence_of_seven()
    steps = [
        step | ({"kind": "document", "name": "制作、送达许可证"} if step["key"] == "issue" else {})
        for step in drawing["steps"]
    ]
    steps[-1] |= {"kind": "end"}
    return drawing | {"steps": steps}


def in_lanes(name: str, drawing: Drawing, lanes: dict[str, str]) -> Iterator[tuple[str, str]]:
    """A chart in lanes: on a screen, on the paper that is chosen for it, and on A4."""
    yield name, lanes_source(drawing, lanes)
    for paper in ("", "A4"):
        yield from on_paper(f"{name}-{paper or 'paper'}", drawing, lanes=lanes, paper=paper)


def on_paper(
    name: str, drawing: Drawing, notes: Any = None, **how: Any
) -> Iterator[tuple[str, str]]:
    """The parts of a chart as it is printed, with the names of their pictures."""
    laid = printed(drawing, notes, subtitle="承办科室", **how)
    sources = [source for page in laid.pages for source in page]
    print(f"{name}: {laid.page.paper}, {len(laid.pages)} pages, scale {laid.scale:.2f}")
    for number, source in enumerate(sources, 1):
        yield f"{name}-{number}" if len(sources) > 1 else name, source


def annotated() -> Iterator[tuple[str, str]]:
    """The case with its 37 risk points: on a screen, and on each paper."""
    drawing, notes = sized.case_of_seventeen(), sized.notes_of_thirty_seven()
    yield "09-annotated", annotated_source(drawing, notes, subtitle="承办科室")
    for paper in ("A4", "A3", "A2"):
        yield from on_paper(f"09-annotated-{paper}", drawing, notes, paper=paper)
    few = {key: notes[key] for key in ("k2", "k5", "k11")}
    yield from on_paper("09-annotated-few", drawing, few)


def one(name: str, write: Callable[[], str]) -> Callable[[], Iterator[tuple[str, str]]]:
    """A chart that is one picture."""
    return lambda: iter([(name, write())])


CHARTS = {
    "03-steps": one("01-3-steps", lambda: chart_source(sized.three_steps())),
    "07-steps": one("02-7-steps", lambda: chart_source(seven())),
    "17-steps": one("03-17-steps", lambda: chart_source(sized.case_of_seventeen())),
    "40-steps": one("04-40-steps", lambda: chart_source(forty())),
    "loops": one(
        "05-loops",
        lambda: chart_source(sized.flow_of_rows(LOOPS, LOOPS_WAYS, "公文办理流程图")),
    ),
    "three-ways": one("06-three-ways", lambda: chart_source(from_library("licensing"))),
    "lanes-by-position": lambda: in_lanes(
        "07-lanes-by-position", from_library("major-decision"), {}
    ),
    "lanes-by-section": lambda: in_lanes("08-lanes-by-section", from_library("penalty"), SECTIONS),
    "annotated": annotated,
    "compared": one(
        "10-compared", lambda: comparison_source(merge(from_library("penalty"), changed()))
    ),
}


def draw_charts(wanted: list[str]) -> int:
    """Draw the charts asked for, or all, and give the number of pictures."""
    OUT.mkdir(parents=True, exist_ok=True)
    count = 0
    with translation.override("zh-hans"):
        for name in wanted or CHARTS:
            for file, source in CHARTS[name]():
                (OUT / f"{file}.png").write_bytes(draw(source, "png"))
                count += 1
    return count


if __name__ == "__main__":
    print(f"{draw_charts(sys.argv[1:])} charts under {OUT.relative_to(ROOT)}/")
