"""What is told by mail once an act is through. Doing it twice does no harm."""

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.tasks import task
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from riskcontrol.accounts.models import User

from .models import Occasion
from .states import ReminderStep


@task
def tell_of_occasions(*, person_id: int, step: str, occasion_ids: list[int], count: int) -> None:
    """Tell a person in his language which measures are due soon, or overdue and risen to him.

    `count` is how many there are in all; the letter names those of `occasion_ids`.
    """
    person = User.objects.get(pk=person_id)
    found = Occasion.objects.filter(pk__in=occasion_ids).select_related("measure", "section")
    with translation.override(person.language):
        context = {
            "person": person,
            "occasions": found.order_by("due_on", "pk"),
            "more": count - len(occasion_ids),
            "why": WHY[step],
            "address": where(),
        }
        text = render_to_string("measures/reminder.txt", context)
        send_mail(subject(step, count), text, None, [person.email])


def subject(step: str, count: int) -> str:
    """Write the subject of a letter."""
    if step == ReminderStep.AHEAD:
        said = ngettext("%(count)s measure is due soon", "%(count)s measures are due soon", count)
    else:
        said = ngettext("%(count)s measure is overdue", "%(count)s measures are overdue", count)
    return said % {"count": count}


# Why he is told, by step.
WHY: dict[str, Any] = {
    ReminderStep.AHEAD: "",
    ReminderStep.OWNER: translation.gettext_lazy("You carry this out."),
    ReminderStep.ANSWERER: translation.gettext_lazy("You answer for this."),
    ReminderStep.COMMITTEE: translation.gettext_lazy(
        "It has been overdue so long that it rises to the committee."
    ),
}


def where() -> str:
    """Say where to go on: the address, where the installation knows its own name."""
    if settings.STAFF_ADDRESS:
        return settings.STAFF_ADDRESS + reverse("desk:home")
    return _("Sign in; it stands under “My work”.")
