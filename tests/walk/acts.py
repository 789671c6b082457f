"""The acts of the walk: each calls the action that a page calls, on the rows the act is about."""

import datetime

from django.utils import timezone

from measures.actions.drafting import draft_measure
from measures.actions.occasions import carry_out, send_back, verify_occasion
from measures.models import Occasion
from measures.states import MeasureKind, Phase, Rhythm
from powers.actions import postings, releases
from powers.actions.charts import save_flowchart
from powers.actions.comments import Answer, publish_replies, save_answers
from powers.actions.moderation import hide_comment, refer, show_again
from powers.charts import drawing_of
from powers.models import Comment, Flowchart, Posting, Release, Step
from powers.public import comments as public
from powers.rows import rows_of
from powers.states import Outcome
from riskcontrol.accounts import actions as accounts
from riskcontrol.accounts.models import StandIn, User
from riskcontrol.desk import actions as desk
from riskcontrol.desk import sitting_actions
from riskpoints.actions import (
    carrying,
    meetings,
    points,
    reopening,
    rounds,
    sittings,
    worksheets,
)
from riskpoints.models import (
    CarriedRow,
    LevelProposal,
    Meeting,
    MeetingMember,
    Reopening,
    RiskPoint,
    Round,
    Sitting,
    Worksheet,
)
from riskpoints.rows import key_of
from riskpoints.snapshots import hash_of, snapshot_now
from tests.factories.measures import FACTORS
from tests.factories.riskpoints import facts

DECISIONS = {
    "adopted": Outcome.ADOPTED,
    "declined": Outcome.DECLINED,
    "": "",
}


class Acts:
    """The rows of one walk, read anew for each act, or kept from when they were first seen."""

    def __init__(self, chart, *, keeps):
        self.chart_pk, self.post = chart.pk, chart.steps.first().position.code
        self.keeps, self.kept = keeps, {}

    def _row(self, rows, place=-1):
        """Give a row by its place in the order of the keys; the last one by itself."""
        pk = list(rows.order_by("pk").values_list("pk", flat=True))[place]
        row = rows.model.objects.get(pk=pk)
        return self.kept.setdefault((rows.model, pk), row) if self.keeps else row

    def _chart(self):
        return self._row(Flowchart.objects.all())

    def _release(self):
        return self._row(Release.objects.all())

    def _posting(self):
        return self._row(Posting.objects.all())

    def _sheet(self):
        return self._row(Worksheet.objects.all())

    def _point(self, place):
        return self._row(RiskPoint.objects.filter(worksheet=self._sheet()), place)

    def _sitting(self):
        return self._row(Sitting.objects.filter(again_on=None))

    def _again(self):
        return self._row(Sitting.objects.filter(again_on__isnull=False).distinct())

    def _reopening(self, place):
        return Reopening.objects.open().order_by("pk")[place]

    def _wish(self, place):
        return self._row(LevelProposal.objects.filter(
            sitting=self._sitting(), risk_point=self._point(place)
        ))  # fmt: skip

    def _occasion(self, place):
        return self._row(Occasion.objects.all(), place)

    def _steps(self, keys):
        return list(Step.objects.filter(flowchart=self.chart_pk, key__in=keys))

    def edit(self, by, steps, value, behind=0):
        """Give steps another limit; 0 takes their position away, which leaves the chart incomplete."""
        chart = Flowchart.objects.with_drawing().get(pk=self.chart_pk)
        drawing = drawing_of(chart)
        for row in drawing["steps"]:
            if row["key"] in steps:
                row["days"], row["position"] = value or 5, self.post if value else ""
        save_flowchart(
            flowchart=chart,
            name=chart.name,
            rows=rows_of(drawing),
            expected=chart.row_version - behind,
            by=by,
        )

    def submit(self, by, days, ahead=None):
        day = None if ahead is None else timezone.localdate() + datetime.timedelta(days=ahead)
        releases.submit_release(flowchart=self._chart(), days=days, opens_on=day, by=by)

    def check(self, by):
        releases.check_release(release=self._release(), by=by)

    def clear(self, by):
        releases.clear_release(release=self._release(), clearance="不涉密", by=by)

    def sign(self, by):
        releases.sign_release(release=self._release(), by=by)

    def give_release_back(self, by, to=None):
        releases.return_release(release=self._release(), remark="补充时限。", to=to, by=by)

    def withdraw(self, by):
        releases.withdraw_release(release=self._release(), by=by)

    def name_stand_in(self, by, principal, person, days):
        today = timezone.localdate()
        accounts.name_stand_in(
            principal=User.objects.get(username=principal),
            person=User.objects.get(username=person),
            first_day=today,
            last_day=today + datetime.timedelta(days=days),
            by=by,
        )

    def end_stand_in(self, by, principal):
        named = StandIn.objects.filter(principal__username=principal)
        accounts.end_stand_in(stand_in=self._row(named), by=by)

    def comment(self, _by, step):
        public.hand_in_comment(
            code=self._chart().code,
            step_key=step,
            body=f"{Comment.objects.count()}天办结？",  # unlike the others, or it is held
            token=public.comment_token(),
        )

    def answer(self, by, place, decision, steps):
        answer = Answer(self._comment(place), DECISIONS[decision], "见下。", tuple(steps))
        save_answers(posting=self._posting(), answers=[answer], by=by)

    def _comment(self, place):
        return self._row(Comment.objects.filter(posting=self._posting()), place)

    def hide(self, by, place):
        hide_comment(comment=self._comment(place), reason="insult", by=by)

    def show(self, by, place):
        show_again(comment=self._comment(place), by=by)

    def refer(self, by, place):
        refer(comment=self._comment(place), by=by)

    def publish(self, by):
        publish_replies(posting=self._posting(), by=by)

    def hand_in(self, by):
        postings.hand_in_posting(posting=self._posting(), by=by)

    def settle(self, by):
        postings.settle_posting(posting=self._posting(), by=by)

    def give_answers_back(self, by):
        postings.return_posting(posting=self._posting(), remark="补充理由。", by=by)

    def extend(self, by, days):
        postings.extend_posting(posting=self._posting(), days=days, reason="意见较多。", by=by)

    def stop(self, by):
        postings.stop_posting(posting=self._posting(), reason="内容有误。", by=by)

    def confirm_stop(self, by):
        postings.confirm_stop(posting=self._posting(), by=by)

    def drop_stop(self, by):
        postings.drop_stop(posting=self._posting(), by=by)

    def put_back(self, by):
        postings.put_back_posted(posting=self._posting(), by=by)

    def open(self, by):
        worksheets.open_worksheet(flowchart=self._chart(), by=by)

    def write(self, by, steps):
        said = facts(*self._steps(steps))
        points.write_risk_point(worksheet=self._sheet(), facts=said, by=by)

    def rewrite(self, by, place, steps, behind=0):
        point = self._point(place)
        version = RiskPoint.objects.get(pk=point.pk).row_version - behind
        said = facts(*self._steps(steps))
        points.edit_risk_point(risk_point=point, facts=said, expected_version=version, by=by)

    def take_off(self, by, place):
        desk.remove_entry(risk_point=self._point(place), by=by)

    def find_nothing(self, by, step):
        row = key_of(self._steps([step])[0])
        worksheets.say_none_found(worksheet=self._sheet(), row=row, because="只办手续。", by=by)

    def plan(self, by, place):
        draft_measure(
            worksheet=self._sheet(),
            risk_points=[self._point(place)],
            text="建立台账。",
            phase=Phase.MONITORING,
            kind=MeasureKind.RULES,
            section=self._chart().section,
            rhythm=Rhythm.MONTH,
            by=by,
        )

    def _carried(self, place):
        return self._row(CarriedRow.objects.filter(worksheet=self._sheet()), place)

    def confirm(self, by, place):
        carrying.confirm_row(row=self._carried(place), reason="办法没有变。", by=by)

    def remove(self, by, place):
        carrying.remove_row(row=self._carried(place), reason="已由系统办理。", by=by)

    def put_row_back(self, by, place):
        carrying.put_row_back(row=self._carried(place), by=by)

    def change(self, by, place, steps):
        row = self._carried(place)
        kept = row.risk_point.measures.in_force() if row.risk_point else ()
        title = f"第{RiskPoint.objects.count()}次改写"
        said = facts(*self._steps(steps), title=title)
        desk.change_entry(carried=row, facts=said, measures=[], kept=kept, by=by)

    def open_round(self, by, ground):
        body = self._chart().body
        rounds.open_round(body=body, ground=ground, reason="办法修订。", by=by)

    def close_round(self, by, says_why):
        reasons = {self.chart_pk: "明年再查。"} if says_why else {}
        rounds.close_round(round=self._row(Round.objects.order_by()), left_out=reasons, by=by)

    def hand_over(self, by):
        worksheets.submit_worksheet(worksheet=self._sheet(), by=by)

    def sign_sheet(self, by):
        worksheets.sign_worksheet(worksheet=self._sheet(), by=by)

    def give_sheet_back(self, by):
        worksheets.return_worksheet(worksheet=self._sheet(), reason="不够具体。", by=by)

    def convene(self, by):
        sitting_actions.convene(worksheet=self._sheet(), by=by)

    def confirm_sheet(self, by):
        sheet = self._sheet()
        version = Worksheet.objects.get(pk=sheet.pk).row_version
        worksheets.confirm_worksheet(worksheet=sheet, expected=version, by=by)

    def _member(self, whom):
        members = MeetingMember.objects.filter(meeting=Meeting.objects.order_by("pk").last())
        return self._row(members.filter(user__username=whom))

    def excuse(self, by, whom):
        meetings.excuse_member(member=self._member(whom), reason="出差。", by=by)

    def attend(self, by, whom):
        meetings.attend_again(member=self._member(whom), by=by)

    def close_meeting(self, by):
        meeting = self._row(Meeting.objects.all())
        away = dict(
            meeting.members.exclude(excused_because="").values_list("pk", "excused_because")
        )
        meetings.close_meeting(meeting=meeting, excused=away, by=by)

    def assess(self, by, ranks):
        self._hand_in(self._sitting(), by, ranks)

    def _hand_in(self, sitting, by, ranks):
        reasons = dict.fromkeys(FACTORS, "弹性大。")
        said = sittings.Judgement(dict(zip(FACTORS, ranks, strict=True)), reasons)
        rated = sitting.again_on.all() or RiskPoint.objects.filter(worksheet=sitting.worksheet_id)
        sittings.submit_assessments(
            sitting=sitting, judgements={point.pk: said for point in rated}, by=by
        )

    def wish(self, by, place, rank):
        sittings.propose_level(
            sitting=self._sitting(),
            risk_point=self._point(place),
            rank=rank,
            reason="另有制度约束。",
            by=by,
        )

    def second(self, by, place):
        sittings.second_lowering(proposal=self._wish(place), by=by)

    def unwish(self, by, place):
        sittings.withdraw_proposal(proposal=self._wish(place), by=by)

    def decide(self, by):
        sitting_actions.decide(sitting=self._sitting(), by=by)

    def give_sitting_back(self, by):
        sitting_actions.give_back(sitting=self._sitting(), reason="另行查找。", measures={}, by=by)

    def compare(self, by):
        reopening.look_for_changes(body=self._chart().body, by=by)

    def let_stand(self, by, place):
        made = self._reopening(place)
        point = RiskPoint.objects.get(pk=made.ruling.risk_point_id)
        seen = hash_of(snapshot_now(point))
        reopening.let_stand(reopening=made, reason="办法没有变。", seen=seen, by=by)

    def convene_again(self, by, place):
        point = self._reopening(place).ruling.risk_point
        sitting_actions.convene(worksheet=point.worksheet, by=by)

    def assess_again(self, by, ranks):
        self._hand_in(self._again(), by, ranks)

    def decide_again(self, by):
        sitting_actions.decide(sitting=self._again(), by=by)

    def close_again(self, by):
        sitting_actions.give_back(sitting=self._again(), reason="再议。", measures={}, by=by)

    def carry_out(self, by, place):
        carry_out(occasion=self._occasion(place), note="抽查五件。", by=by)

    def verify(self, by, place):
        verify_occasion(occasion=self._occasion(place), by=by)

    def give_report_back(self, by, place):
        send_back(occasion=self._occasion(place), reason="附上记录。", by=by)
