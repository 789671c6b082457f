"""What is done to one comment on the page of its posting: by a button, or by a form of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_htmx.http import reselect, reswap, retarget

from powers.actions import moderation as actions
from powers.forms.moderation import AssignForm, HideForm, MergeForm, RedactForm
from powers.forms.postings import Plain
from powers.models import Comment, Posting
from powers.moderating import BY_NAME, is_his_to_do, like_ones, numbers_of
from powers.policies import colleagues, policy_of
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.roles import Permission
from riskcontrol.audit.once import once

from .posting_page import get_posting, place_of, reader_of, trail

BUTTONS: dict[str, tuple[Callable[..., object], Any]] = {
    "release": (actions.release_comment, gettext_lazy("The comment is released.")),
    "publish": (actions.publish_comment, gettext_lazy("The public sees the comment from now on.")),
    "propose": (
        actions.propose_showing,
        gettext_lazy("Noted. A second person publishes the comment."),
    ),
    "show-again": (actions.show_again, gettext_lazy("The comment waits for an answer again.")),
    "unmerge": (actions.unmerge_comment, gettext_lazy("The comment stands by itself again.")),
    "set-aside": (actions.set_suggestion_aside, gettext_lazy("The note is set aside.")),
}


@dataclass(frozen=True)
class Asked:
    """An act that asks something first: its form, the action that takes what was typed, and its words."""

    form: Callable[[AuthenticatedRequest, Comment], Plain]
    action: Callable[..., object]
    said: Any
    button: Any
    hint: Any = ""


def posted(request: AuthenticatedRequest) -> QueryDict | None:
    """Give what was handed in, be it nothing; None where the form is only opened."""
    return request.POST if request.method == "POST" else None


def hide_form(request: AuthenticatedRequest, _comment: Comment) -> Plain:
    """Ask for the reason."""
    return HideForm(posted(request))


def redact_form(request: AuthenticatedRequest, comment: Comment) -> Plain:
    """Ask for the text with something left out."""
    return RedactForm(posted(request), comment=comment)


def merge_form(request: AuthenticatedRequest, comment: Comment) -> Plain:
    """Offer the likest comments of the posting."""
    others = like_ones(comment, numbers_of(comment.posting))
    return MergeForm(posted(request), others=others)


def assign_form(request: AuthenticatedRequest, comment: Comment) -> Plain:
    """Offer the colleagues who draft answers."""
    people = colleagues(Permission.REPLY_DRAFT, comment.posting.flowchart.section)
    return AssignForm(posted(request), comment=comment, people=people)


def refer_form(request: AuthenticatedRequest, _comment: Comment) -> Plain:
    """Ask for nothing: what this act does is said beside its button."""
    return Plain(posted(request))


FORMS = {
    "hide": Asked(
        hide_form,
        actions.hide_comment,
        gettext_lazy("The comment is not shown; its sender reads the reason at the receipt."),
        gettext_lazy("Do not show it"),
    ),
    "redact": Asked(
        redact_form,
        actions.redact_comment,
        gettext_lazy("Part of the comment is left out from now on."),
        gettext_lazy("Leave it out"),
    ),
    "merge": Asked(
        merge_form,
        actions.merge_comment,
        gettext_lazy("The comments are answered together; each sender gets the answer."),
        gettext_lazy("Merge"),
        gettext_lazy(
            "Both keep their receipts. The answer of the chosen comment is given to this one too. "
            "Until it is published this can be undone."
        ),
    ),
    "assign": Asked(
        assign_form,
        actions.assign_comment,
        gettext_lazy("Noted who drafts the answer."),
        gettext_lazy("Assign"),
    ),
    "refer": Asked(
        refer_form,
        actions.refer,
        gettext_lazy("The comment is with the committee alone."),
        gettext_lazy("Pass it on"),
        gettext_lazy(
            "For a comment about a person's conduct. It leaves this page and every count, with all "
            "that was noted here, and cannot be taken back. The committee reads it; the receipt says "
            "only that it was passed on."
        ),
    ),
}


@never_cache
@require_http_methods(["GET", "POST"])
def comment_act(request: AuthenticatedRequest, pk: int, comment: str, act: str) -> HttpResponse:
    """Do something to one comment, or ask what is needed for it; 404 where it is not there."""
    posting = get_posting(request.user, pk)
    if act not in BY_NAME:
        raise Http404
    found = get_comment(posting, comment)
    is_his_to_do(request.user, posting, act).enforce()
    if act in FORMS:
        return ask(request, found, act)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    return press(request, found, act)


def get_comment(posting: Posting, public_id: str) -> Comment:
    """Load a comment of a posting; one that was passed on is not there."""
    found = get_object_or_404(posting.comments.for_moderation(), public_id=public_id)
    found.posting = posting
    return found


def press(request: AuthenticatedRequest, comment: Comment, act: str) -> HttpResponse:
    """Act by a button and go back; what stands against it by now is said there."""
    action, said = BUTTONS[act]
    try:
        return do_once(request, comment, action, said, {})
    except ValidationError as problem:
        messages.warning(request, problem.messages[0])
    return redirect(back_to(request, comment))


def ask(request: AuthenticatedRequest, comment: Comment, act: str) -> HttpResponse:
    """Ask for what an act needs, in the comment's own place or on a page; then do it."""
    policy = policy_of(comment.posting.flowchart.body)
    decision = BY_NAME[act].rule(request.user, comment, policy)
    if not decision:
        messages.warning(request, decision.reason)
        return redirect(back_to(request, comment))
    asked = FORMS[act]
    form = asked.form(request, comment)
    if request.method == "POST" and form.is_valid():
        try:
            return do_once(request, comment, asked.action, asked.said, form.cleaned_data)
        except ValidationError as problem:
            form.add_error(None, problem)
    return show(request, comment, act, form)


def do_once(
    request: AuthenticatedRequest,
    comment: Comment,
    action: Callable[..., object],
    said: Any,
    typed: dict[str, Any],
) -> HttpResponse:
    """Act, say so, and go back to the comment; a no that is about the comment is said there too."""

    def act() -> str:
        action(comment=comment, by=request.user, **typed)
        messages.success(request, str(said))
        return back_to(request, comment)

    try:
        return redirect(once(request, act))
    except PermissionDenied as denied:
        messages.warning(request, str(denied))
        return redirect(back_to(request, comment))
    except Comment.DoesNotExist:  # passed on by a colleague in this very moment
        raise Http404 from None


def show(request: AuthenticatedRequest, comment: Comment, act: str, form: Plain) -> HttpResponse:
    """Show an act's form: the page, or to htmx the form alone, put where it was asked for."""
    reader = reader_of(request.user, comment.posting)
    back = back_to(request, comment)
    context = {
        "posting": comment.posting,
        "row": reader.rows([comment], {})[0],
        "act": BY_NAME[act],
        "asked": FORMS[act],
        "form": form,
        "back": back,
        "trail": trail(comment.posting, BY_NAME[act].label, back=back),
        "nav_at": "powers:posting_list",
    }
    if not request.htmx:
        return render(request, "powers/comment_act.html", context)
    response = render(request, "powers/comment_act.html#form", context)
    if request.method != "POST":
        return response
    place = f"#act-{comment.public_id}"
    return reswap(reselect(retarget(response, place), "form"), "innerHTML")


def back_to(request: AuthenticatedRequest, comment: Comment) -> str:
    """Give the page of the posting as it was, at the comment."""
    address = reverse("powers:posting_detail", args=[comment.posting_id])
    query = request.GET.urlencode()
    return f"{address}{'?' if query else ''}{query}#{place_of(comment)}"
