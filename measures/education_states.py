"""Choices of education and of pledges."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EducationForm(models.TextChoices):
    """The four forms of integrity education (专题党课、示范教育、警示教育、岗位廉政教育)."""

    LECTURE = "lecture", _("Party lecture on a topic")
    EXAMPLE = "example", _("education by example")
    WARNING = "warning", _("education by warning cases")
    POSITION = "position", _("integrity education at the post")


class PlanState(models.TextChoices):
    """Whether a plan runs."""

    OPEN = "open", pgettext_lazy("education plan", "under way")
    DONE = "done", pgettext_lazy("education plan", "done")
    DROPPED = "dropped", pgettext_lazy("education plan", "dropped")


class PledgeGround(models.TextChoices):
    """Why a pledge is asked for."""

    YEARLY = "yearly", pgettext_lazy("pledge", "yearly")
    HOLDER = "holder", pgettext_lazy("pledge", "new holder of the position")


# So many working days a holder has for a pledge.
PLEDGE_DAYS = 20
MOST_ATTENDANTS = 500
