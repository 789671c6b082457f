"""Whatever a dossier says of projects and firms comes in and goes out as it was."""

import datetime
from functools import partial

from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from measures.states import CreditKind, FirmPart, ProjectKind, ProjectState
from powers.states import ProjectStage
from riskcontrol.accounts.models import Unit
from riskcontrol.registers.dossier.carrying import carry_out
from riskcontrol.registers.dossier.plan import plan_import
from riskcontrol.registers.dossier.writing import as_yaml, export_dossier
from tests.factories.accounts import UserFactory
from tests.factories.projects import credit_code

DAY = datetime.date
FILE = {"name": "公告.pdf", "digest": "ab" * 32}
WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=30)  # fmt: skip
DAYS = st.dates(DAY(2000, 1, 1), DAY(2025, 12, 31))
OFTEN = partial(st.lists, max_size=3)


@st.composite
def projects(draw, code):
    begins, ends = sorted([draw(DAYS), draw(DAYS)])
    fixed = {"code": st.just(code), "name": WORDS, "section": st.just("P")}
    fixed |= {"kind": st.sampled_from(ProjectKind.values), "state": st.sampled_from(ProjectState.values)}  # fmt: skip
    done = {"on": DAYS, "link": st.just("https://www.example.org/a")}
    item = st.fixed_dictionaries(
        {"text": WORDS, "due": DAYS},
        optional={"stage": st.sampled_from(ProjectStage.values), "done": st.fixed_dictionaries(done)},
    )  # fmt: skip
    party = st.fixed_dictionaries({"part": WORDS, "name": WORDS})
    amounts = st.decimals(0, "9999999999999.99", places=2).map(float)
    more = {
        "amount": amounts,
        "begins": st.just(begins),
        "ends": st.just(ends),
        "about": WORDS,
        "parties": OFTEN(party, unique_by=lambda one: (one["part"], one["name"])),
        "disclosures": OFTEN(item),
    }
    return draw(st.fixed_dictionaries(fixed, optional=more))


@st.composite
def firms(draw, code):
    part = st.fixed_dictionaries(
        {"project": st.just("P-1"), "part": st.sampled_from(FirmPart.values)},
        optional={"despite": WORDS},
    )
    begins, ends = sorted([draw(DAYS), draw(DAYS)])
    record = {"credit": st.sampled_from(CreditKind.values), "ground": WORDS}
    record |= {"begins": st.just(begins), "ends": st.just(ends), "file": st.just(FILE)}
    record |= {"approved": st.fixed_dictionaries({"by": WORDS, "on": DAYS})}
    lifted = st.fixed_dictionaries({"on": st.just(begins), "because": WORDS})
    optional = {"project": st.just("P-1"), "lifted": lifted}
    given_records = OFTEN(st.fixed_dictionaries(record, optional=optional))
    parts = OFTEN(part, unique_by=lambda one: one["part"])
    fixed = {"code": st.just(code), "name": WORDS}
    return draw(st.fixed_dictionaries(fixed, optional={"parts": parts, "records": given_records}))


class AnyProjects(TestCase):
    """Whatever is written of projects and firms: in, out, in again, nothing changes."""

    @settings(max_examples=12, deadline=None)
    @given(projects("P-1"), projects("P-2"), firms(credit_code(90_003)))
    def test_they_survive(self, one, other, firm):
        tree = {"dossier": 1, "unit": {"code": "P", "name": "甲", "classes": [], "sections": []}}
        tree |= {part: [] for part in ("positions", "flowcharts", "powers", "risk_points")}
        tree |= {"projects": [one, other], "firms": [firm], "measures": []}
        data = as_yaml(tree).encode()
        with transaction.atomic():
            assert carry_out(data, by=UserFactory()).problems == []
            out = export_dossier(Unit.objects.get(code="P"))
            assert plan_import(data).changed == []
            again = plan_import(out.encode())
            assert (again.problems, again.new, again.changed, again.missing) == ([], [], [], [])
            renamed = out.replace("code: P\n", "code: Q\n").replace("section: P\n", "section: Q\n")
            renamed = renamed.replace("P-1", "Q-1").replace("P-2", "Q-2")
            carry_out(renamed.encode(), by=UserFactory())
            assert export_dossier(Unit.objects.get(code="Q")) == renamed
            transaction.set_rollback(True)
