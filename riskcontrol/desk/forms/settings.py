"""A body's settings as forms: the stages of a release as rows, and its rules."""

import json
from collections.abc import Iterable
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from powers.actions.policies import check_stages
from powers.models import Policy, ReleaseStage
from powers.policies import MOST_STAGES
from powers.states import ACTS, Stage
from powers.turns import Turn
from riskcontrol.accounts.models import Position, Unit
from riskcontrol.accounts.roles import ADMINISTRATORS, Role
from riskcontrol.lib.ids import is_id

PREFIX = "stage"
CHOSEN = "stage-list"  # the rows as one value, where two people's were set side by side
FIELDS = ("name", "act", "role", "position")
NEW = {"name": "", "act": Stage.SIGNATURE.value, "role": Role.DEPUTY_HEAD.value, "position": ""}

RULES = [
    "posting_days",
    "shortest_days",
    "answer_days",
    "comments_shown",
    "second_person",
    "contact_months",
    "proof_of_work",
    "report_channel",
]

type Raw = dict[str, str]


class PolicyForm(forms.ModelForm):
    """How long a posting lasts, how comments are dealt with, what is asked of their senders."""

    class Meta:
        model = Policy
        fields = RULES
        labels = {
            "posting_days": gettext_lazy("Usual period in working days"),
            "shortest_days": gettext_lazy("Shortest period in working days"),
            "answer_days": gettext_lazy("Working days for an answer"),
            "comments_shown": gettext_lazy("How comments are shown"),
            "second_person": gettext_lazy("Nothing is published without a second person"),
            "contact_months": gettext_lazy("Months until names and contacts are erased"),
            "proof_of_work": gettext_lazy("The sender's device proves some work first"),
        }
        help_texts = {
            "posting_days": gettext_lazy("Offered whenever a chart is sent up."),
            "shortest_days": gettext_lazy("Nobody can ask for less."),
            "answer_days": gettext_lazy(
                "Counted from the day a comment came in; what is late is marked."
            ),
            "comments_shown": gettext_lazy(
                "One by one beside their answers, or summed up in the report on the posting."
            ),
            "second_person": gettext_lazy(
                "A comment, an answer and the early end of a posting then take two people: one "
                "prepares, another confirms."
            ),
            "contact_months": gettext_lazy(
                "Counted from the day the posting is settled; at most 36. 0 erases them at once."
            ),
            "proof_of_work": gettext_lazy(
                "Slows down whoever sends comments by the thousand; an ordinary phone needs a "
                "second. Without JavaScript the form still works, with a tighter limit."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Lay the form out in groups."""
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            group(_("Posting period"), Row(Column("posting_days"), Column("shortest_days"))),
            group(
                _("Comments and answers"),
                Row(Column("answer_days"), Column("comments_shown")),
                "second_person",
            ),
            group(_("Those who comment"), Row(Column("contact_months"), Column("proof_of_work"))),
            group(_("Reports about a person's conduct"), "report_channel"),
        )


def group(title: str, *fields: Any) -> Fieldset:
    """Lay fields that belong together out in a panel of their own."""
    return Fieldset(title, *fields, css_class="panel")


class StageForm(forms.Form):
    """One stage: what is done there, who does it, and how the unit calls it."""

    name = forms.CharField(
        label=gettext_lazy("Name of the stage"),
        required=False,
        max_length=ReleaseStage._meta.get_field("name").max_length,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    act = forms.ChoiceField(
        label=gettext_lazy("What is done"),
        choices=ACTS,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role that does it"),
        choices=[choice for choice in Role.choices if choice[0] not in ADMINISTRATORS],
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    position = forms.TypedChoiceField(
        label=gettext_lazy("Only in the position"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, *args: Any, positions: list[Position], **kwargs: Any) -> None:
        """Offer the positions of the body."""
        super().__init__(*args, **kwargs)
        self.names = {place.pk: place.name for place in positions}
        offered = [(place.pk, f"{place.name} · {place.unit.name}") for place in positions]
        self.fields["position"].choices = [("", _("any")), *offered]  # type: ignore[attr-defined]  # a choice field
        if not self.is_bound and self.initial:
            said = {"act": self.initial["act"], "role": self.initial["role"]}
            self.fields["name"].widget.attrs["placeholder"] = usual_name(**said)

    def clean(self) -> None:
        """A contributor holds a stage only by a position of his own, as a security officer does."""
        typed = self.cleaned_data
        if typed.get("role") == Role.CONTRIBUTOR and not typed.get("position"):
            words = _("Name the position of a contributor who holds a stage.")
            self.add_error("position", words)

    @property
    def turn(self) -> Turn:
        """The stage as it was typed (call after `is_valid`)."""
        typed = self.cleaned_data
        place = typed["position"]
        return Turn(typed["act"], typed["role"], typed["name"], place, self.names.get(place, ""))


def usual_name(act: str, role: str) -> str:
    """Give the name of a stage that has none of its own; nothing for what cannot be."""
    known = act in dict(ACTS) and role in Role.values
    return Turn(act, role).words if known else ""


class StagesBase(forms.BaseFormSet):
    """The stages in order; one of them is somebody who did not draw the chart."""

    def clean(self) -> None:
        """Ask the action whether these stages can be."""
        if any(self.errors):
            return
        if not self.forms:
            raise ValidationError(_("A chart passes at least one stage."))
        check_stages(self.turns)

    @property
    def turns(self) -> list[Turn]:
        """The stages as they were typed (call after `is_valid`)."""
        return [form.turn for form in self.forms]


Stages: Any = forms.formset_factory(
    StageForm, formset=StagesBase, extra=0, max_num=MOST_STAGES, absolute_max=2 * MOST_STAGES
)


def positions_of(body: Unit) -> list[Position]:
    """Give the positions that a stage of a body can be tied to."""
    return list(Position.objects.of_body(body).select_related("unit"))


def stages_shown(rows: Iterable[Raw], positions: list[Position]) -> StagesBase:
    """Lay rows out to be edited, without looking through them."""
    return Stages(initial=list(rows), prefix=PREFIX, form_kwargs={"positions": positions})


def stages_typed(rows: list[Raw], positions: list[Position]) -> StagesBase:
    """Take rows as they were handed in, to be looked through."""
    data = {f"{PREFIX}-TOTAL_FORMS": str(len(rows)), f"{PREFIX}-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        data |= {f"{PREFIX}-{number}-{name}": row[name] for name in FIELDS}
    return Stages(data, prefix=PREFIX, form_kwargs={"positions": positions})


def rows_of(turns: Iterable[Turn]) -> list[Raw]:
    """Write stages as the rows that a page posts."""
    return [
        {
            "name": turn.name,
            "act": turn.act,
            "role": turn.role,
            "position": str(turn.position or ""),
        }
        for turn in turns
    ]


def posted_rows(data: QueryDict) -> list[Raw]:
    """Read the rows that a page posted, or the ones chosen where two people's were compared."""
    if CHOSEN in data:
        return chosen_rows(data.get(CHOSEN, ""))
    total = data.get(f"{PREFIX}-TOTAL_FORMS", "")
    count = min(int(total), 2 * MOST_STAGES) if is_id(total) else 0
    return [
        {name: data.get(f"{PREFIX}-{number}-{name}", "").strip() for name in FIELDS}
        for number in range(count)
    ]


def chosen_rows(text: str) -> list[Raw]:
    """Read rows written as JSON; none where it is something else."""
    try:
        rows = json.loads(text)
        return [{name: str(row.get(name, "")) for name in FIELDS} for row in rows]
    except (ValueError, AttributeError, TypeError):
        return []


def operate(rows: list[Raw], operation: str) -> list[Raw]:
    """Add a row, or move or remove the one whose number follows the colon; what cannot be does nothing."""
    verb, _colon, place = operation.partition(":")
    if verb == "add":
        return [*rows, dict(NEW)] if len(rows) < MOST_STAGES else rows
    if not (is_id(place) and int(place) < len(rows)):
        return rows
    number = int(place)
    rest = rows[:number] + rows[number + 1 :]
    target = {"up": number - 1, "down": number + 1}.get(verb)
    if verb == "remove":
        return rest
    if target is None or not 0 <= target < len(rows):
        return rows
    return [*rest[:target], rows[number], *rest[target:]]
