"""A scheme as a page edits it: rows of fields, read into an outline; a row without a name is none."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from powers.states import Category
from riskpoints.models import LevelScheme
from riskpoints.outlines import (
    FactorOutline,
    FloorOutline,
    GradeOutline,
    LevelOutline,
    Outline,
)
from riskpoints.states import (
    MOST_FACTORS,
    MOST_FLOORS,
    MOST_LEVELS,
    Colour,
    Known,
    Rule,
    Shape,
)


class PutInForceForm(forms.Form):
    """Why the scheme changes."""

    reason = forms.CharField(
        label=gettext_lazy("Why the scheme changes"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control", "data-count": 500}),
        error_messages={"required": gettext_lazy("Say why the scheme changes.")},
    )


class TryForm(forms.Form):
    """Grades of one imagined risk point, to see what a draft makes of them."""

    def __init__(self, data: QueryDict | None, *, scheme: LevelScheme) -> None:
        super().__init__(data, prefix="try")
        self.factors, self.scheme = list(scheme.factors.all()), scheme
        for factor in self.factors:
            self.fields[factor.key] = forms.TypedChoiceField(
                label=str(factor),
                coerce=int,
                choices=[(one.rank, _graded(one.word, str(one))) for one in factor.anchors.all()],
                widget=forms.Select(attrs={"class": "form-select"}),
            )
        self.fields["floors"] = forms.TypedMultipleChoiceField(
            label=_("What holds"),
            required=False,
            coerce=int,
            choices=[(floor.pk, str(floor)) for floor in scheme.floors.all()],
            widget=forms.CheckboxSelectMultiple,
        )

    @property
    def ranks(self) -> dict[str, int]:
        """The grades chosen, once they are valid."""
        return {factor.key: self.cleaned_data[factor.key] for factor in self.factors}


def _graded(mark: str, text: str) -> str:
    return mark if text == mark else f"{mark} · {text[:60]}"


def typed_outline(data: QueryDict, saved: Outline) -> Outline:
    """Read what was typed, as it was typed; what it lacks is said by riskpoints.outlines.

    A text of the saved draft that came back as it was shown stays the one that is translated.
    """
    typed = Typed(data, {_(text): text for text in saved.texts if text})
    return Outline(
        name=typed.text("name"),
        rule=typed.plain("rule") if typed.plain("rule") in Rule else Rule.HIGHEST,
        levels=tuple(_levels(typed)),
        factors=tuple(_factors(typed)),
        floors=tuple(_floors(typed)),
    )


@dataclass(frozen=True)
class Typed:
    """The fields of the editor as they were posted, and the texts that are shown translated."""

    data: QueryDict
    shown: Mapping[str, str]

    def plain(self, name: str) -> str:
        """A field without the blanks round it."""
        return self.data.get(name, "").strip()

    def text(self, name: str) -> str:
        """A field that a reader sees in his language."""
        return self.shown.get(self.plain(name), self.plain(name))

    def number(self, name: str) -> int | None:
        """A field that holds a count; None where it is empty or something else."""
        text = self.plain(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None


def _levels(typed: Typed) -> Iterator[LevelOutline]:
    for place in range(MOST_LEVELS):
        at = f"level-{place}"
        mark, name = typed.plain(f"{at}-mark"), typed.text(f"{at}-name")
        if mark or name:
            looks = typed.plain(f"{at}-shape"), typed.plain(f"{at}-colour")
            yield LevelOutline(mark, name, *looks, typed.number(f"{at}-least"))


def _factors(typed: Typed) -> Iterator[FactorOutline]:
    for place in range(MOST_FACTORS):
        at = f"factor-{place}"
        grades = tuple(
            GradeOutline(typed.plain(f"{at}-{grade}-mark"), typed.text(f"{at}-{grade}-text"))
            for grade in range(MOST_LEVELS)
        )
        last = max((n for n, one in enumerate(grades, 1) if one.mark or one.text), default=0)
        if name := typed.text(f"{at}-name"):
            yield FactorOutline(name, grades[:last], typed.plain(f"{at}-key"))


def _floors(typed: Typed) -> Iterator[FloorOutline]:
    for place in range(MOST_FLOORS):
        at = f"floor-{place}"
        if name := typed.text(f"{at}-name"):
            rank, known = typed.number(f"{at}-rank") or 0, typed.plain(f"{at}-known")
            yield FloorOutline(name, rank, known)


def shapes() -> list[tuple[str, str]]:
    """The shapes a level may have."""
    return [(shape.value, str(shape.label)) for shape in Shape]


def colours() -> list[tuple[str, str]]:
    """The colours a level may have."""
    return [(colour.value, str(colour.label)) for colour in Colour]


def known_by() -> list[tuple[str, str]]:
    """What a floor may be known by: ticked by the raters, or told by the power."""
    kinds = [(one.value, str(one.label)) for one in Category]
    return [("", _("the raters tick it")), *((one.value, str(one.label)) for one in Known), *kinds]
