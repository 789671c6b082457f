"""Everything that people of a unit and the public can read, as text that compares.

What differs by chance alone is masked: tokens, submission ids, digests, and the random names of
comments, which are numbered in the order in which they stand.
"""

import datetime
import hashlib
import io
import re
import zipfile
from contextlib import contextmanager
from zoneinfo import ZoneInfo

import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django.test import Client, TestCase
from pypdf import PdfReader

from powers.actions.entering import Entered, enter_comment
from powers.actions.releases import submit_release
from powers.models import Attachment, Comment
from powers.public import comments as public
from powers.public.open_data import DATASETS
from riskcontrol.accounts.models import User
from riskcontrol.accounts.roles import Role
from riskcontrol.desk.coverage import BY
from tests.factories.accounts import BodyFactory, PositionFactory, SectionFactory, person
from tests.factories.measures import handed_in, measure_for
from tests.factories.powers import (
    AttachmentFactory,
    FlowchartFactory,
    drawn_chart,
    posted,
    settled_chart,
)
from tests.factories.projects import MajorProjectFactory, ProjectFirmFactory
from tests.factories.rules import RuleFactory
from tests.test_urls import ROUTES

UNIT_ROLES = [
    Role.CONTRIBUTOR, Role.SECTION_HEAD, Role.MODERATOR, Role.DEPUTY_HEAD, Role.HEAD, Role.AUDITOR,
    Role.SECURITY_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR,
]  # fmt: skip
PUBLIC = "the public"
NOW = datetime.datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Shanghai"))

MASKS = [
    (re.compile(r"csrfmiddlewaretoken\" value=\"[^\"]+"), "csrf"),
    (re.compile(r"X-CSRFToken\": \"[^\"]+"), "csrf"),
    (re.compile(r"name=\"token\" value=\"[^\"]+"), "token"),
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "submission"),
    (re.compile(r"<code class=\"text-body\">[0-9a-f]{16}</code>"), "digest"),
]

# What was passed on is not counted among what the unit reads.
NOT_THE_UNITS = {Attachment: {"comment": None}}


class Unit:
    """A body with one person in each role, and a chart at each stage: empty, sent up, posted, settled."""

    def __init__(self):
        self.section = SectionFactory(parent=BodyFactory())
        self.body = self.section.parent
        self.position = PositionFactory(unit=self.section)
        seats = {Role.CONTRIBUTOR: self.section, Role.SECTION_HEAD: self.section}
        self.people = {role: person(role, seats.get(role, self.body)) for role in UNIT_ROLES}
        User.objects.update(email="somebody@example.org")
        self.duty = self.section.duties.create(text="受理申请")
        self.empty = FlowchartFactory(section=self.section)
        self.release = submit_release(
            flowchart=drawn_chart(section=self.section), days=7, by=self.by(Role.CONTRIBUTOR)
        )
        self.chart = drawn_chart(section=self.section)
        self.posting = posted(self.chart, days_ago=3)
        self.settled = settled_chart(section=self.section)
        self.sheet = handed_in(self.settled)
        self.point = self.sheet.risk_points.get()
        self.measure = measure_for(self.point)
        self.rule = RuleFactory(body=self.body)
        self.project = MajorProjectFactory(section=self.section, flowchart=self.settled)
        self.firm = ProjectFirmFactory(project=self.project).firm

    def by(self, role):
        return self.people[role]

    def comments_online(self, body):
        """Hand in a comment as the public does, with a file."""
        public.hand_in_comment(
            code=self.chart.code, step_key="examine", body=body, token=public.comment_token()
        )
        comment = Comment.objects.get(body=body)
        AttachmentFactory(comment=comment)
        return comment

    def enters(self, body):
        """Enter a comment that came by letter."""
        entered = Entered("letter", "来信7号", NOW.date(), body, "examine", "王五", "13800000000")
        return enter_comment(
            posting=self.posting,
            entered=entered,
            receipt_hash="7" * 64,
            by=self.by(Role.CONTRIBUTOR),
        )

    def passes_on(self, comment):
        """Pass a comment on, over HTTP, and read the page it leads to."""
        client = signed_in(self.by(Role.MODERATOR))
        address = f"/desk/postings/{self.posting.pk}/comments/{comment.public_id}/refer/"
        assert client.post(address, follow=True).redirect_chain


@contextmanager
def a_world():
    """Try something out and take it back."""
    with time_machine.travel(NOW, tick=False), transaction.atomic():
        yield
        transaction.set_rollback(True)


def signed_in(user):
    client = Client()
    if user:
        client.force_login(user)
    return client


def addresses(unit):
    """Give the pages that somebody of the unit or the public can read, each with its route's name."""
    chart, settled, power = unit.chart.code, unit.settled.code, unit.chart.powers.get().code
    posting, first = unit.posting.pk, unit.posting.comments.order_by("pk").first()
    paths = {
        "disclosure:portal": ["/", "/?lang=en&state=open"],
        "disclosure:chart": [f"/charts/{chart}/", f"/charts/{chart}/?lang=en"],
        "disclosure:picture": [f"/charts/{chart}/picture.svg"],
        "disclosure:compare": [f"/charts/{chart}/compare/1/1/"],
        "disclosure:comment": [f"/charts/{chart}/comment/"],
        "disclosure:receipt": ["/receipt/"],
        "disclosure:report": ["/report/"],
        "disclosure:handled": ["/handled/", "/handled/?lang=en"],
        "disclosure:handled_report": [f"/charts/{chart}/handled/1/"],
        "disclosure:handled_report_pdf": [f"/charts/{chart}/handled/1/report.pdf"],
        "disclosure:feed": ["/feed/"],
        "disclosure:unit_feed": [f"/feed/{unit.body.code}/"],
        "disclosure:open_data": ["/open-data/"],
        "disclosure:open_data_file": [
            f"/open-data/{each.name}.{kind}" for each in DATASETS for kind in ("csv", "json")
        ],
        "disclosure:sitemap": ["/sitemap.xml"],
        "disclosure:robots": ["/robots.txt"],
        "registers:poster": [f"/desk/postings/{posting}/poster.pdf"],
        "registers:posting_pack": [f"/desk/postings/{posting}/pack.zip"],
        "registers:approval_sheet": [f"/desk/registers/releases/{unit.release.pk}.pdf"],
        "accounts:stand_ins": ["/desk/stand-ins/"],
        "powers:withheld_list": ["/desk/powers/withheld/"],
        "powers:posting_period": [f"/desk/postings/{posting}/period/"],
        "accounts:people": ["/desk/people/"],
        "accounts:units": ["/desk/units/"],
        "accounts:unit_edit": [f"/desk/units/{unit.section.code}/edit/"],
        "desk:unit": [f"/desk/units/{unit.section.code}/", f"/desk/units/{unit.body.code}/"],
        "powers:power_list": ["/desk/powers/"],
        "powers:power_add": ["/desk/powers/add/"],
        "powers:power_edit": [f"/desk/powers/{power}/edit/"],
        "powers:power_withholding": [f"/desk/powers/{power}/withholding/"],
        "powers:flowchart_list": ["/desk/flowcharts/"],
        "powers:flowchart_detail": [f"/desk/flowcharts/{chart}/"],
        "powers:flowchart_edit": [f"/desk/flowcharts/{chart}/edit/"],
        "powers:begin": [f"/desk/flowcharts/{unit.empty.code}/begin/"],
        "powers:paste": [f"/desk/flowcharts/{chart}/paste/"],
        "powers:compare": [f"/desk/flowcharts/{chart}/compare/1/0/"],
        "powers:picture": [f"/desk/flowcharts/{chart}/picture.svg"],
        "powers:release": [f"/desk/flowcharts/{chart}/release/"],
        "powers:posting_list": ["/desk/postings/", "/desk/postings/?state=open"],
        "powers:posting_detail": [
            f"/desk/postings/{posting}/{query}"
            for query in ("", "?show=all", "?show=done", "?show=look", "?show=mine")
        ],
        "powers:comment_add": [f"/desk/postings/{posting}/comments/add/"],
        "powers:comment_act": [
            f"/desk/postings/{posting}/comments/{first.public_id}/{act}/"
            for act in ("hide", "redact", "merge", "assign", "refer")
        ],
        "powers:attachment": [f"/desk/attachments/{first.attachments.get().public_id}/"],
        "powers:referral_list": ["/desk/committee/referrals/"],
        "riskpoints:list": ["/desk/risk-points/"],
        "riskpoints:detail": [f"/desk/risk-points/{unit.point.pk}/"],
        "measures:list": ["/desk/measures/"],
        "measures:calendar": ["/desk/measures/calendar/"],
        "measures:calendar_file": ["/desk/measures/calendar.ics"],
        "measures:occasions": ["/desk/measures/occasions/", "/desk/measures/occasions/?state=all"],
        "measures:spot_checks": ["/desk/measures/spot-checks/"],
        "measures:reviews": ["/desk/measures/reviews/"],
        "measures:detail": [f"/desk/measures/{unit.measure.pk}/"],
        "measures:rule_list": ["/desk/measures/rules/"],
        "measures:rule_detail": [f"/desk/measures/rules/{unit.rule.pk}/"],
        "measures:lines": ["/desk/measures/lines/"],
        "measures:coverage": ["/desk/measures/coverage/", "/desk/measures/coverage/?gap=nothing"],
        "measures:warning_list": ["/desk/measures/warnings/"],
        "measures:warning_rules": ["/desk/measures/warnings/rules/"],
        "measures:law_changes": ["/desk/measures/warnings/laws/"],
        "measures:notice_list": ["/desk/measures/notices/"],
        "measures:education_list": ["/desk/measures/education/"],
        "measures:education_add": ["/desk/measures/education/add/"],
        "measures:pledge_list": ["/desk/measures/pledges/"],
        "measures:project_list": ["/desk/projects/"],
        "measures:project_detail": [f"/desk/projects/{unit.project.code}/"],
        "measures:project_add": ["/desk/projects/add/"],
        "measures:project_edit": [f"/desk/projects/{unit.project.code}/edit/"],
        "measures:firm_list": ["/desk/firms/"],
        "measures:firm_add": ["/desk/firms/add/"],
        "measures:firm_detail": [f"/desk/firms/{unit.firm.pk}/"],
        "registers:project_pdf": [f"/desk/registers/projects/{unit.project.code}.pdf"],
        "registers:index": ["/desk/registers/"],
        "registers:risk_points_pdf": [f"/desk/registers/risk-points/{unit.body.code}.pdf"],
        "registers:annotated_pdf": [f"/desk/registers/charts/{settled}.pdf"],
        "registers:annotated_picture": [f"/desk/registers/charts/{settled}/picture.svg"],
        "desk:section_worksheet": [f"/desk/worksheets/sections/{unit.section.code}/"],
        "desk:worksheet": [f"/desk/worksheets/{settled}/", f"/desk/worksheets/{chart}/"],
        "desk:catalogue": ["/desk/catalogue/"],
        "desk:home": ["/desk/"],
        "desk:walk": ["/desk/walk/"],
        "desk:method": ["/desk/method/"],
        "desk:power": [f"/desk/powers/{power}/"],
        "desk:same_power": [f"/desk/powers/{power}/same/"],
        "desk:oversight": ["/desk/oversight/"],
        "desk:position": [f"/desk/positions/{unit.body.code}/{unit.position.code}/"],
        "desk:point_levels": [f"/desk/risk-points/{unit.point.pk}/levels/"],
        "desk:levels": ["/desk/committee/levels/", "/desk/committee/levels/?show=standing"],
        "desk:ledger": ["/desk/ledger/"],
        "desk:settings": ["/desk/settings/"],
        "desk:committee": ["/desk/committee/"],
        "desk:lowered": ["/desk/committee/lowered/"],
        "registers:lowered_csv": ["/desk/registers/lowered-levels.csv"],
        "desk:committee_rules": ["/desk/settings/committee/"],
        "desk:carrying_rules": ["/desk/settings/measures/"],
        "desk:meetings": ["/desk/committee/meetings/"],
        "desk:rounds": ["/desk/rounds/"],
        "desk:coverage": [f"/desk/coverage/?by={by}" for by in BY],
        "powers:duty": [f"/desk/duties/{unit.duty.pk}/"],
        "desk:round": [f"/desk/rounds/{unit.sheet.round_id}/"],
    }
    return [(name, path) for name, each in paths.items() for path in each]


def read(client, path):
    """Read a page: its status, and its text without what differs by chance."""
    response = client.get(path)
    return response.status_code, text_of(response.get("Content-Type"), response.getvalue())


def text_of(kind, content):
    """Give a file as text that compares: a PDF's words, each member of a pack."""
    if kind == "application/pdf":
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if kind == "application/zip":
        pack = zipfile.ZipFile(io.BytesIO(content))
        return "\n".join(f"{name}: {member(name, pack.read(name))}" for name in pack.namelist())
    return masked(content.decode(errors="replace"))


def member(name, content):
    """Give a member of a pack: its words, or where it has none what it weighs."""
    kind = {"pdf": "application/pdf", "docx": "application/zip"}.get(name.rpartition(".")[2])
    return text_of(kind, content) if kind else hashlib.sha256(content).hexdigest()


def masked(text):
    for pattern, name in MASKS:
        text = pattern.sub(name, text)
    for model in (Comment, Attachment):
        known = model.objects.exclude(**NOT_THE_UNITS.get(model, {})).order_by("pk")
        for number, public_id in enumerate(known.values_list("public_id", flat=True), 1):
            text = text.replace(public_id, f"{model.__name__} {number}")
    return text


def everything(unit, only=()):
    """Read all of it: by who reads and what, each with its status and text."""
    seen = {}
    pages = [(name, path) for name, path in addresses(unit) if not only or name in only]
    for role in [PUBLIC, *UNIT_ROLES]:
        client = signed_in(unit.people.get(role))
        seen |= {(role, masked(path)): read(client, path) for _name, path in pages}
        verified = client.post("/desk/ledger/verify/", follow=True)
        seen[role, "verified"] = masked(verified.text)
    return seen | exported(unit)


def exported(unit):
    """Give what the commands tell, and the letters of the days after."""
    dossier, ledger = io.StringIO(), io.StringIO()
    call_command("export_dossier", unit.body.code, stdout=dossier)
    call_command("verify_ledger", stdout=ledger)
    told = {"dossier": dossier.getvalue(), "verify_ledger": ledger.getvalue()}
    return told | {"letters": letters(), "the day": run_day()}


def letters():
    """Give what is written to people once comments are overdue and the posting is over."""
    mail.outbox.clear()
    with time_machine.travel(NOW + datetime.timedelta(days=40), tick=False):
        run_day()
    return sorted((*sent.to, sent.subject, sent.body) for sent in mail.outbox)


def run_day():
    """Run the day's work and give what it says."""
    said = io.StringIO()
    with TestCase.captureOnCommitCallbacks(execute=True):
        call_command("run_day", stdout=said)
    return said.getvalue()


def differing(before, after):
    """Name what is not the same, with the first place where it differs."""
    assert before.keys() == after.keys()
    return {key: first_difference(before[key], after[key]) for key in before
            if before[key] != after[key]}  # fmt: skip


def first_difference(one, other):
    one, other = str(one), str(other)
    at = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    return one[max(0, at - 60) : at + 60], other[max(0, at - 60) : at + 60]


def unread_routes(unit):
    """Name the routes that are not read here, or that nobody here may read."""
    clients = [signed_in(unit.people.get(role)) for role in [PUBLIC, *UNIT_ROLES]]
    opened = {
        name
        for name, path in addresses(unit)
        if any(client.get(path).status_code == 200 for client in clients)
    }
    return set(ROUTES) - opened
