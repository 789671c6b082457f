"""Entering by hand what came by letter, telephone, meeting, box or portal, and the slip to hand over."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from powers import receipts
from powers.actions.entering import enter_comment
from powers.clock import clock_of
from powers.forms.moderation import EnterForm
from powers.models import Comment, Posting
from powers.permissions.moderation import can_enter
from powers.policies import policy_of
from powers.querysets import today
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.lib.addresses import public_address
from riskcontrol.lib.qr import qr_svg

from .posting_page import get_posting, place_of, trail


@never_cache
@require_http_methods(["GET", "POST"])
def comment_add(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Enter a comment and show the slip with its receipt code, this once; a repeat shows the same slip."""
    posting = get_posting(request.user, pk)
    can_enter(request.user, posting).enforce()
    if request.method == "GET":
        form = EnterForm(posting=posting, initial={"received_on": min(today(), posting.closes)})
        return entry_form(request, posting, form)
    form = EnterForm(request.POST, posting=posting)
    if form.is_valid():
        try:
            return enter(request, posting, form)
        except receipts.BadSignature:
            form.add_error(None, _("This page was open for too long. Save once more."))
        except ValidationError as problem:
            form.add_error(None, problem)
    return entry_form(request, posting, form)


def enter(request: AuthenticatedRequest, posting: Posting, form: EnterForm) -> HttpResponse:
    """Keep what was typed under the receipt that belongs to this form."""
    code = receipts.code_of(receipts.nonce_of(request.POST.get("token", "")))
    comment = enter_comment(
        posting=posting,
        entered=form.entered,
        receipt_hash=receipts.hash_of(code),
        by=request.user,
    )
    return slip(request, posting, comment, code)


def entry_form(request: AuthenticatedRequest, posting: Posting, form: EnterForm) -> HttpResponse:
    """Show the form with a fresh token, which makes the receipt."""
    context = {
        "posting": posting,
        "form": form,
        "token": receipts.new_token(),
        "trail": trail(posting, _("Enter a comment by hand")),
        "nav_at": "powers:posting_list",
    }
    return render(request, "powers/comment_add.html", context)


def slip(
    request: AuthenticatedRequest, posting: Posting, comment: Comment, code: str
) -> HttpResponse:
    """Show the receipt code with what the sender needs to know, to be printed and handed over."""
    address = public_address(request, reverse("disclosure:receipt"))
    policy = policy_of(posting.flowchart.body)
    back = f"{reverse('powers:posting_detail', args=[posting.pk])}#{place_of(comment)}"
    context = {
        "posting": posting,
        "comment": comment,
        "code": code,
        "address": address,
        "qr": qr_svg(address, title=_("QR code of the page for receipts")),
        "due_on": clock_of(comment.received_on, policy.answer_days, today()).due_on,
        "months": policy.contact_months,
        "back": back,
        "trail": trail(posting, _("Receipt to hand over"), back=back),
        "nav_at": "powers:posting_list",
    }
    return render(request, "powers/slip.html", context)
