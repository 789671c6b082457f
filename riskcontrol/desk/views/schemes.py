"""How a body rates: the scheme in force with its history, the next version drafted, tried and put in force."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import Unit
from riskcontrol.audit.once import once
from riskcontrol.desk.forms.schemes import (
    PutInForceForm,
    TryForm,
    colours,
    known_by,
    shapes,
    typed_outline,
)
from riskcontrol.desk.schemes import bodies_of, matrix_of, padded, versions_of
from riskcontrol.lib.stale import Stale, posted_version
from riskpoints.actions.schemes import (
    draft_scheme,
    drop_scheme,
    edit_scheme,
    ensure_scheme,
    put_scheme_in_force,
)
from riskpoints.explaining import because
from riskpoints.models import Grade, LevelScheme
from riskpoints.outlines import Outline, lacks_in, outline_of, settled
from riskpoints.permissions.schemes import can_change_scheme, can_put_in_force
from riskpoints.previewing import preview
from riskpoints.shipped import SHIPPED
from riskpoints.states import Rule

HERE = "desk:committee"


@require_GET
def schemes(request: AuthenticatedRequest) -> HttpResponse:
    """Show the scheme a body rates by, its versions, and how the next one is begun."""
    bodies = list(bodies_of(request.user))
    body = chosen_body(request, bodies)
    versions = versions_of(body)
    current = next((one for one in versions if one.in_force_at), None)
    shown = LevelScheme.objects.whole().get(pk=current.pk) if current else None
    context = {
        "body": body,
        "bodies": bodies,
        "versions": versions,
        "scheme": shown,
        "matrix": matrix_of(shown) if shown else None,
        "shipped": [(name, _(one.name)) for name, one in SHIPPED.items()],
        "draft": next((one for one in versions if one.in_force_at is None), None),
        "may_change": can_change_scheme(request.user, body),
        "trail": trail_of(),
        "nav_at": HERE,
    }
    return render(request, "desk/schemes.html", context)


def chosen_body(request: AuthenticatedRequest, bodies: list[Unit]) -> Unit:
    """Give the body asked for, else the first of his committee; 404 for another, 403 without any."""
    if not bodies:
        raise PermissionDenied(_("How levels are judged is the committee's; you sit in none."))
    code = request.GET.get("body") or bodies[0].code
    found = next((body for body in bodies if body.code == code), None)
    if found is None:
        raise Http404
    return found


def trail_of(name: str = "") -> list[tuple[str, str]]:
    """Give the way to the page."""
    here = (_("How levels are judged"), reverse("desk:schemes") if name else "")
    return [(_("Committee"), reverse(HERE)), here, *([(name, "")] if name else [])]


@require_POST
def scheme_start(request: AuthenticatedRequest) -> HttpResponse:
    """Begin the next version from the scheme in force or from one that ships."""
    body = chosen_body(request, list(bodies_of(request.user)))
    can_change_scheme(request.user, body).enforce()
    example = SHIPPED.get(request.POST.get("from", ""))

    def act() -> str:
        outline = example or outline_of(LevelScheme.objects.whole().get(pk=ensure_scheme(body).pk))
        made = draft_scheme(body=body, outline=outline, by=request.user)
        return reverse("desk:scheme", args=[made.pk])

    try:
        return redirect(once(request, act))
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect(f"{reverse('desk:schemes')}?body={body.code}")


def get_scheme(request: AuthenticatedRequest, pk: int) -> LevelScheme:
    """Load a version of a body that the reader may read, or 404; a draft is its committee's, or 403."""
    found = get_object_or_404(LevelScheme.objects.visible_to(request.user).whole(), pk=pk)
    if found.in_force_at is None and found.body not in bodies_of(request.user):
        raise PermissionDenied(_("The committee is still drafting this version."))
    return found


@require_http_methods(["GET", "POST"])
def scheme(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Show a version; a draft is edited here, tried on risk points ruled already, and put in force."""
    found = get_scheme(request, pk)
    if request.method == "GET":
        return scheme_page(request, found)
    can_put_in_force(request.user, found).enforce()
    outline = typed_outline(request.POST, outline_of(found))
    if request.POST.get("do") == "more":
        return scheme_page(request, found, typed=outline)
    if lacks := lacks_in(settled(outline)):
        return scheme_page(request, found, typed=outline, lacks=lacks)
    return saved(request, found, outline)


def saved(request: AuthenticatedRequest, found: LevelScheme, outline: Outline) -> HttpResponse:
    """Save once and say so; where somebody else saved meanwhile, both stand there and nothing is lost."""

    def act() -> str:
        expected = posted_version(request)
        edit_scheme(scheme=found, outline=outline, expected_version=expected, by=request.user)
        messages.success(request, _("The draft is saved. It rates nothing until it is in force."))
        return reverse("desk:scheme", args=[found.pk])

    try:
        return redirect(once(request, act))
    except Stale:
        return scheme_page(request, get_scheme(request, found.pk), typed=outline, is_stale=True)


def scheme_page(
    request: AuthenticatedRequest,
    found: LevelScheme,
    *,
    typed: Outline | None = None,
    lacks: list[str] | None = None,
    forcing: PutInForceForm | None = None,
    is_stale: bool = False,
) -> HttpResponse:
    """Lay a version's page out; 422 where something must be mended, 409 where somebody was first."""
    may_edit = can_put_in_force(request.user, found)
    context: dict[str, Any] = {
        "scheme": found,
        "matrix": matrix_of(found),
        "may_edit": may_edit,
        "errors": [{"message": lack} for lack in lacks or []],
        "is_stale": is_stale,
        "force_form": forcing or PutInForceForm(),
        "refused": [forcing] if forcing else [],
        "trail": trail_of(_("Version %(number)s") % {"number": found.number}),
        "nav_at": HERE,
    }
    if may_edit:
        context |= editor(typed or outline_of(found)) | tried(request, found)
    status = 409 if is_stale else 422 if lacks or forcing else 200
    return render(request, "desk/scheme.html", context, status=status)


def editor(outline: Outline) -> dict[str, Any]:
    """Give the editor what it offers and what stands in its rows."""
    return {
        "outline": outline,
        "rows": padded(outline),
        "rules": Rule.choices,
        "shapes": shapes(),
        "colours": colours(),
        "known_by": known_by(),
    }


def tried(request: AuthenticatedRequest, found: LevelScheme) -> dict[str, Any]:
    """Say what the draft as saved would make of ruled risk points, and of grades somebody tries."""
    changes = preview(found)
    asked = any(name.startswith("try-") for name in request.GET)
    form = TryForm(request.GET if asked else None, scheme=found)
    return {
        "changing": [change for change in changes if change.changes],
        "untold": sum(change.then is None for change in changes),
        "looked_at": len(changes),
        "try_form": form,
        "try_sentence": sentence_of(form) if asked and form.is_valid() else "",
    }


def sentence_of(form: TryForm) -> str:
    """Say what the scheme makes of the grades that were tried."""
    grades = [
        Grade(factor=factor, anchor=anchor)
        for factor in form.factors
        for anchor in factor.anchors.all()
        if anchor.rank == form.ranks[factor.key]
    ]
    ticked = form.cleaned_data["floors"]
    floors = [floor for floor in form.scheme.floors.all() if floor.pk in ticked]
    return because(grades, form.scheme, floors)


@require_POST
def scheme_force(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Put a draft in force: sittings convened from now on rate by it."""
    found = get_scheme(request, pk)
    can_put_in_force(request.user, found).enforce()
    form = PutInForceForm(request.POST)
    if not form.is_valid():
        return scheme_page(request, found, forcing=form)

    def act() -> str:
        put_scheme_in_force(scheme=found, by=request.user, **form.cleaned_data)
        words = _("In force. Sittings convened from now on rate by it; rulings made stay.")
        messages.success(request, words)
        return f"{reverse('desk:schemes')}?body={found.body.code}"

    return redirect(once(request, act))


@require_POST
def scheme_drop(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    found = get_scheme(request, pk)
    drop_scheme(scheme=found, by=request.user)
    messages.success(request, _("The draft is gone. The scheme in force stays as it is."))
    return redirect(f"{reverse('desk:schemes')}?body={found.body.code}")
