"""The page of one posting: its comments beside the chart, what is next, and what changed."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from powers.charts import Drawing, drawing_of
from powers.forms.postings import ANSWERS, AnswerForm, RemarkForm, is_answerable
from powers.improvement import Improvement, improvement_of
from powers.models import Comment, Posting, Version
from powers.moderating import Reader, listed, numbers_of
from powers.permissions import moderation
from powers.permissions import postings as rules
from powers.permissions.inventory import can_edit_chart
from powers.policies import holders, policy_of
from powers.querysets import today
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import User
from riskcontrol.accounts.roles import Permission

from .charts import picture_of

ROWS_A_PAGE = 20


def get_posting(user: User, pk: int) -> Posting:
    """Load a posting the person may read; else 404."""
    return get_object_or_404(Posting.objects.visible_to(user).for_page(), pk=pk)


def trail(posting: Posting, *further: str, back: str = "") -> list[tuple[str, str]]:
    """Give the way to a posting's page, or to one below it; `back` is the page as it was left."""
    address = back or reverse("powers:posting_detail", args=[posting.pk])
    return [
        (_("Postings"), reverse("powers:posting_list")),
        (posting.version.drawing["name"], address if further else ""),
        *((label, "") for label in further),
    ]


def reader_of(user: User, posting: Posting) -> Reader:
    """Gather what is the same for every comment of a posting."""
    return Reader(
        user=user,
        posting=posting,
        policy=policy_of(posting.flowchart.body),
        numbers=numbers_of(posting),
        names=dict(step_choices(posting)),
    )


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
    *,
    forms: list[AnswerForm] | None = None,
    lost: list[dict[str, Any]] | None = None,
    remark_form: RemarkForm | None = None,
) -> HttpResponse:
    """Lay out the page; `forms` are the answers that came back to be mended, `lost` what found no comment."""
    improvement = improvement_of(posting)
    reader = reader_of(request.user, posting)
    context = {
        "posting": posting,
        "trail": trail(posting),
        "state": posting.state_on(today()),
        "problems": [*(lost or []), *problems_of(forms or [], reader)],
        "remark_form": remark_form or RemarkForm(),
        "calculation": posting.calculation_sentences,
        "answers_form": ANSWERS,
        "reader": reader,
        **comments_on(request, reader, forms or []),
        **rights_on(request.user, posting, improvement),
        **changes_in(posting, improvement),
        **chart_beside(posting, improvement, request.GET.get("version", "")),
    }
    return render(request, "powers/posting_detail.html", context)


def comments_on(
    request: AuthenticatedRequest, reader: Reader, forms: list[AnswerForm]
) -> dict[str, Any]:
    """List a page of the comments asked for, each with the form of its answer where he drafts it.

    An answer that came back to be mended stands on the page, whatever else does.
    """
    posting, user = reader.posting, reader.user
    shelves, shown, found = listed(posting, user, reader.policy, request.GET.get("show", ""))
    page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    comments, bound = list(page.object_list), {form.comment.pk: form for form in forms}
    comments += [form.comment for form in forms if form.errors and form.comment not in comments]
    may_answer = rules.can_answer(user, posting)
    steps = list(reader.names.items())
    answers = {
        comment.pk: AnswerForm(comment=comment, steps=steps)
        for comment in comments
        if may_answer and is_answerable(comment)
    }
    return {
        "shelves": shelves,
        "shown": shown,
        "page": page,
        "rows": reader.rows(comments, answers | bound),
        "may_answer": may_answer,
    }


def rights_on(user: User, posting: Posting, improvement: Improvement) -> dict[str, Any]:
    """Say what he may do with the posting as a whole."""
    return {
        "may_edit": can_edit_chart(user, improvement.flowchart),
        "may_enter": moderation.can_enter(user, posting),
        "over": rules.is_over(posting),
        "may_hand_in": rules.can_hand_in(user, posting) and improvement.decision,
        "may_publish": rules.can_publish_replies(user, posting),
        "drafts": posting.comments.filter(reply__isnull=False, reply__published_on=None).count(),
        "may_settle": rules.can_settle(user, posting) and improvement.decision,
        "may_return": rules.can_return_posting(user, posting),
        "may_put_back": rules.can_put_back(user, posting),
        "moderators": holders(Permission.POSTING_SETTLE, posting.flowchart.section),
    }


def changes_in(posting: Posting, improvement: Improvement) -> dict[str, Any]:
    """Tell what became of the chart since it was posted."""
    uncovered = {difference.words for difference in improvement.uncovered}
    return {"improvement": improvement, "uncovered": uncovered}


def chart_beside(posting: Posting, improvement: Improvement, wanted: str) -> dict[str, Any]:
    """Draw the version asked for beside the comments: as posted by itself, as it is now, or an earlier one."""
    versions = list(posting.flowchart.versions.defer("svg").order_by("number"))
    numbered = {str(version.number): version for version in versions}
    version = numbered.get(wanted) or posting.final_version or posting.version
    is_live = wanted == "now" and not posting.settled_at
    drawing: Drawing = drawing_of(improvement.flowchart) if is_live else version.drawing
    return {
        "versions": versions,
        "version": None if is_live else version,
        "version_words": version_words(posting, None if is_live else version),
        **picture_of(drawing),
    }


def version_words(posting: Posting, version: Version | None) -> str:
    """Name what is drawn."""
    if version is None:
        return _("The chart as it is now")
    number = {"number": version.number}
    if posting.final_version_id == version.pk:
        return _("Version %(number)s, settled") % number
    if posting.version_id == version.pk:
        return _("Version %(number)s, as it was posted") % number
    return _("Version %(number)s") % number


def problems_of(forms: list[AnswerForm], reader: Reader) -> list[dict[str, str]]:
    """List what must be mended, each line naming its comment and leading to its field."""
    return [
        {"field_id": field_id(form, name), "message": told_of(form.comment, message, reader)}
        for form in forms
        if form.is_bound
        for name, said in form.errors.items()
        for message in said
    ]


def told_of(comment: Comment, message: Any, reader: Reader) -> str:
    """Say of which comment something is said."""
    return _("Comment %(number)s: %(text)s") % {
        "number": reader.numbers[comment.pk],
        "text": message,
    }


def field_id(form: AnswerForm, name: str) -> str:
    """Name the place of a field, or of the comment where the whole form is meant."""
    return form[name].id_for_label if name in form.fields else place_of(form.comment)


def place_of(comment: Comment) -> str:
    """Name the place of a comment on the page."""
    return f"comment-{comment.public_id}"
