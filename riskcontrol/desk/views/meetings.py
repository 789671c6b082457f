"""The committee's meetings: the list, calling one, its agenda and members, closing it, its minutes."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import Unit
from riskcontrol.audit.once import once
from riskcontrol.desk.forms.meetings import CallForm, CloseMeetingForm, PostponeForm, WhyForm
from riskcontrol.desk.meetings import Agenda, called_by, to_be_heard, writers_of
from riskcontrol.desk.views.rounds import attempt, handed_in
from riskcontrol.lib.ids import is_id
from riskpoints.actions.chairing import take_chair
from riskpoints.actions.meetings import (
    add_item,
    attend_again,
    call_meeting,
    close_meeting,
    excuse_member,
    move_item,
    postpone_meeting,
    put_off_item,
    take_off_item,
)
from riskpoints.minutes import Minutes, differs
from riskpoints.models import Meeting, MeetingMember, Sitting
from riskpoints.permissions.meetings import (
    can_call,
    can_close,
    can_excuse,
    can_postpone,
    can_put_off_item,
    can_take_chair,
)

ROWS_A_PAGE = 20
HERE = "desk:committee"
STATES = {"open": True, "closed": False}


def trail_to(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """Give the breadcrumbs of a meeting's pages."""
    meetings = (_("Meetings"), reverse("desk:meetings") if more else "")
    return [(_("Committee"), reverse(HERE)), meetings, *more]


def get_meeting(request: AuthenticatedRequest, pk: int) -> Meeting:
    """Load a meeting of a body the person may read, or answer 404."""
    return get_object_or_404(Meeting.objects.visible_to(request.user).whole(), pk=pk)


def page_of(meeting: Meeting | int) -> str:
    """Give the address of a meeting's page."""
    return reverse("desk:meeting", args=[getattr(meeting, "pk", meeting)])


@require_GET
def meetings(request: AuthenticatedRequest) -> HttpResponse:
    """List the meetings, the latest day first: all, those to come, or those that are closed."""
    found, state = Meeting.objects.visible_to(request.user).for_list(), request.GET.get("state", "")
    if state and state not in STATES:
        raise Http404
    if state:
        found = found.filter(closed_at__isnull=STATES[state])
    context = {
        "page": Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "state": state,
        "bodies": called_by(request.user),
        "trail": trail_to(),
        "nav_at": HERE,
    }
    return render(request, "desk/meetings.html", context)


def meeting_call(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Call a meeting of a body's committee; the address may name worksheets to begin with."""
    body = get_object_or_404(Unit.objects.visible_to(request.user).bodies(), code=code)
    can_call(request.user, body).enforce()
    chosen = [pk for pk in request.GET.getlist("worksheet") if is_id(pk)]
    form = CallForm(request.POST or None, body=body, initial={"worksheets": chosen})
    if request.method == "POST" and form.is_valid():
        done = attempt(request, form, lambda: called(request, body, form))
        if done:
            return done
    context = {
        "form": form,
        "title": _("Call a meeting"),
        "lead": body.name,
        "button": _("Call the meeting"),
        "hint": _(
            "Its members are called, and can rate at once. Who had a part in a worksheet is recused "
            "from it by the rules."
        ),
        "back": reverse("desk:meetings"),
    }
    return form_page(request, context, trail_to((_("Call a meeting"), "")))


def called(request: AuthenticatedRequest, body: Unit, form: CallForm) -> str:
    """Call the meeting and say so."""
    said = form.cleaned_data
    writers = writers_of(said["worksheets"])
    made = call_meeting(body=body, wrote_measures=writers, by=request.user, **said)
    messages.success(request, _("The meeting is called. Its members see it in their work."))
    return page_of(made)


def form_page(
    request: AuthenticatedRequest, context: dict[str, Any], trail: list[tuple[str, str]]
) -> HttpResponse:
    """Show one of the forms about a meeting; 422 where something must be mended."""
    status = 422 if context["form"].errors else 200
    context |= {"trail": trail, "nav_at": HERE}
    return render(request, "desk/meeting_form.html", context, status=status)


@require_GET
def meeting(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Show a meeting: when and where, its agenda, its members, and what the reader may do."""
    found = get_meeting(request, pk)
    agenda = Agenda(found, request.user)
    context = {
        "meeting": found,
        "agenda": agenda,
        "trail": trail_to((str(found), "")),
        "nav_at": HERE,
        **agenda.rights,
    }
    return render(request, "desk/meeting.html", context)


def acted(request: AuthenticatedRequest, back: str, act: Callable[[], Any]) -> HttpResponse:
    """Act once on one press; what the action refuses is said on the page it came from."""

    def done() -> str:
        act()
        return back

    try:
        return redirect(once(request, done))
    except ValidationError as error:
        for words in error.messages:
            messages.error(request, words)
        return redirect(back)


@require_POST
def meeting_add(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Put one more worksheet on the agenda."""
    found = get_meeting(request, pk)
    asked = request.POST.get("worksheet", "")
    offered = to_be_heard(found.body).filter(pk=int(asked) if is_id(asked) else 0)
    sheet = offered.first()
    if sheet is None:
        messages.error(
            request, _("This worksheet is on an agenda already, or is not there any more.")
        )
        return redirect(page_of(found))
    writers = writers_of([sheet])
    return acted(
        request,
        page_of(found),
        lambda: add_item(meeting=found, worksheet=sheet, wrote_measures=writers, by=request.user),
    )


def get_item(request: AuthenticatedRequest, pk: int) -> Sitting:
    """Load an item that is on an agenda, of a body the person may read, or answer 404."""
    found = Sitting.objects.visible_to(request.user).whole().filter(meeting__isnull=False)
    return get_object_or_404(found, pk=pk)


@require_POST
def item_move(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Move an item up or down the agenda."""
    item = get_item(request, pk)
    up = request.POST.get("to") == "up"
    move = lambda: move_item(sitting=item, up=up, by=request.user)  # noqa: E731 - once() calls it
    return acted(request, page_of(item.meeting_id or 0), move)


@require_POST
def item_take_off(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Take an item off the agenda."""
    item = get_item(request, pk)
    return acted(
        request,
        page_of(item.meeting_id or 0),
        lambda: take_off_item(sitting=item, by=request.user),
    )


def item_put_off(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Put an item off to a next meeting, with the reason."""
    item = get_item(request, pk)
    can_put_off_item(request.user, item).enforce()
    form = WhyForm(request.POST or None, asked=_("Say why the item is put off."))
    back, meeting = page_of(item.meeting_id or 0), str(item.meeting)
    done = handed_in(
        request,
        form,
        back,
        lambda: put_off_item(sitting=item, by=request.user, **form.cleaned_data),
    )
    context = {
        "form": form,
        "title": _("Put off: %(worksheet)s") % {"worksheet": item.worksheet},
        "lead": meeting,
        "button": _("Put it off"),
        "hint": _(
            "It waits for a next meeting. What members have handed in on it stands; other levels "
            "are proposed anew there."
        ),
        "back": back,
    }
    return done or form_page(request, context, trail_to((meeting, back), (_("Put off"), "")))


def meeting_postpone(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Put a meeting off to another day, with the reason."""
    found = get_meeting(request, pk)
    can_postpone(request.user, found).enforce()
    form = PostponeForm(request.POST or None, meeting=found)
    back = page_of(found)
    done = handed_in(
        request,
        form,
        back,
        lambda: postpone_meeting(meeting=found, by=request.user, **form.cleaned_data),
    )
    context = {
        "form": form,
        "title": _("Put the meeting off"),
        "lead": str(found),
        "button": _("Put it off"),
        "back": back,
    }
    return done or form_page(
        request, context, trail_to((str(found), back), (_("Put the meeting off"), ""))
    )


def meeting_chair(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Take the chair of a meeting whose chair may not rule there any more, with the reason."""
    found = get_meeting(request, pk)
    can_take_chair(request.user, found).enforce()
    form = WhyForm(request.POST or None, asked=_("Say why you take the chair."))
    back = page_of(found)
    done = handed_in(
        request,
        form,
        back,
        lambda: take_chair(
            meeting=found,
            wrote_measures=writers_of([item.worksheet for item in found.sittings.all()]),
            by=request.user,
            **form.cleaned_data,
        ),
    )
    context = {
        "form": form,
        "title": _("Take the chair"),
        "lead": str(found),
        "button": _("Take the chair"),
        "hint": _(
            "%(chair)s may not rule here any more. You lead the meeting and its open items, and rate "
            "them yourself. Other levels are proposed anew."
        )
        % {"chair": found.chair},
        "back": back,
    }
    trail = trail_to((str(found), back), (_("Take the chair"), ""))
    return done or form_page(request, context, trail)


def get_member(request: AuthenticatedRequest, pk: int) -> MeetingMember:
    """Load a member of a meeting the person may read, or answer 404."""
    seen = Meeting.objects.visible_to(request.user)
    found = MeetingMember.objects.select_related("user", "meeting__body__parent", "meeting__chair")
    return get_object_or_404(found.filter(meeting__in=seen), pk=pk)


def member_excuse(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Excuse somebody from a meeting, with the reason."""
    member = get_member(request, pk)
    can_excuse(request.user, member).enforce()
    form = WhyForm(request.POST or None, asked=_("Say why he is excused."))
    back, meeting = page_of(member.meeting_id), str(member.meeting)
    done = handed_in(
        request,
        form,
        back,
        lambda: excuse_member(member=member, by=request.user, **form.cleaned_data),
    )
    context = {
        "form": form,
        "title": _("Excuse %(person)s") % {"person": member.user},
        "lead": meeting,
        "button": _("Excuse"),
        "hint": _("Nobody waits for the grades of who is excused, and no quorum counts him."),
        "back": back,
    }
    return done or form_page(request, context, trail_to((meeting, back), (_("Excuse"), "")))


@require_POST
def member_attend(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Let somebody who was excused take part after all."""
    member = get_member(request, pk)
    return acted(
        request, page_of(member.meeting_id), lambda: attend_again(member=member, by=request.user)
    )


def meeting_close(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Close a meeting: note who attended; what was decided is kept with its hash."""
    found = get_meeting(request, pk)
    can_close(request.user, found).enforce()
    form = CloseMeetingForm(request.POST or None, members=list(found.members.all()))
    if request.method == "POST" and form.is_valid():
        done = attempt(request, form, lambda: closed(request, found, form))
        if done:
            return done
    context = {
        "form": form,
        "title": _("Close the meeting"),
        "lead": str(found),
        "button": _("Close the meeting"),
        "hint": _(
            "Leave the line empty for who attended; write the reason for who did not. After that "
            "nothing in the meeting changes."
        ),
        "back": page_of(found),
    }
    return form_page(
        request, context, trail_to((str(found), page_of(found)), (_("Close the meeting"), ""))
    )


def closed(request: AuthenticatedRequest, found: Meeting, form: Form) -> str:
    """Close the meeting and lead to its minutes."""
    close_meeting(meeting=found, excused=form.excused, by=request.user)  # type: ignore[attr-defined]  # a CloseMeetingForm
    messages.success(request, _("The meeting is closed. These are its minutes."))
    return reverse("desk:minutes", args=[found.pk])


def get_closed(request: AuthenticatedRequest, pk: int) -> Meeting:
    """Load a closed meeting with its minutes, or answer 404."""
    found = get_meeting(request, pk)
    if found.is_open:
        raise Http404
    return found


@require_GET
def minutes(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Show the minutes, and whether what stands now is what was decided."""
    found = get_closed(request, pk)
    context = {
        "meeting": found,
        "minutes": Minutes(found),
        "differs": differs(found) if found.decided_hash else [],
        "trail": trail_to((str(found), page_of(found)), (_("Minutes"), "")),
        "nav_at": HERE,
    }
    return render(request, "desk/minutes.html", context)


@require_GET
def meeting_decided(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Hand out what was decided in its canonical form: the bytes that the hash is of."""
    found = get_closed(request, pk)
    if not found.decided:
        raise Http404
    response = HttpResponse(found.decided.encode(), content_type="application/json")
    name = f"meeting-{found.body.code}-{found.year}-{found.number}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
