"""Dossiers carry the duties of a unit and its sections, and which powers do them, in and out."""

import pytest

from powers.models import Power, PowerDuty
from riskcontrol.accounts.models import Duty, Unit
from riskcontrol.registers.dossier.carrying import carry_out
from riskcontrol.registers.dossier.plan import plan_import
from riskcontrol.registers.dossier.reading import read_dossier
from riskcontrol.registers.dossier.writing import as_yaml, export_dossier
from tests.factories.accounts import UserFactory
from tests.registers.examples import changed, tree

pytestmark = pytest.mark.django_db
FIRST = "DEMO-N-001"
OF_THE_SECTION = {"section": "DEMO-JC", "duty": "管理执法证件"}
OF_THE_UNIT = {"section": "DEMO", "duty": "查处执法人员违纪行为"}


def section_does(tree):
    """Give the first section a duty that the first power does beside the unit's own."""
    tree["unit"]["sections"][0]["duties"] = [OF_THE_SECTION["duty"]]
    tree["powers"][0]["duties"] = [OF_THE_UNIT, OF_THE_SECTION]


def without_duties(tree):
    tree["powers"][0].pop("duties")


def carried(change=section_does):
    carry_out(changed(change), by=UserFactory())
    return Unit.objects.get(code="DEMO")


def links():
    """Which duty the first power does, by unit and words."""
    power = Power.objects.get(code=FIRST)
    return sorted(power.duties.values_list("unit__code", "text"))


def test_it_comes_in_and_goes_out_the_same():
    body = carried()
    both = [tuple(one.values()) for one in (OF_THE_UNIT, OF_THE_SECTION)]
    assert links() == sorted(both)

    out = export_dossier(body)
    read, problems = read_dossier(out.encode())
    assert problems == []
    assert read["unit"]["sections"][0]["duties"] == ["管理执法证件"]
    assert "duties" not in read["unit"]["sections"][1]
    assert read["powers"][0]["duties"] == [OF_THE_UNIT, OF_THE_SECTION]
    assert "duties" not in read["powers"][4]

    again = plan_import(out.encode())
    assert (again.new, again.changed, again.missing) == ([], [], [])
    before = set(PowerDuty.objects.values_list("pk", "power", "duty"))
    carry_out(out.encode(), by=UserFactory())
    assert set(PowerDuty.objects.values_list("pk", "power", "duty")) == before


def test_into_an_empty_system_it_comes_the_same():
    out = export_dossier(carried()).encode()
    Duty.objects.all().delete()
    assert links() == []
    plan = carry_out(out, by=UserFactory())
    powers = [name for name in plan.changed if name.startswith("powers/")]
    assert powers == [
        f"powers/{code}" for code in (FIRST, "DEMO-N-002", "DEMO-N-003", "DEMO-A-001")
    ]
    assert len(links()) == 2


def test_in_which_order_they_stand_says_nothing():
    carried()

    def turned(tree):
        section_does(tree)
        tree["powers"][0]["duties"].reverse()

    plan = plan_import(changed(turned))
    assert (plan.new, plan.changed) == ([], [])


def test_one_that_names_fewer_takes_the_link_back_and_keeps_the_duty():
    carried()

    def fewer(tree):
        section_does(tree)
        tree["powers"][0]["duties"] = [OF_THE_UNIT]

    assert plan_import(changed(fewer)).changed == [f"powers/{FIRST}"]
    carried(fewer)
    assert links() == [tuple(OF_THE_UNIT.values())]
    assert Duty.objects.filter(unit__code="DEMO-JC").count() == 1

    def none(tree):
        section_does(tree)
        without_duties(tree)

    carried(none)
    assert links() == []


@pytest.mark.parametrize(
    ("given", "path", "value"),
    [
        ([{"section": "DEMO", "duty": "无此职责"}], "powers[0].duties[0].duty", "无此职责"),
        # Another section's duty of these words is not this one's.
        (
            [{"section": "DEMO-SP", "duty": "管理执法证件"}],
            "powers[0].duties[0].duty",
            "管理执法证件",
        ),
        ([{"section": "NONE", "duty": "管理执法证件"}], "powers[0].duties[0].duty", "管理执法证件"),
        ([OF_THE_UNIT, OF_THE_UNIT], "powers[0].duties[1]", OF_THE_UNIT["duty"]),
        ([{"section": "DEMO"}], "powers[0].duties[0].duty", ""),
        (["管理执法证件"], "powers[0].duties[0]", "管理执法证件"),
        ("管理执法证件", "powers[0].duties", "管理执法证件"),
    ],
)
def test_what_names_no_duty_is_told_at_its_place(given, path, value):
    altered = tree()
    section_does(altered)
    altered["powers"][0]["duties"] = given
    _tree, problems = read_dossier(as_yaml(altered).encode())
    assert [problem.path for problem in problems] == [path]
    assert value in problems[0].value
    assert not Power.objects.exists()
