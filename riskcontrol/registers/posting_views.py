"""A posting on paper and in files, for departments that run no site of their own."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from powers.models import Posting
from powers.permissions.handouts import can_be_packed, can_be_put_up, can_hand_out
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.lib.addresses import public_address
from riskcontrol.lib.decisions import Decision
from riskcontrol.lib.downloads import File, Refusal, answer

from .posting_pack.packing import file_name, pack
from .posting_pack.papers import poster_pdf
from .posting_pack.told import Told, told_of


@require_safe
def poster(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A poster with the way to the posting as QR code, as PDF."""
    posting = get_posting(request, pk)
    if not (allowed := can_be_put_up(posting)):
        return hand_out(request, posting, refused(allowed))
    with translation.override(language_of(request)):
        told = told_to(request, posting)
        name = file_name(told, _("poster"))
        made = File(poster_pdf(told), "application/pdf", f"{name}.pdf")
    return hand_out(request, posting, made)


@require_safe
def posting_pack(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Everything that is put up or published elsewhere, as one ZIP."""
    posting = get_posting(request, pk)
    if not (allowed := can_be_packed(posting)):
        return hand_out(request, posting, refused(allowed))
    with translation.override(language_of(request)):
        told = told_to(request, posting)
        name = file_name(told, _("posting-pack"))
        made = File(pack(told), "application/zip", f"{name}.zip")
    return hand_out(request, posting, made)


def get_posting(request: AuthenticatedRequest, pk: int) -> Posting:
    """Load a posting whose papers the person may hand out: strangers find nothing, others are told why."""
    found = Posting.objects.visible_to(request.user).for_page()
    posting = get_object_or_404(found, pk=pk)
    can_hand_out(request.user, posting).enforce()
    return posting


def language_of(request: AuthenticatedRequest) -> str:
    """In which language the papers speak: the public's, whatever the clerk reads, unless asked otherwise."""
    asked = request.GET.get("lang", "")
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def told_to(request: AuthenticatedRequest, posting: Posting) -> Told:
    """Gather what the papers tell, with the public addresses."""
    code = posting.flowchart.code
    report = reverse("disclosure:handled_report", args=[code, posting.version.number])
    return told_of(
        posting,
        page=public_address(request, reverse("disclosure:chart", args=[code])),
        report=public_address(request, report),
    )


def refused(decision: Decision) -> Refusal:
    """Why there are no papers now."""
    return Refusal(HTTPStatus.CONFLICT, (decision.reason,))


def hand_out(request: AuthenticatedRequest, posting: Posting, made: File | Refusal) -> HttpResponse:
    """Hand the file out, or say why there is none; neither is kept by a cache."""
    back = reverse("powers:posting_detail", args=[posting.pk])
    response = answer(request, made, back=back)
    response.headers["Cache-Control"] = "no-store"
    return response
