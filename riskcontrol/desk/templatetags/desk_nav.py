"""The staff's navigation: which pages a person's roles open, and where he is."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from riskcontrol.accounts.models import Membership
from riskcontrol.accounts.roles import Permission

register = template.Library()

# In the order of the walk: what it is called, where it leads, the permissions that open it (none:
# everybody's).
PAGES: list[tuple[Any, str, set[Permission]]] = [
    (pgettext_lazy("navigation", "My work"), "desk:home", set()),
    (pgettext_lazy("navigation", "The walk"), "desk:walk", {Permission.CONTENT_VIEW}),
    (pgettext_lazy("navigation", "Powers"), "powers:power_list", {Permission.CONTENT_VIEW}),
    (pgettext_lazy("navigation", "Flowcharts"), "powers:flowchart_list", {Permission.CONTENT_VIEW}),
    (pgettext_lazy("navigation", "Postings"), "powers:posting_list", {Permission.CONTENT_VIEW}),
    (pgettext_lazy("navigation", "Risk points"), "riskpoints:list", {Permission.CONTENT_VIEW}),
    (pgettext_lazy("navigation", "Rounds"), "desk:rounds", {Permission.CONTENT_VIEW}),
    (pgettext_lazy("navigation", "Committee"), "desk:committee", {Permission.RISK_ASSESS}),
    (pgettext_lazy("navigation", "Measures"), "measures:list", {Permission.CONTENT_VIEW}),
    (pgettext_lazy("navigation", "Registers"), "registers:index", {Permission.CONTENT_VIEW}),
    (
        pgettext_lazy("navigation", "People"),
        "accounts:people",
        {Permission.PEOPLE_MANAGE, Permission.ROLE_GRANT},
    ),
    (pgettext_lazy("navigation", "Units"), "accounts:units", {Permission.UNIT_MANAGE}),
    (pgettext_lazy("navigation", "Settings"), "desk:settings", {Permission.SETTINGS_CHANGE}),
    (pgettext_lazy("navigation", "Ledger"), "desk:ledger", {Permission.LEDGER_READ}),
]


@dataclass(frozen=True)
class Item:
    """One word of the navigation."""

    label: str
    name: str
    url: str
    is_here: bool = False


@register.inclusion_tag("desk/_nav.html", takes_context=True)
def desk_nav(context: dict[str, Any]) -> dict[str, Any]:
    """List the pages the reader's roles open; `nav_at` in the context overrules where he is."""
    path = context["request"].path
    opened = {permission for seat in seats_in(context) for permission in seat.permissions}
    pages = [
        (str(label), name, reverse(name))
        for label, name, needs in PAGES
        if not needs or needs & opened
    ]
    here = context.get("nav_at") or name_at(path, [(name, url) for _label, name, url in pages])
    return {
        "nav": [Item(label, name, url, name == here) for label, name, url in pages],
        "work_count": context.get("work_count"),
    }


@register.simple_tag(takes_context=True)
def desk_seat(context: dict[str, Any]) -> Membership | None:
    """Give the reader's first seat, whose unit and role the masthead names; None without one."""
    return next(iter(seats_in(context)), None)


def seats_in(context: dict[str, Any]) -> list[Membership]:
    """The reader's seats; none for somebody who is not signed in, or where a page fails early."""
    user = getattr(context.get("request"), "user", None)
    return getattr(user, "seats", [])


def name_at(path: str, pages: list[tuple[str, str]]) -> str:
    """Name the page whose address the path begins with, the longest first; the desk itself only exactly."""
    found = [
        (len(url), name)
        for name, url in pages
        if path == url or (path.startswith(url) and name != "desk:home")
    ]
    return max(found, default=(0, ""))[1]
