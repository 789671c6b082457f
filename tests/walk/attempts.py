"""Somebody acts as a walk's model says he may, or may not."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from riskcontrol.accounts.models import User
from riskcontrol.audit.models import Entry


def attempted(person, name, deed, *, allowed):
    """Let a person act; what is refused leaves no entry. Gives what was made, None where refused."""
    entries, refusal, made = Entry.objects.count(), None, None
    try:
        with transaction.atomic():
            made = deed(User.objects.get(pk=person.pk))
    except (PermissionDenied, ValidationError) as error:
        refusal = error
    assert (refusal is None) == allowed, f"{name}: the model says {allowed}; {refusal}"
    assert Entry.objects.count() == entries + allowed
    return made
