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
    """Why there is no file: the status of the answer, what is wrong, and what can be asked for."""

    status: int
    problems: tuple[str, ...]
    offers: tuple[str, ...] = ()


def answer(request: HttpRequest, found: File | Refusal, *, back: str) -> HttpResponse:
    """Hand the file out to be kept, or show a page that says why not and leads back."""
    if isinstance(found, Refusal):
        context = {"refusal": found, "back": back}
        return render(request, "refused.html", context, status=found.status)
    response = HttpResponse(found.content, content_type=found.kind)
    header = content_disposition_header(as_attachment=True, filename=found.name)
    response.headers["Content-Disposition"] = header or "attachment"
    return response
