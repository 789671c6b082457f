"""What is told by mail once an act is through. Doing it twice does no harm."""

from django.conf import settings
from django.core.mail import send_mail
from django.tasks import task
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from riskcontrol.accounts.models import User
from riskcontrol.accounts.roles import Permission

from .models import Posting
from .policies import colleagues

OPENED, CLOSED = "posting.open", "posting.close"
# An open posting is looked after by the moderator and the section; one that is over by the section.
MUST_ACT = {
    OPENED: [Permission.REPLY_DRAFT, Permission.POSTING_MANAGE],
    CLOSED: [Permission.REPLY_DRAFT],
}


@task
def tell_of_posting(*, posting_id: int, verb: str) -> None:
    """Tell those who must act that a posting opened or is over: each once, in his own language."""
    posting = Posting.objects.for_page().get(pk=posting_id)
    section = posting.flowchart.section
    people = {user for may in MUST_ACT[verb] for user in colleagues(may, section)}
    for user in sorted(people, key=lambda each: each.pk):
        if user.email:
            with translation.override(user.language):
                send_mail(*_letter(posting, verb), None, [user.email])


def _letter(posting: Posting, verb: str) -> tuple[str, str]:
    """Write the subject and the text."""
    count = posting.comments.unanswered().count()
    told = {
        "chart": posting.version.drawing["name"],
        "opens": date_format(posting.opens),
        "closes": date_format(posting.closes),
        "count": count,
    }
    if verb == OPENED:
        subject = _("“%(chart)s” is open for comment") % told
        text = _(
            "“%(chart)s” is open for comment from %(opens)s to the end of %(closes)s. Answers can be "
            "drafted as comments come in."
        )
    else:
        subject = _("The posting of “%(chart)s” is over") % told
        text = ngettext(
            "The posting of “%(chart)s” ended on %(closes)s. %(count)s comment still waits for an "
            "answer; then the answers are handed in to be settled.",
            "The posting of “%(chart)s” ended on %(closes)s. %(count)s comments still wait for an "
            "answer; then the answers are handed in to be settled.",
            count,
        )
    return subject, f"{text % told}\n\n{_where(posting)}\n"


def _where(posting: Posting) -> str:
    """Say where to go on: the address, where the installation knows its own name."""
    if settings.STAFF_ADDRESS:
        return settings.STAFF_ADDRESS + reverse("powers:posting_detail", args=[posting.pk])
    return _("Sign in; it stands under “My work”.")


@task
def remind_by_mail(*, posting_id: int, person_id: int, count: int) -> None:
    """Tell a person how many comments on a posting wait for him, in his language; not what they say."""
    posting = Posting.objects.select_related("version").get(pk=posting_id)
    person = User.objects.get(pk=person_id)
    with translation.override(person.language):
        name = posting.version.drawing["name"]
        subject = _("Comments on “%(chart)s” wait for you") % {"chart": name}
        told = {"person": person, "name": name, "count": count, "address": _where(posting)}
        send_mail(subject, render_to_string("powers/reminder.txt", told), None, [person.email])
