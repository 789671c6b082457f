"""Releases from before the stages were rows: nothing of who did what, and of what a body set, is lost."""

import datetime

from django.utils import timezone

from powers.models import Power, Release, ReleaseAct, ReleaseStage
from tests.factories.accounts import BodyFactory, UserFactory
from tests.factories.powers import FlowchartFactory

BEFORE = [("powers", "0006_release_stages"), ("audit", "0003_committee_chain")]
NOW = datetime.datetime(2026, 3, 2, 23, 30, tzinfo=datetime.UTC)  # the next day in China
SWITCHES = [
    ({}, []),
    ({"section_checks": False}, ["clearance", "signature"]),
    ({"clearance_needed": False}, ["check", "signature"]),
    ({"leader_signs": False}, ["check", "clearance"]),
    ({"clearance_needed": False, "leader_signs": False}, ["check", "signature"]),
]


def write_release(old, chart, stage, **fields):
    """Write a release as it was kept, with whoever did something named by the act."""
    people = {name: UserFactory() for name in ("submitted", *fields.pop("by", ()))}
    given = {f"{name}_by_id": user.pk for name, user in people.items()}
    given |= {f"{name}_at": NOW for name in people if name in {"checked", "cleared", "signed"}}
    kept = {"flowchart_id": chart.pk, "stage": stage, "days": 7} | given | fields
    return old.get_model("powers", "Release").objects.create(**kept), people


def write_policies(old):
    policies = old.get_model("powers", "Policy").objects
    return [policies.create(body_id=BodyFactory().pk, **each) for each, _stages in SWITCHES]


def write_withheld(old):
    """Write a withheld power, and the entry of its approval."""
    section = FlowchartFactory().section
    told = {"withheld_ground": "涉密", "withheld_approver": "王局", "category": "internal"}
    place = {"section_id": section.pk, "body_id": section.body.pk}
    power = old.get_model("powers", "Power").objects.create(code="W", name="甲", **told, **place)
    entry = {"verb": "power.approve-withholding", "at": NOW, "digest": "0", "hash": "0"}
    entry |= {"target_type": "powers.power", "target_id": str(power.pk), "actor_name": "王局"}
    old.get_model("audit", "Entry").objects.create(
        chain="staff", sequence=1_000_000, actor_id=UserFactory().pk, **entry
    )


def acts_of(release):
    rows = ReleaseAct.objects.filter(release=release.pk).order_by("pk")
    return list(rows.values_list("place", "act", "outcome", "by", "result", "remark"))


def what_stands_becomes_stages_and_acts():
    old = yield BEFORE
    signing, his = write_release(
        old, FlowchartFactory(), "signature", by=("checked", "cleared"), clearance="不涉密"
    )
    back, hers = write_release(
        old, FlowchartFactory(), "returned", by=("checked", "returned"), remark="写明时限"
    )
    policies = write_policies(old)
    switched_off = FlowchartFactory(body_id=policies[1].body_id)
    waiting, _theirs = write_release(old, switched_off, "check")
    write_withheld(old)
    yield
    assert acts_of(signing) == [
        (0, "check", "passed", his["checked"].pk, "", ""),
        (1, "clearance", "passed", his["cleared"].pk, "不涉密", ""),
    ]
    assert acts_of(back) == [
        (0, "check", "passed", hers["checked"].pk, "", ""),
        (1, "clearance", "returned", hers["returned"].pk, "", "写明时限"),
    ]
    assert set(ReleaseAct.objects.filter(outcome="passed").values_list("at", flat=True)) == {NOW}
    own = Release.objects.filter(pk__in=[signing.pk, back.pk, waiting.pk])
    turns = {each.pk: each.turn and each.turn.act for each in own}
    assert turns == {signing.pk: "signature", back.pk: None, waiting.pk: "check"}
    assert [
        list(ReleaseStage.objects.filter(body=each.body_id).values_list("act", flat=True))
        for each in policies
    ] == [stages for _switches, stages in SWITCHES]
    assert Power.objects.get(code="W").withheld_on == timezone.localdate(NOW)
    assert Power.objects.get(code="W").withheld_on == datetime.date(2026, 3, 3)
