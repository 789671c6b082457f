"""A file to be downloaded, or in plain words why there is none."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header


@dataclass(frozen=True)
class File:
    """What is handed out: its bytes, what they are, and the name it is kept under."""

    content: bytes
    kind: str
    name: str


@dataclass(frozen=True)
class Refusal:
    """Why there is no file: the status of the answer, what is wrong, and what can be asked for.

    Where it may be there after all in `wait` seconds, the answer says so.
    """

    status: int
    problems: tuple[str, ...]
    offers: tuple[str, ...] = ()
    wait: int = 0


def answer(request: HttpRequest, found: File | Refusal, *, back: str) -> HttpResponse:
    """Hand the file out to be kept, or show a page that says why not and leads back."""
    if isinstance(found, Refusal):
        return refused(request, found, back)
    response = HttpResponse(found.content, content_type=found.kind)
    header = content_disposition_header(as_attachment=True, filename=found.name)
    response.headers["Content-Disposition"] = header or "attachment"
    return response


def refused(request: HttpRequest, found: Refusal, back: str) -> HttpResponse:
    """Say why there is no file, and when to come again; what is soon to be had is not kept as an answer."""
    context = {"refusal": found, "back": back}
    response = render(request, "refused.html", context, status=found.status)
    if found.wait:
        response.headers["Retry-After"] = str(found.wait)
        response.headers["Cache-Control"] = "no-store"
    return response
