"""Which texts count as nearly the same, and that the keys find them."""

import pytest

from riskpoints.likeness import ALIKE, digest_of, keys_of, share, words_of

LEDGER = "建立案件台账，每季度由科长核对一次，逐件登记办理时限。"


def test_marks_spaces_and_width_make_no_other_text():
    assert digest_of("应立案不立案。") == digest_of(" 应立案，不立案 ")
    assert digest_of("5日内") == digest_of("５日内")
    assert digest_of("应立案不立案") != digest_of("不应立案立案")


@pytest.mark.parametrize(
    ("other", "is_alike"),
    [
        ("建立案件登记台账，每季度由科长核对一次，逐件登记办理时限", True),
        ("建立案件台账，每季度由处长核对一次，逐件登记办理时限。", True),
        ("收取保证金当日开具票据，由财务岗存入专户。", False),
        ("建立健全廉政教育制度。", False),
    ],
)
def test_one_word_exchanged_is_nearly_the_same_and_another_matter_is_not(other, is_alike):
    one, two = words_of(LEDGER), words_of(other)

    assert (share(one, two) >= ALIKE) is is_alike
    assert bool(set(keys_of(one)) & set(keys_of(two))) is is_alike


def test_keys_are_the_same_in_every_run_and_fit_a_whole_number():
    keys = keys_of(words_of("应立案不立案，拖延处理"))

    assert len(keys) == 16
    assert all(-(2**63) <= key < 2**63 for key in keys)
    assert keys == keys_of(words_of("拖延处理，应立案不立案"))
    assert keys_of([]) == []
