"""What stands in the database after an act, in the model's words; and what always holds there."""

import json
from collections import Counter

from django.db.models import F, Min, Q
from django.utils import timezone

from measures.models import Aim, Measure, Occasion
from measures.states import MeasureState
from powers.models import Flowchart, Posting, Release, ReleaseAct, Step, Version
from powers.states import OPEN_STAGES
from riskcontrol.accounts.models import Position, StandIn
from riskcontrol.audit.models import Entry
from riskpoints.models import (
    Assessment,
    CarriedRow,
    Examination,
    Grade,
    Meeting,
    RiskPoint,
    RiskPointStep,
    Round,
    Ruling,
    Sitting,
    Worksheet,
)
from riskpoints.snapshots import hash_of


def in_words(drawing):
    """Give each step's limit, 0 where it has no position."""
    return {step["key"]: step["days"] if step["position"] else 0 for step in drawing["steps"]}


def live():
    """Give the same of the rows as they are now."""
    rows = Step.objects.live().values_list("key", "days", "position")
    return {key: days if position else 0 for key, days, position in rows}


def seen_in_model(model):
    """Tell what the model knows, so that it compares with seen_in_database()."""
    return {
        "live": model.live,
        "drawers": model.drawers,
        "release": model.release,
        "away": {(away, person) for away, person, _last in model._away()},
        "postings": [
            (
                each.version,
                (each.opens, each.closes, each.stopped_on, each.asked_by),
                each.handed_in_by,
                each.final,
                [(said.state, said.is_replied, said.steps) for said in each.comments],
            )
            for each in model.postings
        ],
        "sheets": [
            (
                sheet.state,
                sheet.nothing,
                [(p.steps, p.writers, p.aims, p.rank) for p in sheet.points],
                [(row.outcome, row.by) for row in sheet.carried],
                model.rounds.index(sheet.round),
            )
            for sheet in model.sheets
        ],
        "rounds": [(each.year, each.ground, each.is_open) for each in model.rounds],
        "sitting": model.sitting
        and (
            model.sitting.chair,
            model.sitting.eligible,
            set(model.sitting.grades) if model.sheet.points else set(),
            model.sitting.wishes,
        ),
        "meetings": [(each.is_open, each.away) for each in model.meetings],
        "reopened": [bool(point.reopened) for point in model.points()],
        "again": model.again
        and (
            model.again.chair,
            model.again.eligible,
            set(model.again.grades),
            len(model.again.found),
        ),
        "in force": sum(
            len(point.measurers)
            for sheet in model.sheets
            for point in sheet.points
            if sheet.state == "decided" and point.goes_on
        ),
        "done": model.done,
        "entries": model.entries,
    }


def seen_in_database():
    """Tell the same from the rows."""
    return {
        "live": live(),
        "drawers": set(Flowchart.objects.values_list("drawn_by__username", flat=True)) - {None},
        "release": getattr(Release.objects.filter(stage__in=OPEN_STAGES).first(), "stage", ""),
        "away": set(
            StandIn.objects.on(timezone.localdate()).values_list(
                "principal__username", "person__username"
            )
        ),
        "postings": [posting_facts(each) for each in with_people(Posting).order_by("pk")],
        "sheets": sheet_facts(),
        "rounds": [(each.year, each.ground, each.is_open) for each in Round.objects.order_by("pk")],
        "sitting": next(
            map(sitting_facts, Sitting.objects.filter(closed_at=None, again_on=None)), None
        ),
        "meetings": [(each.is_open, away_from(each)) for each in Meeting.objects.order_by("pk")],
        "reopened": list(
            RiskPoint.objects.with_reopened().order_by("pk").values_list("is_reopened", flat=True)
        ),
        "again": next(
            map(again_facts, Sitting.objects.filter(closed_at=None, again_on__isnull=False)), None
        ),
        "in force": Measure.objects.filter(state=MeasureState.IN_FORCE).count(),
        "done": {
            place: (each.done_by.username, each.verified_by.username if each.verified_by else "")
            for place, each in enumerate(with_people(Occasion).order_by("pk"))
            if each.done_by
        },
        "entries": Entry.objects.count(),
    }


def with_people(model):
    """Load rows with all they point to."""
    names = [field.name for field in model._meta.fields if field.is_relation]
    return model.objects.select_related(*names)


def posting_facts(posting):
    comments = posting.comments.select_related("reply").order_by("pk")
    return (
        in_words(posting.version.drawing),
        (
            posting.opens,
            posting.closes,
            posting.stopped_on,
            posting.stop_asked_by.username if posting.stop_asked_by else "",
        ),
        posting.handed_in_by.username if posting.handed_in_by else "",
        in_words(posting.final_version.drawing) if posting.final_version else None,
        [
            (said.state, said.reply is not None, frozenset(said.reply.changed))
            if hasattr(said, "reply")
            else (said.state, False, frozenset())
            for said in comments
        ],
    )


def sheet_facts():
    """Tell of every worksheet: its state, who found nothing where, and its risk points."""
    looks = Examination.objects.values_list("worksheet", "step__key", "examined_by__username")
    rows = RiskPoint.objects.order_by("pk").values_list("pk", "worksheet", "ruling__rank")
    keys = RiskPointStep.objects.values_list("risk_point", "step__key")
    writers = RiskPoint.written_by.through.objects.values_list("riskpoint", "user__username")
    keys, writers = list(keys), list(writers)
    rounds = list(Round.objects.order_by("pk").values_list("pk", flat=True))
    carried = CarriedRow.objects.order_by("pk")
    carried = list(carried.values_list("worksheet", "outcome", "by__username"))
    aims = Counter(Aim.objects.values_list("risk_point", flat=True))
    points = [
        (
            sheet,
            ({k for p, k in keys if p == pk}, {w for p, w in writers if p == pk}, aims[pk], rank),
        )
        for pk, sheet, rank in rows
    ]
    return [
        (
            state,
            {step: who for sheet, step, who in looks if sheet == pk},
            [point for sheet, point in points if sheet == pk],
            [(outcome, by or "") for sheet, outcome, by in carried if sheet == pk],
            rounds.index(joined),
        )
        for pk, state, joined in Worksheet.objects.order_by("pk").values_list(
            "pk", "state", "round"
        )
    ]


def sitting_facts(sitting):
    places = list(sitting.worksheet.risk_points.order_by("pk").values_list("pk", flat=True))
    return (
        sitting.chair.username,
        set(sitting.members.filter(recused_because="").values_list("user__username", flat=True)),
        set(sitting.assessments.values_list("rater__username", flat=True)),
        {
            places.index(wish.risk_point_id): (
                wish.level.rank,
                wish.seconded_by.username if wish.seconded_by else "",
            )
            for wish in sitting.proposals.select_related("level", "seconded_by")
        },
    )


def again_facts(sitting):
    return (
        sitting.chair.username,
        set(sitting.members.filter(recused_because="").values_list("user__username", flat=True)),
        set(sitting.assessments.values_list("rater__username", flat=True)),
        sitting.again_on.count(),
    )


def away_from(meeting):
    excused = meeting.members.exclude(excused_because="")
    return set(excused.values_list("user__username", flat=True))


def final_version():
    """Give the version settled last."""
    return Posting.objects.settled().first().final_version


class Watch:
    """What must hold whatever the model says; remembers what may never change."""

    def __init__(self):
        self.versions, self.anchors, self.bound = {}, set(), {}

    def look(self):
        """Look at everything that always holds, the ledger apart."""
        self.versions_stay()
        self.gate_was_open()
        if Sitting.objects.exists():
            higher_prevails()
            nobody_judges_his_own()
            self.rulings_stay_bound()

    def versions_stay(self):
        """A frozen drawing is what it was."""
        now = {pk: json.dumps(said) for pk, said in Version.objects.values_list("pk", "drawing")}
        assert now | self.versions == now
        self.versions = now

    def rulings_stay_bound(self):
        """What a ruling was made on is what it was, and its hash says so."""
        now = {ruling.pk: hash_of(ruling.snapshot) for ruling in Ruling.objects.all()}
        assert now | self.bound == now
        assert now == dict(Ruling.objects.values_list("pk", "snapshot_hash"))
        self.bound = now

    def gate_was_open(self):
        """A worksheet's version was settled after its period, answered; its points stand on it."""
        for sheet in Worksheet.objects.select_related("version"):
            posting = sheet.version.settled_postings.first()
            assert posting.closes < timezone.localdate(sheet.opened_at)
            assert posting.stopped_on is None
            assert posting.handed_in_by_id != posting.settled_by_id
            assert not posting.comments.filter(state="received").exists()
        anchors = RiskPointStep.objects.exclude(pk__in=self.anchors)
        for anchor in anchors.select_related("step", "risk_point__worksheet__version"):
            settled = [anchor.risk_point.worksheet.version, final_version()]
            drawings = [live(), *(in_words(version.drawing) for version in settled)]
            assert len({drawing[anchor.step.key] for drawing in drawings}) == 1
            self.anchors.add(anchor.pk)


def higher_prevails():
    """No level lies below the highest grade, unless a second person stands by it with a reason."""
    for ruling in Ruling.objects.all():
        grades = Grade.objects.filter(
            assessment__risk_point=ruling.risk_point_id, assessment__sitting=ruling.sitting_id
        )
        highest = grades.aggregate(least=Min("anchor__rank"))["least"]
        assert ruling.highest_rank == highest
        seconded = ruling.reason and ruling.second_id not in {None, ruling.ruled_by_id}
        assert ruling.rank <= highest or seconded


def nobody_judges_his_own():
    """Neither raters nor the one who rules had a part; other hands release and verify.

    What a sitting said that sent the worksheet back does not count: its members may write then.
    """
    counted = Assessment.objects.filter(sitting__returned=False)
    for judges, judge in (
        (counted, F("rater")),
        (Ruling.objects.all(), F("ruled_by")),
    ):
        own = Q(risk_point__written_by=judge) | Q(risk_point__measures__written_by=judge)
        own |= Q(risk_point__worksheet__submitted_by=judge)
        own |= Q(risk_point__worksheet__signed_by=judge)
        assert not judges.filter(own).exists()
    rater = "rater__memberships"
    assert not counted.filter(**{f"{rater}__unit": F("risk_point__section")}).exists()
    assert not counted.filter(**{f"{rater}__position__in": Position.objects.all()}).exists()
    by_other_hands = ReleaseAct.objects.filter(act__in=["clearance", "signature"])
    sender = F("release__submitted_by")
    assert not by_other_hands.filter(Q(by=sender) | Q(on_behalf_of=sender)).exists()
    assert not Occasion.objects.filter(verified_by=F("done_by")).exists()
