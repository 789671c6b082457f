"""Taking an example over: the form of a row filled with it, as if somebody had typed it."""

from collections.abc import Iterator

from django.http import QueryDict

from measures.models import CatalogueMeasure
from riskcontrol.lib.ids import is_id
from riskpoints.catalogue import fitting
from riskpoints.models import CatalogueEntry, RiskPoint
from riskpoints.rows import Sheet

from .forms.worksheets import MOST, drafted_total
from .hints import categories_of

BESIDE = ("text", "phase", "kind", "rhythm", "due_on", "measure")


def offers_for(sheet: Sheet, key: str, point: RiskPoint | None) -> list[CatalogueEntry]:
    """Give the few examples that fit a row best; none where a risk point is changed."""
    row = sheet.row(key)
    if point or row is None:
        return []
    return fitting(sheet.worksheet, row, categories_of(sheet.worksheet))


def example_of(sheet: Sheet, asked: str) -> CatalogueEntry | None:
    """Find the example of the body's catalogue that somebody wants to take over."""
    entries = CatalogueEntry.objects.in_use().filter(body=sheet.worksheet.body_id)
    return entries.filter(pk=asked).first() if is_id(asked) else None


def filled(typed: QueryDict, entry: CatalogueEntry, sheet: Sheet) -> QueryDict:
    """Give a row's form as typed, filled with an example where it is empty; nothing typed is lost."""
    data = typed.copy()
    data["taken_from"] = str(entry.pk)
    for name, said in (("title", entry.title), ("category", entry.category)):
        if not data.get(name, "").strip():
            data[name] = said
    if not data.getlist("causes"):
        data.setlist("causes", entry.causes)
    lines = [line.strip() for line in data.get("manifestations", "").splitlines() if line.strip()]
    lines += [said for said in entry.manifestations if said not in lines]
    data["manifestations"] = "\n".join(lines)
    _fill_measures(data, list(entry.measures.all()), section=sheet.worksheet.section_id)
    return data


def _fill_measures(data: QueryDict, measures: list[CatalogueMeasure], *, section: int) -> None:
    """Put each measure into the next blank row, then into new ones; none that is there already."""
    total = drafted_total(data)
    written = {data.get(f"measures-{number}-text", "").strip() for number in range(total)}
    wanted = [measure for measure in measures if measure.text not in written]
    places = [*_blank(data, total), *range(total, MOST)]
    for number, measure in zip(places, wanted, strict=False):
        total = max(total, number + 1)
        said = {"text": measure.text, "phase": measure.phase, "kind": measure.kind}
        said |= {"rhythm": measure.rhythm, "taken_from": str(measure.pk)}
        for name, value in said.items():
            data[f"measures-{number}-{name}"] = value
        if not data.get(f"measures-{number}-section"):
            data[f"measures-{number}-section"] = str(section)
    data["measures-TOTAL_FORMS"] = str(total)


def _blank(data: QueryDict, total: int) -> Iterator[int]:
    for number in range(total):
        if not any(data.get(f"measures-{number}-{name}") for name in BESIDE):
            yield number
