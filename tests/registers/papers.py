"""A posting whose papers are looked at, for tests."""

import io
import zipfile

from django.urls import reverse

from powers.models import Posting
from riskcontrol.lib.workdays import posting_period
from tests.factories.accounts import BodyFactory, SectionFactory, contributor
from tests.factories.powers import drawn_chart, fresh, posted


def a_posting(
    name="农药经营许可证核发流程图",
    asked="哪一步最不方便？",
    body="示范县农业农村局",
    section="行政审批股",
    **days,
):
    unit = SectionFactory(name=section, parent=BodyFactory(name=body))
    chart = drawn_chart(section=unit, name=name)
    chart.powers.update(name="农药经营许可证核发", enquiry_phone="0000-6212345")
    made = posted(fresh(chart), **days)
    period = posting_period(made.opens, 7)
    Posting.objects.filter(pk=made.pk).update(asked=asked, closes=period.closes)
    made.refresh_from_db()
    return made


def url_of(posting, name="posting_pack"):
    return reverse(f"registers:{name}", args=[posting.pk])


def answer(client, posting, query="", by=None):
    client.force_login(by or contributor(posting.flowchart.section))
    return client.get(url_of(posting) + query)


def unpacked(client, posting, query=""):
    archive = zipfile.ZipFile(io.BytesIO(answer(client, posting, query).content))
    assert archive.testzip() is None
    return {name: archive.read(name) for name in archive.namelist()}
