"""A body's schemes: the one it begins with, drafting the next, putting it in force."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from riskcontrol.accounts.models import Unit, User
from riskcontrol.audit.actions import record
from riskcontrol.lib.stale import check_current
from riskpoints.models import Anchor, Factor, Floor, Level, LevelScheme
from riskpoints.outlines import Outline, lacks_in, outline_of, settled
from riskpoints.permissions.schemes import can_change_scheme, can_put_in_force
from riskpoints.shipped import DECK


@transaction.atomic
def ensure_scheme(body: Unit) -> LevelScheme:
    """Give the scheme a body rates by now; the first time, the shipped one becomes its own."""
    scheme = body.schemes.in_force().first()
    if scheme is not None:
        return scheme
    # A second caller waits here, and finds what the first one made.
    Unit.objects.select_for_update().get(pk=body.pk)
    scheme = body.schemes.in_force().first()
    if scheme is None:
        scheme = _write(LevelScheme(body=body, number=_next(body)), DECK)
        _put_in_force(scheme)
    return scheme


def _next(body: Unit) -> int:
    return (body.schemes.aggregate(last=Max("number"))["last"] or 0) + 1


def _write(scheme: LevelScheme, outline: Outline) -> LevelScheme:
    """Write a draft's content anew, all of it."""
    scheme.name, scheme.rule = outline.name, outline.rule
    scheme.save()
    scheme.floors.all().delete()
    scheme.factors.all().delete()
    scheme.levels.all().delete()
    levels = [
        Level.objects.create(
            scheme=scheme,
            rank=rank,
            mark=one.mark,
            name=one.name,
            shape=one.shape,
            colour=one.colour,
            least=one.least,
        )
        for rank, one in enumerate(outline.levels, start=1)
    ]
    _write_factors(scheme, outline)
    Floor.objects.bulk_create(
        Floor(
            scheme=scheme, level=levels[one.rank - 1], name=one.name, known=one.known, order=order
        )
        for order, one in enumerate(outline.floors)
    )
    return scheme


def _write_factors(scheme: LevelScheme, outline: Outline) -> None:
    for order, one in enumerate(outline.factors):
        factor = Factor.objects.create(scheme=scheme, key=one.key, name=one.name, order=order)
        Anchor.objects.bulk_create(
            Anchor(factor=factor, rank=rank, mark=grade.mark, text=grade.text)
            for rank, grade in enumerate(one.grades, start=1)
        )


def _put_in_force(scheme: LevelScheme, *, by: User | None = None, reason: str = "") -> None:
    scheme.in_force_at, scheme.in_force_by, scheme.reason = timezone.now(), by, reason
    scheme.save(update_fields=["in_force_at", "in_force_by", "reason"])


def _locked(scheme: LevelScheme) -> LevelScheme:
    return LevelScheme.objects.select_for_update(of=("self",)).whole().get(pk=scheme.pk)


@transaction.atomic
def draft_scheme(*, body: Unit, outline: Outline, by: User) -> LevelScheme:
    """Begin the body's next version from a scheme or an example; one is drafted at a time."""
    Unit.objects.select_for_update().get(pk=body.pk)
    can_change_scheme(by, body).enforce()
    ensure_scheme(body)
    if body.schemes.drafts().exists():
        raise ValidationError(_("A new version is being drafted already. Finish it or drop it."))
    return _write(LevelScheme(body=body, number=_next(body)), settled(outline))


@transaction.atomic
def edit_scheme(
    *, scheme: LevelScheme, outline: Outline, expected_version: int, by: User
) -> LevelScheme:
    """Write a draft's content anew; what it still lacks is said when it is put in force.

    Raises Stale where somebody saved it meanwhile, PermissionDenied once it is in force.
    """
    scheme = _locked(scheme)
    can_put_in_force(by, scheme).enforce()
    check_current(scheme, expected=expected_version)
    outline = settled(outline)
    if lacks := lacks_in(outline):
        raise ValidationError(lacks)
    scheme.row_version += 1
    return _write(scheme, outline)


@transaction.atomic
def drop_scheme(*, scheme: LevelScheme, by: User) -> None:
    """Throw a draft away; nothing was rated by it."""
    scheme = _locked(scheme)
    can_put_in_force(by, scheme).enforce()
    scheme.delete()


@transaction.atomic
def put_scheme_in_force(*, scheme: LevelScheme, reason: str, by: User) -> LevelScheme:
    """Let a draft be the scheme by which sittings convened from now on rate. It never changes again.

    Sittings under way and rulings made keep theirs.
    """
    scheme = _locked(scheme)
    can_put_in_force(by, scheme).enforce()
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the scheme changes.")})
    if lacks := lacks_in(outline_of(scheme)):
        raise ValidationError(lacks)
    _put_in_force(scheme, by=by, reason=reason.strip())
    record(
        verb="scheme.force",
        target=scheme,
        by=by,
        number=scheme.number,
        name=scheme.name,
        rule=scheme.rule,
        levels=[level.mark for level in scheme.levels.all()],
        factors=[factor.name for factor in scheme.factors.all()],
        floors=[floor.name for floor in scheme.floors.all()],
        reason=reason.strip(),
    )
    return scheme
