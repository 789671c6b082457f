"""What the tests beside it share: The worksheet's page: what it shows to whom, and each press of a button on it."""

from django.urls import reverse

from tests.factories.riskpoints import (
    step_of,
)


def page(worksheet):
    if worksheet.flowchart:
        return reverse("desk:worksheet", args=[worksheet.flowchart.code])
    return reverse("desk:section_worksheet", args=[worksheet.section.code])


def row_url(worksheet, key="receive", name="point_add"):
    return reverse(f"desk:{name}", args=[worksheet.pk, f"step-{step_of(worksheet, key).pk}"])


def typed(worksheet, key="receive", **kwargs):
    """What a browser sends for a complete row."""
    section = worksheet.section
    return {
        "title": "立案环节把关不严",
        "manifestations": "应立案不立案。\n不能立案的立案。",
        "category": "process",
        "causes": ["supervision"],
        "proposed_rank": "2",
        "anchors": [f"step-{step_of(worksheet, key).pk}"],
        "found_self_0": "on",
        "found_self_1": "全科室",
        "found_self_2": "2026-11-02",
        "measures-TOTAL_FORMS": "2",
        "measures-INITIAL_FORMS": "0",
        "measures-0-text": "建立案件台账。",
        "measures-0-phase": "monitoring",
        "measures-0-kind": "rules",
        "measures-0-section": section.pk,
        "measures-0-rhythm": "quarter",
        "measures-1-section": section.pk,
    } | kwargs


def blank(**kwargs):
    """What a browser sends for a row without measures."""
    return {"measures-TOTAL_FORMS": "0", "measures-INITIAL_FORMS": "0"} | kwargs


def buttons(worksheet, client):
    """Which of the whole worksheet's acts the page offers."""
    text = client.get(page(worksheet)).content.decode()
    names = ("submit", "sign", "return")
    urls = {name: reverse(f"desk:worksheet_{name}", args=[worksheet.pk]) for name in names}
    return [name for name, url in urls.items() if url in text]


def every_url(worksheet, point):
    step = f"step-{step_of(worksheet).pk}"
    rows = [
        reverse(f"desk:{name}", args=[worksheet.pk, step])
        for name in ("point_add", "none_found", "look_again", "worksheet_draft")
    ]
    points = [
        reverse(f"desk:{name}", args=[worksheet.pk, point.pk])
        for name in ("point_edit", "point_remove")
    ]
    whole = [
        reverse(f"desk:worksheet_{name}", args=[worksheet.pk])
        for name in ("submit", "sign", "return")
    ]
    return [*rows, *points, *whole]


HOSTILE = [
    '<script>alert(1)</script>"',
    "a'b`${c}",
    "javascript:alert(1)",
    "{{ 7|add:7 }}",
    "名" * 200,
]
