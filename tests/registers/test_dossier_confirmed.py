"""Dossiers carry what was confirmed elsewhere: pledges, readings, and which files were used."""

import copy
import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from measures.actions.indicators import Held, change_indicator
from measures.actions.pledges import confirm_pledge, draft_pledges
from measures.models import EarlierReading, EducationMaterial, Indicator, Measure, Pledge, Reading
from measures.pledge_text import digest_of
from measures.proving import proven
from riskcontrol.accounts.models import Position, Unit
from riskcontrol.registers.dossier.carrying import carry_out
from riskcontrol.registers.dossier.plan import plan_import
from riskcontrol.registers.dossier.reading import read_dossier
from riskcontrol.registers.dossier.writing import export_dossier
from riskpoints.models import RiskPoint
from tests.factories.accounts import UserFactory, committee_chair, contributor
from tests.factories.education import pledge_due
from tests.factories.measures import OccasionFactory
from tests.factories.rules import indicator_of, verified_reading
from tests.registers.examples import DATA, changed, tree

pytestmark = pytest.mark.django_db
DAY = datetime.date
POSITION = tree()["positions"][0]["code"]
MEASURE = tree()["measures"][0]["key"]
READ = [{"on": DAY(2026, 3, 31), "value": 60}, {"on": DAY(2026, 6, 30), "value": 97.5}]
INDICATOR = {"name": "签字齐全的占比", "unit": "%", "baseline": 50, "target": 95}
INDICATOR |= {"master": True, "readings": READ}
PLEDGE = {
    "position": POSITION,
    "year": 2026,
    "holder": "李四",
    "ground": "yearly",
    "lines": ["针对“压案不查”：本人履行职责。", "针对“泄露案情”：本人履行职责。"],
    "own_words": "接受监督。",
    "confirmed": {"on": DAY(2026, 2, 3), "digest": "ab" * 32},
}
SESSION = {"on": DAY(2026, 3, 5), "topic": "案例剖析", "speaker": "赵明"}
SESSION |= {"materials": [{"name": "课件.pdf", "digest": "cd" * 32}]}
PLAN = {"title": "专题党课", "form": "lecture", "aim": "守住底线。", "due": DAY(2026, 6, 30)}
PLAN |= {"state": "open", "positions": [POSITION], "sessions": [SESSION]}


def dossier(pledges=(PLEDGE,), indicator=INDICATOR, plan=PLAN):
    """The example with a pledge, readings and a session's material."""

    def add(tree):
        tree["pledges"], tree["education"] = list(pledges), [plan]
        tree["measures"][0]["indicators"] = [indicator]

    return changed(add)


def carried(data):
    carry_out(data, by=UserFactory())
    return Unit.objects.get(code="DEMO")


def test_they_come_in_and_go_out_the_same():
    out = export_dossier(carried(dossier()))
    told, problems = read_dossier(out.encode())
    assert problems == []
    assert (told["pledges"], told["education"]) == ([PLEDGE], [PLAN])
    measure = next(one for one in told["measures"] if one["key"] == MEASURE)
    assert measure["indicators"] == [INDICATOR]
    again = carry_out(out.encode(), by=UserFactory())
    assert (again.new, again.changed, again.missing) == ([], [], [])
    counts = [model.objects.count() for model in (Pledge, EarlierReading, EducationMaterial)]
    assert counts == [1, 2, 1]


def test_what_was_confirmed_and_read_here_goes_out_in_and_out_again_the_same():
    body = carried(DATA)
    measure = Measure.objects.get(body=body, key=MEASURE)
    indicator = indicator_of(measure)
    verified_reading(measure, indicator, "97.50", days_ago=3)
    OccasionFactory(measure=measure, done=True, due_on=DAY(2026, 2, 1)).readings.create(
        indicator=indicator, value=77
    )
    waits, _point = pledge_due()
    confirmed, _point = pledge_due()
    Pledge.objects.filter(pk__in=[waits.pk, confirmed.pk]).update(
        body=body, position=Position.objects.get(body=body, code=POSITION)
    )
    confirmed.refresh_from_db()
    confirmed.holder.memberships.update(position=confirmed.position, unit=confirmed.position.unit)
    confirm_pledge(
        pledge=confirmed, own_words="接受监督。", seen=digest_of(confirmed), by=confirmed.holder
    )
    first = export_dossier(body)
    told = read_dossier(first.encode())[0]
    assert [(one["holder"], len(one["lines"])) for one in told["pledges"]] == [
        (str(confirmed.holder), len(confirmed.lines))
    ]
    read = next(one for one in told["measures"] if one["key"] == MEASURE)["indicators"][0]
    day = timezone.localdate() - datetime.timedelta(days=3)
    assert read["readings"] == [{"on": day, "value": 97.5}]
    assert str(waits.holder) not in first
    moved = first.replace("DEMO", "NEU").replace("demo", "neu")
    carry_out(moved.encode(), by=UserFactory())
    assert export_dossier(Unit.objects.get(code="NEU")) == moved


def test_a_pledge_of_elsewhere_is_read_here_and_belongs_to_nobody_here(client):
    body = carried(dossier())
    pledge = Pledge.objects.get()
    assert (pledge.holder, pledge.whose, pledge.digest) == (None, "李四", "ab" * 32)
    section = body.children.first()
    client.force_login(committee_chair(section))
    page = client.get(reverse("measures:pledge", args=[pledge.pk])).text
    assert ("李四" in page, "随档案导入" in page) == (True, True)
    assert "李四" in client.get(reverse("measures:pledge_list")).text
    assert client.get(reverse("registers:pledge_pdf", args=[pledge.pk])).status_code == 200
    client.force_login(contributor(section))
    assert client.get(reverse("measures:pledge", args=[pledge.pk])).status_code == 404
    with pytest.raises(IntegrityError), transaction.atomic():
        Pledge.objects.update(own_words="另有说法。")
    draft_pledges(body, timezone.localdate())
    assert Pledge.objects.get() == pledge


def test_what_was_read_before_is_shown_and_proves_nothing_here(client):
    body = carried(dossier())
    measure = Measure.objects.get(body=body, key=MEASURE)
    indicator = measure.indicators.get()
    assert [one.value for one in indicator.earlier.all()] == [60, 97.5]
    assert not Reading.objects.exists()
    points = RiskPoint.objects.filter(proven(timezone.localdate()), measures=measure)
    assert not points.exists()
    client.force_login(committee_chair(measure.section))
    page = client.get(reverse("measures:detail", args=[measure.pk])).text
    assert "导入前已填报：2026-03-3160、2026-06-3097.5" in "".join(page.split())
    with pytest.raises(IntegrityError), transaction.atomic():
        indicator.earlier.update(value=1)


def test_an_indicator_that_was_read_before_keeps_its_name_and_stays():
    body = carried(dossier())
    indicator = Measure.objects.get(body=body, key=MEASURE).indicators.get()
    held = Held("另一名称", "%", indicator.baseline, indicator.target)
    by = committee_chair(indicator.measure.section)
    with pytest.raises(Exception, match="已按此名称"):
        change_indicator(indicator=indicator, held=held, because="调整。", by=by)
    other = {"name": "抽查份数", "baseline": 0, "target": 20, "master": True}
    carry_out(dossier(indicator=other), by=UserFactory())
    assert list(Indicator.objects.values_list("name", "is_master")) == [
        ("抽查份数", True),
        ("签字齐全的占比", False),
    ]


def test_an_indicator_that_ended_stays(client):
    body = carried(dossier())
    Indicator.objects.update(is_master=False, ended_on=timezone.localdate())
    assert "签字齐全的占比" not in export_dossier(body)


def test_a_file_that_was_named_is_known_again_and_not_handed_out(client):
    body = carried(dossier())
    material = EducationMaterial.objects.get()
    client.force_login(committee_chair(body.children.first()))
    page = client.get(reverse("measures:education_session", args=[material.session_id])).text
    address = reverse("measures:education_material", args=[material.public_id])
    assert ("课件.pdf" in page, "cd" * 32 in page, address in page) == (True, True, False)
    assert client.get(address).status_code == 404


def of(row, **more):
    return copy.deepcopy(row) | more


BROKEN = [
    ({"pledges": [of(PLEDGE, position="NONE")]}, "pledges[0].position"),
    ({"pledges": [PLEDGE, PLEDGE]}, "pledges[1]"),
    ({"pledges": [of(PLEDGE, lines=[])]}, "pledges[0].lines"),
    ({"pledges": [of(PLEDGE, lines=["一\n二"])]}, "pledges[0].lines[0]"),
    ({"pledges": [of(PLEDGE, ground="else")]}, "pledges[0].ground"),
    ({"pledges": [of(PLEDGE, confirmed=of(PLEDGE["confirmed"], digest="0"))]},
     "pledges[0].confirmed.digest"),
    ({"pledges": [of(PLEDGE, confirmed=of(PLEDGE["confirmed"], on=DAY(2099, 1, 1)))]},
     "pledges[0].confirmed.on"),
    ({"indicator": of(INDICATOR, readings=[READ[0], READ[0]])},
     "measures[0].indicators[0].readings[1]"),
    ({"indicator": of(INDICATOR, readings=[of(READ[0], on=DAY(2099, 1, 1))])},
     "measures[0].indicators[0].readings[0].on"),
    ({"indicator": of(INDICATOR, readings=[of(READ[0], value=1.234)])},
     "measures[0].indicators[0].readings[0].value"),
    ({"plan": of(PLAN, sessions=[of(SESSION, materials=SESSION["materials"] * 2)])},
     "education[0].sessions[0].materials[1]"),
]  # fmt: skip


@pytest.mark.parametrize(("more", "path"), BROKEN)
def test_what_is_broken_is_told_with_its_path_and_nothing_is_written(more, path):
    data = dossier(**more)
    assert [one.path for one in plan_import(data).problems] == [path]
    with pytest.raises(ValueError, match="待改正"):
        carry_out(data, by=UserFactory())
    assert (Unit.objects.count(), Pledge.objects.count()) == (0, 0)


KEPT = [
    ({"pledges": [of(PLEDGE, own_words="另有说法。")]}, "pledges[0]"),
    ({"indicator": of(INDICATOR, readings=[of(READ[0], value=99)])},
     "measures[0].indicators[0].readings"),
]  # fmt: skip


@pytest.mark.parametrize(("more", "path"), KEPT)
def test_what_was_confirmed_or_read_is_not_written_over(more, path):
    body = carried(dossier())
    before = export_dossier(body)
    assert [one.path for one in plan_import(dossier(**more)).problems] == [path]
    assert export_dossier(body) == before
