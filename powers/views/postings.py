"""The postings, and what is done on the page of one: answers saved, handed in, published, settled."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, SuspiciousOperation, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from powers.actions import comments, postings
from powers.forms.postings import AnswerForm, PostingFilterForm, RemarkForm
from powers.models import Comment, Posting
from powers.permissions import postings as rules
from powers.querysets import today
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import User
from riskcontrol.audit.once import once

from .posting_page import get_posting, posting_page, step_choices

ROWS_A_PAGE = 20


@require_GET
def posting_list(request: AuthenticatedRequest) -> HttpResponse:
    """List the postings, the open ones first, with how many comments wait."""
    found = Posting.objects.visible_to(request.user).for_list().in_public_order()
    form = PostingFilterForm(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    if chosen.get("state"):
        found = found.in_state(chosen["state"])
    if chosen.get("q"):
        found = found.called(chosen["q"])
    page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    rows = [(posting, posting.state_on(today())) for posting in page.object_list]
    context = {"form": form, "page": page, "rows": rows, "narrowed": any(chosen.values())}
    context["trail"] = [(_("Postings"), "")]
    return render(request, "powers/posting_list.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def posting_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Show a posting with its comments beside the chart, and act on it as a whole."""
    posting = get_posting(request.user, pk)
    if request.method == "GET":
        return posting_page(request, posting)
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise SuspiciousOperation
    return act(request, posting)


def save(request: AuthenticatedRequest, posting: Posting) -> HttpResponse:
    """Keep the drafted answers; with the button "save and hand in" hand them in as well."""
    rules.can_answer(request.user, posting).enforce()
    forms = answer_forms(request, posting)
    lost = lost_answers(request, forms)
    if lost or not all(form.is_valid() for form in forms):
        return posting_page(request, posting, forms=forms, lost=lost)
    answers = [form.answer for form in forms]

    def act() -> str:
        comments.save_answers(posting=posting, answers=answers, by=request.user)
        messages.success(request, _("Your answers are saved."))
        return request.get_full_path()

    try:
        address = once(request, act)
    except Comment.DoesNotExist:  # one was passed on in this very moment
        forms = answer_forms(request, posting)
        return posting_page(request, posting, forms=forms, lost=lost_answers(request, forms))
    if request.POST["act"] == "hand-in":
        return try_act(request, posting, postings.hand_in_posting, _("Handed in to be settled."))
    return redirect(address)


def try_act(
    request: AuthenticatedRequest, posting: Posting, action: Callable[..., object], said: str
) -> HttpResponse:
    """Act on a posting and go back to its page; what the act lacks is said there, nothing is lost."""
    try:
        action(posting=posting, by=request.user)
    except ValidationError as problem:
        messages.warning(request, problem.messages[0])
    except PermissionDenied as denied:
        if not reading_right_is_enough(request.user, posting):
            raise
        messages.warning(request, str(denied))
    else:
        messages.success(request, said)
    return redirect(address_of(posting))


def reading_right_is_enough(user: User, posting: Posting) -> bool:
    """Whether his role works on postings, so that a no is about the posting and not about him."""
    section = posting.flowchart.section
    return any(user.may(permission, section) for permission in rules.POSTING_PERMISSIONS)


def address_of(posting: Posting) -> str:
    """Give the page of a posting."""
    return reverse("powers:posting_detail", args=[posting.pk])


def put_back(request: AuthenticatedRequest, posting: Posting) -> HttpResponse:
    """Put the posted drawing back."""
    said = _("The posted drawing is back.")
    return try_act(request, posting, postings.put_back_posted, said)


def publish(request: AuthenticatedRequest, posting: Posting) -> HttpResponse:
    """Publish the drafted answers."""
    said = _("The answers are published.")
    return try_act(request, posting, comments.publish_replies, said)


def settle(request: AuthenticatedRequest, posting: Posting) -> HttpResponse:
    """Settle the posting."""
    said = _("The posting is settled. Risk points may be sought now.")
    return try_act(request, posting, postings.settle_posting, said)


def give_back(request: AuthenticatedRequest, posting: Posting) -> HttpResponse:
    """Give the answers back with a remark."""
    form = RemarkForm(request.POST)
    if not form.is_valid():
        return posting_page(request, posting, remark_form=form)

    def action(*, posting: Posting, by: User) -> Posting:
        return postings.return_posting(posting=posting, by=by, **form.cleaned_data)

    return try_act(request, posting, action, _("The answers are back with the section."))


ACTS = {
    "save": save,
    "hand-in": save,
    "put-back": put_back,
    "publish": publish,
    "settle": settle,
    "return": give_back,
}


def seen_on_page(request: AuthenticatedRequest) -> list[str]:
    """Name the comments whose answers stood on the page handed in."""
    return [
        name.removeprefix("c-").removesuffix("-seen")
        for name in request.POST
        if name.startswith("c-") and name.endswith("-seen")
    ]


def answer_forms(request: AuthenticatedRequest, posting: Posting) -> list[AnswerForm]:
    """Fill in the forms that were handed in; a comment that came in meanwhile is not touched."""
    found = posting.comments.filter(public_id__in=seen_on_page(request)).for_moderation()
    steps = step_choices(posting)
    return [AnswerForm(request.POST, comment=comment, steps=steps) for comment in found]


def lost_answers(request: AuthenticatedRequest, forms: list[AnswerForm]) -> list[dict[str, Any]]:
    """Give back what was typed to comments that are not here any more, in words."""
    gone = set(seen_on_page(request)) - {form.comment.public_id for form in forms}
    typed = [request.POST.get(f"c-{public_id}-reason", "").strip() for public_id in sorted(gone)]
    words = _("A comment you answered is not here any more. You had typed: “%(text)s”")
    return [{"message": words % {"text": text}} for text in typed if text]
