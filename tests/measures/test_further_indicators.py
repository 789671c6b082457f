"""A measure has several indicators: added, changed, ended, and exactly one of them the master."""

import re
import uuid
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from measures.actions import indicators as acts
from measures.actions.indicators import Held
from measures.models import Indicator
from riskcontrol.audit.models import Detail
from tests.factories.accounts import (
    SectionFactory,
    committee_chair,
    committee_member,
    contributor,
    section_head,
)
from tests.factories.measures import MeasureFactory, OccasionFactory
from tests.factories.rules import indicator_of, verified_reading

pytestmark = pytest.mark.django_db
HELD = Held("抽查份数", "份", Decimal(0), Decimal(20))
TYPED = {"name": "抽查份数", "unit": "份", "baseline": "0", "target": "20"}
WHY = "按新办法调整。"


@pytest.fixture
def measure():
    return MeasureFactory(section=SectionFactory(), in_force=True, text="抽查会议记录。")


@pytest.fixture
def chair(measure):
    return committee_chair(measure.section)


def masters(measure):
    return [one.name for one in measure.indicators.filter(is_master=True)]


def add(measure, by, name="抽查份数", **said):
    held = Held(name, "份", Decimal(0), Decimal(20))
    return acts.add_indicator(measure=measure, held=held, by=by, **{"because": WHY} | said)


def test_the_first_is_the_master_and_another_takes_its_place(measure, chair):
    first = add(measure, chair, "一")
    second = add(measure, chair, "二")
    assert masters(measure) == ["一"]
    third = add(measure, chair, "三", is_master=True)
    assert masters(measure) == ["三"]
    held = Held(second.name, second.unit, Decimal(1), Decimal(30))
    acts.change_indicator(indicator=second, held=held, is_master=True, because=WHY, by=chair)
    assert masters(measure) == ["二"]
    assert [one.pk for one in measure.indicators.all()] == [second.pk, first.pk, third.pk]


def test_the_master_goes_last(measure, chair):
    first, second = add(measure, chair, "一"), add(measure, chair, "二")
    with pytest.raises(ValidationError, match="请先将其中一个设为主指标"):
        acts.remove_indicator(indicator=first, because=WHY, by=chair)
    acts.remove_indicator(indicator=second, because=WHY, by=chair)
    acts.remove_indicator(indicator=first, because=WHY, by=chair)
    assert not measure.indicators.exists()


def test_what_was_read_stays_when_an_indicator_ends(measure, chair):
    indicator_of(measure, name="主指标")
    other = indicator_of(measure, name="份数", is_master=False)
    occasion = verified_reading(measure, other, 12)
    acts.remove_indicator(indicator=other, because=WHY, by=chair)
    other.refresh_from_db()
    assert (other.ended_on, other.is_master) == (timezone.localdate(), False)
    assert occasion.readings.get().value == 12
    held = Held(other.name, other.unit, other.baseline, other.target)
    acts.change_indicator(indicator=other, held=held, because=WHY, by=chair)
    other.refresh_from_db()
    assert other.ended_on is None


def test_what_was_read_keeps_its_name_and_unit(measure, chair):
    other = indicator_of(measure)
    verified_reading(measure, other, 60)
    for held in (
        Held("另一名称", "%", Decimal(50), Decimal(100)),
        Held(other.name, "份", Decimal(50), Decimal(100)),
    ):
        with pytest.raises(ValidationError, match="已按此名称和计量单位填报过"):
            acts.change_indicator(indicator=other, held=held, because=WHY, by=chair)
    held = Held(other.name, other.unit, Decimal(50), Decimal(90))
    acts.change_indicator(indicator=other, held=held, because=WHY, by=chair)
    assert Indicator.objects.get().target == 90


def test_in_force_a_reason_is_given_and_the_ledger_tells_what_it_was(measure, chair):
    other = indicator_of(measure, name="份数", unit="份")
    held = Held("份数", "份", Decimal(50), Decimal(90))
    with pytest.raises(ValidationError, match="措施已生效"):
        acts.change_indicator(indicator=other, held=held, because=" ", by=chair)
    acts.change_indicator(indicator=other, held=held, because=WHY, by=chair)
    told = Detail.objects.get(entry__verb="indicator.change").content
    was = {"name": "份数", "unit": "份", "baseline": "50.00", "target": "100.00", "master": True}
    assert told == {
        "indicator": was | {"baseline": "50", "target": "90"},
        "was": was,
        "because": WHY,
    }


def test_there_are_ten_at_most_and_each_has_its_own_name(measure, chair):
    for number in range(acts.MOST):
        add(measure, chair, f"指标{number}")
    with pytest.raises(ValidationError, match="最多设 10 个"):
        add(measure, chair, "再一个")
    other = MeasureFactory(section=measure.section, in_force=True)
    add(other, chair, "同名")
    with pytest.raises(ValidationError, match="同名"):
        add(other, chair, "同名")


def test_who_writes_it_keeps_them_and_in_force_the_committee(measure, chair):
    section = measure.section
    for by in (contributor(section), section_head(section), committee_member(section)):
        with pytest.raises(PermissionDenied):
            add(measure, by)
    with pytest.raises(PermissionDenied):
        add(measure, committee_chair(SectionFactory()))
    add(measure, chair)
    ended = MeasureFactory(section=section, in_force=True)
    type(ended).objects.filter(pk=ended.pk).update(
        state="ended", ended_on=timezone.localdate(), ended_because="不再需要。"
    )
    with pytest.raises(PermissionDenied, match="终止"):
        add(ended, chair)
    assert Indicator.objects.count() == 1


def test_the_only_one_is_the_master_again_when_it_is_taken_up_again(measure, chair):
    only = add(measure, chair, "一")
    verified_reading(measure, only, 3)
    acts.remove_indicator(indicator=only, because=WHY, by=chair)
    assert masters(measure) == []
    held = Held(only.name, only.unit, only.baseline, only.target)
    acts.change_indicator(indicator=only, held=held, because=WHY, by=chair)
    assert masters(measure) == ["一"]


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from("amcr"), st.integers(0, 5)), max_size=8))
def test_whatever_is_done_there_is_exactly_one_master_where_there_is_any(steps):
    measure = MeasureFactory(section=SectionFactory(), in_force=True)
    chair = committee_chair(measure.section)
    for number, (step, place) in enumerate(steps):
        do(measure, chair, step, place, number)
        current = measure.indicators.filter(ended_on=None)
        assert current.filter(is_master=True).count() == min(1, current.count())


def do(measure, by, step, place, number):
    there = list(measure.indicators.order_by("pk"))
    if step == "a" or not there:
        add(measure, by, f"指标{number}", is_master=place == 0)
        return
    one = there[place % len(there)]
    if step == "r" and not one.ended_on:
        try:
            acts.remove_indicator(indicator=one, because=WHY, by=by)
        except ValidationError:
            assert one.is_master
        return
    if step == "m" and not one.ended_on:
        verified_reading(measure, one, 1, days_ago=number + 1)
    held = Held(one.name, one.unit, one.baseline, one.target)
    acts.change_indicator(indicator=one, held=held, is_master=step == "c", because=WHY, by=by)


def posts(client, route, pk, /, **said):
    address = reverse(f"measures:{route}", args=[pk])
    return client.post(address, said | {"submission_id": uuid.uuid4()})


def ways_to_remove(client, measure):
    page = client.get(reverse("measures:detail", args=[measure.pk])).text
    return [
        one.pk
        for one in measure.indicators.all()
        if reverse("measures:indicator_remove", args=[one.pk]) in page
    ]


def test_the_pages_add_change_and_end(client, measure, chair):
    client.force_login(chair)
    page = client.get(reverse("measures:detail", args=[measure.pk])).text
    assert reverse("measures:indicator_add", args=[measure.pk]) in page
    refused = posts(client, "indicator_add", measure.pk, **TYPED)
    assert (refused.status_code, "措施已生效，请填写理由。" in refused.text) == (422, True)
    assert posts(client, "indicator_add", measure.pk, **TYPED, because=WHY).status_code == 302
    same = posts(
        client, "indicator_add", measure.pk, **TYPED | {"name": "二", "target": "0"}, because=WHY
    )
    assert same.status_code == 422
    posts(client, "indicator_add", measure.pk, **TYPED | {"name": "二"}, because=WHY)
    second = measure.indicators.get(name="二")
    said = TYPED | {"name": "二", "is_master": "on", "because": WHY}
    assert posts(client, "indicator_edit", second.pk, **said).status_code == 302
    assert masters(measure) == ["二"]
    first = measure.indicators.get(name="抽查份数")
    assert ways_to_remove(client, measure) == [first.pk]
    for kept in (
        client.get(reverse("measures:indicator_remove", args=[second.pk])),
        posts(client, "indicator_remove", second.pk, because=WHY),
    ):
        assert (kept.status_code, "请先将其中一个设为主指标" in kept.text) == (403, True)
    OccasionFactory(measure=measure)
    verified_reading(measure, first, 3)
    asked = client.get(reverse("measures:indicator_remove", args=[first.pk])).text
    assert re.findall(r'<button class="btn btn-primary">\s*(.*?)\s*</button>', asked) == [
        "停用指标"
    ]
    assert posts(client, "indicator_remove", first.pk, because=WHY).status_code == 302
    assert ways_to_remove(client, measure) == [second.pk]
    shown = client.get(reverse("measures:detail", args=[measure.pk])).text
    assert "停用" in shown
    assert f'name="o{measure.occasions.last().pk}-read_{first.pk}"' not in shown


def test_what_had_ended_is_taken_up_again_and_the_page_says_so(client, measure, chair):
    indicator_of(measure, name="主指标")
    other = indicator_of(measure, name="份数", is_master=False)
    verified_reading(measure, other, 12)
    acts.remove_indicator(indicator=other, because=WHY, by=chair)
    client.force_login(chair)
    again = posts(client, "indicator_edit", other.pk, **TYPED, because=WHY)
    shown = client.get(again.url)
    assert [str(one) for one in shown.context["messages"]] == ["指标已重新启用。"]
    assert list(measure.indicators.exclude(ended_on=None)) == []


def test_what_is_missing_of_an_indicator_is_named(client, measure, chair):
    client.force_login(chair)
    refused = posts(client, "indicator_add", measure.pk)
    assert [words for one in refused.context["form"].errors.values() for words in one] == [
        "请填写指标名称。",
        "请填写当前的数值。",
        "请填写要达到的数值。",
        "措施已生效，请填写理由。",
    ]


@pytest.mark.parametrize("name", ["indicator_add", "indicator_edit", "indicator_remove"])
def test_colleagues_are_told_why_not_and_strangers_find_nothing(client, measure, name):
    indicator = indicator_of(measure)
    pk = measure.pk if name == "indicator_add" else indicator.pk
    client.force_login(contributor(measure.section))
    assert client.get(reverse(f"measures:{name}", args=[pk])).status_code == 403
    assert posts(client, name, pk, **TYPED, because=WHY).status_code == 403
    client.force_login(committee_chair(SectionFactory()))
    assert client.get(reverse(f"measures:{name}", args=[pk])).status_code == 404
    assert posts(client, name, pk, **TYPED, because=WHY).status_code == 404
    assert list(Indicator.objects.all()) == [indicator]


def test_an_occasion_is_read_for_each_indicator(client, measure, chair):
    one, two = add(measure, chair, "一"), add(measure, chair, "二")
    occasion = OccasionFactory(measure=measure)
    client.force_login(contributor(measure.section))
    prefix = f"o{occasion.pk}-"
    said = {"note": "已抽查。", f"read_{one.pk}": "5", f"read_{two.pk}": "7.5"}
    done = posts(
        client, "occasion_carry_out", occasion.pk, **{prefix + key: said[key] for key in said}
    )
    assert done.status_code == 302
    shown = client.get(done.url).text
    read = re.findall(r"<small\s*>\s*(.：.*?)\s*</small>", shown)
    assert ("已提交，等待他人核验。" in shown, read) == (True, ["一：5 份", "二：7.5 份"])
    assert "基线值 0，目标值 20" in shown
    read = {reading.indicator.name: reading.value for reading in occasion.readings.all()}
    assert read == {"一": 5, "二": Decimal("7.5")}
