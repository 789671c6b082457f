"""Input about people and units; nothing here saves."""

import datetime
from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .actions import Newcomer
from .models import Position, Unit, User, code_form, user_name_form
from .roles import Role


def lines(text: str) -> list[str]:
    """Split what was typed a line each, blanks left out."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class UserNameField(forms.CharField):
    """A user name nobody has yet."""

    def __init__(self, **kwargs: Any) -> None:
        """Keep to the form of user names."""
        super().__init__(label=_("User name"), max_length=60, validators=[user_name_form], **kwargs)

    def clean(self, value: Any) -> str:
        """Refuse a name that is taken, in whatever case."""
        username: str = super().clean(value)
        if username and User.objects.filter(username__iexact=username).exists():
            raise forms.ValidationError(_("This user name is taken. Choose another."))
        return username


def offer_bodies(field: Any, bodies: QuerySet[Unit]) -> None:
    """Let one body be chosen; where there is but one it is chosen already and not asked."""
    field.queryset = bodies
    field.initial = bodies.first()
    if len(bodies) == 1:
        field.widget = forms.HiddenInput()


class LinesField(forms.CharField):
    """A text field that gives a list, a line each."""

    widget = forms.Textarea(attrs={"rows": 4})

    def __init__(self, *, longest: int = 200, **kwargs: Any) -> None:
        """Keep each line to so many characters."""
        self.longest = longest
        super().__init__(**kwargs)

    def clean(self, value: Any) -> list[str]:
        """Give the lines; a line that is too long is said by its number."""
        found = lines(super().clean(value))
        for number, line in enumerate(found, start=1):
            if len(line) > self.longest:
                raise forms.ValidationError(
                    _("Line %(number)s has %(count)s characters; at most %(longest)s."),
                    params={"number": number, "count": len(line), "longest": self.longest},
                )
        return found


class FirstRunForm(forms.Form):
    """Name the body, its sections, and the person who will manage the system."""

    body_name = forms.CharField(label=_("Name of the unit"), max_length=200)
    body_code = forms.CharField(
        label=_("Code of the unit"),
        max_length=36,  # a section's code is this one with its number
        validators=[code_form],
        help_text=_("Letters, digits and hyphens, for example DEMO. It stands in addresses."),
    )
    sections = LinesField(
        label=_("Sections"), help_text=_("One a line, for example 办公室."), longest=200
    )
    person = forms.CharField(
        label=_("Your name"),
        max_length=50,
        help_text=_("You become the system administrator, who sees no business content."),
    )
    username = UserNameField()
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Lay the form out."""
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Fieldset(
                _("The unit"),
                Row(Column("body_name", css_class="col-md-8"), Column("body_code")),
                "sections",
            ),
            Fieldset(
                _("You"),
                Row(Column("person"), Column("username")),
                "password",
            ),
        )
        self.helper.form_tag = False

    def clean_password(self) -> str:
        """Refuse a password that is too short or too common, and say why."""
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


class NewcomerForm(forms.Form):
    """One colleague on the first-run page; an empty row is left out."""

    name = forms.CharField(
        label=pgettext_lazy("of a person", "Name"),
        max_length=50,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    username = UserNameField(
        required=False, widget=forms.TextInput(attrs={"class": "form-control"})
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[choice for choice in Role.choices if choice[0] != Role.SYSTEM_ADMINISTRATOR],
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    section = forms.CharField(
        label=_("Section"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )

    def clean(self) -> dict[str, Any]:
        """A named person needs a user name, and the reverse."""
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and bool(data.get("name")) != bool(data.get("username")):
            raise forms.ValidationError(_("Give both the name and the user name, or neither."))
        return data


class NewcomersBase(forms.BaseFormSet):
    """The colleagues, checked against one another and the sections named above."""

    def newcomers(self) -> list[Newcomer]:
        """Give the rows that were filled in."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("name")]
        return [Newcomer(row["name"], row["username"], row["role"], row["section"]) for row in rows]

    def misfits(self, first: str, sections: list[str]) -> list[str]:
        """Say which user names stand twice and which sections were not named, in sentences."""
        people = self.newcomers()
        names = [first.lower(), *(person.username.lower() for person in people)]
        twice = dict.fromkeys(name for name in names if names.count(name) > 1)
        strange = [person.section for person in people if person.section not in ["", *sections]]
        return [
            *(_("User name “%(name)s” stands here twice.") % {"name": name} for name in twice),
            *(
                _("“%(name)s” is not among the sections above.") % {"name": name}
                for name in strange
            ),
        ]


if TYPE_CHECKING:
    NewcomerFormSet = NewcomersBase
else:
    NewcomerFormSet = forms.formset_factory(
        NewcomerForm, formset=NewcomersBase, extra=5, max_num=30
    )


def fits(form: FirstRunForm, people: NewcomersBase) -> bool:
    """Whether the first-run page is filled in and agrees with itself; says on the form where it does not."""
    # Both are asked, so that everything amiss is said at once.
    if not all([form.is_valid(), people.is_valid()]):
        return False
    data = form.cleaned_data
    for sentence in people.misfits(data["username"], data["sections"]):
        form.add_error(None, sentence)
    return not form.errors


class PersonForm(forms.Form):
    """Open an account."""

    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=50)
    username = UserNameField()
    password = forms.CharField(
        label=_("First password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. Hand it over in person."),
    )
    email = forms.EmailField(
        label=_("E-mail (optional)"),
        required=False,
        max_length=254,
        help_text=_("What waits for this person is told there too."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Lay the form out."""
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Row(Column("name"), Column("username"), Column("password"), Column("email"))
        )

    def clean_password(self) -> str:
        """Refuse a password that is too short or too common, and say why."""
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


class EmailForm(forms.Form):
    """Where a person is told by mail of what waits for him."""

    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        help_text=_("What waits for this person is told there too. Left empty, no mail is sent."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Lay the form out."""
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class RoleForm(forms.Form):
    """Grant a role."""

    user = forms.ModelChoiceField(User.objects.none(), label=_("Person"), empty_label="—")
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("In"), empty_label="—")
    position = forms.ModelChoiceField(
        Position.objects.none(), label=_("Position"), required=False, empty_label="—"
    )

    def __init__(
        self,
        *args: Any,
        people: QuerySet[User],
        units: QuerySet[Unit],
        positions: QuerySet[Position],
        **kwargs: Any,
    ) -> None:
        """Offer only what the administrator reaches."""
        super().__init__(*args, **kwargs)
        for name, rows in (("user", people), ("unit", units), ("position", positions)):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]  # a ModelChoiceField
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Row(Column("user"), Column("role"), Column("unit"), Column("position"))
        )

    def clean(self) -> dict[str, Any]:
        """A person sits in a position of the unit he has the role in."""
        data: dict[str, Any] = super().clean() or {}
        unit, position = data.get("unit"), data.get("position")
        if unit and position and position.body_id != unit.body.pk:
            self.add_error("position", _("This position belongs to another unit."))
        return data


class StandInForm(forms.Form):
    """Who takes whose turns, from which day to which."""

    principal = forms.ModelChoiceField(User.objects.none(), label=_("Who is away"), empty_label="—")
    person = forms.ModelChoiceField(User.objects.none(), label=_("Who stands in"), empty_label="—")
    first_day = forms.DateField(label=_("First day"))
    last_day = forms.DateField(label=_("Last day"))

    def __init__(
        self, *args: Any, people: QuerySet[User], own: bool, today: datetime.date, **kwargs: Any
    ) -> None:
        """Offer the people who can stand in; who names one for himself is not asked for whom."""
        super().__init__(*args, **kwargs)
        self.fields["first_day"].initial = today
        for name in ("principal", "person"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]  # a ModelChoiceField
        for name in ("first_day", "last_day"):
            days = {"type": "date", "min": today.isoformat()}
            self.fields[name].widget = forms.DateInput(attrs=days, format="%Y-%m-%d")
        if own:
            del self.fields["principal"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(Row(*[Column(name) for name in self.fields]))


class UnitForm(forms.Form):
    """A section to add, or a unit to change."""

    body = forms.ModelChoiceField(Unit.objects.none(), label=_("In"), empty_label="—")
    code = forms.CharField(label=_("Code"), max_length=40, validators=[code_form])
    name = forms.CharField(label=_("Name"), max_length=200)
    classes = LinesField(
        label=_("Classes"),
        required=False,
        longest=100,
        help_text=_("One a line, for example 行政审批. Control rules can be aimed at a class."),
    )
    duties = LinesField(label=_("Duties"), required=False, help_text=_("One a line."))

    def __init__(self, *args: Any, bodies: QuerySet[Unit] | None = None, **kwargs: Any) -> None:
        """A new section goes into one of the bodies; without them a known unit keeps place and code."""
        super().__init__(*args, **kwargs)
        top = ["name"] if bodies is None else ["code", "name"]
        if bodies is None:
            del self.fields["body"], self.fields["code"]
        else:
            offer_bodies(self.fields["body"], bodies)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            *([] if bodies is None else ["body"]),
            Row(*[Column(name) for name in top]),
            Row(Column("classes"), Column("duties")),
        )

    def clean_code(self) -> str:
        """Refuse a code that is taken."""
        code: str = self.cleaned_data["code"]
        if Unit.objects.filter(code=code).exists():
            raise forms.ValidationError(_("Another unit has this code."))
        return code


class PositionForm(forms.Form):
    """A position to add."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("In"), empty_label="—")
    code = forms.CharField(label=_("Code"), max_length=40, validators=[code_form])
    name = forms.CharField(label=_("Name"), max_length=200)
    duties = forms.CharField(label=_("Duties"), max_length=2000, required=False)
    is_collective = forms.BooleanField(label=_("a meeting that decides together"), required=False)

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        """Offer the units the administrator manages."""
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]  # a ModelChoiceField
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Row(Column("unit"), Column("code"), Column("name")), "duties", "is_collective"
        )


class LanguageForm(forms.Form):
    """The reader's language."""

    language = forms.ChoiceField(choices=settings.LANGUAGES)
