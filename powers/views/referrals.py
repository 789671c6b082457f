"""What was passed on to the committee: its own pages, kept by no cache; to everybody else not there."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, SuspiciousOperation, ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from powers.actions.referrals import close_referral, take_up
from powers.drawing.outline import outline
from powers.forms.moderation import NoteForm
from powers.models import Referral
from powers.permissions.moderation import can_handle
from powers.states import ReferralState
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.roles import Permission
from riskcontrol.audit.once import once

ROWS_A_PAGE = 20
HERE = "desk:committee"
ACTS = {"take-up": take_up, "close": close_referral}


def in_sight(request: AuthenticatedRequest) -> QuerySet[Referral]:
    """Give what he may read; 404 to whoever sits on no committee."""
    if not request.user.may_anywhere(Permission.REFERRAL_READ):
        raise Http404
    return Referral.objects.visible_to(request.user).unfinished_first()


@never_cache
@require_GET
def referral_list(request: AuthenticatedRequest) -> HttpResponse:
    """List what was passed on, what waits first; what it says stands on its own page alone."""
    page = Paginator(in_sight(request), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "trail": trail(), "nav_at": HERE}
    return render(request, "powers/referral_list.html", context)


def trail(*further: str) -> list[tuple[str, str]]:
    """Give the way to the committee's list, or to a page below it."""
    here = reverse("powers:referral_list") if further else ""
    return [
        (_("Committee"), reverse("desk:committee")),
        (_("Passed on to the committee"), here),
        *((name, "") for name in further),
    ]


@never_cache
@require_http_methods(["GET", "POST"])
def referral_detail(request: AuthenticatedRequest, public_id: str) -> HttpResponse:
    """Read one, take it up, and note how it was dealt with."""
    referral = get_object_or_404(in_sight(request), public_id=public_id)
    form = NoteForm(
        request.POST if request.method == "POST" else None, initial={"note": referral.note}
    )
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(once(request, lambda: handle(request, referral, form)))
        except ValidationError as problem:
            form.add_error(None, problem)
        except PermissionDenied as denied:
            form.add_error(None, str(denied))
    steps = {item.key: item for item in outline(referral.posting.version.drawing)}
    context = {
        "referral": referral,
        "step": steps.get(referral.step_key),
        "files": referral.attachments.all(),
        "form": form,
        "may_handle": can_handle(request.user, referral),
        "is_taken": referral.state == ReferralState.TAKEN,
        "trail": trail(str(referral.posting.flowchart)),
        "nav_at": HERE,
    }
    return render(request, "powers/referral_detail.html", context)


def handle(request: AuthenticatedRequest, referral: Referral, form: NoteForm) -> str:
    """Act by the button that was pressed, and say so."""
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise SuspiciousOperation
    act(referral=referral, by=request.user, note=form.cleaned_data["note"])
    messages.success(request, _("Noted."))
    return reverse("powers:referral_detail", args=[referral.public_id])
