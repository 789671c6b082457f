"""Input about a power; nothing here saves."""

import json
from collections.abc import Iterable
from typing import Any, TypedDict, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from powers.actions.inventory import ChartChoice, NewChart
from powers.drawing.text import one_line
from powers.models import Flowchart, Power
from powers.rows import Basis, Rows
from powers.states import Category
from riskcontrol.accounts.models import Unit

NEW_CHART = "new"
WRITTEN = [
    "code", "name", "category", "affected_party", "statutory_days", "committed_days", "fee",
    "enquiry_phone", "complaint_phone",
]  # fmt: skip


def optional(label: Any) -> str:
    """Say beside a label that the field may stay empty."""
    return format_html('{} <span class="optional">{}</span>', label, _("(optional)"))


class Offered(TypedDict):
    """What a person may choose from: his sections, and the charts he may draw."""

    sections: QuerySet[Unit]
    charts: Iterable[Flowchart]


class PowerForm(forms.ModelForm):
    """What is written about a power, its section, and the chart it runs on."""

    section = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Section"), empty_label=_("choose")
    )
    chart = forms.ChoiceField(
        label=_("Flow"),
        required=False,
        help_text=_("One chart may serve several powers that run the same way."),
    )

    class Meta:
        model = Power
        fields = WRITTEN
        labels = {
            "code": _("Code"),
            "name": _("Name"),
            "category": _("Category"),
            "affected_party": _("Affected party"),
            "statutory_days": _("Statutory limit"),
            "committed_days": _("Committed limit"),
            "fee": _("Fee"),
            "enquiry_phone": _("Enquiry phone"),
            "complaint_phone": _("Complaint phone"),
        }
        help_texts = {
            "code": _("Letters, digits and hyphens. It stands in the power's address."),
            "statutory_days": _("working days"),
            "committed_days": _("working days"),
        }

    def __init__(
        self,
        *args: Any,
        sections: QuerySet[Unit],
        charts: Iterable[Flowchart],
        **kwargs: Any,
    ) -> None:
        """Offer only sections the person works in, and charts of those."""
        super().__init__(*args, **kwargs)
        self.sections = list(sections)
        self.charts = {chart.code: chart for chart in charts}
        section = cast("forms.ModelChoiceField", self.fields["section"])
        section.queryset, section.empty_label = sections, None
        self.chart_words: dict[str, Any] = dict(
            [
                (NEW_CHART, self.new_chart_words),
                ("", _("Draw it later")),
                *((code, chart.name) for code, chart in self.charts.items()),
            ]
        )
        cast("forms.ChoiceField", self.fields["chart"]).choices = list(self.chart_words.items())
        category = cast("forms.ChoiceField", self.fields["category"])
        category.choices = [("", _("choose")), *Category.choices]
        for field in self.fields.values():
            if not field.required and field is not self.fields["chart"]:
                field.label = optional(field.label)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = self.layout()

    new_chart_words = _("Draw a new chart")

    def layout(self) -> Layout:
        """Arrange the fields."""
        return Layout(
            Fieldset(
                _("The power"),
                Row(Column("code", css_class="col-md-4"), Column("name", css_class="col-md-8")),
                Row(Column("category"), Column("section"), Column("affected_party")),
            ),
            Fieldset(
                _("Limits, fee, phones"),
                Row(Column("statutory_days"), Column("committed_days"), Column("fee")),
                Row(Column("enquiry_phone"), Column("complaint_phone")),
            ),
            "chart",
        )

    def clean_code(self) -> str:
        """The words that the pages for adding and of what is withheld stand at are no codes."""
        code: str = self.cleaned_data["code"]
        if code.lower() in {"add", "withheld"}:
            raise forms.ValidationError(_("Choose another code; this one names a page."))
        return code

    def clean(self) -> dict[str, Any]:
        """The committed limit does not pass the statutory one."""
        cleaned = super().clean() or self.cleaned_data
        statutory, committed = cleaned.get("statutory_days"), cleaned.get("committed_days")
        if statutory and committed and committed > statutory:
            self.add_error(
                "committed_days", _("The committed limit is not longer than the statutory one.")
            )
        return cleaned

    @property
    def written(self) -> dict[str, Any]:
        """The clean values of the power's own fields."""
        return {name: self.cleaned_data[name] for name in WRITTEN}

    def chart_choice(self, rows: Rows = ()) -> ChartChoice:
        """Give the chart that was chosen; a new one begins with the rows."""
        chosen = self.cleaned_data["chart"]
        return NewChart(rows) if chosen == NEW_CHART else self.charts.get(chosen)


class NewPowerForm(PowerForm):
    """A power that is listed now; its flow may be drawn on the same page."""

    withheld_ground = forms.CharField(
        label=_("Ground for not publishing"),
        required=False,
        max_length=300,
        help_text=_("Only where the law forbids publication. A leader decides on it."),
    )
    new_chart_words = _("Draw it below")

    def layout(self) -> Layout:
        """Arrange the fields, the ground for withholding after the others."""
        layout = super().layout()
        layout.insert(2, "withheld_ground")
        return layout


class GroundForm(forms.Form):
    """Why a power is not to be published; empty takes the proposal back."""

    ground = forms.CharField(
        label=_("Ground for not publishing"),
        max_length=300,
        required=False,
        help_text=_("Name the rule that forbids publication. Empty takes the proposal back."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Leave the form's tag and button to the page."""
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout("ground")


def read_bases(data: QueryDict, prefix: str) -> tuple[Basis, ...]:
    """Read the posted legal bases whose fields begin with the prefix, the empty ones left out.

    Where two texts were compared, the chosen one comes as a whole, as JSON.
    """
    if chosen := data.get(f"{prefix}-bases"):
        return chosen_bases(chosen)
    laws = [one_line(text) for text in data.getlist(f"{prefix}-law")]
    articles = [one_line(text) for text in data.getlist(f"{prefix}-article")]
    pairs = zip(laws, articles, strict=False)
    return tuple(Basis(law, article) for law, article in pairs if law or article)


def chosen_bases(text: str) -> tuple[Basis, ...]:
    """Read legal bases from pairs of law and article in JSON; none where it is not that."""
    try:
        return tuple(Basis(one_line(law), one_line(article)) for law, article in json.loads(text))
    except (TypeError, ValueError):
        return ()


def operate_bases(bases: tuple[Basis, ...], operation: str) -> tuple[Basis, ...]:
    """Apply a button of the bases: `law-add`, or `law-remove:place` counted from 0."""
    verb, _colon, place = operation.partition(":")
    if verb == "law-add":
        return (*bases, Basis())
    if verb == "law-remove":
        return tuple(basis for at, basis in enumerate(bases) if str(at) != place)
    return bases
