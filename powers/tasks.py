"""What is told by mail, outside the act that gave occasion for it."""

from django.conf import settings
from django.core.mail import send_mail
from django.tasks import task
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from riskcontrol.accounts.roles import Permission

from .models import Posting
from .policies import people_who_may

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
    people = {user for may in MUST_ACT[verb] for user in people_who_may(may, section)}
    for user in sorted(people, key=lambda each: each.pk):
        if user.email:
            with translation.override(user.language):
                send_mail(*_letter(posting, verb), None, [user.email])


def _letter(posting: Posting, verb: str) -> tuple[str, str]:
    """Write the subject and the text."""
    told = {
        "chart": posting.version.drawing["name"],
        "opens": date_format(posting.opens),
        "closes": date_format(posting.closes),
        "count": posting.comments.unanswered().count(),
    }
    if verb == OPENED:
        subject = _("“%(chart)s” is open for comment") % told
        text = _(
            "“%(chart)s” is open for comment from %(opens)s to the end of %(closes)s. Answers can be "
            "drafted as comments come in."
        )
    else:
        subject = _("The posting of “%(chart)s” is over") % told
        text = _(
            "The posting of “%(chart)s” ended on %(closes)s. %(count)s comments still wait for an "
            "answer; then the answers are handed in to be settled."
        )
    return subject, f"{text % told}\n\n{_where(posting)}\n"


def _where(posting: Posting) -> str:
    """Say where to go on: the address, where the installation knows its own name."""
    path = reverse("powers:posting_detail", args=[posting.pk])
    if settings.STAFF_HOST:
        return f"https://{settings.STAFF_HOST}{path}"
    return _("Sign in; it stands under “My work”.")
