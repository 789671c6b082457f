"""What a drawing costs beside Graphviz alone: `dot -Tsvg` run on the same source by itself.

Half a second passes between two edits of a person who types; here 0.2 s, in which the next
Graphviz gets ready in the background. What is compared takes turns.
"""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import count
from threading import Event, Thread
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from powers.charts import drawing_of
from powers.drawing.process import let_go
from powers.drawing.render import chart_svg
from powers.drawing.source import chart_source
from powers.models import Flowchart, Link
from powers.states import StepKind
from tests.factories.accounts import PositionFactory, contributor
from tests.factories.powers import FlowchartFactory, StepFactory, fresh
from tests.powers.forms import chart_form, rows_in

from .figures import Figure, best, best_of, page

BETWEEN_EDITS = 0.2
NAMES = (
    "接收线索并登记受理",
    "对违纪线索进行初步审查",
    "需要追究行政纪律责任的，予以立案",
    "案情是否查清",
    "听取当事人陈述和申辩",
    "提出处理建议",
    "集体讨论决定",
    "制作文书并送达有关单位、人员",
    "公开处理结果",
    "立卷归档",
)


def chart_of(length: int) -> Flowchart:
    """A chart of that many steps: every fifth a decision that leads on or two steps back."""
    chart = FlowchartFactory()
    positions = PositionFactory.create_batch(4, unit=chart.section)
    kinds = [StepKind.DECISION if at % 5 == 3 else StepKind.STEP for at in range(length)]
    kinds[0], kinds[-1] = StepKind.START, StepKind.END
    steps = [
        StepFactory(
            flowchart=chart,
            key=f"s{at}",
            name=NAMES[at % 10],
            kind=kind,
            order=at,
            position=positions[at % 4],
        )
        for at, kind in enumerate(kinds)
    ]
    ways = [(at, at + 1, "同意" if at % 5 == 3 else "") for at in range(length - 1)]
    ways += [(at, at - 2, "材料不全，退回补正") for at in range(3, length - 1, 5)]
    for order, (source, target, when) in enumerate(ways):
        ends = {"source": steps[source], "target": steps[target]}
        Link.objects.create(flowchart=chart, condition=when, order=order, **ends)
    return fresh(chart)


def graphviz_alone(drawing: dict[str, Any]) -> Callable[[], Any]:
    """A call that runs Graphviz by itself on the source of a drawing."""
    source = chart_source(drawing).encode()
    command = [shutil.which("dot") or "dot", "-Tsvg"]
    return partial(subprocess.run, command, input=source, capture_output=True, check=True)


def drawings() -> Iterator[Figure]:
    """All figures of the drawing."""
    chart = chart_of(17)
    drawing = drawing_of(chart)
    client = Client()
    client.force_login(contributor(chart.section))
    acts = [edits(client, chart), drawn_anew(drawing), graphviz_alone(drawing)]
    edit, anew, bare = best_of(acts, pause=BETWEEN_EDITS)
    beside = "Graphviz alone"
    yield Figure("redraw after an edit, 17 steps", edit, beside, bare, "from request", 1.5)
    yield Figure("a chart of 17 steps, drawn anew", anew, beside, bare)
    first, bare = best_of([drawn_first(drawing), graphviz_alone(drawing)], pause=BETWEEN_EDITS)
    yield Figure("the same, no Graphviz waiting", first, beside, bare)
    kept = best(lambda: chart_svg(drawing))
    yield Figure("the same chart, from the cache", kept, "drawn anew", anew, "no process", 0.1)
    yield from long_ones()


def long_ones() -> Iterator[Figure]:
    """A chart of 60 steps, and what another page costs while such charts are being drawn."""
    chart = chart_of(60)
    drawing = drawing_of(chart)
    anew, bare = best_of([drawn_anew(drawing), graphviz_alone(drawing)], pause=BETWEEN_EDITS)
    yield Figure("a chart of 60 steps, drawn anew", anew, "Graphviz alone", bare, most=300)
    client = Client()
    client.force_login(contributor(chart.section))
    fetch = page(client, reverse("powers:flowchart_list"))
    alone = best(fetch)
    with drawing_all_the_time(drawing):
        busy = best(fetch)
    yield Figure(
        "another page while these are drawn", busy, "the same, alone", alone, "two threads"
    )


def edits(client: Client, chart: Flowchart) -> Callable[[], None]:
    """A call that changes a step's name in the studio and gets the new drawing."""
    rows, numbers = rows_in(chart), count()
    address = reverse("powers:flowchart_edit", args=[chart.code])
    asked = {"HX-Request": "true", "HX-Target": "drawing"}
    kind = "application/x-www-form-urlencoded"  # as htmx posts a form

    def edit() -> None:
        number = next(numbers)
        changed = (*rows[:4], replace(rows[4], name=f"听取陈述第{number}稿"), *rows[5:])
        form = urlencode(chart_form(chart, changed, do="redraw"), doseq=True)
        told = client.post(address, form, content_type=kind, headers=asked).content.decode()
        if "<svg" not in told:
            raise RuntimeError("The studio gave no drawing.")

    return edit


def drawn_anew(drawing: dict[str, Any]) -> Callable[[], None]:
    """A call that draws a chart that is not in the cache."""

    def draw() -> None:
        cache.clear()
        chart_svg(drawing)

    return draw


def drawn_first(drawing: dict[str, Any]) -> Callable[[], None]:
    """A call that draws a chart with no Graphviz started ahead, as the first one of a process is."""
    anew = drawn_anew(drawing)

    def draw() -> None:
        let_go()
        anew()

    return draw


@contextmanager
def drawing_all_the_time(drawing: dict[str, Any]) -> Iterator[None]:
    """Let another thread draw the chart anew again and again."""
    draw, over = drawn_anew(drawing), Event()

    def again() -> None:
        while not over.is_set():
            draw()

    other = Thread(target=again)
    other.start()
    try:
        yield
    finally:
        over.set()
        other.join()
