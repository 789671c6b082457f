"""What people do with rules: list, correct, enter a new version, aim, repeal."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from measures.articles import Article
from measures.models import LineAim, MajorProject, Measure, Rule, RuleArticle, RuleFile, RuleVersion
from measures.permissions.rules import can_change_rule, can_keep_rules
from measures.states import Line, Validity
from riskcontrol.accounts.models import Unit, User
from riskcontrol.audit.actions import record
from riskcontrol.lib.handed_files import CleanFile
from riskcontrol.lib.kept_files import removed_unless_kept, write
from riskcontrol.lib.stale import save_if_current
from riskpoints.models import RiskPoint


@dataclass(frozen=True)
class VersionFacts:
    """What one version of a rule says: its day, what it changed, its articles and documents."""

    issued_on: datetime.date
    what_changed: str = ""
    articles: Iterable[Article] = ()
    files: Iterable[CleanFile] = ()


@dataclass(frozen=True)
class Targets:
    """What a measure or rule is aimed at, line by line: ranks, names of classes, risk points, projects."""

    ranks: frozenset[int] = frozenset()
    classes: frozenset[str] = frozenset()
    points: tuple[RiskPoint, ...] = field(default=())
    projects: tuple[MajorProject, ...] = field(default=())

    @property
    def told(self) -> list[str]:
        """What the ledger keeps."""
        points = [f"point:{point.pk}" for point in self.points]
        levels = [f"level:{rank}" for rank in sorted(self.ranks)]
        classes = [f"class:{name}" for name in sorted(self.classes)]
        return [*points, *levels, *classes, *(f"project:{one.code}" for one in self.projects)]

    def enforce_body(self, body: Unit) -> None:
        """Raise ValidationError where a risk point or a project belongs to another body."""
        if any(point.body_id != body.pk for point in self.points):
            raise ValidationError(_("The risk point belongs to another body."))
        if any(project.body_id != body.pk for project in self.projects):
            raise ValidationError(_("The project belongs to another body."))


def list_rule(
    *, body: Unit, name: str, issuer: str, number: str, version: VersionFacts, by: User
) -> Rule:
    """Put a rule on a body's list with the version that holds; of a refused one no file stays."""
    with removed_unless_kept() as written, transaction.atomic():
        can_keep_rules(by, body).enforce()
        rule = Rule(body=body, key=f"r-{uuid.uuid4().hex[:12]}", listed_by=by)
        rule.name, rule.issuer, rule.number = name, issuer, number
        rule.full_clean()
        rule.save()
        kept = _write_version(rule, version, written, by=by)
        record(verb="rule.list", target=rule, by=by, number=number, **kept)
    return rule


@transaction.atomic
def edit_rule(*, rule: Rule, name: str, issuer: str, number: str, expected: int, by: User) -> Rule:
    """Correct a rule's name, issuer or number; raises Stale where somebody did so meanwhile."""
    can_change_rule(by, rule).enforce()
    before = {"name": rule.name, "issuer": rule.issuer, "number": rule.number}
    said = {"name": name, "issuer": issuer, "number": number}
    for field_name, value in said.items():
        setattr(rule, field_name, value)
    rule.full_clean()
    save_if_current(rule, expected=expected, **said)
    record(verb="rule.edit", target=rule, by=by, before=before, after=said)
    return rule


def add_version(*, rule: Rule, version: VersionFacts, by: User) -> RuleVersion:
    """Enter a rule as it was amended; the earlier versions stay to be read."""
    with removed_unless_kept() as written, transaction.atomic():
        rule = _locked(rule)
        can_change_rule(by, rule).enforce()
        last = rule.versions.first()
        if last and version.issued_on < last.issued_on:
            words = _("The version before is of %(day)s; a new one is not older.")
            raise ValidationError({"issued_on": words % {"day": last.issued_on.isoformat()}})
        kept = _write_version(rule, version, written, by=by)
        rule.validity = Validity.AMENDED
        rule.save(update_fields=["validity"])
        record(verb="rule.amend", target=rule, by=by, what_changed=version.what_changed, **kept)
    return rule.versions.get(number=kept["version"])


def _write_version(
    rule: Rule, facts: VersionFacts, written: list[str], *, by: User
) -> dict[str, Any]:
    """Write a version with its articles and documents; gives what the ledger keeps of it."""
    made = RuleVersion(rule=rule, number=rule.versions.count() + 1, entered_by=by)
    made.issued_on, made.what_changed = facts.issued_on, facts.what_changed
    made.full_clean()
    made.save()
    write_articles(made, facts.articles)
    files = [_keep_file(made, file, written, by=by) for file in facts.files]
    return {
        "version": made.number,
        "issued_on": made.issued_on.isoformat(),
        "documents": {each.name: each.digest for each in files},
    }


def write_articles(version: RuleVersion, articles: Iterable[Article]) -> None:
    """Write the articles of a new version; they are never changed."""
    RuleArticle.objects.bulk_create(
        RuleArticle(version=version, label=label, text=text, order=order)
        for order, (label, text) in enumerate(articles)
    )


def _keep_file(version: RuleVersion, file: CleanFile, written: list[str], *, by: User) -> RuleFile:
    if version.documents.filter(digest=file.digest).exists():
        words = _("“%(name)s” was chosen twice. Leave one out.")
        raise ValidationError({"documents": words % {"name": file.name}})
    kept = RuleFile(version=version, added_by=by)
    write(kept, file, kept.public_id, written)
    kept.save()
    return kept


@transaction.atomic
def repeal_rule(*, rule: Rule, on: datetime.date, because: str, by: User) -> Rule:
    """Say that a rule holds no more, from which day and why; what rests on it is told."""
    rule = _locked(rule)
    can_change_rule(by, rule).enforce()
    if on > timezone.localdate():
        raise ValidationError({"on": _("The day has not come yet. Enter it on the day.")})
    rule.validity, rule.repealed_on = Validity.REPEALED, on
    rule.repealed_because, rule.repealed_by = because.strip(), by
    rule.full_clean()
    rule.save()
    resting = list(rule.measures.in_force().values_list("key", flat=True)[:500])
    record(
        verb="rule.repeal",
        target=rule,
        by=by,
        on=on.isoformat(),
        because=rule.repealed_because,
        resting=resting,
    )
    return rule


@transaction.atomic
def aim_rule(*, rule: Rule, targets: Targets, by: User) -> None:
    """Say anew at what a rule is aimed: risk points, levels, classes of units, major projects."""
    rule = _locked(rule)
    can_change_rule(by, rule).enforce()
    targets.enforce_body(rule.body)
    set_aims({"rule": rule}, rule.body, targets, by=by)
    kept = set(targets.points)
    rule.line_aims.filter(line=Line.POINT).exclude(risk_point__in=kept).delete()
    for point in targets.points:
        rule.line_aims.get_or_create(
            line=Line.POINT, risk_point=point, body=rule.body, defaults={"aimed_by": by}
        )
    record(verb="rule.aim", target=rule, by=by, at=targets.told)


def set_aims(whose: dict[str, Rule | Measure], body: Unit, targets: Targets, *, by: User) -> None:
    """Write at which levels, classes and projects something is aimed; what is aimed there already stays."""
    wanted: set[tuple[str, int, str, int | None]] = {
        *((Line.LEVEL, rank, "", None) for rank in targets.ranks),
        *((Line.CLASS, 0, name, None) for name in targets.classes),
        *((Line.PROJECT, 0, "", project.pk) for project in targets.projects),
    }
    for aim in LineAim.objects.exclude(line=Line.POINT).filter(**whose):
        place = (aim.line, aim.rank, aim.unit_class, aim.project_id)
        if place in wanted:
            wanted.remove(place)
        else:
            aim.delete()
    for line, rank, name, project in sorted(wanted, key=str):
        aim = LineAim(line=line, rank=rank, unit_class=name, body=body, aimed_by=by, **whose)
        aim.project_id = project
        aim.full_clean()
        aim.save()


def _locked(rule: Rule) -> Rule:
    return (
        Rule.objects.select_for_update(of=("self",)).select_related("body__parent").get(pk=rule.pk)
    )
