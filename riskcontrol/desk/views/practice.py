"""Practising on worked cases: the list, one case, and once more from the beginning."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import Unit
from riskcontrol.accounts.roles import Permission
from riskcontrol.desk.forms.practice import PracticeForm
from riskpoints.actions.practice import answer_case, start_over
from riskpoints.models import LevelScheme
from riskpoints.outlines import outline_of, settled
from riskpoints.practice import SCHEME, Turn, practice_of, practised

HERE = "desk:committee"


def trail(*further: str) -> list[tuple[str, str]]:
    """Give the way to the practice, or to a case."""
    here = reverse("desk:practice") if further else ""
    return [
        (_("Committee"), reverse(HERE)),
        (_("Practice"), here),
        *((name, "") for name in further),
    ]


def for_members(request: AuthenticatedRequest) -> None:
    """Let in whoever rates in some unit. Raises PermissionDenied for others."""
    if not request.user.may_anywhere(Permission.RISK_ASSESS):
        raise PermissionDenied(_("These cases are for members of a committee."))


@require_GET
def practice(request: AuthenticatedRequest) -> HttpResponse:
    """Show how the reader stands with the cases; a chair, how many of the committee are through."""
    for_members(request)
    led = Unit.objects.workable_by(request.user, Permission.SITTING_CONVENE).bodies()
    context = {
        "practice": practice_of(request.user),
        "counts": [(body, *practised(body)) for body in led.select_related("parent")],
        "other_schemes": other_schemes(request),
        "trail": trail(),
        "nav_at": HERE,
    }
    return render(request, "desk/practice.html", context)


def other_schemes(request: AuthenticatedRequest) -> list[LevelScheme]:
    """Give the schemes by which the reader's bodies rate, where they are others than the one practised on."""
    newest: dict[int, LevelScheme] = {}
    for scheme in LevelScheme.objects.visible_to(request.user).in_force().whole():
        newest.setdefault(scheme.body_id, scheme)
    return [one for one in newest.values() if outline_of(one) != settled(SCHEME)]


def practice_case(request: AuthenticatedRequest, case: str) -> HttpResponse:
    """Show a case to be graded, and once it is, the worked answer beside the reader's."""
    for_members(request)
    all_of_them = practice_of(request.user)
    turn = next((one for one in all_of_them.turns if one.case.slug == case), None)
    if turn is None:
        raise Http404
    form = PracticeForm(request.POST or None, turn=turn)
    if request.method == "POST" and form.is_valid():
        answer_case(slug=case, grades=form.cleaned_data, by=request.user)
        return redirect("desk:practice_case", case=case)
    context = {
        "turn": turn,
        "form": form,
        "next": following(all_of_them.turns, turn),
        "trail": trail(turn.point),
        "nav_at": HERE,
    }
    return render(request, "desk/practice_case.html", context, status=422 if form.errors else 200)


def following(turns: list[Turn], turn: Turn) -> Turn | None:
    """Give the next case that is not graded yet, from this one on and round again."""
    after = turns[turn.number :] + turns[: turn.number]
    return next((one for one in after if one.own is None), None)


@require_POST
def practice_over(request: AuthenticatedRequest) -> HttpResponse:
    """Forget the reader's answers, to begin anew."""
    for_members(request)
    start_over(by=request.user)
    messages.success(request, _("Your answers are forgotten. You can begin anew."))
    return redirect("desk:practice")
