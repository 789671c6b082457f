"""A lead that the committee passed on: the section says why it shows no risk point."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.audit.once import once
from riskcontrol.desk.views.worksheets import HERE, get_worksheet, page_of, trail_of
from riskpoints.actions.leads import answer_lead
from riskpoints.lead_forms import BecauseForm
from riskpoints.lead_offers import lead_behind
from riskpoints.models.leads import CODE


@never_cache
def lead_answer(request: AuthenticatedRequest, pk: int, public_id: str) -> HttpResponse:
    """Answer a lead with the reason; 404 to whoever it was not passed on to."""
    worksheet = get_worksheet(request, pk)
    lead = lead_behind(f"{CODE}{public_id}", worksheet, request.user)
    if lead is None:
        raise Http404
    form = BecauseForm(request.POST or None, label=_("It shows no risk point, because"))
    if request.method == "POST" and form.is_valid():
        because = form.cleaned_data["because"]

        def act() -> str:
            answer_lead(lead=lead, because=because, by=request.user)
            return f"{page_of(worksheet)}#{lead.code}"

        return redirect(once(request, act))
    trail = trail_of(worksheet, _("A lead from the committee"))
    context = {"worksheet": worksheet, "lead": lead, "form": form, "trail": trail, "nav_at": HERE}
    return render(request, "desk/worksheet_lead.html", context | {"page_url": page_of(worksheet)})
