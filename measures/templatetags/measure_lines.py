"""What reaches a page's subject along the four lines, for pages of apps that know no measures."""

from typing import Any

from django import template

from measures.along_lines import Aimed, Subject, reach_of
from riskpoints.models import RiskPoint

register = template.Library()


@register.inclusion_tag("measures/_reach.html", takes_context=True)
def reached_along_lines(
    context: Any,
    subject: Subject,
    points: list[RiskPoint] | None = None,
    aims: list[Aimed] | None = None,
) -> dict[str, Any]:
    """Show the measures and rules that reach a risk point, power, position or unit, and why.

    `points` are its risk points where the page has loaded them with their measures, `aims` all of
    its body (along_lines.aims_in).
    """
    reach = reach_of(subject, points, aims)
    return {"reach": reach, "user": context.get("user"), "subject": subject}
