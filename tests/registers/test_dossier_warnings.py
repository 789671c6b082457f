"""Dossiers carry a body's own rules for warnings; what ships is not carried."""

import pytest
from django.utils import translation

from measures.actions.warnings import ensure_warning_scheme, set_warning_rules
from measures.models import WarningScheme
from measures.warning_rules import ColourOutline, RuleOutline, SchemeOutline, outline_of, scheme_of
from measures.warning_states import WarningKind
from riskcontrol.accounts.models import Unit
from riskcontrol.registers.dossier.carrying import carry_out
from riskcontrol.registers.dossier.plan import plan_import
from riskcontrol.registers.dossier.reading import read_dossier
from riskcontrol.registers.dossier.writing import export_dossier
from tests.factories.accounts import UserFactory, committee_chair
from tests.registers.examples import DATA, changed

pytestmark = pytest.mark.django_db
GRAVE = {"name": "紧急", "shape": "diamond", "colour": "red"}
MILD = {"name": "关注", "shape": "circle", "colour": "yellow"}
OVERDUE = {
    "kind": "overdue",
    "name": "措施逾期",
    "from": [{"colour": "紧急", "at": 20}, {"colour": "关注", "at": 0}],
}
CASE = {"kind": "case", "from": [{"colour": "关注", "at": 3}]}
RULES = {"colours": [GRAVE, MILD], "kinds": [OVERDUE, CASE]}


def with_rules(**more):
    return changed(lambda tree: tree.update(warning_rules=RULES | more))


def carried(data):
    carry_out(data, by=UserFactory())
    return Unit.objects.get(code="DEMO")


def test_what_ships_is_not_carried():
    body = carried(DATA)
    assert "warning_rules" not in read_dossier(export_dossier(body).encode())[0]
    ensure_warning_scheme(body)
    assert "warning_rules" not in read_dossier(export_dossier(body).encode())[0]


def test_they_come_in_and_go_out_the_same():
    body = carried(with_rules())
    scheme = scheme_of(body)
    assert (scheme.number, scheme.reason) == (1, "随档案导入")
    looks = tuple(ColourOutline(*one.values()) for one in (GRAVE, MILD))
    by_kind = {rule.kind: rule for rule in outline_of(scheme).rules}
    assert outline_of(scheme).colours == looks
    assert by_kind["overdue"] == RuleOutline("overdue", (20, 0), "措施逾期")
    assert by_kind["case"] == RuleOutline("case", (None, 3), "")
    out = export_dossier(body)
    tree, problems = read_dossier(out.encode())
    assert problems == []
    assert tree["warning_rules"] == RULES
    again = plan_import(out.encode())
    assert (again.new, again.changed, again.missing) == ([], [], [])


def test_another_version_follows_and_the_order_says_nothing():
    body = carried(with_rules())
    turned = OVERDUE | {"from": OVERDUE["from"][::-1]}
    assert plan_import(with_rules(kinds=[CASE, turned])).changed == []
    carried(with_rules(kinds=[CASE]))
    assert [one.number for one in WarningScheme.objects.filter(body=body)] == [2, 1]
    assert plan_import(DATA).missing == ["warning_rules/DEMO"]


def test_what_a_committee_set_goes_out_in_any_language_alike():
    body = carried(DATA)
    outline = SchemeOutline(
        (ColourOutline("red", "diamond", "red"),),
        tuple(RuleOutline(kind, (4,)) for kind in WarningKind.values),
    )
    chair = committee_chair(body)
    set_warning_rules(body=body, outline=outline, reason="先试行", expected=1, by=chair)
    told = []
    for language in ("en", "zh-hans"):
        with translation.override(language):
            told.append(export_dossier(body))
    assert told[0] == told[1]
    assert plan_import(told[0].encode()).changed == []


BROKEN = [
    ({"colours": []}, "warning_rules.colours"),
    ({"colours": [GRAVE, GRAVE]}, "warning_rules.colours"),
    ({"colours": [GRAVE, MILD | {"shape": "diamond"}]}, "warning_rules.colours"),
    ({"colours": [GRAVE, MILD | {"shape": "heart"}]}, "warning_rules.colours[1].shape"),
    ({"colours": [GRAVE, MILD | {"colour": "beige"}]}, "warning_rules.colours[1].colour"),
    ({"colours": [GRAVE, MILD | {"name": "长" * 21}]}, "warning_rules.colours[1].name"),
    ({"kinds": [CASE, CASE]}, "warning_rules.kinds[1]"),
    ({"kinds": [CASE | {"kind": "rumour"}]}, "warning_rules.kinds[0].kind"),
    ({"kinds": [CASE | {"from": []}]}, "warning_rules.kinds[0].from"),
    ({"kinds": [CASE | {"from": [{"colour": "绿", "at": 1}]}]}, "warning_rules.kinds[0].from[0]"),
    ({"kinds": [CASE | {"from": [{"colour": "关注", "at": 1000}]}]}, "warning_rules.kinds[0].from[0].at"),
    ({"kinds": [CASE | {"from": [{"colour": "关注", "at": True}]}]}, "warning_rules.kinds[0].from[0].at"),
    ({"kinds": [CASE | {"from": CASE["from"] * 2}]}, "warning_rules.kinds[0].from[1]"),
    ({"kinds": [CASE | {"from": [{"colour": "紧急", "at": 1}, {"colour": "关注", "at": 1}]}]},
     "warning_rules.kinds[0].from"),
]  # fmt: skip


@pytest.mark.parametrize(("more", "path"), BROKEN)
def test_what_is_broken_is_told_with_its_path_and_nothing_is_written(more, path):
    data = with_rules(**more)
    assert path in [one.path for one in read_dossier(data)[1]]
    with pytest.raises(ValueError, match=r"待改正"):
        carry_out(data, by=UserFactory())
    assert (Unit.objects.count(), WarningScheme.objects.count()) == (0, 0)
