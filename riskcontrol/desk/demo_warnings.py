"""The demo's warnings: computed from its data, one acted on, two notices, one of them answered."""

import datetime
from collections.abc import Callable

from django.utils import timezone

from measures.actions.notices import NoticeFacts, issue_notice, reply_to_notice
from measures.actions.warnings import act_on, compute_warnings, enter_law_change
from measures.models import Warning as Raised
from measures.warning_states import NoticeKind, RequiredAct, WarningKind
from riskcontrol.accounts.models import Unit, User

LAW = "行政许可法"


def add_warnings(section: Unit, by: Callable[[str], User]) -> None:
    """Compute what stands, act on one, and issue a notice by hand and one from a warning."""
    today = timezone.localdate()
    enter_law_change(
        body=section.body,
        law=LAW,
        changed_on=today + datetime.timedelta(days=30),
        what="修订后的条文自该日起施行。",
        by=by("contributor"),
    )
    compute_warnings(section.body, today)
    warnings = Raised.objects.open().filter(body=section.body)
    if unproven := warnings.filter(kind=WarningKind.UNPROVEN, section=section).first():
        note = "已要求责任岗位本周内落实，下周科务会核对。"
        act_on(warning=unproven, note=note, by=by("section-head"))
    overdue = warnings.filter(kind=WarningKind.OVERDUE, section=section).first()
    _notices(section, overdue, today, by)


def _notices(
    section: Unit, overdue: Raised | None, today: datetime.date, by: Callable[[str], User]
) -> None:
    answered = issue_notice(
        body=section.body,
        facts=NoticeFacts(
            kind=NoticeKind.CONTROL,
            section=section,
            seen="公章使用登记簿连续两月没有核对人签字。",
            required="补齐核对记录，明确每月核对人，并在科务会上说明。",
            due_on=today + datetime.timedelta(days=10),
        ),
        by=by("committee-chair"),
    )
    reply_to_notice(
        notice=answered,
        text="已补齐核对记录，自本月起由档案岗每月末核对签字。",
        by=by("section-head"),
    )
    issue_notice(
        body=section.body,
        facts=NoticeFacts(
            kind=NoticeKind.DISPOSAL,
            section=section,
            seen="调阅登记簿核对逾期，缺登记的调阅没有补正说明。",
            required="约谈责任人，限期补正并书面说明原因。",
            due_on=today + datetime.timedelta(days=15),
            acts=[RequiredAct.TALK, RequiredAct.CORRECTION],
        ),
        warning=overdue,
        by=by("committee-chair"),
    )
