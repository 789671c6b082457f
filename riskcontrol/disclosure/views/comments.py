"""Writing a comment: the question which door, the form, the page to look at it again, the receipt.

Each page hands what was typed on to the next; nothing is kept until the last button is pressed.
"""

from collections.abc import Sequence
from http import HTTPStatus

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from powers.public import comments
from riskcontrol.disclosure import limits, proof
from riskcontrol.disclosure.forms import CommentForm, FilesForm
from riskcontrol.disclosure.uploads import CappedMemory
from riskcontrol.lib.addresses import public_address
from riskcontrol.lib.handed_files import LARGEST
from riskcontrol.lib.qr import qr_svg

from .doors import from_this_site, personal


@personal
def comment(request: HttpRequest, code: str) -> HttpResponse:
    """Ask which door, show the form, show it again to be checked, or take the comment in."""
    page = get_page(code)
    if request.method != "POST":
        return first_page(request, page)
    request.upload_handlers = [CappedMemory(LARGEST, request=request)]
    form = CommentForm(request.POST, steps=steps_of(page))
    if not from_this_site(request):
        said = _("This form came from another site. Your text is below: hand it in here.")
        return comment_form(request, page, form, problem=said, status=HTTPStatus.FORBIDDEN)
    act = {"hand-in": take_in, "change": comment_form}.get(request.POST.get("do", ""), look_again)
    return act(request, page, form)


def get_page(code: str) -> comments.CommentPage:
    """Find a chart that was posted; a draft, a withheld and an unknown one are all not found."""
    page = comments.comment_page(code)
    if page is None:
        raise Http404
    return page


def first_page(request: HttpRequest, page: comments.CommentPage) -> HttpResponse:
    """Ask whether it is about the flow or about a person; then show the empty form."""
    if page.is_open and request.GET.get("about") != "flow":
        return render(request, "public/doors.html", context_of(page))
    form = CommentForm(steps=steps_of(page), initial={"step": request.GET.get("step", "")})
    return comment_form(request, page, form)


def context_of(page: comments.CommentPage) -> dict[str, object]:
    """Name what these pages share."""
    return {"chart": page, "publisher": page.body}


def comment_form(
    request: HttpRequest,
    page: comments.CommentPage,
    form: CommentForm,
    *,
    problem: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """Show the form; what was typed stands in it, and a problem of the whole above it."""
    errors = [{"message": problem}] if problem else []
    context = context_of(page) | {"form": form, "errors": errors, "token": good_token(request)}
    return render(request, "public/comment.html", context, status=status)


def good_token(request: HttpRequest) -> str:
    """Give the form's own token as long as it is good, so that time waited counts; else a new one."""
    token = request.POST.get("token", "")
    return comments.comment_token() if comments.token_problem(token) else token


def look_again(request: HttpRequest, page: comments.CommentPage, form: CommentForm) -> HttpResponse:
    """Show the comment as the public would read it, to be handed in or changed."""
    problem = problem_of(request.POST.get("token", ""))
    if problem or not form.is_valid():
        return comment_form(request, page, form, problem=problem)
    return last_page(request, page, form)


def problem_of(token: str) -> str:
    """Say why a form is not taken as it is: open for too long, or not long enough to be a person's."""
    if comments.is_too_fast(token):
        return _(
            "This form came back within three seconds, as programs send it. "
            "Your text is still here: send it once more."
        )
    return comments.token_problem(token)


def last_page(
    request: HttpRequest,
    page: comments.CommentPage,
    typed: CommentForm,
    files: FilesForm | None = None,
    problems: Sequence[str] = (),
    token: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """Show what is about to be handed in, and ask for files; what stands against it is said on top."""
    said, token = typed.said, token or good_token(request)
    sender = said.name if said.name_shown else ""
    context = context_of(page) | {
        "typed": typed,
        "form": files or FilesForm(),
        "errors": [{"message": problem} for problem in problems],
        "token": token,
        "preview": page.preview(said),
        "personal": comments.personal_data_in(said.body, sender),
        "puzzle": proof.puzzle(token) if page.asks_for_proof else "",
    }
    return render(request, "public/preview.html", context, status=status)


def take_in(request: HttpRequest, page: comments.CommentPage, form: CommentForm) -> HttpResponse:
    """Hand in what is in order and show the receipt; else bring the text back."""
    if not form.is_valid():
        return comment_form(request, page, form)
    token = request.POST.get("token", "")
    try:
        if code := comments.repeated(form.said, token):
            return receipt_slip(request, page, code)
    except ValidationError as spent:
        anew = comments.comment_token()
        return last_page(request, page, form, problems=spent.messages, token=anew)
    if said := problem_of(token):
        return last_page(request, page, form, problems=[said])
    if is_over_limit(request, page, token):
        return too_many(request, page, form)
    return keep(request, page, form, token)


def is_over_limit(request: HttpRequest, page: comments.CommentPage, token: str) -> bool:
    """Count this one, and say whether too many came from there; harder where a proof is lacking."""
    proved = not page.asks_for_proof or proof.is_proved(request.POST.get("proof", ""), token)
    return limits.is_over(request, "source" if proved else "source_without_proof")


def too_many(request: HttpRequest, page: comments.CommentPage, form: CommentForm) -> HttpResponse:
    """Say that too many came from one network within the hour."""
    said = _(
        "Many comments came from your network within an hour, so this one is not taken now. "
        "Your text is still here: hand it in an hour later, or keep a copy."
    )
    status = HTTPStatus.TOO_MANY_REQUESTS
    response = last_page(request, page, form, problems=[said], status=status)
    response.headers["Retry-After"] = str(limits.HOUR)
    return response


def keep(
    request: HttpRequest, page: comments.CommentPage, form: CommentForm, token: str
) -> HttpResponse:
    """Hand in comment and files and show the receipt; what stands against it is said above the text."""
    files = FilesForm(request.POST, request.FILES)
    if not files.is_valid():
        return last_page(request, page, form, files)
    attached = files.cleaned_data["attached"]
    try:
        code = comments.hand_in_on(page, said=form.said, token=token, files=attached)
    except ValidationError as problem:
        anew = comments.comment_token() if problem.code == comments.USED else ""
        return last_page(request, page, form, problems=problem.messages, token=anew)
    return receipt_slip(request, page, code)


def receipt_slip(request: HttpRequest, page: comments.CommentPage, code: str) -> HttpResponse:
    """Show the receipt code, this once.

    The picture holds the address of the page and not the code: what a telephone scans, the program
    that scans it may tell its maker.
    """
    address = public_address(request, reverse("disclosure:receipt"))
    picture = qr_svg(address, title=_("Address of the page on which the code is entered"))
    context = context_of(page) | {"code": code, "address": address, "qr": picture}
    return render(request, "public/handed_in.html", context)


def steps_of(page: comments.CommentPage) -> list[tuple[str, str]]:
    """Give the steps to choose from, numbered as on the page."""
    return [(item.key, f"{item.number}. {item.name}") for item in page.steps]
