"""The grades of a practice case."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext

from riskpoints.outlines import FactorOutline, GradeOutline
from riskpoints.practice import SCHEME, Graded, Turn


class PracticeForm(forms.Form):
    """A described grade for each of the four factors, beside what is known of it."""

    def __init__(self, *args: Any, turn: Turn, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.turn = turn
        for factor in SCHEME.factors:
            self.fields[factor.key] = grade_field(factor)

    @property
    def rows(self) -> list[tuple[Graded, BoundField]]:
        """Each factor with its field."""
        return [(row, self[row.factor.key]) for row in self.turn.rows]


def grade_field(factor: FactorOutline) -> forms.TypedChoiceField:
    """Offer a factor's described grades."""
    return forms.TypedChoiceField(
        label=gettext(factor.name),
        choices=[(rank, grade_words(grade)) for rank, grade in enumerate(factor.grades, 1)],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext("Choose a grade for “%(factor)s”.")
            % {"factor": gettext(factor.name)}
        },
    )


@dataclass(frozen=True)
class GradeWords:
    """A grade's mark and text in the reader's language."""

    mark: str
    text: str

    def __str__(self) -> str:
        return f"{self.mark} {self.text}"


def grade_words(grade: GradeOutline) -> GradeWords:
    """Put a grade into the reader's language; a pair would make a group of choices."""
    return GradeWords(gettext(grade.mark), gettext(grade.text))
