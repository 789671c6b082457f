"""A warning in words: what it is about, what is so, and where to look."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import Warning as Raised
from .warning_states import WarningKind

K = WarningKind


def subject_words(warning: Raised) -> str:
    """Name what it is about; load it `for_list()`."""
    if warning.step:
        return _("%(step)s, “%(chart)s”") % {
            "step": warning.step.name,
            "chart": warning.step.flowchart,
        }
    if warning.disclosure:
        return _("%(item)s, “%(project)s”") % {
            "item": warning.disclosure,
            "project": warning.disclosure.project,
        }
    if warning.posting:
        return str(warning.posting.flowchart)
    return str(warning.subject)


def address_of(warning: Raised) -> str:
    """Give the page of what it is about; load it `for_list()`."""
    return ADDRESSES[warning.kind](warning)


def _chart(warning: Raised) -> str:
    chart = warning.flowchart or (warning.step and warning.step.flowchart)
    return reverse("powers:flowchart_detail", args=[chart.code if chart else ""])


def _item(warning: Raised) -> str:
    """Give the place of a disclosure item on its project's page."""
    item = warning.disclosure
    page = reverse("measures:project_detail", args=[item.project.code if item else ""])
    return f"{page}#disclosure-{item.pk if item else ''}"


ADDRESSES: dict[str, Callable[[Raised], str]] = {
    K.UNPROVEN: lambda one: reverse("riskpoints:detail", args=[one.risk_point_id]),
    K.OVERDUE: lambda one: reverse("measures:detail", args=[one.measure_id]),
    K.COMMENTS: _chart,
    K.LIMIT: lambda one: reverse("desk:power", args=[one.power.code if one.power else ""]),
    K.UNANSWERED: lambda one: reverse("powers:posting_detail", args=[one.posting_id]),
    K.CASE: lambda one: reverse(
        "riskpoints:lead_detail", args=[one.lead.public_id if one.lead else ""]
    ),
    K.UNEXAMINED: lambda one: reverse(
        "desk:worksheet", args=[one.flowchart.code if one.flowchart else ""]
    ),
    K.OUTDATED: _chart,
    K.REPEALED: lambda one: reverse("measures:detail", args=[one.measure_id]),
    K.UNDISCLOSED: _item,
}


def told(warning: Raised) -> str:
    """Say what is so, with the number or the day."""
    day = date_format(warning.since, "Y-m-d")
    said = {"day": day, "count": warning.count or 0, "days": warning.days}
    return SENTENCES[warning.kind](said) % said


SENTENCES: dict[str, Callable[[dict[str, object]], str]] = {
    K.UNPROVEN: lambda _said: _(
        "Ruled level I on %(day)s; no measure against it was verified yet."
    ),
    K.OVERDUE: lambda said: ngettext(
        "Due on %(day)s, %(days)s working day overdue.",
        "Due on %(day)s, %(days)s working days overdue.",
        _number(said["days"]),
    ),
    K.COMMENTS: lambda said: ngettext(
        "%(count)s published comment on this step of the last posting.",
        "%(count)s published comments on this step of the last posting.",
        _number(said["count"]),
    ),
    K.LIMIT: lambda said: ngettext(
        "The longest way through the flow takes %(count)s working day more than the limit.",
        "The longest way through the flow takes %(count)s working days more than the limit.",
        _number(said["count"]),
    ),
    K.UNANSWERED: lambda said: ngettext(
        "An answer was due on %(day)s, %(days)s working day overdue.",
        "An answer was due on %(day)s, %(days)s working days overdue.",
        _number(said["days"]),
    ),
    K.CASE: lambda _said: _("Entered on %(day)s as proven; it stands at no risk point yet."),
    K.UNEXAMINED: lambda said: ngettext(
        "%(count)s step was not looked at in the round opened on %(day)s.",
        "%(count)s steps were not looked at in the round opened on %(day)s.",
        _number(said["count"]),
    ),
    K.OUTDATED: lambda _said: _("A law it rests on changed on %(day)s; it was settled before."),
    K.REPEALED: lambda _said: _("The rule it rests on was repealed on %(day)s."),
    K.UNDISCLOSED: lambda said: ngettext(
        "To be made public by %(day)s, %(days)s working day overdue.",
        "To be made public by %(day)s, %(days)s working days overdue.",
        _number(said["days"]),
    ),
}


def _number(said: object) -> int:
    return int(str(said))
