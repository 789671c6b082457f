"""What staff write for everybody to read: no number in it may point at a person."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from powers.personal_data import PersonalKind, kinds_in


def points_at_nobody(words: str) -> None:
    """Ask to leave out an identity card, mobile or bank card number before the public reads the words.

    A telephone with an area code may stand: it is how an office is reached. Raises ValidationError.
    """
    kinds = [kind for kind in kinds_in(words) if kind != PersonalKind.LANDLINE]
    if kinds:
        found = pgettext("between items of a list", ", ").join(str(kind.label) for kind in kinds)
        raise ValidationError(
            _("Everybody reads this, and it holds %(kinds)s. Leave the number out.")
            % {"kinds": found}
        )
