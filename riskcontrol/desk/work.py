"""What waits for a person: reads only, one short list a kind of work."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N  # noqa: N812 - the short name of a mark

from measures.models import Occasion
from powers.models import Flowchart, Posting, Power, Release
from powers.states import Stage
from riskcontrol.accounts.models import User
from riskcontrol.accounts.roles import Permission
from riskpoints.models import LevelProposal, Sitting, Worksheet
from riskpoints.states import WorksheetState

P = Permission
SOON = datetime.timedelta(days=14)  # how far ahead a due measure is shown


@dataclass(frozen=True)
class WorkItem:
    """One thing to do: what, on what, where, by when."""

    tag: str
    title: str
    note: str
    url: str
    button: str
    due: str = ""
    late: bool = False


def work_of(user: User) -> list[WorkItem]:
    """List what waits for a person, the late first; each kind is asked only of those who may do it."""
    items = [item for permission, list_work in KINDS if user.may_anywhere(permission)
             for item in list_work(user)]  # fmt: skip
    return sorted(items, key=lambda item: not item.late)


def _release_item(release: Release, title: str, button: str) -> WorkItem:
    url = reverse("powers:release", args=[release.flowchart.code])
    note = f"{release.flowchart.name} · {release.submitted_by}"
    return WorkItem(_("Posting"), title, note, url, button)


def releases_at(
    stage: Stage, permission: str, title: str, button: str
) -> Callable[[User], Iterable[WorkItem]]:
    """Make the list of releases that wait at one stage."""

    def list_work(user: User) -> Iterable[WorkItem]:
        releases = Release.objects.visible_to(user).for_list().filter(stage=stage)
        return [
            _release_item(release, _(title), _(button))
            for release in releases
            if user.may(permission, release.flowchart.section)
        ]

    return list_work


def postings_to_answer(user: User) -> Iterable[WorkItem]:
    """Postings with comments nobody has answered, and those over and ready to be handed in."""
    postings = Posting.objects.visible_to(user).unsettled().opened().for_list()
    mine = [one for one in postings if user.may(P.REPLY_DRAFT, one.flowchart.section)]
    for posting in mine:
        over = posting.closes < timezone.localdate()
        if posting.unanswered_count:
            title = _("Answer %(count)s comments of the public") % {
                "count": posting.unanswered_count
            }
            yield _posting_item(posting, title, _("Answer"), over)
        elif over and posting.handed_in_at is None:
            yield _posting_item(posting, _("Hand in the answers to be settled"), _("Hand in"), over)


def _posting_item(posting: Posting, title: str, button: str, over: bool) -> WorkItem:  # noqa: FBT001 - the one fact it is about
    until = _("closed on %(day)s") if over else _("open until %(day)s")
    url = reverse("powers:posting_detail", args=[posting.pk])
    due = until % {"day": date_format(posting.closes, "SHORT_DATE_FORMAT")}
    return WorkItem(_("Comments"), title, posting.flowchart.name, url, button, due)


def postings_to_settle(user: User) -> Iterable[WorkItem]:
    """Postings handed in, to be settled by a second person."""
    postings = Posting.objects.visible_to(user).unsettled().for_list()
    return [
        _posting_item(one, _("Settle the posting"), _("Settle"), over=True)
        for one in postings.filter(handed_in_at__isnull=False)
        if user.may(P.POSTING_SETTLE, one.flowchart.section)
    ]


def charts_to_go_on_with(user: User) -> Iterable[WorkItem]:
    """Powers without a flow, and charts never sent up or returned."""
    powers = Power.objects.visible_to(user).for_list().filter(flowchart=None, withheld_ground="")
    for power in powers:
        if user.may(P.CHART_EDIT, power.section):
            url = reverse("powers:power_edit", args=[power.code])
            yield WorkItem(_("Flow"), _("Draw the flow"), power.name, url, _("Draw"))
    under_way = Release.objects.under_way().filter(flowchart=OuterRef("pk"))
    charts = (
        Flowchart.objects.visible_to(user)
        .select_related("section__parent__parent")
        .filter(~Exists(under_way), postings=None, versions=None)
    )
    for chart in charts:
        if user.may(P.CHART_EDIT, chart.section):
            url = reverse("powers:release", args=[chart.code])
            title = _("Complete the chart and send it up for posting")
            yield WorkItem(_("Flow"), title, chart.name, url, _("Go on"))


def worksheets_to_fill(user: User) -> Iterable[WorkItem]:
    """Worksheets being filled in or returned, and settled charts that have none yet."""
    drafts = (
        Worksheet.objects.visible_to(user)
        .for_list()
        .filter(state__in=[WorksheetState.DRAFT, WorksheetState.RETURNED])
    )
    for sheet in drafts:
        if user.may(P.WORKSHEET_EDIT, sheet.section):
            returned = sheet.state == WorksheetState.RETURNED
            title = _("The worksheet was returned") if returned else _("Go on with the worksheet")
            yield _worksheet_item(sheet, title, _("Go on"))
    known = Worksheet.objects.filter(flowchart=OuterRef("pk"))
    charts = (
        Flowchart.objects.visible_to(user)
        .select_related("section__parent__parent")
        .filter(Q(postings__settled_at__isnull=False) | Q(versions__withheld=True), ~Exists(known))
        .distinct()
    )
    for chart in charts:
        if user.may(P.WORKSHEET_EDIT, chart.section):
            url = reverse("desk:worksheet", args=[chart.code])
            title = _("Look for risk points on the settled chart")
            yield WorkItem(_("Finding"), title, chart.name, url, _("Begin"))


def _worksheet_item(sheet: Worksheet, title: str, button: str) -> WorkItem:
    if sheet.flowchart:
        url = reverse("desk:worksheet", args=[sheet.flowchart.code])
    else:
        url = reverse("desk:section_worksheet", args=[sheet.section.code])
    return WorkItem(_("Finding"), title, str(sheet), url, button)


def worksheets_to_sign(user: User) -> Iterable[WorkItem]:
    """Worksheets that wait for the section head's signature."""
    sheets = Worksheet.objects.visible_to(user).for_list().filter(state=WorksheetState.SUBMITTED)
    return [
        _worksheet_item(sheet, _("Sign the worksheet"), _("Look and sign"))
        for sheet in sheets
        if user.may(P.WORKSHEET_SIGN, sheet.section)
    ]


def withholdings_to_approve(user: User) -> Iterable[WorkItem]:
    """Powers proposed to be withheld from the public."""
    powers = (
        Power.objects.visible_to(user)
        .for_list()
        .filter(withheld_ground__gt="", withheld_approver="")
    )
    for power in powers:
        if user.may(P.WITHHOLDING_APPROVE, power.section):
            url = reverse("desk:power", args=[power.code])
            title = _("Decide whether the power may be withheld from the public")
            yield WorkItem(_("Posting"), title, power.name, url, _("Decide"))


def sittings_to_join(user: User) -> Iterable[WorkItem]:
    """Open sittings in which he has not handed in, and lowerings that wait for a second person."""
    sittings = Sitting.objects.open().filter(members__user=user, members__recused_because="")
    for sitting in sittings.exclude(assessments__rater=user).select_related(
        "worksheet__flowchart", "worksheet__section"
    ):
        yield _sitting_item(sitting, _("Rate the risk points of the worksheet"), _("Rate"))
    waiting = LevelProposal.objects.filter(sitting__in=sittings, seconded_by=None).exclude(
        proposed_by=user
    )
    for proposal in waiting.select_related(
        "sitting__worksheet__flowchart", "sitting__worksheet__section"
    ):
        yield _sitting_item(
            proposal.sitting, _("A lowered level waits for a second person"), _("Look")
        )


def _sitting_item(sitting: Sitting, title: str, button: str) -> WorkItem:
    url = reverse("desk:sitting", args=[sitting.pk])
    return WorkItem(_("Rating"), title, str(sitting.worksheet), url, button)


def sittings_to_chair(user: User) -> Iterable[WorkItem]:
    """Worksheets handed in and not yet taken up, and own sittings whose members are all in."""
    open_ones = Sitting.objects.open().filter(worksheet=OuterRef("pk"))
    sheets = Worksheet.objects.visible_to(user).for_list().filter(state=WorksheetState.HANDED_IN)
    for sheet in sheets.filter(~Exists(open_ones)):
        if user.may(P.SITTING_CONVENE, sheet.section):
            url = reverse("desk:committee")
            yield WorkItem(_("Rating"), _("Convene a sitting"), str(sheet), url, _("Convene"))
    mine = Sitting.objects.open().filter(chair=user, assessments__rater=user).distinct()
    for sitting in mine.select_related("worksheet__flowchart", "worksheet__section"):
        yield _sitting_item(sitting, _("Decide the sitting once everybody is in"), _("Look"))


def occasions_to_do(user: User) -> Iterable[WorkItem]:
    """Measures overdue, or due within two weeks, in his sections."""
    today = timezone.localdate()
    occasions = (
        Occasion.objects.visible_to(user).undone().for_list().filter(due_on__lte=today + SOON)
    )
    for one in occasions.filter(measure__state="in-force"):
        if user.may(P.MEASURE_CARRY_OUT, one.measure.section):
            yield _occasion_item(one, one.measure.text, _("Report"), today)


def occasions_to_verify(user: User) -> Iterable[WorkItem]:
    """Measures reported done by somebody else."""
    today = timezone.localdate()
    for one in Occasion.objects.visible_to(user).unverified().for_list().exclude(done_by=user):
        if user.may(P.MEASURE_VERIFY, one.measure.section):
            title = _("Verify: %(measure)s") % {"measure": one.measure.text}
            yield _occasion_item(one, title, _("Verify"), today)


def overdue_to_answer_for(user: User) -> Iterable[WorkItem]:
    """Overdue measures in the units a leader answers for."""
    today = timezone.localdate()
    for one in Occasion.objects.visible_to(user).overdue_on(today).for_list():
        if user.may(P.RELEASE_SIGN, one.measure.section):
            title = _("Overdue: %(measure)s") % {"measure": one.measure.text}
            yield _occasion_item(one, title, _("Look"), today)


def _occasion_item(one: Occasion, title: str, button: str, today: datetime.date) -> WorkItem:
    late = one.done_at is None and one.due_on < today
    due = (
        _("%(count)s days overdue") % {"count": (today - one.due_on).days}
        if late
        else _("due on %(day)s") % {"day": date_format(one.due_on, "SHORT_DATE_FORMAT")}
    )
    url = reverse("measures:detail", args=[one.measure_id])
    return WorkItem(_("Measure"), title, str(one.measure.section), url, button, due, late)


def people_without_a_role(_user: User) -> Iterable[WorkItem]:
    """Accounts that can sign in and do nothing yet."""
    url = reverse("accounts:people")
    for person in User.objects.filter(is_active=True, memberships=None):
        yield WorkItem(_("People"), _("Grant a role"), person.name, url, _("Grant"))


KINDS: list[tuple[str, Callable[[User], Iterable[WorkItem]]]] = [
    (P.CHART_EDIT, charts_to_go_on_with),
    (P.REPLY_DRAFT, postings_to_answer),
    (P.WORKSHEET_EDIT, worksheets_to_fill),
    (P.MEASURE_CARRY_OUT, occasions_to_do),
    (
        P.CHART_CHECK,
        releases_at(Stage.CHECK, P.CHART_CHECK, N("Check the chart"), N("Check")),
    ),
    (P.WORKSHEET_SIGN, worksheets_to_sign),
    (P.MEASURE_VERIFY, occasions_to_verify),
    (
        P.CHART_CLEAR,
        releases_at(Stage.CLEARANCE, P.CHART_CLEAR, N("Review for confidentiality"), N("Review")),
    ),
    (P.POSTING_SETTLE, postings_to_settle),
    (
        P.RELEASE_SIGN,
        releases_at(Stage.SIGNATURE, P.RELEASE_SIGN, N("Sign the release"), N("Look and sign")),
    ),
    (P.WITHHOLDING_APPROVE, withholdings_to_approve),
    (P.RELEASE_SIGN, overdue_to_answer_for),
    (P.RISK_ASSESS, sittings_to_join),
    (P.SITTING_CONVENE, sittings_to_chair),
    (P.ROLE_GRANT, people_without_a_role),
]
