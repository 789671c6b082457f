"""What a posting is found by: kept by every act that changes what the public sees of it."""

import importlib

import pytest
from django.apps import apps

from powers.actions.postings import (
    approve_withholding,
    propose_withholding,
    settle_posting,
)
from powers.findable import mark, plain, wanted
from powers.models import Posting, Power
from tests.disclosure.pages import answered
from tests.factories.accounts import contributor, deputy_head
from tests.factories.powers import PowerFactory, drawn_chart, fresh, posted, settled_chart

from .flow import change_step, handed_in, released

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("《行政许可法》 第 3 条", "《行政许可法》 第 3 条"),
        ("ＡＢＣ１２", "abc12"),
        ("一\u3000二\n三\t四", "一 二 三 四"),
        ("补\u200b正\x00", "补正"),
        (" \x00 ", ""),
    ],
)
def test_what_searching_does_not_tell_apart_is_folded(text, folded):
    assert plain(text) == folded


def test_typed_words_are_looked_for_one_by_one_and_not_endlessly():
    assert wanted("许可\u3000ABC") == ["许可", "abc"]
    assert wanted("  ") == []
    assert len(wanted("字 " * 50)) == 8


def test_a_column_of_values_is_looked_for_whole():
    assert mark("licensing", "penalty") == "|licensing|penalty|"
    assert mark() == ""


def test_a_signed_release_can_be_found_at_once():
    posting, _people = released()
    kept = Posting.objects.get(pk=posting.pk)
    assert kept.words.splitlines()[0] == posting.flowchart.code
    assert {"受理", "审查", "送达"} <= set(kept.words.splitlines())
    assert kept.categories == "|internal|"


def test_settling_keeps_the_final_words():
    posting, people = handed_in()
    assert "现场核查" not in Posting.objects.get().words
    answered(posting, changed=["examine"], published=False, step_key="examine")
    change_step(posting, "examine", name="现场核查")
    settle_posting(posting=posting, by=people.moderator)
    lines = Posting.objects.get().words.splitlines()
    assert ("现场核查" in lines, "审查" in lines) == (True, False)


def shared_chart():
    """A posted chart of two powers, the second of which may have to be withheld."""
    chart = drawn_chart()
    power = PowerFactory(
        section=chart.section, flowchart=chart, name="秘密侦办", code="SECRET-1", category="penalty"
    )
    posting = posted(fresh(chart))
    return posting, power


def withhold(power):
    Power.objects.filter(pk=power.pk).update(withheld_ground="涉密")
    approve_withholding(power=power, by=deputy_head(power.section))


def is_found(posting):
    kept = Posting.objects.get(pk=posting.pk)
    return ("秘密侦办" in kept.words, "secret-1" in kept.words, "penalty" in kept.categories)


def test_a_power_withheld_since_is_not_found_any_more_and_found_again_later():
    posting, power = shared_chart()
    assert is_found(posting) == (True, True, True)
    withhold(power)
    assert is_found(posting) == (False, False, False)
    assert "审查" in Posting.objects.get(pk=posting.pk).words
    by = contributor(power.section)
    propose_withholding(power=Power.objects.get(pk=power.pk), ground="", by=by)
    assert is_found(posting) == (True, True, True)


@pytest.mark.parametrize("moved", [{"flowchart": None}, {"code": "SECRET-2"}])
def test_a_power_that_left_the_chart_or_changed_its_code_is_withheld_all_the_same(moved):
    posting, power = shared_chart()
    assert is_found(posting) == (True, True, True)
    Power.objects.filter(pk=power.pk).update(**moved)
    withhold(Power.objects.get(pk=power.pk))
    assert is_found(posting) == (False, False, False)


def test_what_stood_before_is_filled_in():
    posting, power = shared_chart()
    settled = settled_chart(name="早先的流程图")
    Power.objects.filter(pk=power.pk).update(withheld_ground="涉密", withheld_approver="王局")
    Posting.objects.update(words="", categories="")
    migration = importlib.import_module("powers.migrations.0005_words_of_what_stands")
    migration.fill(apps, None)
    assert is_found(posting) == (False, False, False)
    assert "审查" in Posting.objects.get(pk=posting.pk).words
    kept = Posting.objects.get(flowchart=settled)
    assert ("早先的流程图" in kept.words, kept.categories) == (True, "|internal|")
