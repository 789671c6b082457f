"""The hints at a worksheet's row: for what is being typed, and for what was just saved."""

import hashlib
from collections.abc import Iterable, Sequence

from django.http import QueryDict

from measures.checking import unchecked
from measures.models import CatalogueMeasure
from riskcontrol.accounts.models import User
from riskcontrol.lib.ids import is_id
from riskpoints.hints import Hint, Setting, Texts, hints_on, lines_of
from riskpoints.likeness import digest_of
from riskpoints.models import CatalogueEntry, RiskPoint, Worksheet
from riskpoints.near_copies import Own
from riskpoints.rows import Sheet, key_of
from riskpoints.states import Place

from .forms.worksheets import drafted_total
from .pasting.planning import Planned


def typed_texts(data: QueryDict) -> Texts:
    """Give the texts of a row's form by its fields; a measure's by its prefix."""
    texts = {
        "title": lines_of(Place.TITLE, [data.get("title", "")]),
        "manifestations": lines_of(Place.SHOWN, [data.get("manifestations", "")]),
    }
    for number in range(drafted_total(data)):
        name = f"measures-{number}-text"
        said = data.get(name, "")
        texts[name] = lines_of(Place.MEASURE, [" ".join(said.split())])
    return texts


def saved_texts(point: RiskPoint) -> Texts:
    """Give the texts of a risk point as it stands on its worksheet."""
    return {
        "title": [(Place.TITLE, point.title)],
        "manifestations": [(Place.SHOWN, shown.text) for shown in point.manifestations.all()],
        "measures": [(Place.MEASURE, measure.text) for measure in point.measures.all()],
    }


def typing_hints(sheet: Sheet, row: str, data: QueryDict, *, reader: User) -> dict[str, list[Hint]]:
    """Look at what is being typed into a row's form; gives for each field what to look at again."""
    point = next((one for one in sheet.points if one.row_name == row), None)
    taken = data.get("taken_from", "")
    entry = CatalogueEntry.objects.filter(pk=taken).first() if is_id(taken) else None
    texts = typed_texts(data)
    chosen = data.get("power", "")
    setting = Setting(
        sheet.worksheet,
        reader,
        steps=[one.name for one in sheet.rows if one.key in {row, *data.getlist("anchors")}],
        categories=categories_of(sheet.worksheet, int(chosen) if is_id(chosen) else None),
        own=own_of(point),
        known=known_from(entry or (point.taken_from if point else None)),
    )
    found = hints_on(texts, setting)
    for name, said in unchecked_rows(data).items():
        found.setdefault(name, []).extend(Hint("", words) for words in said)
    return found


def unchecked_rows(data: QueryDict) -> dict[str, list[str]]:
    """Say for each measure being typed, by its text's field, what nobody could check of it afterwards."""
    fields = ("text", "position", "record", "rule", "article")
    rows = {
        f"measures-{number}-text": {
            name: data.get(f"measures-{number}-{name}", "").strip() for name in fields
        }
        for number in range(drafted_total(data))
    }
    return unchecked({name: row for name, row in rows.items() if row["text"]})


def saved_hints(sheet: Sheet, point: RiskPoint, *, reader: User) -> list[Hint]:
    """Look at a risk point and its measures as they were just saved."""
    keys = {key_of(step) for step in point.steps.all()}
    setting = Setting(
        sheet.worksheet,
        reader,
        steps=[row.name for row in sheet.rows if row.key in keys],
        categories=categories_of(sheet.worksheet, point.power_id),
        own=own_of(point),
        known=known_from(point.taken_from),
    )
    return [hint for hints in hints_on(saved_texts(point), setting).values() for hint in hints]


def pasted_hints(sheet: Sheet, points: Sequence[Planned], *, reader: User) -> list[Hint]:
    """Look at the risk points of a pasted table before they are written."""
    setting = Setting(
        sheet.worksheet,
        reader,
        steps=[row.name for point in points for row in point.rows],
        categories=categories_of(sheet.worksheet),
    )
    texts = [
        *((Place.TITLE, point.values["title"]) for point in points),
        *((Place.SHOWN, shown) for point in points for shown in point.shown),
        *((Place.MEASURE, measure.text) for point in points for measure in point.measures),
    ]
    return hints_on({"table": list(dict.fromkeys(texts))}, setting)["table"]


def own_of(point: RiskPoint | None) -> Own:
    """Name what is not compared with itself."""
    if point is None:
        return Own()
    return Own(point.pk, frozenset(measure.pk for measure in point.measures.all()))


def known_from(entry: CatalogueEntry | None) -> set[str]:
    """Name the texts of an example: whoever took it over copies it knowingly."""
    if entry is None:
        return set()
    measures: Iterable[CatalogueMeasure] = CatalogueMeasure.objects.filter(entry=entry)
    texts = [entry.title, *entry.manifestations, *(measure.text for measure in measures)]
    return {digest_of(text) for text in texts}


def categories_of(worksheet: Worksheet, power: int | None = None) -> set[str]:
    """Give the kinds of the powers on a worksheet's chart, or of the one that is chosen."""
    if worksheet.flowchart is None:
        return set()
    kinds = dict(worksheet.flowchart.powers.order_by().values_list("pk", "category"))
    return {kinds[power]} if power in kinds else set(kinds.values())


def name_of(hints: Iterable[Hint]) -> str:
    """Name what is said at a field, so that it is not said again while it stays the same."""
    told = "\n".join(f"{hint.line}\t{hint.said}" for hint in hints)
    return hashlib.blake2b(told.encode(), digest_size=8).hexdigest() if told else ""
