"""What the pages of powers and charts post, for tests."""

from powers.charts import drawing_of
from powers.rows import rows_of


def row_fields(rows):
    """The rows as the editor's form posts them."""
    data = {"row": [str(place) for place in range(len(rows))]}
    for place, row in enumerate(rows):
        prefix = f"row-{place}"
        data |= {
            f"{prefix}-key": row.key,
            f"{prefix}-name": row.name,
            f"{prefix}-kind": row.kind,
            f"{prefix}-position": row.position,
            f"{prefix}-days": row.days,
            f"{prefix}-to": [way.to for way in row.ways],
            f"{prefix}-when": [way.when for way in row.ways],
            f"{prefix}-law": [basis.law for basis in row.bases],
            f"{prefix}-article": [basis.article for basis in row.bases],
        }
        if row.check:
            data[f"{prefix}-check"] = "1"
    return data


def rows_in(chart):
    """The chart's rows as the editor opens them."""
    return rows_of(drawing_of(chart))


def chart_form(chart, rows=None, **changed):
    """The editor's form with these rows, else as it was opened."""
    rows = rows_in(chart) if rows is None else rows
    return {"name": chart.name, "row_version": chart.row_version, **row_fields(rows), **changed}


def power_form(into, **changed):
    """The form of a power, its flow to be drawn later."""
    return {
        "code": "NEW-1",
        "name": "许可证核发",
        "category": "licensing",
        "section": into.pk,
        "affected_party": "申请人",
        "statutory_days": "20",
        "committed_days": "13",
        "fee": "不收费",
        "enquiry_phone": "0000-1",
        "complaint_phone": "0000-2",
        "chart": "",
        "power-law": ["行政许可法"],
        "power-article": ["第三十四条"],
    } | changed
