"""What is sent once an act is through: mail that reminds. Doing it twice does no harm."""

from django.conf import settings
from django.core.mail import send_mail
from django.tasks import task
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from riskcontrol.accounts.models import User

from .models import Posting


@task
def remind_by_mail(*, posting_id: int, person_id: int, count: int) -> None:
    """Tell a person how many comments on a posting wait for him, in his language; not what they say."""
    posting = Posting.objects.select_related("version").get(pk=posting_id)
    person = User.objects.get(pk=person_id)
    with override(person.language):
        name = posting.version.drawing["name"]
        subject = _("Comments on “%(chart)s” wait for you") % {"chart": name}
        address = f"{settings.STAFF_ADDRESS}{reverse('powers:posting_detail', args=[posting.pk])}"
        told = {"person": person, "name": name, "count": count, "address": address}
        send_mail(subject, render_to_string("powers/reminder.txt", told), None, [person.email])
