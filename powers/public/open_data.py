"""What is public, as rows for other programs: charts, steps, powers, postings, comments with answers.

Each set is read posting by posting in blocks, so that memory does not grow with what there is.
Senders' names are not in it: they agreed to be named on a page, not to be copied with a licence.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import batched
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from powers.drawing.flow import flow_of
from powers.drawing.outline import OutlineItem, outline
from powers.models import Policy, Posting, Power
from powers.states import Category, Channel, CommentsShown

from .after import HandledPosting, handled, public_postings
from .charts import PostedChart
from .rounds import PublicComment, rounds_of

BLOCK = 100

type Row = dict[str, Any]
type Rows = Iterator[Row]


@dataclass(frozen=True)
class Dataset:
    """One set: its name in the address, what it holds, its fields with what each means, its rows."""

    name: str
    title: str | Promise
    fields: Mapping[str, str | Promise]
    rows: Callable[[], Rows]


def blocks(found: Any) -> Iterator[list[Posting]]:
    """Read postings block by block."""
    keys = list(found.values_list("pk", flat=True))
    for block in batched(keys, BLOCK, strict=False):
        by_key = found.in_bulk(list(block))
        yield [by_key[key] for key in block if key in by_key]


def shown_charts() -> Iterator[PostedChart]:
    """Give every chart the public may see, as its page shows it."""
    found = Posting.objects.newest_public().select_related("flowchart__body", "flowchart__section")
    for block in blocks(found.order_by("flowchart__code")):
        yield from map(PostedChart, block)


def charts() -> Rows:
    """One row a chart: the version on show."""
    for chart in shown_charts():
        yield of_chart(chart) | {
            "name": chart.name,
            **units(chart.posting, chart.body, chart.section),
            "state": str(chart.state),
            "state_name": str(chart.state.label),
            "opens": chart.posting.opens,
            "closes": chart.posting.closes,
            "steps": len(chart.shown.drawing["steps"]),
        }


def of_chart(chart: PostedChart) -> Row:
    """Name the chart and the version on show."""
    return {"chart": chart.code, "version": chart.shown.number}


def units(posting: Posting, body: str, section: str) -> Row:
    """Name the body and the section as they were, with their codes."""
    chart = posting.flowchart
    return {
        "body_code": chart.body.code,
        "body": body,
        "section_code": chart.section.code,
        "section": section,
    }


def steps() -> Rows:
    """One row a step of the version on show."""
    for chart in shown_charts():
        bases = {step.key: step.basis for step in flow_of(chart.shown.drawing).steps}
        for item in outline(chart.shown.drawing):
            yield of_chart(chart) | of_step(item, bases[item.key])


def of_step(item: OutlineItem, basis: tuple[tuple[str, str], ...]) -> Row:
    """Tell one step with its ways out and its legal bases."""
    return {
        "step": item.number,
        "key": item.key,
        "name": item.name,
        "kind": item.kind,
        "kind_name": item.kind_word,
        "position": item.position_name,
        "days": item.days,
        "check": item.check,
        "stage": item.stage,
        "stage_name": item.stage_word,
        "holder": item.holder,
        "responsible": item.responsible,
        "next": [{"step": way.target_number, "condition": way.condition} for way in item.ways],
        "basis": [{"law": law, "article": article} for law, article in basis],
    }


def powers() -> Rows:
    """One row a power of a chart on show; one withheld since is left out, as on the page."""
    withheld = frozenset(Power.objects.withheld().values_list("code", flat=True))
    for chart in shown_charts():
        for power in chart.shown.facts["powers"]:
            if power["code"] not in withheld:
                yield of_chart(chart) | of_power(power)


def of_power(power: Row) -> Row:
    """Tell one power as it was frozen."""
    return {
        "code": power["code"],
        "name": power["name"],
        "category": power["category"],
        "category_name": str(Category(power["category"]).label),
        "affected_party": power["affected_party"],
        "statutory_days": power["statutory_days"],
        "committed_days": power["committed_days"],
        "fee": power["fee"],
        "enquiry_phone": power["enquiry_phone"],
        "complaint_phone": power["complaint_phone"],
        "basis": power["basis"],
    }


def postings() -> Rows:
    """One row a posting, with the figures of its comments."""
    for block in blocks(public_postings()):
        for told in handled(block):
            yield of_posting(told) | figures_of(told)


def of_posting(told: HandledPosting) -> Row:
    """Tell one posting."""
    posting = told.posting
    return {
        "chart": told.code,
        "version": told.number,
        "name": told.name,
        **units(posting, told.body, told.section),
        "state": str(told.state),
        "state_name": str(told.state.label),
        "asked": posting.asked,
        "opens": posting.opens,
        "closes": posting.closes,
        "days": told.days,
        "stopped_on": posting.stopped_on,
        "stop_reason": posting.stop_reason,
        "settled_on": told.settled_on,
        "final_version": posting.final_version.number if posting.final_version else None,
    }


def figures_of(told: HandledPosting) -> Row:
    """Tell the figures of one posting, zero as zero."""
    figures = told.figures
    return {
        "received": figures.received,
        **{f"received_{part.code}": part.count for part in figures.channels},
        "published": figures.published,
        "answered": figures.answered,
        **{part.code.replace("-", "_"): part.count for part in figures.outcomes},
        "hidden": figures.hidden,
        "merged": figures.merged,
        "waiting": figures.waiting,
    }


def comments() -> Rows:
    """One row a published comment with its answer; none of a body that sums them up."""
    summing = Policy.objects.filter(comments_shown=CommentsShown.SUMMED).values("body")
    for block in blocks(public_postings().exclude(flowchart__body__in=summing)):
        for entry in rounds_of(block):
            names = {"chart": entry.posting.flowchart.code, "version": entry.posting.version.number}
            yield from (names | of_comment(comment) for comment in entry.comments)


def of_comment(comment: PublicComment) -> Row:
    """Tell one comment and what became of it."""
    answer = comment.answer
    return {
        "number": comment.number,
        "step": comment.step_number,
        "step_name": comment.step_name,
        "received_on": comment.received_on,
        "comment": comment.body,
        "redaction_reason": comment.redaction_reason,
        "outcome": answer.outcome if answer else "",
        "outcome_name": str(answer.outcome_word) if answer else "",
        "reason": answer.reason if answer else "",
        "changed_steps": sorted(answer.keys) if answer else [],
    }


_CHART = {
    "chart": _("code of the chart, as in its address /charts/<code>/"),
    "version": _("number of the version on show"),
}
_UNITS = {
    "body_code": _("code of the body"),
    "body": _("name of the body as it was"),
    "section_code": _("code of the section"),
    "section": _("name of the section as it was"),
}
_POSTING = {
    "chart": _("code of the chart, as in its address /charts/<code>/"),
    "version": _("number of the version that was posted; with the chart it names the posting"),
}
_PERIOD = {
    "opens": _("first day of the posting"),
    "closes": _("last day of the posting"),
}
_STATE = {
    "state": _("where the posting stands: open, closed, settled or stopped"),
    "state_name": _("the same in words"),
}

DATASETS = [
    Dataset(
        "charts",
        _("Charts"),
        _CHART
        | {"name": _("name of the chart")}
        | _UNITS
        | _STATE
        | _PERIOD
        | {"steps": _("number of steps")},
        charts,
    ),
    Dataset(
        "steps",
        pgettext_lazy("open data", "Steps"),
        _CHART
        | {
            "step": _("number of the step on the chart"),
            "key": _("name of the step that lasts through versions"),
            "name": _("what is done"),
            "kind": _("kind of step: start, step, decision, document, publication or end"),
            "kind_name": _("the same in words"),
            "position": _("who does it"),
            "days": _("limit in working days"),
            "check": _("whether it is a check-and-balance step: 1 or 0, in JSON true or false"),
            "stage": _("stage of a major project that the step belongs to; else empty"),
            "stage_name": _("the same in words"),
            "holder": _("body holding the power at a major project's step"),
            "responsible": _("unit responsible for it"),
            "next": _("numbers of the steps that follow, each with its condition"),
            "basis": _("legal bases"),
        },
        steps,
    ),
    Dataset(
        "powers",
        pgettext_lazy("open data", "Powers"),
        _CHART
        | {
            "code": _("code of the power"),
            "name": _("name of the power"),
            "category": _("category of the power"),
            "category_name": _("the same in words"),
            "affected_party": _("whom it concerns"),
            "statutory_days": _("statutory limit in working days"),
            "committed_days": _("committed limit in working days"),
            "fee": _("fee"),
            "enquiry_phone": _("enquiry phone"),
            "complaint_phone": _("complaint phone"),
            "basis": _("legal bases"),
        },
        powers,
    ),
    Dataset(
        "postings",
        _("Postings"),
        _POSTING
        | {"name": _("name of the chart as it was posted")}
        | _UNITS
        | _STATE
        | {"asked": _("what the public was asked")}
        | _PERIOD
        | {
            "days": _("length in working days"),
            "stopped_on": _("day of an early end"),
            "stop_reason": _("reason for the early end"),
            "settled_on": _("day on which it was settled"),
            "final_version": _("number of the version it was settled into"),
            "received": _("comments received; the next fields count them by channel"),
            **{f"received_{code}": word for code, word in Channel.choices},
            "published": _("comments published"),
            "answered": _("of these answered; the next fields count them by outcome"),
            "adopted": _("adopted"),
            "partly": _("partly adopted"),
            "declined": _("not adopted"),
            "already": _("already so"),
            "out_of_scope": _("outside this call for comments"),
            "hidden": _("comments not shown, for a stated reason"),
            "merged": _("comments answered together with a like one"),
            "waiting": _("comments not published yet"),
        },
        postings,
    ),
    Dataset(
        "comments",
        _("Published comments and answers"),
        _POSTING
        | {
            "number": _("number of the comment on its posting"),
            "step": _("number of the step it is about; empty for the whole chart"),
            "step_name": _("name of that step"),
            "received_on": _("day it came in"),
            "comment": _("the comment as it is shown"),
            "redaction_reason": _("why part of it is not shown"),
            "outcome": _("how it was answered; empty while it is not"),
            "outcome_name": _("the same in words"),
            "reason": _("the reason given"),
            "changed_steps": _("keys of the steps it changed"),
        },
        comments,
    ),
]


def dataset(name: str) -> Dataset | None:
    """Find a set by its name."""
    return next((each for each in DATASETS if each.name == name), None)
