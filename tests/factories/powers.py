"""Powers, charts and postings for tests."""

import datetime
from itertools import pairwise

import factory
from django.utils import timezone

from powers.actions.finding import keep_findable
from powers.charts import drawing_of, facts_of
from powers.models import (
    Attachment,
    Comment,
    Extension,
    Flowchart,
    Link,
    Posting,
    Power,
    Referral,
    Step,
    Version,
)
from powers.states import Category, StepKind

from .accounts import PositionFactory, SectionFactory, UserFactory


class FlowchartFactory(factory.django.DjangoModelFactory):
    """A chart without steps."""

    class Meta:
        model = Flowchart

    section = factory.SubFactory(SectionFactory)
    body = factory.LazyAttribute(lambda chart: chart.section.body)
    key = factory.Sequence(lambda n: f"chart-{n}")
    code = factory.LazyAttribute(lambda chart: f"{chart.body.code}-{chart.key}".lower())
    name = factory.Sequence(lambda n: f"流程图{n}")


class StepFactory(factory.django.DjangoModelFactory):
    """A step without links."""

    class Meta:
        model = Step

    flowchart = factory.SubFactory(FlowchartFactory)
    key = factory.Sequence(lambda n: f"step-{n}")
    name = factory.Sequence(lambda n: f"环节{n}")
    kind = StepKind.STEP
    position = factory.SubFactory(
        PositionFactory, unit=factory.SelfAttribute("..flowchart.section")
    )
    days = 5


class PowerFactory(factory.django.DjangoModelFactory):
    """A power without a chart."""

    class Meta:
        model = Power

    section = factory.SubFactory(SectionFactory)
    body = factory.LazyAttribute(lambda power: power.section.body)
    code = factory.Sequence(lambda n: f"POWER-{n}")
    name = factory.Sequence(lambda n: f"职权{n}")
    category = Category.INTERNAL


def drawn_chart(**kwargs):
    """A complete chart of three steps (receive, decide, serve) that serves one power."""
    return fresh(_drawn(**kwargs))


def _drawn(**kwargs):
    chart = FlowchartFactory(**kwargs)
    position = PositionFactory(unit=chart.section)
    steps = [
        StepFactory(flowchart=chart, key=key, name=name, kind=kind, position=position, order=order)
        for order, (key, name, kind) in enumerate(
            [
                ("receive", "受理", StepKind.START),
                ("examine", "审查", StepKind.STEP),
                ("serve", "送达", StepKind.END),
            ]
        )
    ]
    for order, (source, target) in enumerate(pairwise(steps)):
        Link.objects.create(flowchart=chart, source=source, target=target, order=order)
    PowerFactory(section=chart.section, flowchart=chart)
    return chart


def fresh(chart):
    """The chart read anew with all that its drawing is made of."""
    return Flowchart.objects.with_drawing().get(pk=chart.pk)


def frozen(chart, **kwargs):
    """A version of the chart as it is now."""
    chart = fresh(chart)
    number = chart.versions.count() + 1
    defaults = {"reason": "公示", "drawing": drawing_of(chart), "facts": facts_of(chart)}
    return Version.objects.create(flowchart=chart, number=number, **(defaults | kwargs))


def posted(chart, *, days_ago=0, days=9):
    """A posting that opened some days ago and closes some days after that."""
    opens = timezone.localdate() - datetime.timedelta(days=days_ago)
    posting = Posting.objects.create(
        flowchart=chart,
        version=frozen(chart),
        opens=opens,
        closes=opens + datetime.timedelta(days=days),
    )
    keep_findable(Posting.objects.filter(pk=posting.pk))
    return posting


def settled_chart(**kwargs):
    """A complete chart whose posting is over and settled without changes."""
    chart = _drawn(**kwargs)
    posting = posted(chart, days_ago=30)
    Posting.objects.filter(pk=posting.pk).update(
        final_version=posting.version,
        handed_in_by=UserFactory(),
        settled_by=UserFactory(),
        settled_at=timezone.now(),
    )
    return fresh(chart)


class CommentFactory(factory.django.DjangoModelFactory):
    """A comment on the whole of a posted chart."""

    class Meta:
        model = Comment

    posting = factory.LazyFunction(lambda: posted(drawn_chart()))
    body = "希望写明几天内答复。"
    received_on = factory.LazyFunction(timezone.localdate)


class ReferralFactory(factory.django.DjangoModelFactory):
    """What was passed on to the committee of the body that posted a chart."""

    class Meta:
        model = Referral

    posting = factory.LazyFunction(lambda: posted(drawn_chart()))
    body_unit = factory.LazyAttribute(lambda referral: referral.posting.flowchart.body)
    channel = "page"
    body = "经办人收受好处。"
    received_on = factory.LazyFunction(timezone.localdate)
    passed_by = factory.SubFactory(UserFactory)
    passed_on = factory.LazyFunction(timezone.localdate)


class AttachmentFactory(factory.django.DjangoModelFactory):
    """A file handed in with a comment."""

    class Meta:
        model = Attachment

    comment = factory.SubFactory(CommentFactory)
    file = factory.django.FileField(filename="photo.png", data=b"\x89PNG")
    name = "照片.png"
    kind = "image/png"
    size = 4
    digest = "0" * 64


class ExtensionFactory(factory.django.DjangoModelFactory):
    """A posting that was extended by a week."""

    class Meta:
        model = Extension

    posting = factory.LazyFunction(lambda: posted(drawn_chart()))
    closed_before = factory.LazyAttribute(lambda extension: extension.posting.closes)
    closes = factory.LazyAttribute(
        lambda extension: extension.closed_before + datetime.timedelta(days=7)
    )
    reason = "意见较多，延长七天。"
    made_by = factory.SubFactory(UserFactory)
    made_on = factory.LazyFunction(timezone.localdate)
