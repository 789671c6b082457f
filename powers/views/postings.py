"""The postings, and the page on which all comments of one are answered and the posting settles."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, SuspiciousOperation, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from powers.actions import comments, postings
from powers.charts import drawing_of
from powers.drawing.outline import outline
from powers.forms.postings import AnswerForm, PostingFilterForm, RemarkForm
from powers.improvement import improvement_of
from powers.models import Comment, Posting
from powers.permissions import postings as rules
from powers.permissions.inventory import can_edit_chart
from powers.policies import holders
from powers.querysets import today
from powers.states import CommentState
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import User
from riskcontrol.accounts.roles import Permission
from riskcontrol.audit.once import once

from .charts import picture_of

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
        found = found.matching(chosen["q"])
    page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    rows = [(posting, posting.state_on(today())) for posting in page.object_list]
    context = {"form": form, "page": page, "rows": rows, "narrowed": any(chosen.values())}
    return render(request, "powers/posting_list.html", context)


def get_posting(user: User, pk: int) -> Posting:
    """Load a posting the person may read; else 404."""
    return get_object_or_404(Posting.objects.visible_to(user).for_page(), pk=pk)


@require_http_methods(["GET", "POST"])
def posting_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Answer all comments of a posting on one page, hand the answers in, and settle."""
    posting = get_posting(request.user, pk)
    if request.method == "GET":
        return posting_page(request, posting, answer_forms(posting))
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise SuspiciousOperation
    return act(request, posting)


def save(request: AuthenticatedRequest, posting: Posting) -> HttpResponse:
    """Keep the drafted answers; with the button "save and hand in" hand them in as well."""
    rules.can_answer(request.user, posting).enforce()
    forms = answer_forms(posting, request)
    if not all(form.is_valid() for form in forms):
        return posting_page(request, posting, forms)
    answers = [form.answer for form in forms]

    def act() -> str:
        comments.save_answers(posting=posting, answers=answers, by=request.user)
        messages.success(request, _("Your answers are saved."))
        return address_of(posting)

    address = once(request, act)
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
        return posting_page(request, posting, answer_forms(posting), form)

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


def answer_forms(posting: Posting, request: AuthenticatedRequest | None = None) -> list[AnswerForm]:
    """Make a form for each comment that can still be answered and was on the page handed in."""
    data = request.POST if request else None
    steps = step_choices(posting)
    forms = [
        AnswerForm(data, comment=comment, steps=steps)
        for comment in posting.comments.select_related("reply")
        if comment.state not in {CommentState.ANSWERED, CommentState.MERGED}
    ]
    # A comment that came in since the page was opened is not touched.
    return [form for form in forms if data is None or form.add_prefix("seen") in data]


def step_choices(posting: Posting) -> list[tuple[str, str]]:
    """Number the live steps, and after them the posted ones that are gone."""
    live = posting.flowchart.steps.live()
    choices = {step.key: f"{number}. {step.name}" for number, step in enumerate(live, 1)}
    for step in posting.version.drawing["steps"]:
        choices.setdefault(step["key"], _("%(step)s (removed)") % {"step": step["name"]})
    return list(choices.items())


def posting_page(
    request: AuthenticatedRequest,
    posting: Posting,
    forms: list[AnswerForm],
    remark_form: RemarkForm | None = None,
) -> HttpResponse:
    """Lay out the page: comments in the middle, the chart and what changed beside them."""
    improvement = improvement_of(posting)
    user, section = request.user, posting.flowchart.section
    items = {item.key: item for item in outline(posting.version.drawing)}
    bound = {form.comment.pk: form for form in forms}
    names = dict(step_choices(posting))
    context = {
        "posting": posting,
        "state": posting.state_on(today()),
        "rows": [
            (
                comment,
                items.get(comment.step_key),
                bound.get(comment.pk),
                changed_names(comment, names),
            )
            for comment in posting.comments.select_related("reply__drafted_by")
        ],
        "problems": problems_of(forms),
        "remark_form": remark_form or RemarkForm(),
        "calculation": posting.calculation_sentences,
        "improvement": improvement,
        "uncovered": {difference.words for difference in improvement.uncovered},
        "may_answer": rules.can_answer(user, posting),
        "may_edit": can_edit_chart(user, improvement.flowchart),
        "over": rules.is_over(posting),
        "may_hand_in": rules.can_hand_in(user, posting) and improvement.decision,
        "may_publish": rules.can_publish_replies(user, posting),
        "drafts": has_drafts(posting),
        "may_settle": rules.can_settle(user, posting) and improvement.decision,
        "may_return": rules.can_return_posting(user, posting),
        "may_put_back": rules.can_put_back(user, posting),
        "moderators": holders(Permission.POSTING_SETTLE, section),
        **picture_of(drawing_of(improvement.flowchart)),
    }
    return render(request, "powers/posting_detail.html", context)


def changed_names(comment: Comment, names: dict[str, str]) -> list[str]:
    """Name the steps that a comment's answer changes."""
    reply = getattr(comment, "reply", None)
    return [names.get(key, key) for key in reply.changed] if reply else []


def has_drafts(posting: Posting) -> bool:
    """Whether an answer waits to be published."""
    return (
        Comment.objects.filter(posting=posting, reply__published_on=None)
        .exclude(reply=None)
        .exists()
    )


def problems_of(forms: list[AnswerForm]) -> list[dict[str, str]]:
    """List what must be mended, each line leading to its field."""
    return [
        {"field_id": field_id(form, name), "message": str(message)}
        for form in forms
        if form.is_bound
        for name, said in form.errors.items()
        for message in said
    ]


def field_id(form: AnswerForm, name: str) -> str:
    """Name the place of a field, or of the comment where the whole form is meant."""
    return form[name].id_for_label if name in form.fields else f"comment-{form.comment.public_id}"
