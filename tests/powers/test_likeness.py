"""Form letters are alike; two people with the same worry are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powers.likeness import is_like_any, pairs_of, share

TEXT = "希望在办事指南里写明需要哪些材料、几个工作日内答复，缺材料的一次告知，不要让群众跑第二趟。"


@pytest.mark.parametrize(
    "other",
    [
        TEXT,
        TEXT.replace("，", " , "),
        TEXT.replace("几个", "多少个"),
        f"张三：{TEXT}",
        TEXT + "谢谢！",
    ],
)
def test_the_same_words_with_small_changes_are_alike(other):
    assert is_like_any(other, ["另外一件事。", TEXT])


@pytest.mark.parametrize(
    "other",
    [
        "希望写明需要的材料。",
        "缺什么材料，办事人员应当一次说清楚，现在要跑两三趟，很不方便，请改进。",
        "现场核查应当提前通知申请人，约好时间。",
        TEXT[: len(TEXT) // 2],
        "",
        "？！",
    ],
)
def test_the_same_worry_in_other_words_is_not(other):
    assert not is_like_any(other, [TEXT])


def test_letters_are_alike_whatever_their_case_and_width():
    assert share(pairs_of("ABC 公司"), pairs_of("ａｂｃ公司")) == 1


@given(st.text(), st.text())
def test_likeness_has_no_direction_and_ends_at_one(one, other):
    there, back = share(pairs_of(one), pairs_of(other)), share(pairs_of(other), pairs_of(one))
    assert there == back
    assert 0 <= there <= 1
