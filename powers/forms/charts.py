"""The flow editor's input: posted rows read into rows, and rows laid out for the page."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from powers.charts import OF_A_PROJECT
from powers.drawing.text import one_line
from powers.models import Flowchart
from powers.row_problems import Problem
from powers.rows import MOST_STEPS, NEXT, Basis, Row, Rows, Way, fresh_key
from powers.states import StepKind

from .inventory import read_bases

KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")


class ChartNameForm(forms.ModelForm):
    """The chart's name."""

    class Meta:
        model = Flowchart
        fields = ["name"]
        labels = {"name": _("Name of the chart")}

    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout("name")


def read_rows(data: QueryDict, taken: Iterable[str] = ()) -> Rows:
    """Read the posted rows in their order.

    `row` names the places; a key that is missing, odd or there twice gives way to a free one, which
    is none of the `taken` ones. Of more than twice the rows a chart may hold, the rest is not read.
    """
    prefixes = [f"row-{place}" for place in data.getlist("row")[: 2 * MOST_STEPS]]
    posted = {data.get(f"{prefix}-key", "") for prefix in prefixes}
    rows: dict[str, Row] = {}
    for prefix in prefixes:
        key = data.get(f"{prefix}-key", "")
        if not KEY.fullmatch(key) or key in rows:
            key = fresh_key({*taken, *posted, *rows})
        rows[key] = _read_row(data, prefix, key)
    return tuple(rows.values())


def _read_row(data: QueryDict, prefix: str, key: str) -> Row:
    return Row(
        key=key,
        name=one_line(data.get(f"{prefix}-name", "")),
        kind=data.get(f"{prefix}-kind", StepKind.STEP.value),
        position=one_line(data.get(f"{prefix}-position", "")),
        days=one_line(data.get(f"{prefix}-days", "")),
        check=f"{prefix}-check" in data,
        ways=_read_ways(data, prefix),
        bases=read_bases(data, prefix),
        **{name: one_line(data.get(f"{prefix}-{name}", "")) for name in OF_A_PROJECT},
    )


def _read_ways(data: QueryDict, prefix: str) -> tuple[Way, ...]:
    targets = [one_line(text) for text in data.getlist(f"{prefix}-to")]
    conditions = [one_line(text) for text in data.getlist(f"{prefix}-when")]
    pairs = zip(targets, conditions, strict=False)
    return tuple(Way(to, when) for to, when in pairs if to or when)


@dataclass(frozen=True)
class Field[Value]:
    """One repeated field of a row, with its place and what is wrong with it."""

    place: int
    value: Value
    errors: list[str]


@dataclass(frozen=True)
class RowOnPage:
    """One row as the page lays it out: always a place to add a way or a basis."""

    place: int
    row: Row
    ways: list[Field[Way]]
    bases: list[Field[Basis]]
    errors: dict[str, list[str]]

    @property
    def number(self) -> int:
        """The step's number, counted from 1."""
        return self.place + 1


def laid_out(rows: Rows, problems: Iterable[Problem] = ()) -> list[RowOnPage]:
    """Lay the rows out for the page, each problem at its field."""
    said: dict[str, list[str]] = {}
    for problem in problems:
        said.setdefault(problem.field_id, []).append(problem.message)
    return [_on_page(row, place, said) for place, row in enumerate(rows)]


def _on_page(row: Row, place: int, said: dict[str, list[str]]) -> RowOnPage:
    prefix = f"row-{place}"
    fewest = 0 if row.is_end else 2 if row.kind == StepKind.DECISION else 1
    ways = row.ways + (Way(),) * (fewest - len(row.ways))
    return RowOnPage(
        place=place,
        row=row,
        ways=[
            Field(at, way, said.get(f"{prefix}-to-{at}", []) + said.get(f"{prefix}-when-{at}", []))
            for at, way in enumerate(ways)
            if not (row.is_end and way == Way(NEXT))
        ],
        bases=bases_on_page(row.bases, prefix, said),
        errors={
            name: said[f"{prefix}-{name}"]
            for name in ("name", "kind", "position", "days", *OF_A_PROJECT)
            if f"{prefix}-{name}" in said
        },
    )


def bases_on_page(
    bases: tuple[Basis, ...], prefix: str, said: dict[str, list[str]]
) -> list[Field[Basis]]:
    """Lay legal bases out, with an empty line where there is none."""
    return [
        Field(
            at, basis, said.get(f"{prefix}-law-{at}", []) + said.get(f"{prefix}-article-{at}", [])
        )
        for at, basis in enumerate(bases or (Basis(),))
    ]
