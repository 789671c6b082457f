"""Which lane each position of a drawing belongs to: its own, or its section's."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from riskcontrol.accounts.models import Position, Unit
from riskcontrol.accounts.roles import UnitKind

BY_POSITION, BY_SECTION = "position", "section"


def lanes_of(drawing: Mapping[str, Any], by: str, body: Unit | int) -> dict[str, str] | None:
    """Give the lane's name by the code of each position of a drawing; None for a chart without lanes.

    Positions keep the names the drawing has, with the section's beside where two have one name. A
    position that stands in no section any more is a lane of its own. At most one query.
    """
    names = {
        step["position"]: step["position_name"] or step["position"]
        for step in drawing["steps"]
        if step["position"]
    }
    if by == BY_SECTION:
        return names | sections_of(names, body)
    if by != BY_POSITION:
        return None
    twice = {name for name, count in Counter(names.values()).items() if count > 1}
    alike = {code: name for code, name in names.items() if name in twice}
    return names | {
        code: _("%(position)s (%(section)s)") % {"position": names[code], "section": section}
        for code, section in sections_of(alike, body).items()
    }


def sections_of(codes: Mapping[str, str], body: Unit | int) -> dict[str, str]:
    """Give the names of the positions' sections, as far as they stand in one."""
    if not codes:
        return {}
    found = Position.objects.filter(body=body, code__in=codes, unit__kind=UnitKind.SECTION)
    return dict(found.values_list("code", "unit__name"))


def lane_choices(by: str) -> list[tuple[str, str, bool]]:
    """Give the ways to draw a chart: value of the parameter, name, and whether it is the chosen one."""
    names = {
        "": pgettext("drawing", "Without lanes"),
        BY_POSITION: pgettext("drawing", "Lanes by position"),
        BY_SECTION: pgettext("drawing", "Lanes by section"),
    }
    chosen = by if by in names else ""
    return [(value, name, value == chosen) for value, name in names.items()]
