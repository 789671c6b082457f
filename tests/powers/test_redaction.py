"""Leaving out, and nothing else."""

import pytest
from django.core.exceptions import ValidationError

from powers.redaction import check_shown

BEFORE = "第一句有电话123，\n第二句有姓名张三。"


@pytest.mark.parametrize(
    "shown",
    [
        "第一句有电话[…]，\n第二句有姓名张三。",
        "第一句有电话[…]，\n第二句有姓名[…]。",
        "[…]第二句有姓名张三。",
        "第一句[…]",
        "[…]",
    ],
)
def test_what_remains_stands_in_the_comment_in_its_order(shown):
    assert check_shown(BEFORE, shown) == shown


def test_other_line_breaks_are_no_change():
    assert check_shown("甲\r\n乙丙", "甲\r\n乙[…]") == "甲\n乙[…]"


@pytest.mark.parametrize(
    "shown",
    [
        BEFORE,
        "第一句有电话，第二句有姓名。",
        "第二句有姓名[…]第一句有电话",
        "第一句没有电话[…]",
        "第一句[…]第一句",
        "第一句有电话***，[…]",
    ],
)
def test_anything_else_is_refused(shown):
    with pytest.raises(ValidationError) as refused:
        check_shown(BEFORE, shown)
    assert list(refused.value.message_dict) == ["shown"]
