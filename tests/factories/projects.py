"""Major projects, what is made public of them, and firms."""

import datetime

import factory
from django.utils import timezone
from stdnum.cn import uscc

from measures.models import CreditRecord, DisclosureItem, Firm, MajorProject, ProjectFirm
from measures.states import CreditKind, FirmPart, ProjectKind
from powers.states import ProjectStage

from .accounts import BodyFactory, SectionFactory, UserFactory
from .powers import settled_chart

TODAY = timezone.localdate


def days_on(days):
    return TODAY() + datetime.timedelta(days=days)


def credit_code(number):
    """A code that passes the check and belongs to nobody."""
    base = f"91000000TEST{number:05d}".replace("TEST", "TEFT")
    return base + uscc.calc_check_digit(base)


class MajorProjectFactory(factory.django.DjangoModelFactory):
    """A planned project without a flow."""

    class Meta:
        model = MajorProject

    section = factory.SubFactory(SectionFactory)
    body = factory.LazyAttribute(lambda project: project.section.body)
    code = factory.Sequence(lambda n: f"zd-{n}")
    name = factory.Sequence(lambda n: f"重大项目{n}")
    kind = ProjectKind.WORKS


class DisclosureItemFactory(factory.django.DjangoModelFactory):
    """Something to be made public in a month."""

    class Meta:
        model = DisclosureItem

    project = factory.SubFactory(MajorProjectFactory)
    text = factory.Sequence(lambda n: f"公开事项{n}")
    due_on = factory.LazyFunction(lambda: days_on(30))

    class Params:
        overdue = factory.Trait(due_on=factory.LazyFunction(lambda: days_on(-5)))
        done = factory.Trait(
            done_by=factory.SubFactory(UserFactory),
            done_at=factory.LazyFunction(timezone.now),
            done_on=factory.LazyFunction(TODAY),
            link="https://www.example.org/a",
        )


class FirmFactory(factory.django.DjangoModelFactory):
    """A firm of a body."""

    class Meta:
        model = Firm

    body = factory.SubFactory(BodyFactory)
    code = factory.Sequence(credit_code)
    name = factory.Sequence(lambda n: f"企业{n}")


class ProjectFirmFactory(factory.django.DjangoModelFactory):
    """A builder."""

    class Meta:
        model = ProjectFirm

    project = factory.SubFactory(MajorProjectFactory)
    firm = factory.LazyAttribute(lambda part: FirmFactory(body=part.project.body))
    part = FirmPart.BUILDER
    entered_by = factory.SubFactory(UserFactory)


class CreditRecordFactory(factory.django.DjangoModelFactory):
    """A sanction handed in for approval, over this month."""

    class Meta:
        model = CreditRecord

    firm = factory.SubFactory(FirmFactory)
    credit = CreditKind.BREACH
    ground = "逾期履约，经约谈仍不整改。"
    begins_on = factory.LazyFunction(lambda: days_on(-10))
    ends_on = factory.LazyFunction(lambda: days_on(20))
    file = "credit/2026/x.pdf"
    name = "决定书.pdf"
    kind = "application/pdf"
    size = 9
    digest = "0" * 64
    entered_by = factory.SubFactory(UserFactory)

    class Params:
        approved = factory.Trait(
            approved_by=factory.SubFactory(UserFactory),
            approved_at=factory.LazyFunction(timezone.now),
        )


def settled_project(**kwargs):
    """A project that owns a settled chart, whose second step belongs to bidding and tendering."""
    chart = settled_chart(**kwargs)
    return MajorProjectFactory(section=chart.section, flowchart=chart)


def staged(chart, **stages):
    """Say of a chart's steps, by their keys, which stage they belong to."""
    for key, stage in stages.items():
        chart.steps.filter(key=key).update(
            stage=ProjectStage(stage), holder="县财政局", responsible="建设科"
        )
    return chart
