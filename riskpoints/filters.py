"""How the list of risk points is narrowed down."""

from typing import Any

import django_filters
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext_lazy as _

from riskcontrol.accounts.choosing import choices_by_body, units_offered
from riskcontrol.accounts.models import User
from riskcontrol.accounts.roles import UnitKind
from riskcontrol.lib.selects import LongSelect

from .levels import marks_by_rank
from .models import RiskPoint, Worksheet
from .querysets import RiskPointQuerySet
from .states import RiskCategory, WorksheetState

UNRULED = "none"
GONE = "gone"
STAGE = [
    ("planned", _("a lower level is planned")),
    ("verified", _("a verified level stands")),
]


class RiskPointFilter(django_filters.FilterSet):
    """By words, category, level, section and where the worksheet is."""

    q = django_filters.CharFilter(
        label=_("Search"),
        method="search",
        widget=forms.TextInput(attrs={"type": "search", "maxlength": 200}),
    )
    category = django_filters.ChoiceFilter(
        label=_("Category"), choices=RiskCategory.choices, empty_label=_("All")
    )
    level = django_filters.ChoiceFilter(
        label=_("Level"),
        method="at_level",
        empty_label=_("All"),
    )
    section = django_filters.ChoiceFilter(
        label=_("Section"), method="in_unit", empty_label=_("All"), widget=LongSelect
    )
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[*WorksheetState.choices, (GONE, _("left in a later round"))],
        method="in_state",
        empty_label=_("All that stand"),
    )

    stage = django_filters.ChoiceFilter(
        label=_("Verified level"), choices=STAGE, method="at_stage", empty_label=_("All")
    )

    class Meta:
        model = RiskPoint
        fields = ["q", "category", "level", "section", "state", "stage"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = units_offered(user)
        self.filters["section"].extra["choices"] = choices_by_body(self.units)
        self.filters["level"].extra["choices"] = [
            *((str(rank), marks) for rank, marks in marks_by_rank(user).items()),
            (UNRULED, _("not ruled yet")),
        ]
        self.form.helper = FormHelper()
        self.form.helper.form_tag = False
        self.form.helper.disable_csrf = True
        self.form.helper.layout = Layout(*self.Meta.fields)

    @property
    def qs(self) -> RiskPointQuerySet:
        """Leave out what gave way in a later round, unless it is asked for."""
        found: RiskPointQuerySet = super().qs
        return found if self.form["state"].value() == GONE else found.standing()

    def in_state(self, found: RiskPointQuerySet, _name: str, state: str) -> RiskPointQuerySet:
        """Keep what stands on a worksheet in that state, or what gave way in a later round."""
        if state == GONE:
            return found.given_way()
        if state != WorksheetState.DECIDED:
            return found.filter(worksheet__state=state)
        # Most are: read along the list, and not from the worksheets.
        return found.filter(Exists(Worksheet.objects.filter(pk=OuterRef("worksheet"), state=state)))

    @property
    def words(self) -> str:
        """The words sought, which riskpoints.listing looks for."""
        return str(self.form.cleaned_data.get("q") or "") if self.form.is_valid() else ""

    def search(self, found: RiskPointQuerySet, _name: str, _words: str) -> RiskPointQuerySet:
        """Leave the words to riskpoints.listing, which knows how many it may look through."""
        return found

    def in_unit(self, found: RiskPointQuerySet, _name: str, unit: str) -> RiskPointQuerySet:
        """Keep what stands in a section, or in a whole body."""
        bodies = {str(one.pk) for one in self.units if one.kind == UnitKind.BODY}
        return found.filter(body=int(unit)) if unit in bodies else found.filter(section=int(unit))

    def at_level(self, found: RiskPointQuerySet, _name: str, level: str) -> RiskPointQuerySet:
        """Keep what was ruled at a level, or not ruled yet."""
        if level == UNRULED:
            return found.filter(ruling=None)
        return found.filter(ruling__rank=int(level))

    def at_stage(self, found: RiskPointQuerySet, _name: str, stage: str) -> RiskPointQuerySet:
        """Keep what a lower level is planned for, or what has a verified level of its present ruling."""
        if stage == "verified":
            return found.filter(verified__ruling=F("ruling"))
        return found.filter(ruling__plan__rank__gt=F("ruling__rank"))
