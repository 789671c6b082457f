"""Rounds: the list, one round with who stands where, opening, closing, two compared."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch, prefetch_related_objects
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from powers.models import Flowchart
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import Unit
from riskcontrol.accounts.roles import Permission
from riskcontrol.audit.once import once
from riskcontrol.desk.forms.rounds import CloseForm, LastDayForm, RoundForm
from riskcontrol.lib.ids import is_id
from riskpoints.actions.rounds import close_round, move_last_day, open_round
from riskpoints.comparing import compare
from riskpoints.models import Charge, Round
from riskpoints.oversight import charge_of, reasons_before
from riskpoints.permissions.rounds import can_close_round, can_lead_round
from riskpoints.rounds import LOOKS, Reading, covered_charts, without_decision
from riskpoints.triggers import offers_for

ROWS_A_PAGE = 20
HERE = "desk:rounds"


def get_round(request: AuthenticatedRequest, pk: int) -> Round:
    """Load a round of a body the person may read, or answer 404."""
    found = Round.objects.visible_to(request.user).for_list()
    found = found.select_related("body__parent")
    return get_object_or_404(found, pk=pk)


def trail_to(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """Give the breadcrumbs of a round's pages."""
    return [(_("Rounds"), reverse(HERE) if more else ""), *more]


@require_GET
def rounds(request: AuthenticatedRequest) -> HttpResponse:
    """List the rounds, the latest first, and what the chair is offered to open one on."""
    found = Round.objects.visible_to(request.user).for_list()
    context = {
        "page": Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "bodies": led_by(request),
        "offers": offers_for(request.user),
        "trail": trail_to(),
        "nav_at": HERE,
    }
    return render(request, "desk/rounds.html", context)


def led_by(request: AuthenticatedRequest) -> list[Unit]:
    """Give the bodies in which the person may open a round."""
    return list(Unit.objects.workable_by(request.user, Permission.ROUND_LEAD).bodies())


@require_GET
def round(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Show what a round covers, who stands where, and what became of each row."""
    found = get_round(request, pk)
    prefetch_related_objects([found], Prefetch("charges", Charge.objects.for_page()))
    reading, look = Reading(found), request.GET.get("rows", "")
    if look and look not in LOOKS:
        raise Http404
    others = Round.objects.filter(body=found.body_id).exclude(pk=found.pk)
    may_lead = can_lead_round(request.user, found)
    context = {
        "round": found,
        "reading": reading,
        "page": Paginator(reading.lines, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "look": look,
        "look_words": LOOKS.get(look, ""),
        "rows": Paginator(reading.rows(look), ROWS_A_PAGE).get_page(request.GET.get("page"))
        if look
        else None,
        "earlier": others.filter(opened_at__lt=found.opened_at).order_by("-opened_at")[:5],
        "may_lead": may_lead,
        "may_close": can_close_round(request.user, found) if may_lead else may_lead,
        "charge": charge_of(found),
        "trail": trail_to((str(found), "")),
        "nav_at": HERE,
    }
    return render(request, "desk/round.html", context)


def round_open(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Open a round in a body; the form may begin with what it is offered on."""
    body = get_object_or_404(Unit.objects.visible_to(request.user).bodies(), code=code)
    if body not in led_by(request):
        raise PermissionDenied(_("The chair of the committee opens a round."))
    form = RoundForm(request.POST or None, body=body, initial=begins_with(request))
    if request.method == "POST" and form.is_valid():
        done = attempt(request, form, lambda: opened(request, body, form))
        if done:
            return done
    context = {
        "form": form,
        "body": body,
        "nav_at": HERE,
        "trail": trail_to((_("Open a round"), "")),
    }
    return render(request, "desk/round_open.html", context)


def begins_with(request: AuthenticatedRequest) -> dict[str, Any]:
    """Give what an offer's address says of the round to open."""
    asked = {name: request.GET[name] for name in ("ground", "reason") if name in request.GET}
    charts = [pk for pk in request.GET.getlist("charts") if is_id(pk)]
    return {**asked, "charts": charts}


def opened(request: AuthenticatedRequest, body: Unit, form: RoundForm) -> str:
    """Open the round and say so."""
    made = open_round(body=body, by=request.user, **form.cleaned_data)
    messages.success(request, _("The round is open."))
    return reverse("desk:round", args=[made.pk])


def attempt(request: AuthenticatedRequest, form: Form, act: Any) -> HttpResponse | None:
    """Act once and lead on; what the action refuses is said at the form."""
    try:
        return redirect(once(request, act))
    except ValidationError as error:
        if hasattr(error, "error_dict"):
            for name, said in error.error_dict.items():
                form.add_error(name if name in form.fields else None, said)
        else:
            form.add_error(None, error)
    return None


def handed_in(
    request: AuthenticatedRequest, form: Form, back: str, act: Callable[[], object]
) -> HttpResponse | None:
    """Act once on a form that is in order, and lead back; None where the form is to be shown."""

    def done() -> str:
        act()
        return back

    return attempt(request, form, done) if request.method == "POST" and form.is_valid() else None


def round_last_day(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Set or move the day by which people are asked to be done."""
    found = get_round(request, pk)
    can_lead_round(request.user, found).enforce()
    form = LastDayForm(request.POST or None, initial={"last_day": found.last_day})
    if request.method == "POST" and form.is_valid():
        done = attempt(request, form, lambda: moved(request, found, form))
        if done:
            return done
    trail = trail_to((str(found), reverse("desk:round", args=[pk])), (_("To be done by"), ""))
    context = {"form": form, "round": found, "nav_at": HERE, "trail": trail}
    return render(request, "desk/round_last_day.html", context)


def moved(request: AuthenticatedRequest, found: Round, form: LastDayForm) -> str:
    """Move the day and say so."""
    move_last_day(round=found, by=request.user, **form.cleaned_data)
    messages.success(request, _("The day is set."))
    return reverse("desk:round", args=[found.pk])


def round_close(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Close a round: name each covered chart without a decided worksheet and ask why it is left out."""
    found = get_round(request, pk)
    can_close_round(request.user, found).enforce()
    missing = without_decision(found, covered_charts(found))
    form = CloseForm(request.POST or None, charts=missing, initial=handed_up(found, missing))
    if request.method == "POST" and form.is_valid():
        done = attempt(request, form, lambda: closed(request, found, form))
        if done:
            return done
    trail = trail_to((str(found), reverse("desk:round", args=[pk])), (_("Close the round"), ""))
    context = {"form": form, "round": found, "nav_at": HERE, "trail": trail}
    context |= {"missing": missing, "reading": Reading(found)}
    return render(request, "desk/round_close.html", context)


def handed_up(round: Round, missing: Iterable[Flowchart]) -> dict[str, str]:
    """Begin with the reasons that were handed up to the committee above, where it sent the round."""
    charge = charge_of(round)
    return reasons_before(charge, missing) if charge else {}


def closed(request: AuthenticatedRequest, found: Round, form: CloseForm) -> str:
    """Close the round and say so."""
    close_round(round=found, left_out=form.reasons(), by=request.user)
    messages.success(request, _("The round is closed."))
    return reverse("desk:round", args=[found.pk])


@require_GET
def round_compare(request: AuthenticatedRequest, earlier: int, later: int) -> HttpResponse:
    """Tell in words what differs between two rounds of one body."""
    one, other = get_round(request, earlier), get_round(request, later)
    if one.body_id != other.body_id or one.pk == other.pk:
        raise Http404
    one, other = sorted((one, other), key=lambda each: each.opened_at)
    here = reverse("desk:round", args=[other.pk])
    context = {
        "comparison": compare(one, other),
        "trail": trail_to((str(other), here), (_("Compared with %(round)s") % {"round": one}, "")),
        "nav_at": HERE,
    }
    return render(request, "desk/round_compare.html", context)
