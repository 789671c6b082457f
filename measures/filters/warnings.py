"""What the lists of warnings and of notices can be narrowed by."""

from typing import Any

import django_filters
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django.db.models import Exists, OuterRef
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from measures.models import Notice, WarningColour, WarningScheme
from measures.models import Warning as Raised
from measures.querysets.warnings import NoticeQuerySet
from measures.warning_states import NoticeKind, WarningKind, WarningState
from riskcontrol.accounts.models import Unit, User
from riskcontrol.accounts.roles import Permission


class WarningFilter(django_filters.FilterSet):
    """State (by itself what waits), colour, kind, body and section."""

    # Always one state, so that an index gives the order.
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=WarningState.choices, empty_label=None
    )
    rank = django_filters.ChoiceFilter(label=_("Colour"), choices=[], empty_label=_("All"))
    kind = django_filters.ChoiceFilter(
        label=pgettext_lazy("warning", "Kind"), choices=[], empty_label=_("All")
    )
    body = django_filters.ModelChoiceFilter(
        label=_("Unit"), queryset=Unit.objects.none(), empty_label=_("All")
    )
    section = django_filters.ModelChoiceFilter(
        label=_("Section"), queryset=Unit.objects.none(), empty_label=_("All")
    )

    class Meta:
        model = Raised
        fields = ["state", "rank", "kind", "body", "section"]

    def __init__(self, data: QueryDict, *args: Any, user: User, **kwargs: Any) -> None:
        typed = data.copy()
        if typed.get("state") not in WarningState.values:
            typed["state"] = WarningState.OPEN.value
        super().__init__(typed, *args, **kwargs)
        units = Unit.objects.visible_to(user)
        # A choice that may not be read would be a leak too.
        self.filters["section"].queryset = units.sections()
        self.filters["body"].queryset = units.bodies()
        self.filters["kind"].extra["choices"] = kinds_for(user)
        self.filters["rank"].extra["choices"] = colours_of(units)
        names = list(self.Meta.fields)
        if not user.reads_areas:
            names.remove("body")
            del self.filters["body"]
        self.form.helper = helper_of(names)


def helper_of(names: list[str]) -> FormHelper:
    """Lay a filter's fields out inside the page's own form."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*names)
    return helper


def kinds_for(user: User) -> list[tuple[str, Any]]:
    """Give the kinds a person may learn of: that of proven cases is the committee's."""
    knows = user.may_anywhere(Permission.LEAD_KEEP)
    return [(key, label) for key, label in WarningKind.choices if knows or key != WarningKind.CASE]


def colours_of(units: Any) -> list[tuple[int, str]]:
    """Give the ranks with what the bodies call them now, the gravest first; in one query."""
    later = WarningScheme.objects.filter(
        body=OuterRef("scheme__body"), number__gt=OuterRef("scheme__number")
    )
    newest = WarningColour.objects.filter(~Exists(later), scheme__body__in=units)
    names: dict[int, list[str]] = {}
    for rank, written in newest.order_by("rank").values_list("rank", "name").distinct()[:40]:
        names.setdefault(rank, []).append(gettext(written))
    return [(rank, " / ".join(words)) for rank, words in names.items()]


STATES = [
    ("open", pgettext_lazy("notice", "without a reply")),
    ("late", pgettext_lazy("notice", "overdue")),
    ("replied", pgettext_lazy("notice", "reply to be looked at")),
    ("done", pgettext_lazy("notice", "done")),
]


class NoticeFilter(django_filters.FilterSet):
    """Kind, state and section."""

    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=NoticeKind.choices, empty_label=_("All")
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=STATES, method="in_state", empty_label=_("All")
    )
    section = django_filters.ModelChoiceFilter(
        label=_("Section"), queryset=Unit.objects.none(), empty_label=_("All")
    )

    class Meta:
        model = Notice
        fields = ["kind", "state", "section"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["section"].queryset = Unit.objects.visible_to(user).sections()
        self.form.helper = helper_of(list(self.Meta.fields))

    def in_state(self, found: NoticeQuerySet, _name: str, state: str) -> NoticeQuerySet:
        """Keep those of which this became."""
        return {
            "open": found.unanswered,
            "late": lambda: found.unanswered().filter(due_on__lt=timezone.localdate()),
            "replied": found.to_judge,
            "done": found.accepted,
        }[state]()
