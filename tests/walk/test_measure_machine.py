"""One measure and its occasions under any order of acts and nights: what always holds, holds."""

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
)

from measures import jobs
from measures.actions.occasions import carry_out, send_back, verify_occasion
from measures.actions.scheduling import lapse, schedule_first
from measures.models import Measure, Occasion, Reminder
from measures.schedule import horizon
from measures.states import RISES, MeasureState
from riskcontrol.accounts.models import Membership, User
from riskcontrol.lib.workdays import is_workday
from tests.factories.accounts import PositionFactory, contributor, section_head
from tests.factories.measures import MeasureFactory

from .extent import extent, run_alone

EXTENT = extent(on_every_run=(8, 25), at_night=(100, 50))
BEGIN = datetime.datetime(2026, 11, 2, 9, tzinfo=datetime.UTC)
PEOPLE = ("owner", "colleague", "head", "second head")
places = st.integers(min_value=0, max_value=30)


class MeasureMachine(RuleBasedStateMachine):
    """Nights pass, people report, verify and send back, the measure ends: in any order."""

    def __init__(self):
        super().__init__()
        self.travel = time_machine.travel(BEGIN, tick=False)
        self.clock = self.travel.start()
        post = PositionFactory()
        makers = dict(
            zip(PEOPLE, (contributor, contributor, section_head, section_head), strict=True)
        )
        self.people = {name: make(post.unit) for name, make in makers.items()}
        Membership.objects.filter(user=self.people["owner"]).update(position=post)
        self.measure = MeasureFactory(section=post.unit, position=post, in_force=True)
        schedule_first(self.measure)
        self.told = {}  # what was told once is told no other way

    def teardown(self):
        self.travel.stop()

    def by(self, name):
        return User.objects.get(pk=self.people[name].pk)

    def occasion(self, place):
        found = list(Occasion.objects.order_by("due_on"))
        return found[place % len(found)]

    def attempt(self, act, name, place, **said):
        """Act; what is refused changes nothing."""
        occasion = self.occasion(place)
        before = Occasion.objects.filter(pk=occasion.pk).values().get()
        try:
            with transaction.atomic():
                act(occasion=occasion, by=self.by(name), **said)
        except (PermissionDenied, ValidationError):
            assert Occasion.objects.filter(pk=occasion.pk).values().get() == before

    @rule(days=st.integers(min_value=1, max_value=40))
    def nights(self, days):
        """Some days pass; then the night's work runs twice."""
        self.clock.shift(datetime.timedelta(days=days))
        jobs.run_day(timezone.localdate())
        counts = Occasion.objects.count(), Reminder.objects.count()
        assert jobs.run_day(timezone.localdate()) == 0
        assert (Occasion.objects.count(), Reminder.objects.count()) == counts

    @rule(name=st.sampled_from(PEOPLE), place=places)
    def report(self, name, place):
        self.attempt(carry_out, name, place, note="已抽查五件。")

    @rule(name=st.sampled_from(PEOPLE), place=places)
    def verify(self, name, place):
        self.attempt(verify_occasion, name, place)

    @rule(name=st.sampled_from(PEOPLE), place=places)
    def give_back(self, name, place):
        self.attempt(send_back, name, place, reason="附上记录。")

    @rule(sure=st.integers(min_value=0, max_value=9))
    def end(self, sure):
        """Now and then the measure ends."""
        if sure == 0 and self.measure.state == MeasureState.IN_FORCE:
            today = timezone.localdate()
            self.measure.state, self.measure.ended_on = MeasureState.ENDED, today
            self.measure.save()
            lapse([self.measure])

    @invariant()
    def each_occasion_is_in_one_state(self):
        for one in Occasion.objects.all():
            done, verified = one.done_at is not None, one.verified_at is not None
            assert one.state == (
                "verified"
                if verified
                else "reported"
                if done
                else "lapsed"
                if one.lapsed
                else "due"
            )
            assert is_workday(one.due_on)
            assert one.due_on > self.measure.in_force_from
            assert one.due_on <= horizon(timezone.localdate())
            assert one.verified_by_id is None or one.verified_by_id not in {
                one.done_by_id, self.people["owner"].pk
            }  # fmt: skip

    @invariant()
    def an_ended_measure_waits_for_nobody(self):
        if Measure.objects.get().state == MeasureState.ENDED:
            assert not Occasion.objects.undone().exists()

    @invariant()
    def steps_are_taken_once_in_order_and_stay(self):
        for one in Occasion.objects.prefetch_related("reminders"):
            steps = [step.step for step in one.reminders.all()]
            rises = [step for step in steps if step in RISES]
            assert len(steps) == len(set(steps))
            assert rises == RISES[: len(rises)]
            assert one.risen == (rises[-1] if rises else "")
        now = dict(Reminder.objects.values_list("pk", "told"))
        assert self.told.items() <= now.items()
        self.told = now


@pytest.mark.django_db
@pytest.mark.no_cover
def test_whatever_happens_to_a_measure_what_always_holds_holds():
    run_alone(MeasureMachine, EXTENT)
