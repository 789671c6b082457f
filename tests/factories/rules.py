"""Rules with their versions, aims along the lines, indicators and readings."""

import datetime
from decimal import Decimal

import factory
from django.utils import timezone

from measures.actions.rules import Targets, write_articles
from measures.models import Indicator, LineAim, Measure, Reading, Rule, RuleVersion
from measures.states import Line, Validity

from .accounts import BodyFactory, UserFactory
from .levels import ruled
from .measures import MeasureFactory, OccasionFactory

DAY = datetime.date(2024, 5, 1)


class RuleFactory(factory.django.DjangoModelFactory):
    """A rule that holds as it was issued, without a version."""

    class Meta:
        model = Rule

    body = factory.SubFactory(BodyFactory)
    key = factory.Sequence(lambda n: f"rule-{n}")
    name = factory.Sequence(lambda n: f"管理办法{n}")
    issuer = "市纪委"

    class Params:
        repealed = factory.Trait(
            validity=Validity.REPEALED, repealed_on=DAY, repealed_because="已被替代。"
        )


def version_of(rule, *articles, number=None, issued_on=DAY):
    """A version of a rule with these articles, each a name and what it says."""
    number = number or rule.versions.count() + 1
    version = RuleVersion.objects.create(rule=rule, number=number, issued_on=issued_on)
    write_articles(version, articles)
    return version


def aimed(thing, *, rank=0, unit_class="", point=None, project=None):
    """Aim a measure or a rule at a level, a class, a project or (a rule) at a risk point."""
    whose = {"measure": thing} if isinstance(thing, Measure) else {"rule": thing}
    line = Line.POINT if point else Line.LEVEL if rank else Line.CLASS
    at = {"rank": rank, "unit_class": unit_class, "risk_point": point, "project": project}
    return LineAim.objects.create(
        body=thing.body, line=Line.PROJECT if project else line, **at, **whose
    )


def along(section, *, rank=0, unit_class="", project=None, **fields):
    """A measure in force of a section, aimed at a level, a class or a project."""
    measure = MeasureFactory(section=section, in_force=True, **fields)
    aimed(measure, rank=rank, unit_class=unit_class, project=project)
    return measure


def indicator_of(measure, *, baseline=50, target=100, is_master=True, **fields):
    """An indicator of a measure; by itself the master one, which shall rise from 50 to 100."""
    given = {"name": "签字齐全的占比", "unit": "%"} | fields
    return Indicator.objects.create(
        measure=measure, baseline=Decimal(baseline), target=Decimal(target), is_master=is_master,
        **given,
    )  # fmt: skip


def verified_reading(measure, indicator, value, *, days_ago=1):
    """An occasion that was done and verified some days ago, with what was read on it."""
    due = timezone.localdate() - datetime.timedelta(days=days_ago)
    occasion = OccasionFactory(measure=measure, done=True, due_on=due)
    Reading.objects.create(occasion=occasion, indicator=indicator, value=Decimal(value))
    occasion.verified_by, occasion.verified_at = UserFactory(), timezone.now()
    occasion.save()
    return occasion


def ruled_point(rank=1):
    """A risk point ruled to be of a level, without a measure."""
    return ruled(None, rank, 3, 3, 3, planned=None, measures=0)


def at_levels(*ranks):
    """Targets at levels alone."""
    return Targets(ranks=frozenset(ranks))


def at_classes(*names):
    """Targets at classes of units alone."""
    return Targets(classes=frozenset(names))
