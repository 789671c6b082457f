"""A form handed in twice acts once."""

import uuid
from collections.abc import Callable, Iterable

from django.db import transaction
from django.http import HttpRequest

from .models import Submission
from .seal import canonical

FIELD = "submission_id"
PASSING = {FIELD, "csrfmiddlewaretoken"}


@transaction.atomic
def once(request: HttpRequest, act: Callable[[], str]) -> str:
    """Act and give the address it leads to; a repeat of the same form gets that address unacted.

    A twin that comes meanwhile waits for the first. Where `act` raises, nothing is kept and the
    form may be handed in again, so catch its errors outside. A form without an id always acts.
    """
    submission, new = Submission.objects.get_or_create(key=key_of(request))
    if new:
        submission.result = act()
        submission.save(update_fields=["result"])
    return submission.result


def key_of(request: HttpRequest) -> uuid.UUID:
    """Name a submission by its id, person, address and content; corrected content is another one."""
    posted = posted_id(request)
    if not posted:
        return uuid.uuid4()
    fields = [(name, request.POST.getlist(name)) for name in request.POST if name not in PASSING]
    said = [request.user.pk, request.get_full_path(), sorted(fields), *files_of(request)]
    return uuid.uuid5(posted, canonical(said).decode())


def files_of(request: HttpRequest) -> Iterable[tuple[str, str | None, int | None]]:
    """Name each file handed in, by its field, name and size in bytes."""
    return (
        (field, file.name, file.size)
        for field in sorted(request.FILES)
        for file in request.FILES.getlist(field)
    )


def posted_id(request: HttpRequest) -> uuid.UUID | None:
    """Read the form's own id; none where it is missing or no UUID."""
    try:
        return uuid.UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None
