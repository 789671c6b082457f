"""What is typed when a round is sent down, and about what comes back up."""

from typing import Any

from crispy_forms.layout import Field
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from riskcontrol.accounts.models import Unit
from riskcontrol.lib.ids import SeveralField, is_id
from riskpoints.actions.oversight import Order
from riskpoints.models import Charge
from riskpoints.models.oversight import NUMBER
from riskpoints.oversight import next_number, open_rounds
from riskpoints.permissions.oversight import bodies_below
from riskpoints.states import RoundGround

from .rounds import CHOICES, WORDS, bare_helper

JOIN, LEAVE = "join", "leave"


def day_input() -> forms.DateInput:
    """A field for a day as browsers know it."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class SendDownForm(forms.Form):
    """A round to send down: what, why, by when, to whom."""

    title = forms.CharField(
        label=pgettext_lazy("round sent down", "Title"),
        max_length=200,
        error_messages={"required": _("Write the title.")},
        help_text=_("As on the notice that goes with it."),
    )
    ground = forms.ChoiceField(
        label=pgettext_lazy("round", "Ground"),
        choices=[choice for choice in RoundGround.choices if choice[0] != RoundGround.OWN],
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What has changed, when, by which document. The yearly round needs none."),
    )
    asks = forms.CharField(
        label=_("What is asked"),
        max_length=2000,
        error_messages={"required": _("Say what is asked of the units.")},
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "What each unit is to do and to hand up. No number of risk points is asked for."
        ),
    )
    text = forms.CharField(
        label=_("Accompanying text"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    last_day = forms.DateField(
        label=_("Result due by"),
        widget=day_input(),
        error_messages={"required": _("Say by which day the result is due.")},
    )
    bodies = SeveralField(
        label=_("Units"),
        queryset=Unit.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one unit.")},
    )

    def __init__(self, *args: Any, committee: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        below = bodies_below(committee)
        self.fields["bodies"].queryset = below  # type: ignore[attr-defined]  # a ModelChoiceField
        self.asked = self._ask_about_open_rounds(below)
        choices = (Field(name, template=CHOICES) for name in ("bodies", *self.asked))
        self.helper = bare_helper("title", "ground", "reason", "asks", "text", "last_day", *choices)

    def _ask_about_open_rounds(self, below: Any) -> list[str]:
        """Ask of each chosen unit with an open round of this kind whether that one answers."""
        if not self.is_bound:
            return []
        typed: Any = self.data
        chosen = [pk for pk in typed.getlist("bodies") if is_id(pk)]
        found = open_rounds(self.data.get("ground", "")).filter(
            body__in=below.filter(pk__in=chosen)
        )
        for round in found.select_related("body").order_by("body__order", "pk"):
            self.fields.setdefault(f"open-{round.body_id}", open_choice(round))
        return [name for name in self.fields if name.startswith("open-")]

    def _answer(self, body: Unit) -> str:
        return str(self.cleaned_data.get(f"open-{body.pk}", ""))

    def order(self) -> Order:
        """Give what is sent down."""
        names = ("title", "ground", "reason", "asks", "text", "last_day")
        return Order(**{name: self.cleaned_data[name] for name in names})

    def sent_to(self) -> list[Unit]:
        """Give the units it goes to."""
        return [body for body in self.cleaned_data["bodies"] if self._answer(body) != LEAVE]

    def joining(self) -> list[Unit]:
        """Give those whose open round answers it."""
        return [body for body in self.cleaned_data["bodies"] if self._answer(body) == JOIN]


def open_choice(round: Any) -> forms.ChoiceField:
    """Ask whether a unit's open round joins, or the unit is left out."""
    words = {"body": round.body, "round": round}
    return forms.ChoiceField(
        label=_("%(body)s has an open round of this kind: %(round)s") % words,
        choices=[(JOIN, _("This round answers it")), (LEAVE, _("Leave this unit out"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether the open round joins.")},
    )


class DueForm(forms.Form):
    """Another day for one unit's result, and why."""

    last_day = forms.DateField(
        label=_("Result due by"),
        widget=day_input(),
        error_messages={"required": _("Say by which day the result is due.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why the day changes.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = bare_helper("last_day", "reason")


class SendBackForm(forms.Form):
    """What is to be corrected in a result."""

    reason = forms.CharField(
        label=_("What is to be corrected"),
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what is to be corrected.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = bare_helper("reason")


class WithdrawForm(forms.Form):
    """Why a round sent down is withdrawn."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The units read it."),
        error_messages={"required": _("Say why it is withdrawn.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = bare_helper("reason")


class FilingForm(forms.Form):
    """The number and the day of a filing; the next free number is offered."""

    filed_on = forms.DateField(
        label=_("Filed on"),
        widget=day_input(),
        error_messages={"required": _("Choose the day of the filing.")},
    )
    number = forms.IntegerField(
        label=_("Number of filing"),
        min_value=1,
        max_value=2_147_483_647,
        error_messages={"required": _("Enter the number of the filing.")},
    )

    def __init__(self, *args: Any, charge: Charge, **kwargs: Any) -> None:
        today = timezone.localdate()
        number = next_number(charge.committee, today.year)
        kwargs["initial"] = {"filed_on": today, "number": number}
        super().__init__(*args, **kwargs)
        offered = NUMBER % {"year": today.year, "number": number}
        self.fields["number"].help_text = _("Next: %(number)s. The year is that of the day.") % {
            "number": offered
        }
        self.helper = bare_helper("filed_on", "number")
