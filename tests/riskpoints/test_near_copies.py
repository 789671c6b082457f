"""The index of texts follows the acts, and what it tells stays within the reader's reach."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from measures.actions.drafting import edit_measure, remove_measure
from riskpoints.actions.phrases import FULL, sweep_phrases
from riskpoints.actions.points import edit_risk_point, remove_risk_point
from riskpoints.models import Phrase, PhraseKey, PhraseUse
from riskpoints.near_copies import Own, copies_of
from tests.factories.accounts import AreaFactory, BodyFactory, SectionFactory, committee_member
from tests.factories.powers import settled_chart
from tests.factories.riskpoints import facts, opened, step_of, written

pytestmark = pytest.mark.django_db
TEXT = "受理窗口收到材料后，不登记、不出具受理单。"
NEAR = "受理窗口收到材料后，不登记、不出具受理通知书。"


def told(text, reader, own=None):
    """What is said of one text: is it the same, where, how often, elsewhere; None for nothing."""
    found = copies_of([text], reader=reader, own=own or Own()).get(text)
    if found is None:
        return None
    where = found.use.phrase.text if found.use else None
    return found.is_same, where, found.count, found.is_elsewhere


def kept():
    """Every text of the index with its place."""
    return sorted(PhraseUse.objects.values_list("place", "phrase__text"))


def test_a_row_is_kept_as_it_is_written_changed_and_removed():
    worksheet = opened()
    by = worksheet.opened_by
    point = written(worksheet, title="收件不登记", manifestations=[TEXT, TEXT])
    assert kept() == [
        ("measure", "建立台账0。"),
        ("shown", TEXT),
        ("title", "收件不登记"),
    ]

    changed = facts(step_of(worksheet), title="收件不出单", manifestations=[NEAR])
    edit_risk_point(risk_point=point, facts=changed, expected_version=1, by=by)
    edit_measure(measure=point.measures.get(), by=by, text="逐件出具受理单。")
    assert kept() == [
        ("measure", "逐件出具受理单。"),
        ("shown", NEAR),
        ("title", "收件不出单"),
    ]

    remove_measure(measure=point.measures.get(), by=by)
    remove_risk_point(risk_point=point, by=by)
    assert kept() == []
    assert Phrase.objects.count() == 6
    assert sweep_phrases() == 6
    assert (Phrase.objects.count(), PhraseKey.objects.count()) == (0, 0)


def test_the_same_and_nearly_the_same_are_found_and_other_matters_are_not():
    worksheet = opened()
    written(worksheet, manifestations=[TEXT], measures=0)
    reader = worksheet.opened_by

    assert told(TEXT, reader) == (True, TEXT, 1, False)
    assert told(TEXT.replace("，", " "), reader) == (True, TEXT, 1, False)
    assert told(NEAR, reader) == (False, TEXT, 1, False)
    assert told("保证金收取后不开具票据，挪作他用。", reader) is None


def test_a_row_is_not_compared_with_itself():
    worksheet = opened()
    point = written(worksheet, manifestations=[TEXT], measures=1)
    own = Own(point.pk, frozenset([point.measures.get().pk]))
    reader = worksheet.opened_by
    assert told(TEXT, reader) is not None

    assert told(TEXT, reader, own) is None
    assert told("建立台账0。", reader, own) is None


def test_places_are_counted():
    worksheet = opened()
    written(worksheet, manifestations=[TEXT], measures=0)
    written(worksheet, step_of(worksheet, "serve"), manifestations=[TEXT], measures=0)

    assert told(NEAR, worksheet.opened_by) == (False, TEXT, 2, False)


def test_what_stands_in_another_unit_is_told_without_its_words():
    area = AreaFactory()
    mine, other = (SectionFactory(parent=BodyFactory(parent=area)) for _body in range(2))
    here = opened(settled_chart(section=mine))
    there = opened(settled_chart(section=other))
    written(there, manifestations=[TEXT], measures=0)
    reader = here.opened_by
    assert told(NEAR, there.opened_by) == (False, TEXT, 1, False)

    assert told(NEAR, reader) == (False, None, 0, True)
    written(here, manifestations=[TEXT], measures=0)
    assert told(NEAR, reader) == (False, TEXT, 1, True)
    assert told(NEAR, committee_member(area)) == (False, TEXT, 2, False)


def test_the_queries_do_not_grow_with_the_texts():
    worksheet = opened()
    texts = [TEXT, NEAR, "保证金收取后不开具票据，挪作他用。"]
    written(worksheet, manifestations=texts, measures=0)
    reader = worksheet.opened_by
    assert reader.reading_ids
    counts = []

    for some in (texts[:1], texts):
        with CaptureQueriesContext(connection) as counted:
            assert set(copies_of(some, reader=reader, own=Own())) == set(some)
        counts.append(len(counted))

    assert counts == [6, 6]


def test_a_full_key_takes_no_more_and_the_text_is_still_found_by_itself():
    worksheet = opened()
    alike = [
        f"受理窗口收到材料后，不登记、不出具受理单，第{number}种。" for number in range(FULL + 6)
    ]
    for at in range(0, len(alike), 10):
        written(worksheet, title=f"第{at}项", manifestations=alike[at : at + 10], measures=0)

    held = PhraseKey.objects.values_list("key", flat=True)
    most = max(list(held).count(key) for key in set(held))
    assert most == FULL
    assert told(alike[-1], worksheet.opened_by) == (True, alike[-1], 1, False)
    assert (
        told("受理窗口收到材料后，不登记、不出具受理单，第三种。", worksheet.opened_by) is not None
    )
