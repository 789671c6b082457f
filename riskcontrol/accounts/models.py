"""People, units and positions. Who may do what is in roles.py."""

from functools import cached_property

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin, UserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .querysets import MembershipQuerySet, PositionQuerySet, StandInQuerySet, UnitQuerySet
from .roles import PERMISSIONS, Permission, Role, UnitKind, desk_of

code_form = RegexValidator(
    r"^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$",
    _("A code holds letters, digits and hyphens, and begins and ends with a letter or digit."),
)
user_name_form = RegexValidator(
    r"^[\w.@+-]+\Z", _("A user name holds letters, digits and . @ + - _, without blanks.")
)


class PeopleManager(UserManager["User"]):
    """People: Django's own manager with our reads."""

    use_in_migrations = False

    def of(self, units: "models.QuerySet[Unit]") -> "models.QuerySet[User]":
        """Give those whose account was opened for one of these units, or who have a seat in one."""
        return self.filter(Q(home__in=units) | Q(memberships__unit__in=units)).distinct()

    def without_a_role(self, units: "models.QuerySet[Unit]") -> "models.QuerySet[User]":
        """Give those of these units who can sign in and do nothing yet."""
        return self.of(units).filter(is_active=True, memberships=None)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account; what he may do follows from his memberships alone."""

    username = models.CharField(
        _("user name"), max_length=60, unique=True, validators=[user_name_form]
    )
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=50)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default="zh-hans"
    )
    # The unit whose administrator opened the account; what he may do there is said by his seats.
    home = models.ForeignKey(
        "Unit", models.PROTECT, null=True, blank=True, related_name="people", editable=False
    )
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = PeopleManager()

    class Meta:
        verbose_name = _("person")
        ordering = ["username"]
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="accounts_user_name_once_in_any_case",
                violation_error_message=_("This user name is taken. Choose another."),
            ),
            models.CheckConstraint(
                condition=Q(language__in=[code for code, _name in settings.LANGUAGES]),
                name="accounts_user_language_known",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="accounts_user_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """The name a page shows."""
        return self.name

    @cached_property
    def seats(self) -> "list[Membership]":
        """His memberships with their units; read once a request."""
        return [seat for seat in self._seats_at_hand if seat.user_id == self.pk]

    @cached_property
    def principals(self) -> "dict[User, list[Membership]]":
        """Those he stands in for today, each with his own memberships; read together with `seats`."""
        found: dict[User, list[Membership]] = {}
        for seat in self._seats_at_hand:
            if seat.user_id != self.pk:
                found.setdefault(seat.user, []).append(seat)
        return found

    @cached_property
    def _seats_at_hand(self) -> "list[Membership]":
        return list(
            Membership.objects.at_hand(self).select_related(
                "user", "unit__parent__parent", "position"
            )
        )

    @cached_property
    def reading_ids(self) -> list[int]:
        """Ids of the units whose business he may read: a section's member reads his whole body."""
        return [
            unit.parent_id if unit.kind == UnitKind.SECTION and unit.parent_id else unit.pk
            for unit in (
                seat.unit for seat in self.seats if Permission.CONTENT_VIEW in seat.permissions
            )
        ]

    @cached_property
    def reads_areas(self) -> bool:
        """Whether he reads the business of a whole area, and not of single bodies alone."""
        return any(
            seat.unit.kind == UnitKind.AREA and Permission.CONTENT_VIEW in seat.permissions
            for seat in self.seats
        )

    @cached_property
    def hidden_bodies(self) -> list[int]:
        """Ids of the bodies whose business he may not read, in one query; mostly none or all but one."""
        ids = self.reading_ids
        read = Q(pk__in=ids) | Q(parent__in=ids)
        return list(Unit.objects.bodies().exclude(read).order_by().values_list("pk", flat=True))

    def may(self, permission: str, unit: "Unit") -> bool:
        """Whether one of his seats carries a permission in a unit or above it."""
        line = unit.line
        return any(permission in seat.permissions and seat.unit_id in line for seat in self.seats)

    def has_role(self, role: str, unit: "Unit") -> bool:
        """Whether one of his seats has a role in a unit or above it."""
        line = unit.line
        return any(seat.role == role and seat.unit_id in line for seat in self.seats)

    def may_anywhere(self, permission: str) -> bool:
        """Whether one of his seats carries a permission at all."""
        return bool(self.seated_in(permission))

    def seated_in(self, permission: str) -> list[int]:
        """Ids of the units of his seats that carry a permission; it reaches all below them."""
        return [seat.unit_id for seat in self.seats if permission in seat.permissions]

    def holds(self, position_ids: set[int]) -> bool:
        """Whether he sits in one of these positions."""
        return any(seat.position_id in position_ids for seat in self.seats if seat.position_id)


class Unit(models.Model):
    """An area that a committee oversees, a body in it, or a section of a body."""

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=UnitKind)
    code = models.CharField(_("code"), max_length=40, unique=True, validators=[code_form])
    name = models.CharField(_("name"), max_length=200)
    origin = models.CharField(max_length=200, blank=True)
    order = models.PositiveIntegerField(default=0)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=UnitKind.values), name="accounts_unit_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(kind=UnitKind.SECTION) | Q(parent__isnull=False),
                name="accounts_unit_section_has_a_body",
                violation_error_message=_("A section belongs to a body."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=UnitKind.AREA) | Q(parent__isnull=True),
                name="accounts_unit_area_stands_on_top",
                violation_error_message=_("An area stands above bodies, and below nothing."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def body(self) -> "Unit":
        """The body it is, or belongs to; costs a query where the parent is not loaded."""
        return self.parent if self.kind == UnitKind.SECTION and self.parent else self

    @property
    def line(self) -> set[int]:
        """Its own id and those above it; costs a query a level where parents are not loaded."""
        above = self.parent.line if self.parent else set()
        return {self.pk, *above}


class UnitClass(models.Model):
    """A class of work a unit belongs to (审批、执法、资金管理 …): the axis of control rules by class."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="classes")
    name = models.CharField(_("class"), max_length=100)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="accounts_unitclass_once_a_unit")
        ]

    def __str__(self) -> str:
        return self.name


class Duty(models.Model):
    """One duty a unit has."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="duties")
    text = models.CharField(_("duty"), max_length=200)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "text"], name="accounts_duty_once_a_unit")
        ]

    def __str__(self) -> str:
        return self.text


class Position(models.Model):
    """A position (岗位) in a unit; a collective one is a meeting that decides together."""

    body = models.ForeignKey(Unit, models.PROTECT, related_name="all_positions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="positions")
    code = models.CharField(_("code"), max_length=40, validators=[code_form])
    name = models.CharField(_("name"), max_length=200)
    duties = models.TextField(_("duties"), blank=True)
    is_collective = models.BooleanField(_("a meeting that decides together"), default=False)
    origin = models.CharField(max_length=200, blank=True)
    order = models.PositiveIntegerField(default=0)

    objects = PositionQuerySet.as_manager()

    class Meta:
        verbose_name = _("position")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "code"],
                name="accounts_position_code_once_a_body",
                violation_error_message=_("Another position of this body has this code."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A seat: a person has a role in a unit and all below it, perhaps in a position."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=30, choices=Role)
    position = models.ForeignKey(
        Position, models.SET_NULL, null=True, blank=True, related_name="memberships"
    )
    # When the seat was given; empty for seats from before this was kept.
    since = models.DateTimeField(null=True, auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="accounts_membership_role_known"
            ),
            models.UniqueConstraint(
                fields=["user", "unit", "role"], name="accounts_membership_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the seat's role may do."""
        return PERMISSIONS.get(self.role, frozenset())

    @property
    def desk(self) -> str:
        """Which of the desks that exclude one another the seat belongs to."""
        return desk_of(self.role)


class StandIn(models.Model):
    """A person takes another one's turns on the way of releases, from the first day to the last."""

    principal = models.ForeignKey(
        User, models.PROTECT, related_name="stand_ins", verbose_name=_("who is away")
    )
    person = models.ForeignKey(
        User, models.PROTECT, related_name="stands_in", verbose_name=_("who stands in")
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    named_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    named_at = models.DateTimeField(auto_now_add=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = StandInQuerySet.as_manager()

    class Meta:
        ordering = ["-first_day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(person=F("principal")),
                name="accounts_standin_is_another",
                violation_error_message=_("Nobody stands in for himself."),
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="accounts_standin_ends_after_it_begins",
                violation_error_message=_("The last day is not before the first."),
            ),
            models.CheckConstraint(
                condition=Q(ended_by=None, ended_at=None)
                | Q(ended_by__isnull=False, ended_at__isnull=False),
                name="accounts_standin_ended_has_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ← {self.principal}"
