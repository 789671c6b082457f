"""The committee's pages: its queue, and one sitting from the first grade to the ruling."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import User
from riskcontrol.accounts.roles import Permission
from riskcontrol.audit.once import once
from riskcontrol.desk import sitting_actions
from riskcontrol.desk.counting import counts_for
from riskcontrol.desk.forms.sittings import AssessmentForm, DecideForm, ProposalForm, ReturnForm
from riskcontrol.desk.judging import SHOWN, bodies_to_look_through, changed_rows, to_rule_again
from riskcontrol.desk.queue import entries, queue_for
from riskcontrol.desk.sitting_plans import PlanForm, hand_out_plans
from riskcontrol.desk.sittings import Bench, bench_of
from riskpoints.actions.sittings import (
    propose_level,
    second_lowering,
    submit_assessments,
    withdraw_proposal,
)
from riskpoints.explaining import live_patterns
from riskpoints.hearing import highest_of, is_again, points
from riskpoints.models import (
    Level,
    LevelProposal,
    RiskPoint,
    Sitting,
    Worksheet,
)
from riskpoints.permissions.meetings import can_call
from riskpoints.permissions.sittings import can_assess, can_chair, can_decide, can_propose

ROWS_A_PAGE = 20


@require_GET
def committee(request: AuthenticatedRequest) -> HttpResponse:
    """List what waits for the reader, the oldest first, and below what waits for others."""
    page = Paginator(queue_for(request.user), ROWS_A_PAGE).get_page(request.GET.get("page"))
    again, counts = to_rule_again(request.user), counts_for(request.user)
    context = {
        "page": page,
        "entries": entries(request.user, page.object_list),
        "may_call": request.user.may_anywhere(Permission.SITTING_CONVENE),
        "again": again[:SHOWN],
        "has_more_again": len(again) > SHOWN,
        "looked_through": bodies_to_look_through(request.user),
        "held": counts.get("held", 0),
        "unregistered": counts.get("unregistered", 0),
    }
    return render(request, "desk/committee.html", context)


def get_sitting(request: AuthenticatedRequest, pk: int) -> Sitting:
    """Load a sitting of a body that the reader may read, or 404."""
    return get_object_or_404(Sitting.objects.visible_to(request.user).whole(), pk=pk)


@require_POST
def sitting_convene(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Call the committee together on a worksheet."""
    worksheet = get_object_or_404(Worksheet.objects.visible_to(request.user), pk=pk)

    def act() -> str:
        made = sitting_actions.convene(worksheet=worksheet, by=request.user)
        messages.success(request, _("The sitting is convened. Every member can rate now."))
        return reverse("desk:sitting", args=[made.pk])

    return redirect(once(request, act))


@dataclass
class Typed:
    """The forms that were typed and not accepted; the page shows them again in place of fresh ones."""

    assessments: dict[int, AssessmentForm] = field(default_factory=dict)
    proposing: ProposalForm | None = None
    planning: PlanForm | None = None
    returning: ReturnForm | None = None
    deciding: DecideForm | None = None

    @property
    def refused(self) -> list[Form]:
        """All of them, for the error summary."""
        said: list[Form | None] = [*self.assessments.values(), self.proposing, self.planning]
        said += [self.returning, self.deciding]
        return [form for form in said if form]


@require_GET
def sitting(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Show a sitting as the reader's part in it lets him see it."""
    return show(request, get_sitting(request, pk), Typed())


def show(request: AuthenticatedRequest, sitting: Sitting, typed: Typed) -> HttpResponse:
    """Render the sitting's page; what was typed and not accepted comes again with its errors."""
    bench = bench_of(sitting, request.user)
    may_chair = can_chair(request.user, sitting)
    if can_assess(request.user, sitting):
        hand_out_assessments(bench, typed)
    if can_propose(request.user, sitting):
        hand_out_proposals(bench, typed)
    context = {
        "bench": bench,
        "sitting": sitting,
        "refused": typed.refused,
        "may_assess": can_assess(request.user, sitting),
        "may_chair": may_chair,
        "may_call": may_call(request.user, sitting),
        "may_decide": can_decide(request.user, sitting),
        "decide_form": typed.deciding or DecideForm(initial={"minutes": sitting.minutes}),
        "return_form": hand_out_remarks(bench, typed) if may_chair else None,
        "changed_rows": changed_rows(sitting.worksheet) if not sitting.closed_at else {},
        "patterns": live_patterns(),
        "levels": [told_live(level) for level in sitting.scheme.levels.all()],
    }
    return render(request, "desk/sitting.html", context, status=422 if typed.refused else 200)


def may_call(user: User, sitting: Sitting) -> bool:
    """Say whether a person may put a sitting that was put off on the agenda of a meeting he calls."""
    waits = sitting.closed_at is None and sitting.meeting is None
    return waits and bool(can_call(user, sitting.worksheet.section.body))


def told_live(level: Level) -> dict[str, Any]:
    """Give a level to the page that tells what the grades come to while they are chosen."""
    names = ("rank", "mark", "least", "sign", "colour")
    return {name: getattr(level, name) for name in names}


def hand_out_assessments(bench: Bench, typed: Typed) -> None:
    """Put the form to be filled in on each card of a member who rates."""
    for card in bench.cards:
        fresh = AssessmentForm(sitting=bench.sitting, point=card.point)
        card.assessment = typed.assessments.get(card.point.pk, fresh)


def hand_out_proposals(bench: Bench, typed: Typed) -> None:
    """Put the form for another level on each card of the chair."""
    for card in bench.cards:
        card.proposing = proposal_form(bench.sitting, card.point)
        if typed.proposing and typed.proposing.point == card.point:
            card.proposing = typed.proposing
    hand_out_plans(bench, typed.planning)


def hand_out_remarks(bench: Bench, typed: Typed) -> ReturnForm:
    """Put the lines for remarks on the cards and rows, each measure's on the first card it is on."""
    form = typed.returning or return_form(bench)
    given: set[int] = set()
    for card in bench.cards:
        card.remark = form.remark_on(card.point)
        for line in card.measures:
            if line.measure.pk not in given:
                line.field = form.line_for(line.measure)
                given.add(line.measure.pk)
    for row in bench.examined:
        row.field = form.remark_at(row.examination)
    return form


def return_form(bench: Bench, data: QueryDict | None = None) -> ReturnForm:
    """Build the chair's form for sending the worksheet back."""
    points = [card.point for card in bench.cards]
    return ReturnForm(data, points=points, examined=[row.examination for row in bench.examined])


def proposal_form(
    sitting: Sitting, point: RiskPoint, data: QueryDict | None = None
) -> ProposalForm:
    """Build the chair's form for another level of one risk point."""
    return ProposalForm(data, sitting=sitting, point=point, highest=highest_of(sitting, point))


@require_POST
def sitting_assess(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Hand in one member's grades of all risk points."""
    sitting = get_sitting(request, pk)
    forms = {
        point.pk: AssessmentForm(request.POST, sitting=sitting, point=point)
        for point in points(sitting)
    }
    if [pk for pk, form in forms.items() if not form.is_valid()]:
        can_assess(request.user, sitting).enforce()
        return show(request, sitting, Typed(assessments=forms))

    def act() -> str:
        given = {pk: form.judgement for pk, form in forms.items()}
        submit_assessments(sitting=sitting, judgements=given, by=request.user)
        messages.success(request, _("Your assessment is handed in."))
        return reverse("desk:sitting", args=[sitting.pk])

    return redirect(once(request, act))


def get_point(sitting: Sitting, pk: int) -> RiskPoint:
    """Find one of the risk points the sitting rates, or 404."""
    found = next((point for point in points(sitting) if point.pk == pk), None)
    if found is None:
        raise Http404
    return found


@require_POST
def sitting_propose(request: AuthenticatedRequest, pk: int, point: int) -> HttpResponse:
    """Wish for another level than the factors give."""
    sitting = get_sitting(request, pk)
    can_propose(request.user, sitting).enforce()
    form = proposal_form(sitting, get_point(sitting, point), request.POST)
    if not form.is_valid():
        return show(request, sitting, Typed(proposing=form))

    def act() -> str:
        propose_level(sitting=sitting, risk_point=form.point, by=request.user, **form.cleaned_data)
        return reverse("desk:sitting", args=[sitting.pk]) + f"#point-{form.point.pk}"

    return redirect(once(request, act))


def get_proposal(sitting: Sitting, pk: int) -> LevelProposal:
    """Find one of the sitting's wishes for another level, or 404."""
    return get_object_or_404(LevelProposal, sitting=sitting, pk=pk)


@require_POST
def sitting_second(request: AuthenticatedRequest, pk: int, proposal: int) -> HttpResponse:
    """Stand by a lowering as its second person."""
    sitting = get_sitting(request, pk)
    second_lowering(proposal=get_proposal(sitting, proposal), by=request.user)
    messages.success(request, _("You have seconded the lowering."))
    return redirect("desk:sitting", pk=sitting.pk)


@require_POST
def sitting_withdraw(request: AuthenticatedRequest, pk: int, proposal: int) -> HttpResponse:
    """Take a wish for another level back."""
    sitting = get_sitting(request, pk)
    withdraw_proposal(proposal=get_proposal(sitting, proposal), by=request.user)
    return redirect("desk:sitting", pk=sitting.pk)


@require_POST
def sitting_decide(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Rule on the worksheet and put its measures in force."""
    sitting = get_sitting(request, pk)
    form = DecideForm(request.POST)
    if not form.is_valid():
        can_decide(request.user, sitting).enforce()
        return show(request, sitting, Typed(deciding=form))

    def act() -> str:
        sitting_actions.decide(sitting=sitting, by=request.user, **form.cleaned_data)
        again = is_again(sitting)
        words = _("Ruled anew.") if again else _("Decided. The measures are in force from today.")
        messages.success(request, words)
        return reverse("desk:sitting", args=[sitting.pk])

    return redirect(once(request, act))


@require_POST
def sitting_return(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Send the worksheet back to its section, with remarks."""
    sitting = get_sitting(request, pk)
    form = return_form(bench_of(sitting, request.user), request.POST)
    if not form.is_valid():
        can_chair(request.user, sitting).enforce()
        return show(request, sitting, Typed(returning=form))

    def act() -> str:
        sitting_actions.give_back(
            sitting=sitting,
            reason=form.cleaned_data["reason"],
            remarks=form.remarks,
            measures=form.returned,
            by=request.user,
        )
        words = _("The worksheet is back with its section.")
        messages.success(request, _("The sitting is closed.") if is_again(sitting) else words)
        return reverse("desk:sitting", args=[sitting.pk])

    return redirect(once(request, act))
